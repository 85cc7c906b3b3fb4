"""The rosters for quick response say what plain Python says."""

import pytest

from fairmark.server.reports.clock import Clock
from fairmark.server.reports.measures.when import When
from plain_reports.comparing import Asked, same
from plain_reports.rosters import r_01, r_02, r_03, r_04, r_05
from plain_reports.world import World

BY = [(), ("school", "lowIncome")]


@pytest.mark.parametrize("by", BY)
def test_r_01(asked: Asked, world: World, when: When, by: tuple[str, ...]) -> None:
    expected = r_01(world, by)
    assert {row["flag"] for row in expected} >= {"stuck", None}
    same(asked("R-01", when, by), expected)


@pytest.mark.parametrize("by", BY)
def test_r_02(asked: Asked, world: World, when: When, clock: Clock, by: tuple[str, ...]) -> None:
    expected = r_02(world, clock, by)
    assert any(row["projectedFinish"] for row in expected)
    same(asked("R-02", when, by), expected)


@pytest.mark.parametrize("by", BY)
def test_r_03(asked: Asked, world: World, when: When, by: tuple[str, ...]) -> None:
    expected = r_03(world, by)
    assert any(row["evidence"] for row in expected)
    same(asked("R-03", when, by), expected)


@pytest.mark.parametrize("by", BY)
def test_r_04(asked: Asked, world: World, when: When, clock: Clock, by: tuple[str, ...]) -> None:
    expected = r_04(world, clock, by)
    assert any(row["sharedUnmet"] for row in expected)
    same(asked("R-04", when, by), expected)


@pytest.mark.parametrize("by", BY)
def test_r_05(asked: Asked, world: World, when: When, by: tuple[str, ...]) -> None:
    expected = r_05(world, by)
    assert expected or when.year < 2027, "the first rule is content with one judgment"
    same(asked("R-05", when, by), expected)
