"""Levels and methods give the values of the profile."""

from case_server import sample
import pytest
from stored_frameworks import association, thing

from fairmark.server.learning.concluding import parameters_of
from fairmark.server.storage.store import Store
from fairmark.validators.learning.determining import Score, conclude
from fairmark.validators.learning.measure import shown
from fairmark.validators.learning.standing import standing
from learning_api import CONTINUUM, DEVELOPING, EMERGING, PHRASING, SECURE, TARGET, Learning, put, rule


def test_position_reach_and_gaps_are_those_of_the_profile(learning: Learning, store: Store) -> None:
    """Section 3.3: attained 1, 2, 3 and 5 of six levels; position 3, reach 5, a gap at 4."""
    package = sample()
    items = {item["identifier"]: item for item in package["CFItems"]}
    levels = [
        thing("CFItems", f"level {n}", fullStatement=f"Level {n}.", CFItemType="Continuum Level") for n in range(1, 7)
    ]
    for number, level in enumerate(reversed(levels)):
        package["CFItems"].append(level)
        package["CFAssociations"] += [
            association("isChildOf", level, items[PHRASING], sequenceNumber=number + 10),
            association("hasSkillLevel", items[PHRASING], level, sequenceNumber=(6 - number) * 10),
        ]
    put(store, package)
    latest = learning.rule()
    for number in (1, 2, 3, 4, 5):
        work = learning.evidence(target=levels[number - 1]["uri"])
        target = {"target": levels[number - 1]["uri"]}
        learning.judgment(work, DEVELOPING if number == 4 else SECURE, **target)
        learning.determination(latest, **target)
    (entry,) = learning.progress(continuum=CONTINUUM)["continuums"][0]["competencies"]
    assert entry["competency"] == TARGET
    assert (entry["position"], entry["reach"], entry["gaps"], entry["workingLevel"]) == (3, 5, [4], 4)
    assert entry["reasons"] == {"depth": "noQualifyingJudgment", "gradeGap": "noGrade"}
    assert learning.progress(continuum="urn:other")["continuums"] == []


def test_standing_at_the_ends() -> None:
    assert (standing(set(), 3).position, standing(set(), 3).reach, standing(set(), 3).working_level) == (0, None, 1)
    assert (standing({1, 2, 3}, 3).position, standing({1, 2, 3}, 3).working_level) == (3, None)


SERIES = (DEVELOPING, SECURE, EMERGING, SECURE)
PARAMETERS = {
    "mostRecent": {},
    "highest": {},
    "mean": {},
    "mode": {},
    "decayingRecursive": {"weight": 0.65},
    "decayingLastVsRest": {"weight": 0.65},
    "nTimes": {"k": 2},
    "powerLaw": {},
    "bodyOfEvidence": {"minCount": 2, "minTasks": 2, "minScorers": 1, "window": 1, "floor": 2},
}


def at(day: int) -> str:
    return f"2024-03-{day:02}T10:00:00Z"


@pytest.mark.parametrize("method", PARAMETERS)
def test_every_method_of_the_profile_is_offered(method: str, learning: Learning) -> None:
    works = [learning.evidence(at(day)) for day in range(1, 5)]
    judgments = [learning.judgment(work, level) for work, level in zip(works, SERIES, strict=True)]
    scores = [Score(one["score"], one["evidence"], one["scorer"]) for one in judgments]
    rule = learning.rule(method=method, parameters={"cut": 2, **PARAMETERS[method]})
    found = learning.determination(rule)
    expected = conclude(method, scores, parameters_of(rule))
    assert (found["status"], found["value"]) == (expected.status, expected.measure.value)
    assert found["judgments"] == [one["id"] for one in judgments]
    assert found["status"] == "proficient"
    badge = learning.badge(found)
    assert rule["name"] in badge["credentialSubject"]["achievement"]["criteria"]["narrative"]
    (result,) = badge["credentialSubject"]["result"]
    (described,) = badge["credentialSubject"]["achievement"]["resultDescription"]
    assert result["achievedLevel"] in {level["id"] for level in described["rubricCriterionLevel"]}


def test_a_body_of_evidence_tells_tasks_and_scorers_apart(learning: Learning) -> None:
    """Section 3.2, J2: four scores at the cut from one task and one scorer are no body of evidence."""
    task = "urn:uuid:5b7b7c1e-0a35-4a39-8d0b-3f1f0c5d9a11"
    for day in range(1, 5):
        learning.judgment(learning.evidence(at(day), task=task), SECURE)
    rule = learning.rule(
        method="bodyOfEvidence", parameters={"cut": 3, "minCount": 3, "minTasks": 2, "minScorers": 2, "window": 2}
    )
    found = learning.determination(rule)
    assert (found["status"], found["value"], found["reason"]) == ("notYet", None, "notNumeric")
    assert found["missing"] == [
        {"kind": "tasks", "needed": 2, "have": 1},
        {"kind": "scorers", "needed": 2, "have": 1},
    ]


def test_versions_of_one_work_are_one_task(learning: Learning) -> None:
    first = learning.evidence(at(1))
    learning.judgment(first, SECURE)
    learning.judgment(learning.evidence(at(2), previousVersion=first["id"]), SECURE)
    rule = learning.rule(method="bodyOfEvidence", parameters={"cut": 3, "minCount": 2, "minTasks": 2})
    assert learning.determination(rule)["missing"] == [{"kind": "tasks", "needed": 2, "have": 1}]


def test_a_rule_that_wants_three_judgments_lists_what_is_missing(learning: Learning) -> None:
    learning.judgment(learning.evidence(), SECURE)
    found = learning.determination(learning.rule(method="mean", parameters={"cut": 3, "minCount": 3}))
    assert (found["status"], found["reason"]) == ("insufficientEvidence", "tooFewJudgments")
    assert found["missing"] == [{"kind": "judgments", "needed": 3, "have": 1}]


def test_only_work_that_is_deep_enough_counts_where_a_rule_says_so(learning: Learning) -> None:
    depths = ({"taxonomy": "webb-dok", "value": 3}, {"taxonomy": "webb-dok", "value": 1}, None)
    judgments = [
        learning.judgment(learning.evidence(at(day)), SECURE, **({"depth": depth} if depth else {}))
        for day, depth in enumerate(depths, 1)
    ]
    admits = {"roles": ["educator"], "purposes": ["summative"], "minDepth": {"taxonomy": "webb-dok", "value": 2}}
    assert learning.determination(learning.rule(admits=admits))["judgments"] == [judgments[0]["id"]]
    other = {**admits, "minDepth": {"taxonomy": "solo", "value": "relational"}}
    assert learning.determination(learning.rule(admits=other))["judgments"] == []


@pytest.mark.parametrize("parameters", [{"weight": 1}, {"k": 0}, {"minCount": 1.5}, {"window": 0}, {"cuts": 3}])
def test_parameters_that_mean_nothing_are_refused(parameters: dict[str, float], learning: Learning) -> None:
    field = f"/parameters/{next(iter(parameters))}"
    assert learning.refused("determination-rules", rule(parameters={"cut": 3, **parameters}), field) == 422


@pytest.mark.parametrize(("value", "text"), [(2.9999, "3.00"), (2.675, "2.68"), (-0.125, "-0.13"), (4, "4.00")])
def test_a_value_is_shown_rounded_half_away_from_zero(value: float, text: str) -> None:
    assert shown(value) == text
