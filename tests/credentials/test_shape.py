"""Every credential of a document is held against the schema of its own class and model, and nothing is said twice."""

from typing import Any

from credentials.verifying import document_of, found
import pytest

from credential_twins.samples import badge, endorsed_badge, endorsement, record
from credential_twins.signing import Json, as_jwt, embedded
from credential_twins.types import badge_of_the_old_model

SHAPE = ("OB-SCHEMA-001", "OB-SCHEMA-002", "CLR-SCHEMA-001")


def said(credential: Json | str) -> list[tuple[str, str]]:
    return [(each.rule.id, each.location.pointer) for each in found(credential) if each.rule.id in SHAPE]


def rules(credential: Json | str) -> set[str]:
    return {each.rule.id for each in found(credential)}


def test_a_good_record_is_well_formed() -> None:
    assert document_of(embedded(record())).well_formed


def test_the_gate_sees_what_the_outer_schema_does_not() -> None:
    document = record()
    del document["credentialSubject"]["verifiableCredential"][1]["credentialSubject"]["achievement"]["name"]
    assert not document_of(embedded(document)).well_formed
    path = "/credentialSubject/verifiableCredential/1/credentialSubject/achievement/name"
    assert said(embedded(document)) == [("OB-SCHEMA-001", path)]


def test_what_is_wrong_with_an_endorsement_in_a_record_is_told_once() -> None:
    document = record()
    inner = endorsed_badge()
    del inner["credentialSubject"]["achievement"]["endorsement"][0]["name"]
    document["credentialSubject"]["verifiableCredential"] = [inner]
    path = "/credentialSubject/verifiableCredential/0/credentialSubject/achievement/endorsement/0/name"
    assert said(embedded(document)) == [("OB-SCHEMA-001", path)]


def test_a_badge_of_another_kind_in_a_record_is_the_schema_of_records_business() -> None:
    document = record()
    other = document["credentialSubject"]["verifiableCredential"][0]
    other["type"] = ["VerifiableCredential", "DriversLicence"]
    del other["validFrom"]
    found_there = said(embedded(document))
    assert ("CLR-SCHEMA-001", "/credentialSubject/verifiableCredential/0/validFrom") in found_there


def test_a_badge_of_the_old_model_is_judged_by_the_schemas_of_that_model() -> None:
    document = badge()
    badge_of_the_old_model(document)
    assert rules(embedded(document)) == {"OB-VCDM-001"}
    del document["name"]
    assert said(embedded(document)) == [("OB-SCHEMA-001", "/name")]


def test_the_first_contexts_are_explained_in_their_places() -> None:
    """The explaining engine must not be shown a shorter list of contexts."""
    document = badge()
    del document["credentialSubject"]["achievement"]["name"]
    assert said(embedded(document)) == [("OB-SCHEMA-001", "/credentialSubject/achievement/name")]


def test_contexts_that_the_rules_on_contexts_explain_are_not_told_twice() -> None:
    document = badge()
    document["@context"].reverse()
    assert "OB-CTX-002" in rules(as_jwt(document)) and not said(as_jwt(document))


def test_a_context_that_is_no_context_is_still_told() -> None:
    document = badge()
    document["@context"].append(5)
    assert said(as_jwt(document)) == [("OB-SCHEMA-001", "/@context/2")]


@pytest.mark.parametrize("value", [None, "https://valley.example/seal.png"])
def test_a_specific_rule_speaks_alone(value: Any) -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["image"] = value
    assert not said(embedded(document))


def test_single_values_are_told_as_such_and_not_as_a_shape() -> None:
    document = endorsed_badge()
    achievement = document["credentialSubject"]["achievement"]
    achievement["endorsement"] = embedded(achievement["endorsement"][0])
    assert rules(embedded(document)) == {"OB-SER-003"}


def test_a_profile_that_nests_without_end_is_no_breach_of_the_schema() -> None:
    document = badge()
    document["issuer"]["parentOrg"] = parent = {"id": "https://a.example", "type": ["Profile"]}
    for _ in range(60):
        parent["parentOrg"] = parent = {"id": "https://a.example", "type": ["Profile"]}
    parent["parentOrg"] = {"type": ["Profile"]}
    document["credentialSubject"]["achievement"]["name"] = 5
    assert ("OB-SCHEMA-001", "/credentialSubject/achievement/name") in said(as_jwt(document))
    assert all(len(pointer.split("/")) <= 65 for _, pointer in said(as_jwt(document)))


def test_what_is_wrong_inside_a_token_is_placed_where_the_token_stands() -> None:
    document = badge()
    inner = endorsement()
    inner["credentialSubject"]["type"] = ["Profile"]
    document["credentialSubject"]["achievement"]["endorsementJwt"] = [as_jwt(inner)]
    (finding,) = (each for each in found(embedded(document)) if each.rule.id == "OB-SUBJ-001")
    assert finding.location.pointer == "/credentialSubject/achievement/endorsementJwt/0"
