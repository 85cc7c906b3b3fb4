"""SCL-PKG: the manifest, and whether the package is what it says."""

from fairmark.schemas.scl import schema_of
from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.learning.package import LearningPackage
from fairmark.validators.rules.learning.versions import ONLY
from fairmark.validators.rules.shape import breaches


@rule(
    "SCL-PKG-12",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.16 V-12 and section 4.14",
    message="{observed}",
)
def the_package_is_what_its_manifest_says(package: LearningPackage) -> Findings:
    """The manifest has the form of the profile, and lists every file of the package with its digest, its size and, for
    records, their number.

    Why: Nobody can tell whether something was lost on the way, or added.

    Example: A manifest that counts 812 judgments where the file has 811 lines.

    Repair: Make the package anew; write the manifest last.
    """
    manifest = package.manifest
    if manifest is None:
        yield finding(at=package.at_manifest(), observed="the manifest cannot be read")
        return
    for place, keyword in breaches(schema_of("Manifest"), "Manifest", manifest):
        yield finding(at=package.at_manifest(*place), observed=f"not as the profile has it ({keyword})")
    listed: dict[str, int] = {}
    for index, file in enumerate(files if isinstance(files := manifest.get("files"), list) else ()):
        path = file.get("path") if isinstance(file, dict) else None
        if not isinstance(path, str) or path in package.unread:
            listed[str(path)] = index
            continue
        said = "listed twice" if path in listed else _differs(package, path, file)
        listed[path] = index
        if said:
            yield finding(at=package.at_manifest("files", index), observed=said)
    for path in package.files.keys() - listed.keys():
        yield finding(at=package.at_file(path), observed=f"{path} is not in the manifest")


def _differs(package: LearningPackage, path: str, stated: dict[str, object]) -> str:
    """In what a file is not as it is listed, "" where in nothing."""
    found = package.files.get(path)
    if found is None:
        return "listed, but not in the package"
    if stated.get("sha256") != found.sha256:
        return "the file has another digest"
    if stated.get("size") != found.size:
        return "the file has another size"
    count = stated.get("count")
    return "the file has another number of records" if count is not None and count != found.count else ""
