"""CLR-ASSOC: what an association may name, and what goes round."""

from typing import Any

from one_credential_rule import edited, findings, places, severities
import pytest

from credential_twins.samples import record
from credential_twins.signing import Json

COURSE = "https://valley.example/achievements/3"


def stating(*statements: str) -> Json:
    """A record with associations, each as "kind source target"."""
    associations = [
        dict(zip(("associationType", "sourceId", "targetId"), statement.split(), strict=True), type="Association")
        for statement in statements
    ]
    return edited(lambda document: document["credentialSubject"].update(association=associations), record)


def observed(*statements: str) -> list[str]:
    return [one.observed for one in findings("CLR-ASSOC-006", stating(*statements))]


# -- ends ------------------------------------------------------------------------------------------------------------


def test_a_credential_is_no_achievement() -> None:
    document = stating(f"isChildOf https://valley.example/credentials/1 {COURSE}")
    assert places("CLR-ASSOC-001", document) == ["/credentialSubject/association/0/sourceId"]
    assert not findings("CLR-ASSOC-002", document)


@pytest.mark.parametrize(("partial", "severity"), [(True, "warning"), (False, "error"), ("true", "error")])
def test_a_partial_record_may_leave_something_out(partial: Any, severity: str) -> None:
    document = stating(f"isChildOf urn:x:1 {COURSE}")
    document["partial"] = partial
    assert severities("CLR-ASSOC-001", document) == [severity]


def test_the_achievement_of_a_credential_that_does_not_say_what_it_is_counts() -> None:
    document = record()
    for each in document["credentialSubject"]["verifiableCredential"]:
        each["type"] = ["VerifiableCredential"]
    assert not findings("CLR-ASSOC-001", document)


def test_achievements_of_a_record_in_a_record_belong_to_both() -> None:
    outer, inner = record(), record()
    outer["credentialSubject"]["verifiableCredential"] = [inner]
    outer["credentialSubject"].pop("achievement")
    assert not findings("CLR-ASSOC-001", outer)
    assert not findings("CLR-ASSOC-002", outer)
    inner["credentialSubject"]["achievement"] = []
    assert sorted(places("CLR-ASSOC-002", outer)) == [
        "/credentialSubject/association/0/targetId",
        "/credentialSubject/verifiableCredential/0/credentialSubject/association/0/targetId",
    ]


@pytest.mark.parametrize("end", [None, 7, [], {"en": COURSE}])
def test_an_end_that_is_no_text_is_the_schemas_business(end: Any) -> None:
    document = edited(lambda it: it["credentialSubject"]["association"][0].update(sourceId=end), record)
    for rule in ("CLR-ASSOC-001", "CLR-ASSOC-004", "CLR-ASSOC-005", "CLR-ASSOC-006"):
        assert not findings(rule, document)


# -- each once -------------------------------------------------------------------------------------------------------


def test_one_finding_for_each_surplus_one() -> None:
    document = stating(*["isPeerOf a b"] * 3, "isPeerOf b a", "isRelatedTo a b")
    assert places("CLR-ASSOC-005", document) == ["/credentialSubject/association/1", "/credentialSubject/association/2"]


# -- circles ---------------------------------------------------------------------------------------------------------


def test_the_inverse_of_a_statement_is_no_circle() -> None:
    assert not observed("isChildOf a b", "isParentOf b a", "isPartOf a b")


def test_a_circle_over_three_kinds() -> None:
    assert observed("isChildOf a b", "isPartOf b c", "isParentOf a c") == ["b → a → c"]


def test_the_one_that_leads_back_is_named() -> None:
    document = stating("isChildOf top low", "isChildOf low middle", "isChildOf middle top", "isChildOf top root")
    assert places("CLR-ASSOC-006", document) == ["/credentialSubject/association/0"]


def test_one_finding_a_circle() -> None:
    assert len(observed("isChildOf a b", "isChildOf b a", "isChildOf c d", "isChildOf d c")) == 2


def test_sequence_and_hierarchy_do_not_mix() -> None:
    assert not observed("precedes a b", "isChildOf a b", "isChildOf c a", "precedes b c")
    assert observed("precedes a b", "precedes b a") == ["a → b"]


@pytest.mark.parametrize("kind", ["isPeerOf", "isRelatedTo", "exactMatchOf", "replacedBy"])
def test_other_kinds_may_lead_back(kind: str) -> None:
    assert not observed(f"{kind} a b", f"{kind} b a")


def test_an_achievement_with_itself_is_another_rules_business() -> None:
    assert not observed("isChildOf a a")
    assert places("CLR-ASSOC-004", stating("isChildOf a a")) == ["/credentialSubject/association/0/targetId"]


def test_several_parents_are_no_circle() -> None:
    assert not observed("isChildOf a b", "isChildOf a c", "isChildOf b d", "isChildOf c d")


def test_deep_hierarchies_and_long_circles() -> None:
    chain = [f"isChildOf n{number} n{number - 1}" for number in range(1, 5000)]
    assert not observed(*chain)
    (one,) = observed(*chain, "isChildOf n0 n4999")
    assert one.endswith("→ 4997 more")
