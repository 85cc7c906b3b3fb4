"""OB-ENUM and CLR-ASSOC-003: the vocabularies, and terms of one's own."""

from typing import Any

from one_credential_rule import edited, findings, places, severities
import pytest

from credential_twins.alignments import align
from credential_twins.identities import EMAIL, identify
from credential_twins.results import status_badge
from credential_twins.samples import record, rubric_badge
from credential_twins.signing import Json
from fairmark.schemas.credentials import tables


def achievement_type(value: Any) -> Json:
    return edited(lambda document: document["credentialSubject"]["achievement"].update(achievementType=value))


@pytest.mark.parametrize("model", ["1.1", "2.0"])
@pytest.mark.parametrize(
    ("cls", "name", "least"),
    [
        ("Achievement", "achievementType", 31),
        ("ResultDescription", "resultType", 12),
        ("Result", "status", 7),
        ("Alignment", "targetType", 7),
        ("IdentityObject", "identityType", 19),
        ("IdentifierEntry", "identifierType", 19),
        ("Association", "associationType", 8),
    ],
)
def test_the_schemas_know_the_vocabularies(model: str, cls: str, name: str, least: int) -> None:
    assert len(tables(model)[cls][name].tokens) == least


@pytest.mark.parametrize("value", ["MicroCredential", "ext:Seal", "ext:a.b-c_d", 7, None, ["Course"], {"en": "Course"}])
def test_listed_terms_own_terms_and_what_is_no_text_pass(value: Any) -> None:
    assert not findings("OB-ENUM-001", achievement_type(value))


@pytest.mark.parametrize("value", ["course", "", "ext:", "ext:\n", "EXT:Seal", " Course"])
def test_what_is_not_listed_is_an_error(value: str) -> None:
    assert severities("OB-ENUM-001", achievement_type(value)) == ["error"]


@pytest.mark.parametrize("value", ["fooext:bar", "ext:two words", "ext:Seal\n", "ext:a|b"])
def test_what_only_the_published_pattern_lets_pass_is_a_warning(value: str) -> None:
    assert severities("OB-ENUM-001", achievement_type(value)) == ["warning"]


def test_closed_vocabularies_have_no_terms_of_ones_own() -> None:
    status = edited(lambda it: it["credentialSubject"]["result"][0].update(status="ext:Almost"), status_badge)
    assert severities("OB-ENUM-003", status) == ["error"]
    kind = edited(lambda it: it["credentialSubject"]["association"][0].update(associationType="ext:near"), record)
    assert severities("CLR-ASSOC-003", kind) == ["error"]


def test_a_status_is_not_shown() -> None:
    document = edited(lambda it: it["credentialSubject"]["result"][0].update(status="Expelled"), status_badge)
    (one,) = findings("OB-ENUM-003", document)
    assert "Expelled" not in repr(one)


def test_every_place_of_a_vocabulary_is_looked_at() -> None:
    document = edited(align, rubric_badge)
    alignment = document["credentialSubject"]["achievement"]["alignment"][0] | {"targetType": "CFDocument"}
    description = document["credentialSubject"]["achievement"]["resultDescription"][0]
    description["alignment"] = [alignment]
    description["rubricCriterionLevel"][0]["alignment"] = alignment
    document["credentialSubject"]["result"][0]["alignment"] = [alignment]
    assert sorted(places("OB-ENUM-004", document)) == [
        "/credentialSubject/achievement/resultDescription/0/alignment/0/targetType",
        "/credentialSubject/achievement/resultDescription/0/rubricCriterionLevel/0/alignment/targetType",
        "/credentialSubject/result/0/alignment/0/targetType",
    ]


def test_an_address_in_the_place_of_a_kind_is_not_shown() -> None:
    document = edited(identify)
    document["credentialSubject"]["identifier"][0]["identityType"] = EMAIL
    (one,) = findings("OB-ENUM-005", document)
    assert EMAIL not in repr(one)


def test_identifiers_of_a_record_are_looked_at_too() -> None:
    document = edited(identify, record)
    document["credentialSubject"]["identifier"][0]["identityType"] = "e-mail"
    assert places("OB-ENUM-005", document) == ["/credentialSubject/identifier/0/identityType"]
