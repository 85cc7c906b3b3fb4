"""The reports of distributions say what plain Python says, whatever they are asked by."""

from datetime import timedelta

import pytest

from fairmark.server.reports.clock import Clock
from fairmark.server.reports.measures.when import When
from plain_reports.comparing import Asked, figures, same
from plain_reports.grades import r_09, r_10
from plain_reports.growth import r_12
from plain_reports.mastery import r_14, r_15
from plain_reports.pace import r_13
from plain_reports.world import World

BY = [(), ("school",), ("grade", "lowIncome"), ("englishLearner",)]


@pytest.mark.parametrize("by", BY)
def test_r_09(asked: Asked, world: World, when: When, by: tuple[str, ...]) -> None:
    expected = r_09(world, by)
    assert any(row["below"] for row in expected) and any(row["above"] for row in expected)
    same(asked("R-09", when, by), expected)


@pytest.mark.parametrize("by", BY)
def test_r_10(asked: Asked, world: World, when: When, by: tuple[str, ...]) -> None:
    same(asked("R-10", when, by), r_10(world, by))


@pytest.mark.parametrize("by", BY)
def test_r_12(asked: Asked, world: World, when: When, by: tuple[str, ...]) -> None:
    expected = r_12(world, by)
    assert len(expected) > 2
    same(asked("R-12", when, by), expected)


@pytest.mark.parametrize("by", [(), ("school", "englishLearner")])
def test_r_13(asked: Asked, world: World, when: When, clock: Clock, by: tuple[str, ...]) -> None:
    since = when.day - timedelta(days=200)
    expected = r_13(world, clock, by, since)
    assert any(row["behind"] for row in expected) and any(row["ahead"] for row in expected)
    same(asked("R-13", when, by, since=since), expected)


@pytest.mark.parametrize("by", BY)
def test_r_14(asked: Asked, world: World, when: When, by: tuple[str, ...]) -> None:
    same(asked("R-14", when, by, day=60), r_14(world, by, 60))


def test_r_14_ranks_the_slowest_levels(asked: Asked, when: When) -> None:
    ranked = [row for row in figures(asked("R-14", when)) if row["slowest"]]
    assert sorted(row["slowest"] for row in ranked) == list(range(1, 11))
    medians = [row["median"] or 1000 for row in sorted(ranked, key=lambda row: row["slowest"])]
    assert medians == sorted(medians, reverse=True)


@pytest.mark.parametrize("by", BY)
def test_r_15(asked: Asked, world: World, when: When, by: tuple[str, ...]) -> None:
    expected = r_15(world, by)
    assert any(row["offeredDeepShare"] for row in expected)
    same(asked("R-15", when, by), expected)
