"""CASE-ITEM: what an item says about itself."""

from typing import Any

from one_rule import findings
import pytest

from fairmark.validators.core.finding import Finding
from fairmark.validators.rules.case.grades import CEDS_LEVELS, repair

TYPE = {"identifier": "t", "title": "Standard"}


def found(rule: str, *items: Any, types: Any = ()) -> list[Finding]:
    """What the rule says about a package with these CFItems and CFItemTypes."""
    data = {"CFItems": list(items), "CFDefinitions": {"CFItemTypes": list(types)}}
    return findings(rule, data)


@pytest.mark.parametrize(("statement", "count"), [("", 1), ("\u00a0\n", 1), ("a", 0), (None, 0), (0, 0)])
def test_a_statement_of_white_space_is_blank(statement: object, count: int) -> None:
    assert len(found("CASE-ITEM-003", {"fullStatement": statement})) == count


@pytest.mark.parametrize(
    ("label", "link", "places"),
    [
        ("Standard", TYPE, []),
        (" standard ", TYPE, []),
        ("Cluster", TYPE, ["/CFItems/0/CFItemType"]),
        ("Standard", None, ["/CFItems/0/CFItemTypeURI"]),
        (None, TYPE, ["/CFItems/0/CFItemType"]),
        (" ", TYPE, ["/CFItems/0/CFItemType"]),
        (" ", None, []),
        (None, None, []),
        (5, TYPE, []),
        ("Standard", "https://example.org/t", []),
        ("Standard", {}, []),
    ],
)
def test_label_and_link_tell_the_same_type(label: object, link: object, places: list[str]) -> None:
    breaches = found("CASE-ITEM-005", {"CFItemType": label, "CFItemTypeURI": link})
    assert [one.location.pointer for one in breaches] == places


def test_the_title_of_the_linked_type_outweighs_that_of_the_link() -> None:
    item = {"CFItemType": "Standard", "CFItemTypeURI": {**TYPE, "title": "An old title"}}
    assert not found("CASE-ITEM-005", item, types=[TYPE])
    assert found("CASE-ITEM-005", item, types=[{**TYPE, "title": "Cluster"}])


def test_each_surplus_item_of_a_code_is_one_finding() -> None:
    items = [{"humanCodingScheme": code} for code in ("N.1", "N.1", " N.1", "N.2", "", "", None, 3)]
    pointers = [one.location.pointer for one in found("CASE-ITEM-006", *items)]
    assert pointers == ["/CFItems/1/humanCodingScheme", "/CFItems/2/humanCodingScheme"]


def test_a_translation_may_share_the_code_and_an_object_stated_twice_is_not_two() -> None:
    code = {"humanCodingScheme": "N.1"}
    assert not found("CASE-ITEM-006", {**code, "language": "en"}, {**code, "language": "es"})
    assert not found("CASE-ITEM-006", {**code, "identifier": "a"}, {**code, "identifier": "a"})


@pytest.mark.parametrize("level", ["PK", "KG", "01", "12", "13", "UG", "BA", "ABE", "Other", "00805"])
def test_codes_of_any_ceds_list_are_right(level: str) -> None:
    assert not found("CASE-ITEM-008", {"educationLevel": [level]})


def test_each_wrong_entry_is_placed_by_its_index() -> None:
    pointers = [one.location.pointer for one in found("CASE-ITEM-008", {"educationLevel": ["9", "09", 9, None, "K"]})]
    assert pointers == ["/CFItems/0/educationLevel/0", "/CFItems/0/educationLevel/4"]
    assert not found("CASE-ITEM-008", {"educationLevel": "9"})


@pytest.mark.parametrize(
    ("level", "hint"),
    [
        ("9", "Write 09."),
        ("Grade 9", "Write 09."),
        ("9th grade", "Write 09."),
        ("K", "Write KG."),
        ("kg", "Write KG."),
        ("Pre-K", "Write PK."),
        (" 04", "Write 04."),
        ("ba", "Write BA."),
        ("09,10", "Write one entry for each level."),
        ("9-12", "Write one entry for each level of the range."),
        ("K–5", "Write one entry for each level of the range."),
        ("16", ""),
        ("Multi-age", ""),
        ("", ""),
        ("Sekundarstufe II", ""),
        ("9" * 100_000, ""),
    ],
)
def test_hints_say_what_to_write_where_that_is_plain(level: str, hint: str) -> None:
    assert level not in CEDS_LEVELS
    assert repair(level) == hint
