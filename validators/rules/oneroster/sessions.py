"""OR-SEM: the dates of academic sessions, enrollments and roles."""

from collections.abc import Iterator
import datetime as clock
from operator import le, lt

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import Roster, RosterTable
from fairmark.validators.rules.oneroster.values import DELETED, Meanings, date
from fairmark.validators.rules.oneroster.versions import BOTH

SESSIONS = "academicSessions"
BASIS = "OneRoster CSV 1.2, academicSessions.csv"
YEAR = "schoolYear"


@rule(
    "OR-SEM-001",
    severity=ERROR,
    versions=BOTH,
    basis=f"{BASIS}, enrollments.csv and roles.csv",
    message="ends on {observed}, which is not after its beginning",
    notes="The end of a session is the first day that is no longer in it. An enrollment or role that begins and ends "
    "on the same day is taken for one that was withdrawn, and left alone.",
)
def ends_after_its_beginning(roster: Roster) -> Findings:
    """An academic session, enrollment or role ends after it begins.

    Why: It lasts no day: classes in such a session are never shown, and such an enrollment or role gives no access.

    Example: A term with `startDate` 2026-08-17 and `endDate` 2025-12-19.

    Repair: Correct the date; a slip in the year is the usual cause.
    """
    for name, begins, is_too_early in (
        (SESSIONS, "startDate", le),
        ("enrollments", "beginDate", lt),
        ("roles", "beginDate", lt),
    ):
        table = roster.get(name)
        if table is None:
            continue
        dates = Meanings(date)
        for row, (begin, end, status) in enumerate(table.cells(begins, "endDate", "status")):
            if end and is_too_early(end, begin) and dates[end] and dates[begin] and status != DELETED:
                yield finding(at=table.at(row, "endDate"), observed=end)


@rule(
    "OR-SEM-002",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: what is planned for a session must lie within the one above it",
    message="{observed} is outside the session above it",
    follows=("OR-SEM-001", "OR-REF-004"),
)
def sessions_lie_within_their_parents(roster: Roster) -> Findings:
    """A session begins and ends within the one that its `parentSourcedId` names.

    Why: Days outside the parent belong to the term and not to the year; learning platforms hide classes on such days.

    Example: A spring term that ends on 2027-06-30 in a school year that ends on 2027-06-12.

    Repair: Correct the dates of the session or of its parent, or name another parent.
    """
    table = roster.get(SESSIONS)
    if table is None:
        return
    periods = _sound_periods(table)
    for row, begin, end, parent in _sessions(table):
        above = periods.get(parent)
        if above is None or not begin < end:
            continue
        if not above[0] <= begin < above[1]:
            yield finding(at=table.at(row, "startDate"), observed=begin)
        if not above[0] < end <= above[1]:
            yield finding(at=table.at(row, "endDate"), observed=end)


def _sessions(table: RosterTable) -> Iterator[tuple[int, str, str, str]]:
    """Row, begin, end and parent of the sessions whose dates can be read."""
    for row, (begin, end, parent, status) in enumerate(
        table.cells("startDate", "endDate", "parentSourcedId", "status")
    ):
        if date(begin) and date(end) and status != DELETED:
            yield row, begin, end, parent


def _sound_periods(table: RosterTable) -> dict[str, tuple[str, str]]:
    """sourcedId of each session that lasts at least a day to its dates; the first where one is repeated."""
    found: dict[str, tuple[str, str]] = {}
    for row, begin, end, _ in _sessions(table):
        if begin < end:
            found.setdefault(table.cell(row, "sourcedId"), (begin, end))
    return found


@rule(
    "OR-SEM-003",
    severity=WARNING,
    versions=BOTH,
    basis=f"{BASIS}, schoolYear: the year in which the school year ends",
    message="{observed} is not the year in which the school year ends ({expected})",
    follows=("OR-SEM-001", "OR-SEM-002", "OR-REF-004"),
    notes="Where no session of type schoolYear stands above, the school year is taken to end in the year in which the "
    "session ends or in the next. The end of a session is the day after its last one.",
)
def school_year_is_that_of_its_end(roster: Roster) -> Findings:
    """The `schoolYear` of a session is the calendar year in which its school year ends.

    Why: An importer files the session, and the classes in it, under another school year.

    Example: `schoolYear` 2026 for the year from August 2026 to June 2027, which is 2027.

    Repair: Write the year in which the school year ends.
    """
    table = roster.get(SESSIONS)
    if table is None:
        return
    years = table.column(YEAR)
    for row, begin, end, _ in _sessions(table):
        said = years[row] if years is not None else ""
        if not begin < end or not (said.isascii() and said.isdigit() and len(said) == 4):
            continue
        above = _school_year_above(table, row)
        if above is not None and above != row and table.cell(above, YEAR) == said:
            continue  # only the school year itself is told
        ends = _years(table.cell(above, "endDate")) if above is not None else {*_years(end), *_years(end, later=1)}
        if ends and said not in ends:
            yield finding(at=table.at(row, YEAR), observed=said, expected=" or ".join(sorted(ends)))


def _school_year_above(table: RosterTable, row: int) -> int | None:
    """The row of the nearest session of type schoolYear, from that row itself upwards; None where there is none."""
    seen = set[int]()
    at: int | None = row
    while at is not None and at not in seen:
        if table.cell(at, "type") == YEAR:
            return at
        seen.add(at)
        at = table.row_of.get(table.cell(at, "parentSourcedId"))
    return None


def _years(end: str, *, later: int = 0) -> set[str]:
    """The years in which a school year with that `endDate` may be said to end, moved by `later` years."""
    try:
        after = clock.date.fromisoformat(end)
        last = after - clock.timedelta(days=1)
    except (ValueError, OverflowError):
        return set()
    return {f"{day.year + later:04}" for day in (after, last)}
