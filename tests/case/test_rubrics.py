"""CASE-RUB: rubrics, criteria and levels."""

from typing import Any

from one_rule import findings
import pytest

from fairmark.validators.core.finding import Finding
from fairmark.validators.core.levels import INFO, WARNING


def found(rule: str, *criteria: Any, rubric: str = "r") -> list[Finding]:
    """What the rule says about a rubric with these criteria, served on its own."""
    return findings(rule, {"identifier": rubric, "CFRubricCriteria": list(criteria)}, "case-rubric")


def criterion(*levels: dict[str, Any]) -> dict[str, Any]:
    return {"identifier": "c", "CFRubricCriterionLevels": list(levels)}


@pytest.mark.parametrize(
    ("named", "rubric", "count"),
    [("r", "r", 0), ("R", "r", 0), ("s", "r", 1), ("", "r", 1), (None, "r", 0), (4, "r", 0), ("s", "", 0)],
)
def test_rubric_id_is_held_against_the_enclosing_rubric(named: object, rubric: str, count: int) -> None:
    assert len(found("CASE-RUB-001", {"rubricId": named}, rubric=rubric)) == count


def test_criterion_id_is_held_against_the_enclosing_criterion_and_no_other() -> None:
    other = {"identifier": "d", "CFRubricCriterionLevels": [{"rubricCriterionId": "c"}]}
    breaches = found("CASE-RUB-002", criterion({"rubricCriterionId": "c"}), other)
    assert [one.location.pointer for one in breaches] == [
        "/CFRubricCriteria/1/CFRubricCriterionLevels/0/rubricCriterionId"
    ]


@pytest.mark.parametrize(
    ("positions", "breaches"),
    [
        ((1, 2, 3), []),
        ((None, None), []),
        ((1, 1, 1.0), [1, 2]),
        ((1, None, 2), [1]),
        (("1", "1"), []),
        (("1", None), [1]),
        ((True, 1), []),
    ],
)
def test_positions_are_all_different_or_all_absent(positions: tuple[Any, ...], breaches: list[int]) -> None:
    places = [one.location.path[1] for one in found("CASE-RUB-003", *({"position": one} for one in positions))]
    assert places == breaches


def test_siblings_are_those_of_one_criterion() -> None:
    assert not found("CASE-RUB-003", criterion({"position": 1}), criterion({"position": 1}))


@pytest.mark.parametrize(
    ("positions", "severities"),
    [
        ((0, 1, 2), []),
        ((3, 1, 2), []),
        ((7, 8), []),
        ((1, 1, 2), []),
        ((-1, 0), [WARNING]),
        ((-5, 1), [WARNING]),
        ((1, 2, 4, 9), [INFO, INFO]),
    ],
)
def test_negative_positions_warn_and_gaps_inform(positions: tuple[int, ...], severities: list[Any]) -> None:
    breaches = found("CASE-RUB-004", *({"position": one} for one in positions))
    assert [one.severity for one in breaches] == severities


def test_the_item_of_a_criterion_may_be_written_in_capitals() -> None:
    data = {
        "CFItems": [{"identifier": "6ba7b810-9dad-11d1-80b4-00c04fd430c8"}],
        "CFRubrics": [
            {
                "identifier": "r",
                "CFRubricCriteria": [
                    {"identifier": "c", "CFItemURI": {"identifier": "6BA7B810-9DAD-11D1-80B4-00C04FD430C8"}},
                    {"identifier": "d", "CFItemURI": {"identifier": "7ba7b810-9dad-11d1-80b4-00c04fd430c8"}},
                    {"identifier": "e", "CFItemURI": {}},
                ],
            }
        ],
    }
    assert [one.location.record for one in findings("CASE-RUB-005", data)] == ["d"]


@pytest.mark.parametrize(("scores", "count"), [((1, 2), 0), ((1, 1.0, 1), 2), ((None, None), 0), (("1", "1"), 0)])
def test_scores_of_one_criterion_differ(scores: tuple[Any, ...], count: int) -> None:
    assert len(found("CASE-RUB-006", criterion(*({"score": one} for one in scores)))) == count


@pytest.mark.parametrize(
    ("levels", "count"),
    [
        (((1, 1), (2, 2), (3, 3)), 0),
        (((1, 3), (2, 2), (3, 1)), 0),
        (((3, 3), (1, 1), (2, 2)), 0),
        (((1, 1), (2, 3), (3, 2)), 1),
        (((1, 1), (2, 2), (3, 2)), 0),
        (((1, 1), (2, None), (3, 3)), 0),
        # Without an order by position there is none that the scores could break.
        (((None, 1), (None, 3), (None, 2)), 0),
        (((1, 1), (1, 3), (2, 2)), 0),
    ],
)
def test_scores_rise_or_fall_with_the_position(levels: tuple[tuple[Any, Any], ...], count: int) -> None:
    members = ({"position": position, "score": score} for position, score in levels)
    assert len(found("CASE-RUB-007", criterion(*members))) == count


@pytest.mark.parametrize(("weight", "count"), [(0, 0), (0.5, 0), (-0.1, 1), (None, 0), ("-1", 0), (True, 0)])
def test_only_negative_weights_are_reported(weight: object, count: int) -> None:
    assert len(found("CASE-RUB-008", {"weight": weight})) == count


@pytest.mark.parametrize("rule", [f"CASE-RUB-{number:03}" for number in range(1, 9)])
@pytest.mark.parametrize("junk", [None, 5, "x", [], [[]], [None, "x", 3], {"position": {}, "score": [], "weight": {}}])
def test_whatever_stands_in_a_rubric_no_rule_fails(rule: str, junk: object) -> None:
    assert not found(rule, junk)
    assert not found(rule, {"CFRubricCriterionLevels": junk, "CFItemURI": junk})
