"""CASE-ID-002 to CASE-ID-006 where they are subtle."""

from typing import Any
from uuid import UUID, uuid1, uuid4

from one_rule import findings
import pytest

ONE = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
TWO = "f47ac10b-58cc-4372-a567-0e02b2c3d479"


def item(identifier: str, statement: str = "Count.", **members: Any) -> dict[str, Any]:
    return {"identifier": identifier, "fullStatement": statement, **members}


def pointers(rule: str, data: dict[str, Any]) -> list[str]:
    return [found.location.pointer for found in findings(rule, data)]


def test_one_rule_speaks_of_each_surplus_object() -> None:
    first, other = item(ONE), item(ONE, "Add.")
    package = {"CFItems": [first, other, dict(first), dict(other), item(ONE, "Divide.")]}
    assert pointers("CASE-ID-002", package) == ["/CFItems/1/identifier", "/CFItems/4/identifier"]
    assert pointers("CASE-ID-003", package) == ["/CFItems/2/identifier", "/CFItems/3/identifier"]


def test_the_same_content_in_another_class_is_a_conflict() -> None:
    thing = {"identifier": ONE, "title": "Number"}
    package = {"CFDefinitions": {"CFConcepts": [thing], "CFSubjects": [dict(thing)]}}
    assert pointers("CASE-ID-002", package) == ["/CFDefinitions/CFSubjects/0/identifier"]
    assert pointers("CASE-ID-003", package) == []


def test_true_is_not_one() -> None:
    package = {"CFItems": [item(ONE, extensions={"x": 1}), item(ONE, extensions={"x": True})]}
    assert pointers("CASE-ID-003", package) == []
    assert pointers("CASE-ID-002", package) == ["/CFItems/1/identifier"]


def test_ten_thousand_objects_with_one_identifier_take_no_time_to_speak_of() -> None:
    package = {"CFItems": [item(ONE, f"Count to {number}.") for number in range(10_000)]}
    assert len(pointers("CASE-ID-002", package)) == 9_999


@pytest.mark.parametrize(
    "identifier",
    [
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "00000000-0000-0000-0000-000000000001",
        "d0000000-0000-0000-0000-000000000000",
        "11111111-1111-1111-1111-111111111111",
        "AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA",
        "11111111-2222-4333-8444-555555555555",
        "12345678-1234-1234-1234-123456789012",
        "12345678-1234-5678-9abc-def012345678",
        "01234567-89ab-4def-8123-456789abcdef",
    ],
)
def test_placeholders_are_seen(identifier: str) -> None:
    assert len(findings("CASE-ID-004", {"CFItems": [item(identifier)]})) == 1


@pytest.mark.parametrize(
    "identifier",
    [
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "5b6c487e-0000-5ba9-9722-d099849b9167",
        "c232ab00-9414-11ec-b3c8-000000000000",
        "00000000",
        "",
    ],
)
def test_other_identifiers_are_no_placeholders(identifier: str) -> None:
    assert findings("CASE-ID-004", {"CFItems": [item(identifier)]}) == []


def test_generators_make_no_placeholders() -> None:
    made = [*(uuid4() for _ in range(3_000)), *(uuid1(node=0) for _ in range(3_000))]
    assert findings("CASE-ID-004", {"CFItems": [item(str(identifier)) for identifier in made]}) == []


def test_a_placeholder_of_a_missing_object_is_reported_once() -> None:
    licence = {"identifier": str(UUID(int=0)), "title": "None", "uri": "https://example.org/none"}
    package = {"CFItems": [item(ONE, licenseURI=licence), item(TWO, licenseURI=licence)]}
    assert pointers("CASE-ID-004", package) == ["/CFItems/0/licenseURI/identifier"]


def test_two_objects_that_differ_in_letter_case_are_one_finding_and_no_conflict() -> None:
    package = {"CFItems": [item(ONE), item(ONE.upper(), "Add.")]}
    assert pointers("CASE-ID-005", package) == ["/CFItems/1/identifier"]
    assert pointers("CASE-ID-002", package) == []


def test_codes_of_other_systems_may_differ_in_letter_case() -> None:
    ends = {name: {"identifier": code} for name, code in (("originNodeURI", "k.1"), ("destinationNodeURI", "K.1"))}
    package = {"CFItems": [item("K.1")], "CFAssociations": [{"identifier": TWO, **ends}]}
    assert pointers("CASE-ID-005", package) == []


@pytest.mark.parametrize("version", "678")
def test_later_versions_are_named_in_either_letter_case(version: str) -> None:
    identifier = f"0190163d-8694-{version}39b-aea5-966c26f8ad91"
    package = {"CFItems": [item(identifier), item(identifier.upper())]}
    assert len(findings("CASE-ID-006", package)) == 2
