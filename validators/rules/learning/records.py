"""SCL-PKG: what each record is by itself."""

from collections.abc import Iterator
from typing import Any

from fairmark.schemas.oneroster import tables
from fairmark.schemas.scl import schema_of
from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.location import Path
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.learning.package import STORED, LearningPackage
from fairmark.validators.rules.learning.versions import ONLY
from fairmark.validators.rules.shape import CLOSED, REQUIRED, breaches

SAID = {REQUIRED: "this member is missing", CLOSED: "the class has no such member"}
"""Keyword of the schema to what is said of a place that it refuses."""


@rule(
    "SCL-PKG-13",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, sections 4.3 to 4.12 (JSON Schemas of the classes)",
    message="{observed}",
    general=True,
)
def records_are_instances_of_their_class(package: LearningPackage) -> Findings:
    """Every record has the members of its class, in their form.

    Why: An importer that cannot tell what a record says drops it, and what hangs on it.

    Example: A Judgment without its `scorer`.

    Repair: Write the record as the schema of its class describes it.
    """
    for record in package.every:
        for path, keyword in breaches(schema_of(record.cls), record.cls, record.data):
            said = SAID.get(keyword, f"the value breaks {keyword} of the schema")
            yield finding(at=package.at(record, *path), observed=said)


@rule(
    "SCL-PKG-14",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.14",
    message="{observed}",
)
def files_of_records_are_known(package: LearningPackage) -> Findings:
    """Every file below `scl/` is one of a class, `scl/<class>.ndjson`, and can be read.

    Why: What an importer does not know, it leaves behind.

    Example: `scl/judgments.ndjson`, where the class is called Judgment.

    Repair: Name the file by its class; leave out what is no record.
    """
    known = {f"scl/{cls}.ndjson" for cls in STORED}
    for path in [*package.files, *package.unread]:
        if path.startswith("scl/") and path not in known:
            yield finding(at=package.at_file(path), observed="no class of the profile is called so")
        elif path in package.unread:
            yield finding(at=package.at_file(path), observed="it could not be read")


@rule(
    "SCL-PKG-09",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.16 V-09; SCL-PRV-07",
    message="demographic data outside the OneRoster part",
    notes="Demographic are the columns of demographics.csv of OneRoster 1.2, whatever the letters' case, at any depth, "
    "and after `ext:` too.",
)
def demographics_stand_apart(package: LearningPackage) -> Findings:
    """No record holds demographic data: that has its place in the OneRoster part.

    Why: Whoever may see the work of learners could see their race, sex and birth date too.

    Example: `ext:birthDate` in an EvidenceRecord.

    Repair: Take the member out; demographics belong into `oneroster/demographics.csv`.
    """
    common = {"sourcedid", "status", "datelastmodified"}
    demographic = {name.lower() for name in tables("1.2")["demographics"].columns} - common
    for record in package.every:
        for path in _members(record.data):
            if str(path[-1]).lower().removeprefix("ext:") in demographic:
                yield finding(at=package.at(record, *path))


def _members(data: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every member at any depth, which is that of what was read: some hundred levels at most."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield (*path, name)
            yield from _members(value, (*path, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _members(value, (*path, index))


@rule(
    "SCL-PKG-15",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.1 (identifiers are URIs, facts are append-only)",
    message="another record has this id",
)
def ids_are_unique(package: LearningPackage) -> Findings:
    """No two records have the same id.

    Why: Whatever refers to it may mean either, and an importer keeps one of them.

    Example: Two Judgments `urn:uuid:1f0c…`, from an export that was appended to another.

    Repair: Export again; a correction is a new record with an id of its own, which supersedes the earlier one.
    """
    for record in package.every:
        if record.id and package.by_id[record.id] is not record:
            yield finding(at=package.at(record, "id"))
