"""Scores that were final, and have changed all the same."""

from collections.abc import Iterator
from typing import NamedTuple

from fairmark.validators.exports.match import Match
from fairmark.validators.readers.oneroster import Roster, RosterTable
from fairmark.validators.readers.tables.values import Meanings, date, number

GRADED = "fully graded"
SESSIONS = ("academicSessionSourcedId", "gradingPeriodSourcedId")
"""What the versions of the standard call the academic session of a line item."""


class Regraded(NamedTuple):
    """The row of a result whose score has changed in the column of that name after its session, which ended on `ended`,
    the first day that is no longer in it."""

    row: int
    column: str
    ended: str


def regraded(match: Match, roster: Roster) -> Iterator[Regraded]:
    """The results that were fully graded in both exports, with different scores, where the change was made after the
    session had ended: either the score says so by its date, or the last export was made when it had ended already.

    When that was is not said in an export. It was no earlier than the latest date of a score in it.
    """
    today = roster.now.date().isoformat()
    made = _latest(match.old, today)
    ends = Meanings(lambda item: _end(roster, item))
    for before, now in match.changed_pairs():
        column = _other_score(match, before, now)
        if not column or not (end := ends[match.new.cell(now, "lineItemSourcedId")]):
            continue
        scored = date(match.new.cell(now, "scoreDate"))
        if end <= made or end <= scored <= today:
            yield Regraded(now, column, end)


def _other_score(match: Match, before: int, now: int) -> str:
    """The column in which the score of a graded result has changed, "" where it has not."""
    old, new = match.old, match.new
    if not old.cell(before, "scoreStatus") == new.cell(now, "scoreStatus") == GRADED:
        return ""
    for column in ("score", "textScore"):
        if column in match.before and _differ(old.cell(before, column), new.cell(now, column)):
            return column
    return ""


def _differ(was: str, is_now: str) -> bool:
    """Whether there was a score and it is another one now: 3 and 3.0 are one score."""
    if not was or was == is_now:
        return False
    return number(was) is None or number(was) != number(is_now)


def _latest(results: RosterTable, today: str) -> str:
    """The latest day on which a result was scored; what is in the future is a slip."""
    column = results.column("scoreDate")
    return max((day for text in column.distinct() if (day := date(text)) <= today), default="") if column else ""


def _end(roster: Roster, line_item: str) -> str:
    """The first day after the academic session of a line item, "" where it is not known."""
    items, sessions = roster.get("lineItems"), roster.get("academicSessions")
    if items is None or sessions is None:
        return ""
    name = next(name for name in SESSIONS if name in items.spec.columns)
    return date(sessions.value_of(items.value_of(line_item, name), "endDate"))
