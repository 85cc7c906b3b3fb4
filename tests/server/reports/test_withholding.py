"""What anybody may see gives nobody away, not even to those who put tables together."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest

from fairmark.server.reports.catalogue import REPORTS
from fairmark.server.reports.clock import Clock
from fairmark.server.reports.result import Withheld
from fairmark.server.reports.withholding import fates
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.learning.disclosure import COMPLEMENTARY, PRIMARY, SHOW
from plain_reports.comparing import Asked, figures

R_11 = REPORTS["R-11"]
SMALLEST = 10


def row(sizes: tuple[int, int], **groups: str) -> dict[str, Any]:
    keys = {key.name: "x" for key in R_11.row_keys()}
    return {**keys, **groups, "enrolled": sizes[0], "determined": sizes[1], "proficient": 0, "insufficient": 0}


def fate_of(sizes: Mapping[str, int]) -> dict[str, str]:
    """The fates of one partition."""
    rows = [row((size, size), school=name) for name, size in sizes.items()]
    return {
        each["school"]: fate["enrolled"]
        for each, fate in zip(rows, fates(R_11, rows, ["school"], SMALLEST).of, strict=True)
    }


@pytest.mark.parametrize(
    ("sizes", "withheld"),
    [
        ({"A": 42, "B": 7, "C": 15, "D": 28}, {"B": PRIMARY, "C": COMPLEMENTARY}),
        ({"A": 42, "B": 3, "C": 4, "D": 28}, {"B": PRIMARY, "C": PRIMARY, "D": COMPLEMENTARY}),
        ({"A": 42, "B": 12, "C": 15}, {}),
        ({"A": 90, "B": 4, "C": 0}, {"B": PRIMARY, "A": COMPLEMENTARY}),
    ],
)
def test_the_partitions_of_the_profile(sizes: dict[str, int], withheld: dict[str, str]) -> None:
    assert {name: fate for name, fate in fate_of(sizes).items() if fate != SHOW} == withheld


def test_a_group_within_one_that_is_withheld_is_withheld() -> None:
    rows = [row((7, 0), school="A"), row((50, 40), school="B"), row((50, 40), school="C")]
    found = fates(R_11, rows, ["school"], SMALLEST).of
    assert [each["determined"] for each in found] == [PRIMARY, COMPLEMENTARY, SHOW]


def test_nothing_can_be_solved_from_tables_and_their_margins() -> None:
    chance = Random(7)  # noqa: S311 - to be reproduced
    for _ in range(150):
        schools, groups = "ABCD"[: chance.randint(2, 4)], "uvw"[: chance.randint(2, 3)]
        sizes = {cell: chance.choice((0, 1, 3, 8, 12, 15, 30, 60)) for cell in product(schools, groups)}
        assert _solved(sizes, schools, groups) == []


def _solved(sizes: Mapping[tuple[str, str], int], schools: str, groups: str) -> list[Any]:
    """The withheld cells and margins that follow from all that is shown."""
    cells = list(sizes)
    table = [row((size, size), school=school, group=group) for (school, group), size in sizes.items()]
    shown: list[tuple[list[int], Any]] = [([1] * len(cells), "all")]
    hidden: list[tuple[list[int], Any]] = []
    if 0 < sum(sizes.values()) < SMALLEST:
        return []
    for cell, fate in zip(cells, fates(R_11, table, ["school", "group"], SMALLEST).of, strict=True):
        (shown if fate["enrolled"] == SHOW else hidden).append(([int(one == cell) for one in cells], cell))
    for axis, names in ((0, schools), (1, groups)):
        margin = {name: sum(size for cell, size in sizes.items() if cell[axis] == name) for name in names}
        for name, fate in fate_of(margin).items():
            line = [int(cell[axis] == name) for cell in cells]
            (shown if fate == SHOW else hidden).append((line, name))
    return [name for line, name in hidden if _follows(line, [other for other, _ in shown])]


def _follows(line: Sequence[int], others: Iterable[Sequence[int]]) -> bool:
    """Whether a sum of cells is a combination of others."""
    matrix = [[Fraction(value) for value in other] for other in others]
    return _rank(matrix) == _rank([*matrix, [Fraction(value) for value in line]])


def _rank(matrix: list[list[Fraction]]) -> int:
    rows, rank = [list(row) for row in matrix], 0
    for column in range(len(rows[0])):
        pivot = next((at for at in range(rank, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for at in range(rank + 1, len(rows)):
            factor = rows[at][column] / rows[rank][column]
            if factor:
                rows[at] = [value - factor * top for value, top in zip(rows[at], rows[rank], strict=True)]
        rank += 1
    return rank


# -- in results ------------------------------------------------------------------------------------------------------


def test_what_is_withheld_says_so_and_what_is_shown_is_right(asked: Asked, clock: Clock) -> None:
    when = clock.on(clock.newest.date(), clock.newest)
    whole = figures(asked("R-11", when, ("school",)))
    wide = asked("R-11", when, ("school",), suppression="SUP-2", smallest=5)
    assert wide.meta.primary + wide.meta.complementary > 0
    for shown, row in zip(figures(wide), whole, strict=True):
        assert shown["enrolled"] in (row["enrolled"], Withheld(PRIMARY), Withheld(COMPLEMENTARY))
        assert isinstance(shown["proficient"], Withheld), "counts tell of groups whose share is a bound"
        if isinstance(shown["determined"], Withheld):
            assert isinstance(shown["rateOfDetermined"], Withheld)
            assert isinstance(shown["coverage"], Withheld)


def test_a_filter_shows_no_more_than_the_grouping(asked: Asked, clock: Clock) -> None:
    when = clock.on(clock.newest.date(), clock.newest)
    table = figures(asked("R-11", when, ("school", "lowIncome"), suppression="SUP-2"))
    (school, *_) = sorted({row["school"] for row in table})
    only = figures(asked("R-11", when, ("lowIncome",), where={"school": (school,)}, suppression="SUP-2"))
    wanted = [row for row in table if row["school"] == school]
    assert sorted(map(repr, only)) == sorted(repr({name: row[name] for name in only[0]}) for row in wanted)


@pytest.mark.parametrize("by", [("school", "grade", "race"), ("class",), ("moonPhase", "school", "grade")])
def test_what_would_give_somebody_away_cannot_be_asked(asked: Asked, clock: Clock, by: tuple[str, ...]) -> None:
    with pytest.raises(WrongUsage):
        asked("R-11", clock.on(clock.newest.date(), clock.newest), by, suppression="SUP-2")
