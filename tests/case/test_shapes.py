"""Which rule speaks about a shape that the schema forbids, at which place, and that no other one does."""

import copy
import json
from typing import Any

import pytest

from conftest import ROOT
from fairmark.validators.core.engine import judge, rules_for
from fairmark.validators.core.finding import Finding
from fairmark.validators.judge import load_rules
from fairmark.validators.readers.case import Package
from fairmark.validators.rules.case.ownership import OWNERS

load_rules()

SHAPES = {
    *(rule for rule, _ in OWNERS),
    *("CASE-SCHEMA-001", "CASE-ID-001", "CASE-ASSOC-001", "CASE-ASSOC-002", "CASE-DOC-003", "CASE-PKG-003"),
    *("CASE-PKG-006", "CASE-EXT-002", "CASE-EXT-003"),
}
LICENSE = {"title": "CC BY 4.0", "identifier": "8e1fa9c5-60d7-4b23-97ca-4d5e2f80b6a3", "uri": "https://example.org/1"}


def example(name: str, version: str = "1.1") -> dict[str, Any]:
    path = ROOT / "schemas" / "case" / "examples" / f"v1p{version[-1]}" / f"{name}.json"
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


def findings(data: Any, kind: str = "case-package", version: str = "1.1") -> list[Finding]:
    package = Package(data, kind, version)
    results = list(judge(package, [rule for rule in rules_for(package) if rule.id in SHAPES]))
    found = [result for result in results if isinstance(result, Finding)]
    assert found == results
    return found


def said(data: Any, kind: str = "case-package", version: str = "1.1") -> list[tuple[str, str]]:
    return sorted((found.rule.id, found.location.pointer) for found in findings(data, kind, version))


def item(version: str = "1.1", **members: Any) -> dict[str, Any]:
    data = example("CFPackage", version)
    data["CFItems"][1].update(members)
    return data


# -- null ------------------------------------------------------------------------------------------------------------


def test_null_has_one_rule_whatever_the_member_is() -> None:
    data = item(notes=None, fullStatement=None, unheardOf=None, CFDocumentURI=None, licenseURI=None, language=None)
    assert said(data) == [
        ("CASE-PKG-005", f"/CFItems/1/{name}")
        for name in sorted(("notes", "fullStatement", "unheardOf", "CFDocumentURI", "licenseURI", "language"))
    ]


def test_null_in_an_array_in_a_link_and_instead_of_extensions_is_null_too() -> None:
    assert said(item(educationLevel=["05", None])) == [("CASE-PKG-005", "/CFItems/1/educationLevel/1")]
    assert said(item(licenseURI={**LICENSE, "title": None})) == [("CASE-PKG-005", "/CFItems/1/licenseURI/title")]
    assert said(item(subjectURI=[None])) == [("CASE-PKG-005", "/CFItems/1/subjectURI/0")]
    assert said(item(extensions=None)) == [("CASE-PKG-005", "/CFItems/1/extensions")]


def test_null_in_extensions_is_the_owners_business() -> None:
    assert said(item(extensions={"acme.a": None, "acme.b": {"c": [None]}})) == []


# -- members that a class does not have ------------------------------------------------------------------------------


def test_nothing_is_said_about_what_stands_in_a_member_that_should_not_be_there() -> None:
    assert said(item(unheardOf={"identifier": None, "licenseURI": "x"})) == [("CASE-EXT-001", "/CFItems/1/unheardOf")]
    assert said(item(CFDocumentURI="https://example.org")) == [("CASE-ITEM-002", "/CFItems/1/CFDocumentURI")]


def test_a_link_to_the_package_is_unknown_where_no_form_of_the_class_has_it() -> None:
    assert said(item(CFPackageURI=LICENSE)) == [("CASE-EXT-001", "/CFItems/1/CFPackageURI")]


def test_members_of_1_1_in_1_0_are_told_from_unknown_ones() -> None:
    assert said(item("1.0", subject=["Mathematics"], extensions={"a": 1}, colour=1), version="1.0") == [
        ("CASE-DOC-004", "/CFItems/1/extensions"),
        ("CASE-DOC-004", "/CFItems/1/subject"),
        ("CASE-EXT-001", "/CFItems/1/colour"),
    ]


def test_the_member_that_was_meant_is_named() -> None:
    (found,) = findings(item(educationalLevel=["05"]))
    assert found.hint == "Perhaps educationLevel is meant; otherwise move own data into `extensions`."
    (found,) = findings(item("1.0", educationalLevel=["05"]), version="1.0")
    assert found.hint == "Perhaps educationLevel is meant; otherwise leave it out."


def test_the_value_of_an_unknown_member_is_never_shown() -> None:
    (found,) = findings(item(teacher="Ms Kovalenko"))
    assert found.observed == "text(12)"
    assert "Kovalenko" not in found.message + found.hint


# -- links -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["https://example.org", 5, True, [LICENSE]])
def test_a_link_that_is_no_object_is_no_link(value: Any) -> None:
    assert said(item(licenseURI=value)) == [("CASE-LINK-001", "/CFItems/1/licenseURI")]


def test_a_link_lacks_what_it_lacks() -> None:
    assert said(item(licenseURI={"title": "CC BY 4.0"})) == [
        ("CASE-LINK-001", "/CFItems/1/licenseURI/identifier"),
        ("CASE-LINK-001", "/CFItems/1/licenseURI/uri"),
    ]


def test_one_link_where_several_belong_is_a_matter_of_the_array_unless_it_is_no_link_either() -> None:
    assert said(item(subjectURI=LICENSE)) == [("CASE-SCHEMA-001", "/CFItems/1/subjectURI")]
    assert said(item(subjectURI="https://example.org")) == [("CASE-LINK-001", "/CFItems/1/subjectURI")]
    assert said(item(subjectURI=[LICENSE, "x"])) == [("CASE-LINK-001", "/CFItems/1/subjectURI/1")]


def test_a_wrong_member_of_a_link_is_named_by_its_own_rule() -> None:
    assert said(item(licenseURI={**LICENSE, "title": 5, "identifier": "", "x": 1})) == [
        ("CASE-EXT-001", "/CFItems/1/licenseURI/x"),
        ("CASE-ID-001", "/CFItems/1/licenseURI/identifier"),
        ("CASE-SCHEMA-001", "/CFItems/1/licenseURI/title"),
    ]


def test_the_end_of_an_association_needs_no_uuid() -> None:
    data = example("CFPackage")
    data["CFAssociations"][0]["originNodeURI"]["identifier"] = "https://example.org/x"
    assert said(data) == []


# -- lists where one belongs -----------------------------------------------------------------------------------------


def test_links_in_a_list_of_keyword_links_are_judged_as_links() -> None:
    data = item(conceptKeywordsURI=[LICENSE, "x", {**LICENSE, "identifier": "x"}, None])
    assert said(data) == [
        ("CASE-ID-001", "/CFItems/1/conceptKeywordsURI/2/identifier"),
        ("CASE-ITEM-010", "/CFItems/1/conceptKeywordsURI"),
        ("CASE-LINK-001", "/CFItems/1/conceptKeywordsURI/1"),
        ("CASE-PKG-005", "/CFItems/1/conceptKeywordsURI/3"),
    ]


def test_definitions_in_a_list_are_judged_as_definitions() -> None:
    data = example("CFPackage")
    definitions = copy.deepcopy(data["CFDefinitions"])
    del definitions["CFSubjects"][0]["hierarchyCode"]
    definitions["CFConcepts"][0]["identifier"] = "X"
    data["CFDefinitions"] = [definitions, {"identifier": "of another class"}, 5]
    assert said(data) == [
        ("CASE-ID-001", "/CFDefinitions/0/CFConcepts/0/identifier"),
        ("CASE-PKG-004", "/CFDefinitions"),
        ("CASE-SCHEMA-001", "/CFDefinitions/0/CFSubjects/0/hierarchyCode"),
        ("CASE-SCHEMA-001", "/CFDefinitions/2"),
    ]


def test_an_empty_list_in_place_of_the_definitions_is_a_list_all_the_same() -> None:
    assert said({**example("CFPackage"), "CFDefinitions": []}) == [("CASE-PKG-004", "/CFDefinitions")]


def test_a_level_has_a_list_of_extensions_and_everything_else_has_one() -> None:
    data = example("CFPackage")
    level = data["CFRubrics"][0]["CFRubricCriteria"][0]["CFRubricCriterionLevels"][0]
    where = "/CFRubrics/0/CFRubricCriteria/0/CFRubricCriterionLevels/0/extensions"
    level["extensions"] = {"acme.colour": 1}
    assert said(data) == [("CASE-RUB-009", where)]
    level["extensions"] = [5]
    assert said(data) == [("CASE-SCHEMA-001", where + "/0")]
    assert said(item(extensions=[{"acme.colour": 1}])) == [("CASE-SCHEMA-001", "/CFItems/1/extensions")]


# -- the general rule, in plain words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"fullStatement": 5}, "expected text, not a number; found 5"),
        ({"educationLevel": "05"}, "expected an array of text, not text; found 05"),
        ({"educationLevel": ["05", 6]}, "expected text, not a number; found 6"),
        ({"extensions": 5}, "expected an object, not a number; found number"),
        ({"subjectURI": LICENSE}, "expected an array of link objects, not an object; found object(3)"),
        ({"statusStartDate": 2026}, "expected a date as text, not a number; found 2026"),
    ],
)
def test_the_message_says_what_belongs_there(members: dict[str, Any], message: str) -> None:
    assert [found.message for found in findings(item(**members))] == [message]


def test_what_is_missing_is_named() -> None:
    data = item()
    del data["CFItems"][1]["uri"]
    (found,) = findings(data)
    assert found.message == "expected the mandatory member uri of CFItem; found (nothing)"
    assert found.location.record == data["CFItems"][1]["identifier"]
    assert said({"CFItems": []}) == [("CASE-PKG-006", "/CFItems"), ("CASE-SCHEMA-001", "/CFDocument")]


def test_an_empty_set_is_named_in_plain_words() -> None:
    (found,) = findings({"CFDocuments": []}, "case-document-set")
    assert found.message == "expected at least one member in this array; found (nothing)"


def test_a_vocabulary_is_spelled_out() -> None:
    (found,) = findings({**example("imsx_StatusInfo"), "imsx_severity": "fatal"}, "case-status-info")
    assert found.message == "expected one of status, warning, error; found fatal"


def test_everything_the_schema_refuses_is_said_by_somebody_once() -> None:
    data = example("CFPackage")
    data["CFItems"] = [5, [], "x", {}, {"identifier": 5}]
    pointers = [pointer for _, pointer in said(data)]
    assert len(pointers) == len(set(pointers)) == 3 + 4 + 4


def test_a_warning_at_the_same_place_does_not_hide_an_error() -> None:
    data = {**example("CFPackage"), "CFAssociations": "none"}
    package = Package(data, "case-package", "1.1")
    found = [one for one in judge(package, rules_for(package)) if isinstance(one, Finding)]
    at_the_list = {one.rule.id for one in found if one.location.pointer == "/CFAssociations"}
    assert at_the_list == {"CASE-PKG-002", "CASE-SCHEMA-001"}


# -- vocabularies ----------------------------------------------------------------------------------------------------


def typed(type: Any, version: str = "1.1") -> dict[str, Any]:
    data = example("CFPackage", version)
    data["CFAssociations"][1]["associationType"] = type
    return data


@pytest.mark.parametrize(
    ("type", "version", "rule"),
    [
        ("ext:a.B-c_1", "1.1", None),
        ("isTranslationOf", "1.1", None),
        ("ext:a b", "1.1", "CASE-ASSOC-002"),
        ("ext:", "1.1", "CASE-ASSOC-002"),
        ("ext:a|b", "1.1", "CASE-ASSOC-002"),
        ("Ext:a", "1.1", "CASE-ASSOC-001"),
        ("", "1.1", "CASE-ASSOC-001"),
        ("ischildof", "1.1", "CASE-ASSOC-001"),
        (5, "1.1", "CASE-SCHEMA-001"),
        (None, "1.1", "CASE-PKG-005"),
        ("ext:a", "1.0", "CASE-ASSOC-001"),
        ("ext:a b", "1.0", "CASE-ASSOC-001"),
        ("isTranslationOf", "1.0", "CASE-ASSOC-001"),
    ],
)
def test_an_association_type_has_one_rule(type: Any, version: str, rule: str | None) -> None:
    place = "/CFAssociations/1/associationType"
    assert said(typed(type, version), version=version) == ([(rule, place)] if rule else [])


@pytest.mark.parametrize(
    ("type", "version", "hint"),
    [
        ("Is Child Of", "1.1", "Write isChildOf."),
        ("is_child_of", "1.1", "Write isChildOf."),
        ("isParentOf", "1.1", "Write isChildOf and exchange originNodeURI and destinationNodeURI."),
        ("isChildof2", "1.1", "Write isChildOf."),
        ("isRelatedToo", "1.1", "Write isRelatedTo, if that is meant."),
        ("ext:a", "1.0", "It came with CASE 1.1: publish the framework as CASE 1.1, or use isRelatedTo."),
        ("isTranslatedFrom", "1.1", "Write isTranslationOf and exchange originNodeURI and destinationNodeURI."),
    ],
)
def test_the_token_that_was_meant_is_named(type: str, version: str, hint: str) -> None:
    assert [found.hint for found in findings(typed(type, version), version=version)] == [hint]


@pytest.mark.parametrize("value", ["1.0", "", 1.1, ["1.1"]])
def test_case_version_has_one_rule(value: Any) -> None:
    data = example("CFPackage")
    data["CFDocument"]["caseVersion"] = value
    assert said(data) == [("CASE-DOC-003", "/CFDocument/caseVersion")]


# -- extensions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("1edtech.classification", 1, None),
        ("acme:colour", 1, None),
        ("acme/colour", 1, None),
        ("https://acme.example/terms#colour", 1, None),
        ("colour", "https://acme.example/terms#green", None),
        ("colour", "green", "CASE-EXT-002"),
        (".colour", 1, "CASE-EXT-002"),
        ("colour.", 1, "CASE-EXT-002"),
        ("", 1, "CASE-EXT-002"),
        ("notes", "x", "CASE-EXT-003"),
        ("CFDocumentURI", 1, "CASE-EXT-003"),
        ("creator", 1, "CASE-EXT-002"),
    ],
)
def test_an_extension_has_at_most_one_fault(name: str, value: Any, rule: str | None) -> None:
    assert said(item(extensions={name: value})) == ([(rule, f"/CFItems/1/extensions/{name}")] if rule else [])


def test_extensions_are_looked_at_wherever_a_class_has_them() -> None:
    data = example("CFPackage")
    data["extensions"] = data["CFDefinitions"]["extensions"] = data["CFDocument"]["extensions"] = {"colour": 1}
    level = data["CFRubrics"][0]["CFRubricCriteria"][0]["CFRubricCriterionLevels"][0]
    level["extensions"] = [{"acme.colour": 1}, {"colour": 1}]
    assert said(data) == [
        ("CASE-EXT-002", "/CFDefinitions/extensions/colour"),
        ("CASE-EXT-002", "/CFDocument/extensions/colour"),
        (
            "CASE-EXT-002",
            "/CFRubrics/0/CFRubricCriteria/0/CFRubricCriterionLevels/0/extensions/1/colour",
        ),
        ("CASE-EXT-002", "/extensions/colour"),
    ]


# -- places ----------------------------------------------------------------------------------------------------------


def test_a_path_knows_its_object_and_its_privacy() -> None:
    data = example("CFPackage")
    package = Package({"CFDocument": data["CFDocument"], "CFItems": data["CFItems"]}, "case-package", "1.1", ("outer",))
    item_id = data["CFItems"][0]["identifier"]
    for path, record, privacy in (
        ((), "", "P0"),
        (("CFItems",), "", "P0"),
        (("CFItems", 0), item_id, "P0"),
        (("CFItems", 0, "notes"), item_id, "P0"),
        (("CFItems", 0, "licenseURI", "identifier"), item_id, "P0"),
        (("CFItems", 0, "extensions", "acme.reviewed"), item_id, "P2"),
        (("CFItems", 0, "unheardOf", "title"), item_id, "P2"),
        (("CFItems", 99, "notes"), "", "P0"),
        (("CFDocument", "title"), data["CFDocument"]["identifier"], "P0"),
    ):
        place = package.at_path(("outer", *path))
        assert (place.record, place.privacy.value) == (record, privacy), path
        assert place.path == ("outer", *path)
