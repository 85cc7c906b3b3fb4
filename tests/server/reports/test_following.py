"""Feedback, supports, snapshots, calibration, processes and records are reported as plain Python says."""

from datetime import timedelta

import pytest

from fairmark.server.reports.clock import Clock
from fairmark.server.reports.measures.when import When
from plain_reports.agreement import r_16, r_17
from plain_reports.comparing import Asked, same
from plain_reports.equity import r_18
from plain_reports.following import r_06, r_07, r_08
from plain_reports.process import r_19, r_20, r_21
from plain_reports.records import r_22, r_22_of_cohorts, r_23
from plain_reports.world import World

BY = [(), ("school", "lowIncome")]


@pytest.mark.parametrize("by", BY)
def test_r_06(asked: Asked, world: World, when: When, by: tuple[str, ...]) -> None:
    expected = r_06(world, by)
    assert any(row["overdue"] for row in expected)
    same(asked("R-06", when, by), expected)


@pytest.mark.parametrize("by", BY)
def test_r_07(asked: Asked, world: World, when: When, clock: Clock, by: tuple[str, ...]) -> None:
    expected = r_07(world, clock, by)
    assert expected
    same(asked("R-07", when, by), expected)


@pytest.mark.parametrize("by", BY)
def test_r_08(asked: Asked, world: World, when: When, clock: Clock, by: tuple[str, ...]) -> None:
    since = when.day - timedelta(days=150)
    expected = r_08(world, clock, by, since)
    assert any(row["change"] for row in expected) and any(row["goals"] for row in expected)
    same(asked("R-08", when, by, since=since), expected)


def test_r_16(asked: Asked, world: World, when: When) -> None:
    same(asked("R-16", when), r_16(world, by_scorer=False))
    same(asked("R-16", when, ("scorer",)), r_16(world, by_scorer=True))


def test_r_17(asked: Asked, world: World, when: When) -> None:
    expected = r_17(world)
    assert any(row["external"] for row in expected) and any(row["n"] for row in expected)
    same(asked("R-17", when), expected)


@pytest.mark.parametrize("by", [(), ("school",)])
def test_r_18(asked: Asked, world: World, when: When, clock: Clock, by: tuple[str, ...]) -> None:
    expected = r_18(world, clock, by)
    assert {row["measure"] for row in expected} >= {"atOrAboveGrade", "annualGrowth", "supported"}
    same(asked("R-18", when, by), expected)


@pytest.mark.parametrize("by", BY)
def test_r_19(asked: Asked, world: World, when: When, by: tuple[str, ...]) -> None:
    expected = r_19(world, by)
    assert {row["indicator"] for row in expected} == {"feedbackTurnaround", "reassessmentAccess", "learnerVoice"}
    same(asked("R-19", when, by), expected)


@pytest.mark.parametrize("by", BY)
def test_r_20(asked: Asked, world: World, when: When, by: tuple[str, ...]) -> None:
    expected = r_20(world, by)
    assert any(row["delivered"] for row in expected)
    same(asked("R-20", when, by), expected)


@pytest.mark.parametrize("by", BY)
def test_r_21(asked: Asked, world: World, when: When, by: tuple[str, ...]) -> None:
    expected = r_21(world, by)
    assert any(row["meanContexts"] > 1 for row in expected)
    same(asked("R-21", when, by), expected)


@pytest.mark.parametrize("by", BY)
def test_r_22(asked: Asked, world: World, when: When, by: tuple[str, ...]) -> None:
    expected = r_22(world, by)
    assert any(row["exemplars"] for row in expected) and any(row["credentials"] for row in expected)
    same(asked("R-22", when, by), expected)


def test_r_22_of_cohorts(asked: Asked, world: World, when: When) -> None:
    same(asked("R-22", when, suppression="SUP-1"), r_22_of_cohorts(world, ("cohort",)))


def test_r_23(asked: Asked, world: World, when: When) -> None:
    expected = r_23(world)
    assert any(row["unresolved"] for row in expected) and any(row["overridden"] for row in expected)
    same(asked("R-23", when), expected)
