"""OB-RESULT: numbers in texts, links, and what is left to others."""

from typing import Any

from one_credential_rule import edited, findings, places, severities
import pytest

from credential_twins.results import SCORE, description, graded_badge, result, status_badge
from credential_twins.samples import record, rubric_badge
from credential_twins.signing import Json
from fairmark.validators.rules.credentials.scales import number_of


def scored(value: Any, **scale: Any) -> Json:
    """A badge with a score on a scale from 0 to 100, with members of its description changed; None takes one away."""
    document = rubric_badge()
    changed = {**description(document, SCORE), **scale}
    document["credentialSubject"]["achievement"]["resultDescription"][SCORE] = {
        name: content for name, content in changed.items() if content is not None
    }
    result(document, SCORE)["value"] = value
    return document


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), (" 3.50 ", 3.5), ("-.5", -0.5), ("+4.", 4), ("1e2", 100), ("87%", 87), ("87 %", 87)],
)
def test_numbers_in_texts(text: str, number: float) -> None:
    found = number_of(text)
    assert found is not None
    assert float(found) == number


@pytest.mark.parametrize("text", ["", ".", "A", "1,5", "1,000", "NaN", "Infinity", "1e9999", "9" * 41, "٣", "0x1", 3])
def test_what_is_no_number_in_text(text: Any) -> None:
    assert number_of(text) is None


# -- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["0", "100", "99.99", "100.0", "1e2", "87%", 105, {"en": "105"}, None])
def test_values_within_bounds_and_what_is_no_text_pass(value: Any) -> None:
    assert not findings("OB-RESULT-007", scored(value))


@pytest.mark.parametrize("value", ["-1", "100.01", "1e3"])
def test_values_beyond_a_bound_do_not(value: str) -> None:
    assert severities("OB-RESULT-007", scored(value)) == ["error"]


def test_texts_are_not_compared_as_texts() -> None:
    assert not findings("OB-RESULT-007", scored("9", valueMin="5", valueMax="10"))


@pytest.mark.parametrize("scale", [{"valueMin": "F", "valueMax": "A"}, {"valueMin": None, "valueMax": None}])
def test_without_numbers_for_bounds_nothing_is_said(scale: Any) -> None:
    assert not findings("OB-RESULT-007", scored("Z", **scale))


def test_one_bound_is_enough() -> None:
    assert severities("OB-RESULT-007", scored("-1", valueMax=None)) == ["error"]


def test_a_word_where_the_bounds_are_numbers_is_a_warning_unless_it_is_listed() -> None:
    assert severities("OB-RESULT-007", scored("Pass")) == ["warning"]
    assert not findings("OB-RESULT-007", scored("Pass", allowedValue=["0", "Pass"]))


@pytest.mark.parametrize("value", ["B", "C", 4, {"en": "Z"}])
def test_allowed_values_pass(value: Any) -> None:
    document = graded_badge()
    result(document, 0)["value"] = value
    assert not findings("OB-RESULT-006", document)


def test_the_same_number_is_the_same_value() -> None:
    assert not findings("OB-RESULT-006", scored("4.0", allowedValue=["3", "4"]))
    assert findings("OB-RESULT-006", scored("4.5", allowedValue=["3", "4"]))


@pytest.mark.parametrize("allowed", [[], [3, "4"], {"en": ["4"]}, None])
def test_without_a_list_of_texts_every_value_is_allowed(allowed: Any) -> None:
    assert not findings("OB-RESULT-006", scored("9", allowedValue=allowed))


def test_one_allowed_value_needs_no_list() -> None:
    assert findings("OB-RESULT-006", scored("9", allowedValue="8"))


def test_values_are_not_shown() -> None:
    for rule, document in (("OB-RESULT-007", scored("4177")), ("OB-RESULT-006", scored("4177", allowedValue=["1"]))):
        (one,) = findings(rule, document)
        assert "4177" not in repr(one)


# -- links -----------------------------------------------------------------------------------------------------------


def test_a_result_without_a_description_is_allowed() -> None:
    document = edited(lambda it: result(it, SCORE).pop("resultDescription"), rubric_badge)
    assert not findings("OB-RESULT-003", document)
    assert not findings("OB-RESULT-007", document)


def test_a_description_elsewhere_in_a_record_does_not_serve() -> None:
    document = record()
    scale = description(rubric_badge(), SCORE)
    document["credentialSubject"]["achievement"][0]["resultDescription"] = [scale]
    badge = document["credentialSubject"]["verifiableCredential"][0]
    badge["credentialSubject"]["result"] = [{"type": ["Result"], "resultDescription": scale["id"], "value": "1"}]
    assert places("OB-RESULT-003", document) == [
        "/credentialSubject/verifiableCredential/0/credentialSubject/result/0/resultDescription"
    ]


def test_one_object_where_a_list_is_due_is_followed_all_the_same() -> None:
    document = scored("105")
    document["credentialSubject"]["result"] = result(document, SCORE)
    document["credentialSubject"]["achievement"]["resultDescription"] = description(document, SCORE)
    assert places("OB-RESULT-007", document) == ["/credentialSubject/result/value"]


def test_of_two_descriptions_with_one_id_nobody_is_judged_by_the_wrong_one() -> None:
    document = scored("105")
    description(document, 0)["id"] = description(document, SCORE)["id"]
    del document["credentialSubject"]["result"][0]
    assert not findings("OB-RESULT-007", document)
    assert not findings("OB-RESULT-003", document)
    assert len(findings("OB-RESULT-011", document)) == 1


def test_levels_are_compared_within_their_description() -> None:
    document = rubric_badge()
    description(document, SCORE)["rubricCriterionLevel"] = description(document, 0)["rubricCriterionLevel"]
    assert not findings("OB-RESULT-011", document)


def test_where_the_description_is_not_there_nothing_is_said_of_the_level() -> None:
    document = edited(
        lambda it: result(it, 0).update(resultDescription="urn:x:1", achievedLevel="urn:x:2"), rubric_badge
    )
    assert not findings("OB-RESULT-004", document)


# -- what a result says ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changed", [{"status": "Failed"}, {"achievedLevel": "urn:x:1"}, {"value": {"en": "Good"}}])
def test_any_of_the_three_says_something(changed: Any) -> None:
    document = rubric_badge()
    document["credentialSubject"]["result"] = [{"type": ["Result"], **changed}]
    assert not findings("OB-RESULT-012", document)


def test_of_a_missing_status_only_its_own_rule_speaks() -> None:
    document = edited(lambda it: result(it, 0).pop("status"), status_badge)
    assert places("OB-RESULT-005", document) == ["/credentialSubject/result/0/status"]
    assert not findings("OB-RESULT-012", document)


def test_one_finding_for_each_surplus_value() -> None:
    document = graded_badge()
    description(document, 0)["allowedValue"] = ["A", "B", "A", "A", 1, 1, None]
    place = "/credentialSubject/achievement/resultDescription/0/allowedValue"
    assert places("OB-RESULT-013", document) == [f"{place}/2", f"{place}/3"]


def test_bounds_that_are_upside_down_are_one_fault() -> None:
    document = scored("50", valueMin="100", valueMax="0")
    assert len(findings("OB-RESULT-010", document)) == 1
    assert not findings("OB-RESULT-007", document)
    assert not findings("OB-RESULT-008", document)


def test_bounds_that_are_no_numbers_are_not_compared() -> None:
    assert not findings("OB-RESULT-010", scored("1", valueMin="Z", valueMax="A"))
    assert findings("OB-RESULT-010", scored("1", valueMin="10", valueMax="9"))
