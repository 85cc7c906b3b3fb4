"""OR-MODE: whether a file is bulk or delta, row by row.

A row of a delta file has two marks, a status and a dateLastModified; one of a bulk file has neither.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.moments import instant
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import Roster, RosterTable
from fairmark.validators.rules.oneroster.types import moment
from fairmark.validators.rules.oneroster.versions import BOTH

BASIS = "OneRoster CSV 1.2, bulk and delta files"
MARKS = ("status", "dateLastModified")

SKEW = timedelta(minutes=5)
"""By how much the clock of an exporting system may be ahead."""


def _rows(table: RosterTable) -> Iterator[tuple[int, str, str]]:
    """Each row with its status and its dateLastModified."""
    return ((row, status, changed) for row, (status, changed) in zip(count(), table.cells(*MARKS), strict=False))


def _is_mixed(table: RosterTable) -> bool:
    """Whether there are rows with both marks and rows with neither."""
    return table.changed > 0 and len(table.marked) < table.rows


@rule(
    "OR-MODE-001",
    severity=ERROR,
    versions=BOTH,
    basis=BASIS,
    message="{expected} is filled in a row of a bulk file",
    notes="A row with both marks among such without any is OR-MODE-003's.",
)
def bulk_rows_are_unmarked(roster: Roster) -> Findings:
    """In a bulk file the columns status and dateLastModified are empty.

    Why: An importer takes the file for changes only, and so keeps every record that is no longer in it; or refuses it.

    Example: A full export of all users in which each row says `active`.

    Repair: Empty both columns; if the file holds changes only, fill both in every row and declare it delta.
    """
    for table in roster.tables.values():
        if not table.marked or roster.is_delta(table):
            continue
        for row, status, changed in _rows(table):
            if bool(status) != bool(changed):
                filled = MARKS[0] if status else MARKS[1]
                yield finding(at=table.at(row, filled), expected=filled)


@rule(
    "OR-MODE-002",
    severity=ERROR,
    versions=BOTH,
    basis=BASIS,
    message="{expected} is empty in a row of a delta file",
    follows=("OR-COL-001",),
    notes="A row without either mark among such with both is OR-MODE-003's.",
)
def delta_rows_are_marked(roster: Roster) -> Findings:
    """In a delta file every row has a status and a dateLastModified.

    Why: An importer cannot tell whether the record is to be kept or deleted, or which of two changes is the later one.

    Example: A row of changes that says `tobedeleted` without saying since when.

    Repair: Fill both columns in every row.
    """
    for table in roster.tables.values():
        if not table.marked or table.changed == table.rows or not roster.is_delta(table):
            continue
        mixed = _is_mixed(table)
        for row, status, changed in _rows(table):
            if mixed and not status and not changed:
                continue
            for name, text in zip(MARKS, (status, changed), strict=True):
                if not text:
                    yield finding(at=table.at(row, name), expected=name)


@rule(
    "OR-MODE-003",
    severity=ERROR,
    versions=BOTH,
    basis=BASIS,
    message="{observed}, where {expected}",
)
def all_rows_are_of_one_mode(roster: Roster) -> Findings:
    """Either every row of a file has a status and a dateLastModified, or none has.

    Why: The file is neither bulk nor delta: an importer may delete everything that is not in it, or nothing.

    Example: An export of all users to which the changes of the last days were added at the end.

    Repair: Send one of the two: all records without these columns filled, or changes only with both filled.
    """
    for table in roster.tables.values():
        if not _is_mixed(table):
            continue
        if roster.is_delta(table):
            odd, others = "neither status nor dateLastModified is filled", "most rows are those of a delta file"
        else:
            odd, others = "status and dateLastModified are filled", "most rows are those of a bulk file"
        rare = not roster.is_delta(table)
        for row, status, changed in _rows(table):
            if bool(status) is rare and bool(changed) is rare:
                yield finding(at=table.at(row), observed=odd, expected=others)


@rule(
    "OR-MODE-004",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: an importer keeps the latest of several changes",
    message="{observed} is later than now",
)
def changes_are_not_in_the_future(roster: Roster) -> Findings:
    """No record was last modified in the future.

    Why: An importer that keeps the latest change ignores every later one until that moment has come.

    Example: A local time that was written with a `Z` at its end, as if it were UTC.

    Repair: Write dateLastModified in UTC, and see to the clock of the system that exports.
    """
    latest = instant((roster.now + SKEW).isoformat())

    def is_future(text: str) -> bool:
        found = moment(text)
        return found is not None and latest is not None and found > latest

    for table in roster.tables.values():
        column = table.column("dateLastModified")
        if column is not None and roster.is_delta(table):
            for row, text in column.rows_where(is_future):
                yield finding(at=table.at(row, "dateLastModified"), observed=text)
