"""Associations as statements, and what their ends say of themselves."""

from dataclasses import dataclass
from typing import Any

from framework import association, framework, tree
from one_rule import findings
import pytest

from fairmark.validators.core.engine import judge
from fairmark.validators.core.levels import Severity, Strictness
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.core.shelf import Shelved
from fairmark.validators.readers.case import Package


def places(rule: str, package: dict[str, Any]) -> list[int]:
    """The numbers of the associations that the rule speaks about."""
    return [int(str(one.location.path[1])) for one in findings(rule, package)]


@dataclass(frozen=True)
class OneObject:
    """A shelf that holds a single object, `far`."""

    cls: str = "CFItem"
    language: str = ""

    def find(self, identifier: str) -> Shelved | None:
        return Shelved("far", self.cls, "", "", self.language, "other") if identifier == "far" else None


def count_with(shelf: OneObject, rule: str, package: dict[str, Any]) -> int:
    return len(list(judge(Package(package, "case-package", "1.1", shelf=shelf), [REGISTRY[rule]])))


# -- said twice ------------------------------------------------------------------------------------------------------


def test_each_repetition_is_one_finding_and_names_the_first() -> None:
    package = framework("ab", *[("isPeerOf", "a", "b")] * 3, ("isPeerOf", "b", "a"), ("precedes", "a", "b"))
    assert places("CASE-ASSOC-009", package) == [1, 2]
    assert {one.observed for one in findings("CASE-ASSOC-009", package)} == {"a0"}


def test_another_grouping_is_another_statement_and_the_same_object_is_no_second_one() -> None:
    package = framework("ab", ("isPeerOf", "a", "b"), ("isPeerOf", "a", "b"), ("isPeerOf", "b", "a"))
    package["CFAssociations"][1]["CFAssociationGroupingURI"] = {"identifier": "view"}
    assert not places("CASE-ASSOC-009", package)
    assert places("CASE-ASSOC-018", package) == [2]
    package["CFAssociations"][1] = package["CFAssociations"][0]
    assert not places("CASE-ASSOC-009", package)


@pytest.mark.parametrize("type", ["isPeerOf", "exactMatchOf", "isRelatedTo", "precedes", "isPartOf", "ext:near"])
def test_only_symmetric_types_say_the_same_from_the_other_end(type: str) -> None:
    package = framework("ab", (type, "a", "b"), (type, "b", "a"), (type, "a", "a"))
    symmetric = type in ("isPeerOf", "exactMatchOf", "isRelatedTo")
    assert places("CASE-ASSOC-018", package) == ([1] if symmetric else [])


# -- going round -----------------------------------------------------------------------------------------------------


def test_types_and_groupings_are_walked_each_for_itself() -> None:
    package = framework("abc", ("precedes", "a", "b"), ("isPartOf", "b", "a"), ("precedes", "b", "a"))
    package["CFAssociations"][2]["CFAssociationGroupingURI"] = {"identifier": "view"}
    assert not places("CASE-ASSOC-017", package)
    del package["CFAssociations"][2]["CFAssociationGroupingURI"]
    assert places("CASE-ASSOC-017", package) == [2]


def test_a_self_loop_is_told_by_its_own_rule_alone() -> None:
    package = framework("a", ("precedes", "a", "a"), ("isRelatedTo", "x", "x"), *tree("a doc", "y y"))
    assert places("CASE-ASSOC-004", package) == [0, 1, 3]
    others = ("003", "005", "006", "007", "009", "012", "017", "018", "022")
    assert not any(findings(f"CASE-ASSOC-{number}", package) for number in others)


# -- what they join --------------------------------------------------------------------------------------------------


def test_one_end_outside_is_what_the_standard_provides_for() -> None:
    package = framework("a", ("exactMatchOf", "a", "x"), ("exactMatchOf", "x", "doc"), ("exactMatchOf", "x", "y"))
    assert places("CASE-ASSOC-012", package) == [2]


@pytest.mark.parametrize(
    ("type", "count"),
    [("exactMatchOf", 1), ("isTranslationOf", 1), ("isChildOf", 0), ("isPartOf", 0), ("ext:in", 0), ("isParentOf", 0)],
)
def test_only_child_and_part_join_an_item_with_a_document(type: str, count: int) -> None:
    assert len(places("CASE-ASSOC-022", framework("a", (type, "a", "doc")))) == count
    assert len(places("CASE-ASSOC-022", framework("a", (type, "doc", "a")))) == count


def test_the_shelf_knows_the_class_of_a_foreign_end() -> None:
    package = framework("a", ("exactMatchOf", "a", "far"))
    assert count_with(OneObject("CFDocument"), "CASE-ASSOC-022", package) == 1
    assert count_with(OneObject("CFItem"), "CASE-ASSOC-022", package) == 0
    assert not places("CASE-ASSOC-022", package)


@pytest.mark.parametrize(
    ("one", "other", "count"), [("en", "EN", 1), ("en", "es", 0), ("en", None, 0), (None, None, 0), ("en", "en-GB", 0)]
)
def test_a_translation_changes_the_language_where_both_are_known(one: Any, other: Any, count: int) -> None:
    package = framework("ab", ("isTranslationOf", "a", "b"), ("isTranslationOf", "a", "far"))
    package["CFItems"][0]["language"], package["CFItems"][1]["language"] = one, other
    assert places("CASE-ASSOC-021", package) == [0] * count


def test_the_shelf_knows_the_language_of_a_foreign_end() -> None:
    package = framework("a", ("isTranslationOf", "far", "a"))
    package["CFItems"][0]["language"] = "en"
    assert count_with(OneObject(language="en"), "CASE-ASSOC-021", package) == 1
    assert count_with(OneObject(language="es"), "CASE-ASSOC-021", package) == 0


def test_a_replaced_object_is_told_once_and_a_foreign_one_not() -> None:
    package = framework("ab", *[("replacedBy", "a", "b")] * 2, ("replacedBy", "x", "b"), ("replacedBy", "doc", "b"))
    package["CFItems"][0]["statusEndDate"] = None
    assert [one.location.pointer for one in findings("CASE-ASSOC-019", package)] == [
        "/CFItems/0/statusEndDate",
        "/CFDocument/statusEndDate",
    ]


@pytest.mark.parametrize(("number", "count"), [(-1, 1), (0, 0), (None, 0), ("-1", 0), (False, 0)])
def test_a_number_below_nought_is_told(number: Any, count: int) -> None:
    package = framework("a", *tree("a doc"))
    package["CFAssociations"][0]["sequenceNumber"] = number
    assert len(places("CASE-ASSOC-011", package)) == count


# -- what the ends say -----------------------------------------------------------------------------------------------

UUID = "5586f197-b5fc-53c6-89cd-ec2d106082bf"


def pointing(**end: Any) -> dict[str, Any]:
    """A package whose item `a` is joined to an end with these members."""
    package = framework("a", ("exemplar", "a", "x"))
    package["CFAssociations"][0]["destinationNodeURI"] = {"title": "Words", **end}
    return package


@pytest.mark.parametrize(
    ("uri", "count"),
    [
        ("https://example.org/a", 0),
        ("HTTPS://Example.org/a", 0),
        ("https://example.org/A", 1),
        ("http://example.org/a", 1),
        ("", 0),
        (None, 0),
    ],
)
def test_an_end_in_the_package_has_the_uri_of_its_object(uri: Any, count: int) -> None:
    assert len(places("CASE-ASSOC-013", pointing(identifier="a", uri=uri))) == count


def test_real_servers_disagree_with_themselves_about_the_uri_and_lenient_lets_them() -> None:
    assert REGISTRY["CASE-ASSOC-013"].severity_at(Strictness.LENIENT, Severity.ERROR) is Severity.WARNING


def test_where_two_objects_share_an_identifier_the_uri_of_either_will_do() -> None:
    package = pointing(identifier="a", uri="https://example.org/second")
    package["CFItems"].append({"identifier": "a", "uri": "https://example.org/second"})
    assert not places("CASE-ASSOC-013", package)


@pytest.mark.parametrize(
    ("end", "count"),
    [
        ({"identifier": "lesson-12"}, 1),
        ({"identifier": "lesson-12", "targetType": None}, 1),
        ({"identifier": "lesson-12", "targetType": "CASE"}, 1),
        ({"identifier": "lesson-12", "targetType": "ext:lesson"}, 0),
        ({"identifier": "lesson-12", "targetType": ["CASE"]}, 0),
        ({"identifier": UUID}, 0),
        ({"identifier": UUID.upper()}, 0),
        ({"identifier": "0190163d-8694-739b-aea5-966c26f8ad91"}, 0),
        ({"identifier": "a"}, 0),
        ({"identifier": ""}, 0),
        ({"identifier": 12}, 0),
    ],
)
def test_an_end_said_to_be_a_case_object_has_a_uuid(end: dict[str, Any], count: int) -> None:
    package = pointing(**end)
    # The origin is the item `a` of the package, so only the destination is in question.
    assert len(places("CASE-ASSOC-014", package)) == count


PAGE = "https://lessons.example.org/counting/songs.html"


@pytest.mark.parametrize(
    ("uri", "count"),
    [
        (PAGE, 1),
        (f"{PAGE}?page=2#top", 1),
        ("https://opensalt.example.org/uri/https://www.example.com/tasks/1181", 1),
        ("https://www.youtube.com/watch?v=abc", 1),
        ("urn:isbn:9780141439600", 1),
        ("https://other.example.org/uri/1181", 0),
        (f"https://other.example.org/{UUID}.html", 0),
        (f"local:{UUID}", 0),
        ("https://other.example.org/ims/case/v1p1/CFItems/7.html", 0),
        ("https://notyoutube.com.example.org/x", 0),
        ("https://other.example.org/x?file=a.pdf", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_only_what_evidently_is_no_case_object_needs_a_target_type(uri: Any, count: int) -> None:
    assert len(places("CASE-ASSOC-015", pointing(identifier=UUID, uri=uri))) == count


def test_a_target_type_the_package_and_the_other_rule_settle_it() -> None:
    assert not places("CASE-ASSOC-015", pointing(identifier=UUID, uri=PAGE, targetType="ext:page"))
    assert not places("CASE-ASSOC-015", pointing(identifier="a", uri=PAGE))
    both = pointing(identifier="songs", uri=PAGE)
    assert (places("CASE-ASSOC-014", both), places("CASE-ASSOC-015", both)) == ([0], [])


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("Origin", 1),
        (" DESTINATION NODE ", 1),
        ("CFItem", 1),
        ("CFPckgItem", 1),
        ("destinationNodeURI", 1),
        ("Origin of species", 0),
        ("Destination: Mars", 0),
        ("", 0),
        (7, 0),
        ("x" * 100_000, 0),
    ],
)
def test_placeholder_titles(title: Any, count: int) -> None:
    assert len(places("CASE-ASSOC-016", pointing(identifier="a", title=title))) == count


@pytest.mark.parametrize("field", ["fullStatement", "abbreviatedStatement", "title", "humanCodingScheme"])
def test_what_is_really_called_so_has_no_placeholder(field: str) -> None:
    package = pointing(identifier="a", title="Origin")
    package["CFItems"][0][field] = "Origin"
    assert not places("CASE-ASSOC-016", package)


# -- bad input -------------------------------------------------------------------------------------------------------

OWN = sorted(
    rule.id
    for rule in REGISTRY.values()
    if rule.standard == "CASE"
    and rule.check.__module__.endswith((".associations", ".contents", ".hierarchy", ".siblings", ".targets"))
)


@pytest.mark.parametrize("junk", [None, 0, "", "a", [], {}, [None], [[]], {"identifier": []}, {"identifier": {"a": 1}}])
@pytest.mark.parametrize("kind", ["case-package", "case-association-set", "case-association"])
def test_whatever_stands_where_ends_fields_or_members_belong_no_rule_falls_over(junk: Any, kind: str) -> None:
    whole = {"CFDocument": junk, "CFItem": junk, "CFItems": junk, "CFAssociations": junk, "CFDefinitions": junk}
    fields = ("identifier", "associationType", "sequenceNumber", "originNodeURI", "CFAssociationGroupingURI", "uri")
    members = [{**association(0, "isChildOf", "a", "doc"), field: junk} for field in fields]
    end = {**association(0, "replacedBy", "a", "doc"), "destinationNodeURI": [association(1, "a", "b", "c"), junk]}
    item = dict.fromkeys(("identifier", "fullStatement", "listEnumeration", "language", "humanCodingScheme"), junk)
    mixed = {**framework("a"), "CFItems": [item, junk], "CFAssociations": [*members, end, junk]}
    for data in (whole, mixed, members[0], end):
        for rule in OWN:
            findings(rule, data, kind)


def test_ends_given_as_a_list_are_read_without_a_fault() -> None:
    package = framework("a", ("exemplar", "a", "lesson"))
    package["CFAssociations"][0]["destinationNodeURI"] = [package["CFAssociations"][0]["destinationNodeURI"]]
    assert places("CASE-ASSOC-014", package) == [0]
