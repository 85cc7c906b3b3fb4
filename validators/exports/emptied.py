"""Columns in which something stood, and no longer does."""

from collections.abc import Iterator
from typing import NamedTuple

from fairmark.validators.exports.match import Match
from fairmark.validators.readers.tables.column import Column


class Emptied(NamedTuple):
    """A column that has lost what stood in it for `lost` of the `had` records which had something there and are in
    both exports."""

    column: str
    lost: int
    had: int


def emptied(match: Match, percent: float) -> Iterator[Emptied]:
    """The columns in which more than so many percent of the records in both exports have lost something. Where nothing
    stands in a column any more, only those of them count that had something, such as the addresses of staff, unless it
    is a single one."""
    kept = sum(row >= 0 for row in match.pairs.row_of)
    for name, before in match.before.items():
        now = match.now[name]
        if before.is_empty or not _may_have_lost(now, percent * kept / 100):
            continue
        found = _lost(match, name, before, now)
        of = found.had if now.is_empty and found.lost > 1 else kept
        if 100 * found.lost > percent * of:
            yield found


def _may_have_lost(now: Column, least: float) -> bool:
    """Whether the column has so many empty cells that it is worth a look at each record. Most have none."""
    return "" in now.distinct() and (now.is_empty or len(now) - sum(map(bool, now)) > least)


def _lost(match: Match, name: str, before: Column, now: Column) -> Emptied:
    was, still = bytes(map(bool, before)), bytes(map(bool, now))
    had = lost = 0
    for old, new in match.pairs:
        if was[old]:
            had += 1
            lost += not still[new]
    return Emptied(match.own_name(name), lost, had)
