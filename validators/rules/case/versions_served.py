"""CASE-VER: whether a payload says of itself the version that it is served or judged as."""

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Package
from fairmark.validators.rules.case.versions import BOTH, served_version


@rule(
    "CASE-VER-001",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: caseVersion (CASE 1.1 IM 7.1.24.4) and base path (RB 2.2) both name the version",
    message="The document says caseVersion {observed}, and is {expected}",
    notes="Speaks only where the version is known for sure: from the path that served the input, else from the profile "
    "that was asked for. A value other than 1.1 in what was only asked for as 1.1 is CASE-DOC-003.",
)
def case_version_is_the_one_served(package: Package) -> Findings:
    """The caseVersion of a document is the version under which it is served.

    Why: Consumers choose by it how to read the rest, and would look for fields that are not there.

    Example: `"caseVersion": "1.1"` in a package below `/ims/case/v1p0/`.

    Repair: Leave caseVersion out of 1.0 payloads, and write 1.1 into those of 1.1.
    """
    served = served_version(package.served)
    asked = package.version if package.forced and package.version != "1.1" else ""
    version = served or asked
    for document in package.of("CFDocument") if version else ():
        said = document.data.get("caseVersion")
        if isinstance(said, str) and said != version:
            how = "served" if served else "judged"
            yield finding(at=package.at(document, "caseVersion"), observed=said, expected=f"{how} as {version}")
