"""What is recorded about learning in the sample district: by the contract, in order, and the same each time."""

from collections import Counter
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
import json

import pytest

from fairmark.fixtures.district import District
from fairmark.fixtures.district.calendar import EXPORTED_LATER
from fairmark.fixtures.district.evidence import gradebook
from fairmark.fixtures.district.learning import Learning, learning
from fairmark.fixtures.district.learning.names import Json, person, rubric_of
from fairmark.fixtures.district.learning.plans import RULES
from fairmark.fixtures.district.learning.times import ZONE
from fairmark.fixtures.district.model import judgments
from fairmark.schemas.scl import schema_of
from fairmark.validators.learning.determining import Parameters, Score, conclude
from fairmark.validators.rules.shape import accepts

SMALL = District(seed=1, learners=60)

DIGEST = "77e3735fdc5e92092becdd6fd1a86130e2e10272dca6a37396d1b7128bd5757e"
"""Of the facts of the small district. It changes with what is recorded, and never else."""


@pytest.fixture(scope="module")
def small() -> Learning:
    return learning(SMALL)


def test_facts_are_the_same_each_time(small: Learning) -> None:
    assert sha256(json.dumps(small.facts).encode()).hexdigest() == DIGEST


def test_facts_are_as_the_contract_has_them(small: Learning) -> None:
    assert [fact["id"] for fact in small.facts if not accepts(schema_of(fact["type"]), fact["type"], fact)] == []
    assert len({fact["id"] for fact in small.facts}) == len(small.facts)


def test_facts_are_recorded_one_after_the_other_and_none_in_the_future(small: Learning) -> None:
    times = [fact["recordedAt"] for fact in small.facts]
    assert all(one < other for one, other in pairwise(times))
    assert datetime.fromisoformat(times[-1]).astimezone(ZONE).date() <= EXPORTED_LATER
    assert all(fact["effectiveAt"] <= fact["recordedAt"] for fact in small.facts if "effectiveAt" in fact)


def test_everything_is_in_it_that_reports_are_about(small: Learning) -> None:
    kinds = Counter(fact["type"] for fact in small.facts)
    assert kinds["CalibrationSession"] == 4, "two sessions, each opened and closed"
    assert set(kinds) >= {"EvidenceRecord", "Judgment", "Determination", "Pathway", "Goal", "Support", "ProcessEvent"}
    statuses = {fact["status"] for fact in small.facts if fact["type"] == "Determination"}
    assert statuses == {"placed", "proficient", "notYet", "insufficientEvidence"}
    assert any("supersedes" in fact for fact in small.facts)
    assert any("override" in fact for fact in small.facts)


LATE = timedelta(days=61)
"""Within which everything is entered."""


def test_judgments_of_tasks_are_those_of_the_gradebook(small: Learning) -> None:
    """The same levels, or none where the work could not be read; what is entered late may not be there yet."""
    latest: dict[tuple[str, str], set[int | None]] = {}
    for fact in _standing(small.facts):
        if fact["purpose"] == "summative":
            latest.setdefault((fact["learner"], fact["target"]), set()).add(fact.get("score"))
    (feeder,) = SMALL.feeders()
    for _, book in gradebook(feeder, SMALL.seed):
        for task, work in book:
            for each in judgments(task, work):
                if rubric_of(each.target.identifier):
                    known = latest.get((person(each.learner), each.target.uri), set())
                    assert {each.level, None} & known or each.judged + LATE > EXPORTED_LATER


def _standing(facts: list[Json]) -> list[Json]:
    gone = {fact.get("supersedes") for fact in facts}
    return [fact for fact in facts if fact["type"] == "Judgment" and fact["id"] not in gone]


def test_determinations_follow_from_their_judgments(small: Learning) -> None:
    by_id = {fact["id"]: fact for fact in small.facts}
    for fact in small.facts:
        if fact["type"] != "Determination" or fact["purpose"] == "baseline":
            continue
        inputs = [by_id[id] for id in fact["judgments"]]
        assert all(each["recordedAt"] < fact["recordedAt"] for each in inputs)
        rule = RULES[fact["rule"]]["parameters"]
        parameters = Parameters(cut=rule["cut"], weight=rule.get("weight", 0.65), min_count=rule.get("minCount", 1))
        scores = [Score(float(each["score"])) for each in inputs]
        conclusion = conclude(RULES[fact["rule"]]["method"], scores, parameters)
        told = fact.get("override", {"computedStatus": fact["status"], "computedValue": fact["value"]})
        assert (told["computedStatus"], told["computedValue"]) == (conclusion.status, conclusion.measure.value)


def test_learners_are_where_they_are_said_to_be(small: Learning) -> None:
    names = dict(small.people)
    assert {stay.learner for stay in small.stays} == set(names)
    assert {id for one in small.classes for id in one.learners} <= set(names)
    left = [each for each in small.belongings if each.dimension == "englishLearner" and each.ends]
    assert left, "somebody has left the group"
