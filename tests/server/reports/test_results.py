"""Results are as the contract has them, the same for ever, and tell who is behind a figure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
import json
from typing import Any

import pytest

from fairmark.schemas.scl import VIEWS
from fairmark.server.reports.asking import Question
from fairmark.server.reports.behind import learners_behind
from fairmark.server.reports.catalogue import REPORTS
from fairmark.server.reports.clock import Clock
from fairmark.server.reports.declaration import GROUPS, Share, Suppression
from fairmark.server.reports.engines import Engine, duckdb_of
from fairmark.server.reports.forms.data import as_json
from fairmark.server.reports.result import Withheld
from fairmark.server.reports.tables import Rows
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.rules.shape import accepts
from plain_reports.comparing import Asked, figures

DAY = date(2026, 11, 10)
KNOWN = datetime(2026, 9, 30, 12)
"""A moment after which much has been recorded still."""


def by_of(report: str) -> tuple[str, ...]:
    return ("school",) if GROUPS in REPORTS[report].groupings else ()


@pytest.mark.parametrize("report", REPORTS)
def test_results_are_as_the_contract_has_them(asked: Asked, clock: Clock, report: str) -> None:
    when = clock.on(DAY, clock.newest)
    for circle in {Suppression.STAFF, REPORTS[report].suppression} - (
        {Suppression.STAFF} if REPORTS[report].suppression is Suppression.NAMED else set()
    ):
        result = asked(report, when, by_of(report), suppression=circle)
        told = json.loads(as_json(result))
        assert accepts(VIEWS, "ReportResult", told)
        assert {len(row) for row in told["rows"]} == {len(told["columns"])}
        assert told["meta"]["suppression"]["class"] == circle
        assert told["meta"]["reportId"] == report


@pytest.mark.parametrize("report", REPORTS)
def test_what_is_null_has_a_reason(asked: Asked, clock: Clock, report: str) -> None:
    result = asked(report, clock.on(DAY, clock.newest), by_of(report))
    shares = [column.name for column in REPORTS[report].columns if isinstance(column, Share)]
    for row in figures(result):
        if any(row[name] is None for name in shares):
            assert row["reason"]


@pytest.fixture(scope="module")
def earlier(rows: Rows) -> Iterator[Engine]:
    """What was known at that moment, and nothing else."""
    made = duckdb_of({name: list(_as_it_was(own)) for name, own in rows.items()})
    yield made
    made.close()


def _as_it_was(rows: list[Any]) -> Iterator[Any]:
    for row in rows:
        if getattr(row, "recorded_at", KNOWN) <= KNOWN:
            gone = getattr(row, "void_from", None)
            yield replace(row, void_from=None) if gone and gone > KNOWN else row


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 9, 30)], ids=str)
def test_the_same_question_has_the_same_answer_for_ever(
    asked: Asked, clock: Clock, earlier: Engine, report: str, day: date
) -> None:
    when = clock.on(day, KNOWN)
    assert when.known_at == KNOWN
    assert asked(report, when, by_of(report)).rows == asked(report, when, by_of(report), engine=earlier).rows


def test_what_was_shown_early_and_recorded_late_is_known_late(asked: Asked, clock: Clock) -> None:
    day = date(2026, 9, 30)
    then, now = (
        sum(row["determined"] for row in figures(asked("R-11", clock.on(day, known))))
        for known in (KNOWN, clock.newest)
    )
    assert then < now


def behind(engine: Engine, clock: Clock, report: str, *row: tuple[str, str]) -> list[dict[str, Any]]:
    question = Question(clock.on(DAY, clock.newest), clock, by_of(report))
    return figures(learners_behind(engine, REPORTS[report], question, row, KNOWN))


@pytest.mark.parametrize(
    ("report", "size", "keys"),
    [
        ("R-09", "enrolled", ("subject", "school")),
        ("R-10", "learners", ("subject", "cell", "school")),
        ("R-12", "n", ("subject", "band", "school")),
        ("R-13", "n", ("month", "school")),
        ("R-14", "n", ("code", "school")),
        ("R-15", "judgments", ("code", "school")),
        ("R-19", "learners", ("indicator", "band", "school")),
        ("R-20", "supports", ("kind", "school")),
        ("R-21", "learners", ("code", "school")),
    ],
)
def test_as_many_are_behind_a_figure_as_it_says(
    asked: Asked, engine: Engine, clock: Clock, report: str, size: str, keys: tuple[str, ...]
) -> None:
    listed = Counter(tuple(row[key] for key in keys) for row in behind(engine, clock, report))
    told = figures(asked(report, clock.on(DAY, clock.newest), by_of(report)))
    assert {key: n for key, n in listed.items() if n} == {
        tuple(row[key] for key in keys): row[size] for row in told if row[size]
    }


def test_behind_a_row_are_those_that_it_counts(asked: Asked, engine: Engine, clock: Clock) -> None:
    (row, *_) = [
        row for row in figures(asked("R-11", clock.on(DAY, clock.newest), ("school",))) if row["determined"] > 2
    ]
    found = behind(engine, clock, "R-11", ("code", row["code"]), ("school", row["school"]))
    assert sum(each["status"] in ("proficient", "notYet") for each in found) == row["determined"]
    assert sum(each["status"] == "proficient" for each in found) == row["proficient"]
    with pytest.raises(WrongUsage):
        behind(engine, clock, "R-11", ("shoeSize", "40"))


def test_members_of_groups_are_those_of_the_day(asked: Asked, clock: Clock) -> None:
    """A learner who has left the group of those who learn English still counts in earlier reports."""

    def learning_english(day: date) -> int:
        told = figures(asked("R-09", clock.on(day, clock.newest), ("englishLearner",)))
        return sum(row["enrolled"] for row in told if row["englishLearner"] == "yes")

    assert learning_english(date(2025, 11, 28)) > learning_english(date(2026, 2, 27))


def test_a_change_of_rule_is_marked(asked: Asked, clock: Clock) -> None:
    assert [each.what for each in asked("R-13", clock.on(DAY, clock.newest)).meta.breaks] == [
        "Rule: Proficiency, version 2"
    ]
    assert asked("R-13", clock.on(date(2026, 5, 29), clock.newest)).meta.breaks == []


def test_extremes_of_shares_and_what_they_follow_from_are_withheld(asked: Asked, clock: Clock) -> None:
    for row in figures(asked("R-18", clock.on(DAY, clock.newest), suppression=Suppression.WIDE)):
        bound = any(isinstance(row[name], str) and row[name][0] in "<>" for name in ("focalShare", "referenceShare"))
        if bound:
            assert isinstance(row["difference"], Withheld) and isinstance(row["effect"], Withheld)


@pytest.mark.parametrize("circle", [Suppression.STAFF, Suppression.WIDE])
def test_named_reports_are_for_nobody_else(asked: Asked, clock: Clock, circle: Suppression) -> None:
    with pytest.raises(WrongUsage):
        asked("R-01", clock.on(DAY, clock.newest), suppression=circle)
