"""What of a result may be shown to whom (profile, section 3.14).

Groups that a result puts learners into are protected within each table that it is made of: the rows that have all other
keys in common. Where it is asked by two groupings, the groups of each by itself are protected first, and a group that
is withheld there is so in the table as well; then the table is protected so that nothing that is withheld follows from
it and from the totals that are shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairmark.server.reports.declaration import Count, Figure, Report, Share, Size
from fairmark.server.reports.solving import TOTAL, cycle_for, unprotected
from fairmark.validators.learning.disclosure import COMPLEMENTARY, PRIMARY, SHOW, protect, withhold

Row = dict[str, Any]
Place = tuple[str, ...]

MOST_GROUPINGS = 2
"""Groupings by which, and about which, a result may be asked that anybody sees."""


@dataclass(frozen=True, slots=True)
class Fates:
    """For each row, by its index, what becomes of each size: SHOW, PRIMARY or COMPLEMENTARY."""

    of: Sequence[Mapping[str, str]]

    def fate(self, row: int, column: Size | Count | Share | Figure) -> str:
        """What becomes of that cell: as of the group that it is about, and of the one that it would tell the size
        of."""
        sizes = self.of[row]
        if isinstance(column, Size):
            return sizes[column.name]
        fate = sizes[column.of]
        return sizes.get(column.part, SHOW) if fate == SHOW and isinstance(column, Share) else fate


def fates(report: Report, rows: Sequence[Row], groupings: Sequence[str], smallest: int) -> Fates:
    """What becomes of the groups in rows that are to be seen by anybody."""
    parting = [*groupings, *(key.name for key in report.row_keys() if key.parts)]
    others = [key.name for key in report.row_keys() if not key.parts]
    tables: dict[tuple[str, ...], list[int]] = {}
    for index, row in enumerate(rows):
        tables.setdefault(tuple(str(row[name]) for name in others), []).append(index)
    found: list[dict[str, str]] = [{} for _ in rows]
    for size in report.sizes():
        for indexes in tables.values():
            cells = {index: (_place(rows[index], parting), int(rows[index][size.name] or 0)) for index in indexes}
            table = dict(cells.values())
            protected = _table(table, smallest) if parting else _alone(table, smallest)
            for index, (place, _) in cells.items():
                found[index][size.name] = protected[place]
    return Fates([_nested(report, each) for each in found])


def _nested(report: Report, sizes: dict[str, str]) -> dict[str, str]:
    """A group that is within one that is withheld is withheld: sizes are declared from the largest on."""
    worst = SHOW
    for size in report.sizes():
        worst = sizes[size.name] = sizes[size.name] if worst == SHOW else worst
    return sizes


def _place(row: Row, parting: Sequence[str]) -> Place:
    return tuple(str(row[name]) for name in parting)


def _alone(table: Mapping[Place, int], smallest: int) -> dict[Place, str]:
    """The fate of a group that is all there is."""
    return {place: PRIMARY if 0 < size < smallest else SHOW for place, size in table.items()}


def _table(table: Mapping[Place, int], smallest: int) -> dict[Place, str]:
    """The fates of the cells of a table with one or two dimensions, whose margins are published as well."""
    found = _alone(table, smallest)
    if len(next(iter(table), ())) == 1:
        if PRIMARY in found.values():
            protect(table, found, smallest)
        return found
    margins = [_withheld_margin(table, axis, smallest) for axis in (0, 1)]
    for place, size in table.items():
        if size and found[place] == SHOW and any(place[axis] in margins[axis] for axis in (0, 1)):
            found[place] = COMPLEMENTARY
    lines = [[place for place in table if place[axis] == name] for axis in (0, 1) for name in _names(table, axis)]
    before = None
    while found != before:
        before = dict(found)
        for line in lines:
            if any(found[place] != SHOW for place in line):
                part = {place: found[place] for place in line}
                protect({place: table[place] for place in line}, part, smallest)
                found |= part
        _protect_from_solving(table, found, margins, smallest)
    return found


def _protect_from_solving(
    table: Mapping[Place, int], found: dict[Place, str], margins: Sequence[set[str]], smallest: int
) -> None:
    """Withhold what is needed so that no cell follows from the others and from the totals that are shown."""
    totals = [*((name, TOTAL) for name in margins[0]), *((TOTAL, name) for name in margins[1])]
    if 0 < sum(table.values()) < smallest:
        totals.append((TOTAL, TOTAL))
    while True:
        hidden = [*((place[0], place[1]) for place in table if found[place] != SHOW), *totals]
        shown = {(place[0], place[1]): size for place, size in table.items() if found[place] == SHOW}
        more = next((cells for each in sorted(unprotected(hidden)) if (cells := cycle_for(each, hidden, shown))), None)
        if not more:
            return
        found |= dict.fromkeys(more, COMPLEMENTARY)


def _withheld_margin(table: Mapping[Place, int], axis: int, smallest: int) -> set[str]:
    """The groups of one dimension that are withheld where nothing else is asked by."""
    margin: dict[str, int] = {}
    for place, size in table.items():
        margin[place[axis]] = margin.get(place[axis], 0) + size
    return {name for name, fate in withhold(margin, smallest).items() if fate != SHOW}


def _names(table: Mapping[Place, int], axis: int) -> Sequence[str]:
    return list(dict.fromkeys(place[axis] for place in table))
