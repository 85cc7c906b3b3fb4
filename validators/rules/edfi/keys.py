"""EF-KEY: no two records have one natural key."""

from collections.abc import Iterator
from dataclasses import replace

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.location import Location
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.rules.edfi.subjects import BATCH, EdfiBatch, Record
from fairmark.validators.rules.edfi.versions import ALL

LEVELS, LEVEL = "StudentCompetencyObjective", "CompetencyLevel"
IDENTITY = "Ed-Fi data standard, identity types"


@rule(
    "EF-KEY-001",
    severity=ERROR,
    versions=ALL,
    kinds=(BATCH,),
    basis=IDENTITY,
    message="{observed} is the key of an earlier record, too: the one on {expected}",
    notes="Of two levels of a student for one objective and grading period EF-KEY-002 speaks.",
)
def keys_are_unique(batch: EdfiBatch) -> Findings:
    """No two records of one kind have the same natural key, in one file or in several.

    Why: The later record overwrites the earlier one, so a record is lost without a word.

    Example: Two grades of the same type for a student, section and grading period.

    Repair: Leave one record for each key; if they are two records, correct what makes them different.
    """
    for first, second in _repeated(batch):
        if _level(first) == _level(second):
            place = f"line {first.row.line:,}"
            if first.member.input != second.member.input:
                place += " of another file"
            yield finding(at=_key_at(second), observed=second.key.label, expected=place)


@rule(
    "EF-KEY-002",
    severity=WARNING,
    versions=ALL,
    kinds=(BATCH,),
    basis=f"{IDENTITY}: StudentCompetencyObjective",
    message="another level for the same student, objective and grading period than on {expected}; only one is kept",
    notes="The standard keeps no date with a level, so growth within a grading period cannot be told.",
)
def one_level_for_each_period(batch: EdfiBatch) -> Findings:
    """A student has one level for an objective in a grading period.

    Why: The levels collapse to one, the last that is loaded; growth within the period is lost.

    Example: `Basic` in September and `Proficient` in October, both for the first nine weeks.

    Repair: Send the level that counts at the end of the period; keep the others in the system that has their dates.
    """
    for first, second in _repeated(batch):
        if _level(first) != _level(second):
            yield finding(at=second.member.of_row(second.row), expected=f"line {first.row.line:,}")


def _repeated(batch: EdfiBatch) -> Iterator[tuple[Record, Record]]:
    """Records whose key an earlier one has, each after that one."""
    for record in batch.records():
        first = batch.of(record.row.name)[record.key]
        if first.row is not record.row:
            yield first, record


def _level(record: Record) -> str:
    return record.row.text(LEVEL) if record.row.name == LEVELS else ""


def _key_at(record: Record) -> Location:
    return replace(record.member.of_row(record.row), privacy=record.key.privacy)
