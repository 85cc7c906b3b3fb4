"""SCL-PKG: corrections and versions, one after the other."""

from fairmark.validators.core.cycles import cycles
from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.location import Location
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.learning.continuums import identifier_in
from fairmark.validators.readers.learning.package import LearningPackage, Record
from fairmark.validators.rules.learning.versions import ONLY


@rule(
    "SCL-PKG-05",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.16 V-05",
    message="{observed}",
)
def chains_are_linear(package: LearningPackage) -> Findings:
    """What supersedes or revises a record is of its class, about its learner and target, and the only one that does;
    and no chain of them leads back to where it began.

    Why: Nobody can tell which of two corrections counts, or what a record of somebody else has to do with this one.

    Example: Two Judgments that supersede the same one.

    Repair: Supersede the latest of a chain.
    """
    for before, followers in package.followers.items():
        for record in followers[1:]:
            yield finding(at=_before(package, record), observed="another record supersedes or revises it already")
        earlier = package.by_id.get(before)
        for record in followers if earlier is not None else ():
            if said := _differs(record, earlier):
                yield finding(at=_before(package, record), observed=said)
    follows = {record.id: {record.before: record} for record in package.every if record.before and record.id}
    for cycle in cycles(follows):
        yield finding(at=_before(package, cycle.closing), observed="the chain leads back to where it began")


def _differs(record: Record, earlier: Record | None) -> str:
    """In what a record is about something else than the one before it, "" where in nothing."""
    if earlier is None or record.cls != earlier.cls:
        return ""  # of another class: SCL-PKG-16 says so
    if record.data.get("learner") != earlier.data.get("learner"):
        return "it is about another learner"
    if identifier_in(record.text("target")) != identifier_in(earlier.text("target")):
        return "it is about another target"
    return ""


def _before(package: LearningPackage, record: Record) -> Location:
    return package.at(record, "supersedes" if record.text("supersedes") else "previousVersion")


@rule(
    "SCL-PKG-06",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.16 V-06 and section 4.1",
    message="{observed}",
)
def times_go_on(package: LearningPackage) -> Findings:
    """A record is recorded after the one that it supersedes or revises, and no earlier than what it tells of happened.

    Why: What was known at a time could not be told any more.

    Example: `effectiveAt` in June, `recordedAt` in May.

    Repair: Export the times as they were recorded.
    """
    for record in package.every:
        recorded, effective = record.instant("recordedAt"), record.instant("effectiveAt")
        if recorded is None:
            continue
        if effective is not None and effective > recorded:
            yield finding(at=package.at(record, "effectiveAt"), observed="later than it was recorded")
        earlier = package.by_id.get(record.before) if record.before else None
        before = earlier.instant("recordedAt") if earlier is not None else None
        if before is not None and recorded < before:
            yield finding(at=package.at(record, "recordedAt"), observed="earlier than that of the record before it")
