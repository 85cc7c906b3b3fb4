"""What may be published of small groups (section 3.14), and what somebody who adds and subtracts finds out anyway."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

SMALLEST = 10
PRIMARY, COMPLEMENTARY, SHOW = "primary", "complementary", "show"


def fates(cells: Mapping[str, int], smallest: int = SMALLEST) -> dict[str, str]:
    """What becomes of each group of a published partition with a published total."""
    found = {name: PRIMARY if 0 < size < smallest else SHOW for name, size in cells.items()}
    hidden = [name for name, fate in found.items() if fate == PRIMARY]
    for name in sorted(cells, key=lambda name: (cells[name], name)):
        if not hidden or (len(hidden) > 1 and sum(cells[each] for each in hidden) >= smallest):
            break
        if found[name] == SHOW and cells[name]:
            found[name] = COMPLEMENTARY
            hidden.append(name)
    return found


def bound(n: int) -> int:
    """How near to 0 or 100 a percentage of so many learners is given as a bound only."""
    return next(e for most, e in ((19, 20), (39, 10), (99, 5), (299, 2), (None, 1)) if most is None or n <= most)


class Equation(NamedTuple):
    """Withheld cells, each with its factor, that together make `total`."""

    terms: Mapping[str, int]
    total: Fraction


def solved(equations: Sequence[Equation]) -> dict[str, Fraction]:
    """The withheld cells of which the equations give away the value."""
    names = sorted({name for equation in equations for name in equation.terms})
    rows = [[Fraction(e.terms.get(name, 0)) for name in names] + [Fraction(e.total)] for e in equations]
    pivots: list[tuple[int, int]] = []
    for column in range(len(names)):
        place = next((r for r in range(len(pivots), len(rows)) if rows[r][column]), None)
        if place is None:
            continue
        here = len(pivots)
        rows[here], rows[place] = rows[place], rows[here]
        rows[here] = [value / rows[here][column] for value in rows[here]]
        for other, row in enumerate(rows):
            if other != here and row[column]:
                factor = row[column]
                rows[other] = [a - factor * b for a, b in zip(row, rows[here], strict=True)]
        pivots.append((here, column))
    return {
        names[column]: rows[row][-1]
        for row, column in pivots
        if not any(rows[row][other] for other in range(len(names)) if other != column)
    }


def too_few(equations: Sequence[Equation], smallest: int = SMALLEST) -> set[str]:
    """The withheld groups that hold too few learners together to hide behind each other: each equation has the groups
    that are withheld of one partition, and how many they hold."""
    return {
        name
        for equation in equations
        if equation.total < smallest and all(factor > 0 for factor in equation.terms.values())
        for name in equation.terms
    }
