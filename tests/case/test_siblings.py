"""The children of one parent: their order and their words."""

from typing import Any

from framework import association, framework, tree
from one_rule import findings
import pytest


def places(rule: str, package: dict[str, Any]) -> list[str]:
    return [one.location.pointer for one in findings(rule, package)]


def family(*numbers: Any, **members: Any) -> dict[str, Any]:
    """The children a, b, c ... of the document with these sequenceNumbers; "" for a child that has none."""
    names = "abcdefgh"[: len(numbers)]
    package = framework(names)
    for at, (name, number) in enumerate(zip(names, numbers, strict=True)):
        order = {} if number == "" else {"sequenceNumber": number}
        package["CFAssociations"].append(association(at, "isChildOf", name, "doc", **order, **members))
    return package


@pytest.mark.parametrize(
    ("numbers", "at"),
    [
        ((1, 2, 3), []),
        (("", "", ""), []),
        ((None, "", None), []),
        ((1, 1, 1, 2), [1, 2]),
        ((1, "", None), [1]),
        ((0, 1, 0, ""), [3, 2]),
        (("1", "1"), []),
        ((True, 1), []),
        ((1,), []),
    ],
)
def test_numbers_decide_the_order_or_are_not_there(numbers: tuple[Any, ...], at: list[int]) -> None:
    assert places("CASE-ASSOC-010", family(*numbers)) == [f"/CFAssociations/{number}/sequenceNumber" for number in at]


def test_a_mixed_family_is_one_finding_that_counts() -> None:
    (one,) = findings("CASE-ASSOC-010", family(1, "", "", 4))
    assert one.observed.startswith("2 of the 4 children")


def test_numbers_are_compared_within_one_parent_and_one_view() -> None:
    package = framework("abc")
    package["CFAssociations"] = [
        association(0, "isChildOf", "a", "doc", sequenceNumber=1),
        association(1, "isChildOf", "b", "doc", sequenceNumber=2),
        association(2, "isChildOf", "c", "a", sequenceNumber=1),
        association(3, "isChildOf", "c", "b", sequenceNumber=1),
        association(4, "isChildOf", "b", "doc", sequenceNumber=1, CFAssociationGroupingURI={"identifier": "view"}),
        association(5, "isChildOf", "b", "doc", sequenceNumber=1),
    ]
    assert not places("CASE-ASSOC-010", package)


def test_the_same_words_are_told_once_for_each_surplus_sibling() -> None:
    package = framework("abcde", *tree("a doc", "b doc", "c doc", "d a", "b a", "e doc"))
    for item, words in zip(package["CFItems"], ("Count.", " Count.", "Count.", "Count.", " "), strict=True):
        item["fullStatement"] = words
    assert places("CASE-ITEM-007", package) == ["/CFItems/1/fullStatement", "/CFItems/2/fullStatement"]


@pytest.mark.parametrize(
    ("numbers", "listed", "count"), [((1,), "a.", 0), (("",), "a.", 1), (("",), " ", 0), (("",), 3, 0)]
)
def test_a_listed_item_has_a_number(numbers: Any, listed: Any, count: int) -> None:
    package = family(*numbers)
    package["CFItems"][0]["listEnumeration"] = listed
    assert len(places("CASE-ITEM-009", package)) == count


def test_one_numbered_parent_is_enough_and_no_parent_is_no_matter_of_order() -> None:
    package = framework("ab", *tree("a doc", "b a", "b doc"))
    package["CFItems"].append({"identifier": "c", "listEnumeration": "1"})
    package["CFItems"][1]["listEnumeration"] = "1"
    package["CFAssociations"][2]["sequenceNumber"] = 1
    assert not places("CASE-ITEM-009", package)
