"""Disclosure control (section 3.14): what may be published of small groups, and what would give them away."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

from fairmark.validators.learning.measure import shown

SMALLEST = 10
"""Learners that a group must have to be shown, unless a policy says otherwise."""

SHOW, PRIMARY, COMPLEMENTARY = "show", "primary", "complementary"

Name = TypeVar("Name", bound=Hashable)


def withhold(cells: Mapping[str, int], smallest: int = SMALLEST) -> dict[str, str]:
    """What is done with each group of a published partition with a published total: SHOW, PRIMARY (withheld since it is
    small) or COMPLEMENTARY (withheld so that nobody can subtract). Empty groups are shown."""
    fates = {name: PRIMARY if 0 < size < smallest else SHOW for name, size in cells.items()}
    if PRIMARY in fates.values():
        protect(cells, fates, smallest)
    return fates


def protect(cells: Mapping[Name, int], fates: dict[Name, str], smallest: int) -> None:
    """Of groups with a published total, some of which are withheld: withhold the smallest of the others, ties by
    identifier, until two at least are withheld and hold enough."""
    while True:
        withheld = [name for name in cells if fates[name] != SHOW]
        if len(withheld) >= 2 and sum(cells[name] for name in withheld) >= smallest:
            return
        left = [name for name in cells if fates[name] == SHOW and cells[name] > 0]
        if not left:
            return
        fates[min(left, key=lambda name: (cells[name], str(name)))] = COMPLEMENTARY


def withhold_table(cells: Mapping[tuple[str, str], int], smallest: int = SMALLEST) -> dict[tuple[str, str], str]:
    """The same for a table with totals of its rows and columns, by row and column: both are protected until nothing
    changes."""
    fates = {place: PRIMARY if 0 < size < smallest else SHOW for place, size in cells.items()}
    lines = [[place for place in cells if place[axis] == name] for axis in (0, 1) for name in _names(cells, axis)]
    while True:
        before = dict(fates)
        for line in lines:
            part = {place: cells[place] for place in line}
            if any(fates[place] != SHOW for place in line):
                protect(part, fates, smallest)
        if fates == before:
            return fates


def _names(cells: Mapping[tuple[str, str], int], axis: int) -> Sequence[str]:
    return list(dict.fromkeys(place[axis] for place in cells))


BOUNDS = ((20, 20), (40, 10), (100, 5), (300, 2))
"""Group size below which a percentage within that distance of 0 or 100 is given as a bound; 1 for larger groups."""


def percentage(count: float, n: int, smallest: int = SMALLEST) -> str | None:
    """`count` of `n` as a percentage that may be published, such as "53%", "<=20%" or ">=95%"; None where the group is
    too small for any."""
    if n < smallest:
        return None
    bound = next((bound for below, bound in BOUNDS if n < below), 1)
    exact = 100 * count / n
    if exact <= bound:
        return f"<={bound}%"
    if exact >= 100 - bound:
        return f">={100 - bound}%"
    return f"{shown(exact, 0)}%"


def isolates(one: Collection[str], other: Collection[str], smallest: int = SMALLEST) -> bool:
    """Whether two groups of learners that are both published differ by so few that their difference tells on them."""
    first, second = set(one), set(other)
    return any(0 < len(difference) < smallest for difference in (first - second, second - first))
