"""CASE-LINK-002 to CASE-LINK-006 where they are subtle: above all, what is no finding."""

from typing import Any

from one_rule import findings
import pytest

from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.core.shelf import Shelved
from fairmark.validators.readers.case import Package

DOC, ONE, TWO, LICENCE = "doc", "one", "two", "licence"


def thing(identifier: str, **members: Any) -> dict[str, Any]:
    return {"identifier": identifier, "uri": f"https://example.org/{identifier}", **members}


def association(origin: dict[str, Any], destination: dict[str, Any]) -> dict[str, Any]:
    return {**thing("a1"), "originNodeURI": origin, "destinationNodeURI": destination}


def licensed(link: Any, **members: Any) -> dict[str, Any]:
    licence = thing(LICENCE, title="CC BY 4.0")
    return {"CFDocument": thing(DOC, licenseURI=link), "CFDefinitions": {"CFLicenses": [licence]}, **members}


def pointers(rule: str, data: dict[str, Any], kind: str = "case-package") -> list[str]:
    return [found.location.pointer for found in findings(rule, data, kind)]


# -- uri and class ---------------------------------------------------------------------------------------------------


def test_scheme_and_host_may_differ_in_letter_case() -> None:
    same = {"title": "CC BY 4.0", "identifier": LICENCE, "uri": f"HTTPS://Example.ORG/{LICENCE}"}
    assert pointers("CASE-LINK-002", licensed(same)) == []
    other = {**same, "uri": f"https://example.org/{LICENCE.upper()}"}
    assert pointers("CASE-LINK-002", licensed(other)) == ["/CFDocument/licenseURI/uri"]


def test_a_package_is_not_its_document() -> None:
    link = {"title": "Anything", "identifier": DOC, "uri": f"https://example.org/packages/{DOC}"}
    document = thing(DOC, title="Number sense", CFPackageURI=link)
    for rule in ("CASE-LINK-002", "CASE-LINK-003", "CASE-LINK-004"):
        assert pointers(rule, document, "case-document") == []


def test_the_ends_of_associations_are_the_business_of_other_rules() -> None:
    end = {"title": "Count.", "identifier": ONE, "uri": "https://elsewhere.example/1"}
    package = {"CFItems": [thing(ONE, fullStatement="Count.")], "CFAssociations": [association(end, end)]}
    assert pointers("CASE-LINK-002", package) == []
    assert pointers("CASE-LINK-004", package) == []


def test_of_two_objects_with_one_identifier_the_link_may_mean_either() -> None:
    link = {"title": "CC BY 4.0", "identifier": LICENCE, "uri": f"https://example.org/{LICENCE}"}
    package = licensed(link, CFItems=[thing(LICENCE, uri="https://example.org/item", fullStatement="Count.")])
    for rule in ("CASE-LINK-002", "CASE-LINK-003", "CASE-LINK-004"):
        assert pointers(rule, package) == []


def test_a_link_to_the_wrong_class_is_one_finding() -> None:
    link = {"title": "Anything", "identifier": ONE, "uri": "https://elsewhere.example/1"}
    package = licensed(link, CFItems=[thing(ONE, fullStatement="Count.")])
    assert pointers("CASE-LINK-004", package) == ["/CFDocument/licenseURI/identifier"]
    for rule in ("CASE-LINK-002", "CASE-LINK-003", "CASE-LINK-005"):
        assert pointers(rule, package) == []


def test_an_identifier_that_thousands_share_names_nothing_and_takes_no_time() -> None:
    link = {"title": "Anything", "identifier": ONE, "uri": "https://elsewhere.example/1"}
    items = [thing(ONE, fullStatement=f"Count to {number}.", licenseURI=link) for number in range(5_000)]
    package = {"CFItems": items, "CFAssociations": [association(link, link)] * 5_000}
    for rule in ("CASE-LINK-002", "CASE-LINK-003", "CASE-LINK-004"):
        assert pointers(rule, package) == []


class OneItem:
    """A shelf that knows one identifier, which it says is an item."""

    def find(self, identifier: str) -> Shelved | None:
        return Shelved(ONE, "CFItem", "", "", "", "") if identifier == ONE else None


def test_the_shelf_tells_the_class_of_what_is_elsewhere() -> None:
    links = [{"title": "x", "identifier": identifier, "uri": "https://example.org/x"} for identifier in (ONE, TWO)]
    package = Package({"CFDocument": thing(DOC, subjectURI=links)}, "case-package", "1.1", shelf=OneItem())
    found = list(REGISTRY["CASE-LINK-004"].check(package))
    assert [draft.at.pointer for draft in found] == ["/CFDocument/subjectURI/0/identifier"]
    assert found[0].observed == "a CFItem"


# -- titles ----------------------------------------------------------------------------------------------------------

STATEMENT = "Understand the concept of a ratio and use *ratio language* to describe a ratio of two quantities."
LONG = "English Language Arts Performance Task Specification: Grade 5 Informational Writing"


def judged_title(title: str, **names: str) -> list[str]:
    end = {"title": title, "identifier": ONE, "uri": f"https://example.org/{ONE}"}
    away = {"title": "Away", "identifier": "away", "uri": "https://example.org/away"}
    return pointers("CASE-LINK-003", {"CFItems": [thing(ONE, **names)], "CFAssociations": [association(end, away)]})


@pytest.mark.parametrize(
    ("title", "names"),
    [
        (STATEMENT, {"fullStatement": STATEMENT}),
        ("Ratios", {"fullStatement": STATEMENT, "abbreviatedStatement": "Ratios"}),
        ("6.RP.A.1", {"fullStatement": STATEMENT, "humanCodingScheme": "6.RP.A.1"}),
        ("6.RP.A.1 - " + STATEMENT, {"fullStatement": STATEMENT, "humanCodingScheme": "6.RP.A.1"}),
        ("6.RP.A.1: Understand the con", {"fullStatement": STATEMENT, "humanCodingScheme": "6.RP.A.1"}),
        (LONG[:60], {"fullStatement": LONG}),
        (LONG[:60] + "...", {"fullStatement": LONG}),
        ("Add…", {"fullStatement": "Add and subtract."}),
        ("understand the  concept\nof a ratio", {"fullStatement": STATEMENT}),
        ("Understand the concept of a ratio", {"fullStatement": "<p>Understand the <b>con</b>cept of a ratio</p>"}),
        ("a < b & c, ordered by size", {"fullStatement": "a &lt; b &amp; c, ordered by size"}),
        ("Résoudre des équations", {"fullStatement": "Re\u0301soudre des e\u0301quations"}),
        ("≠", {"fullStatement": "≠"}),
        ("Origin Node", {"fullStatement": STATEMENT}),
        ("CFItem", {"fullStatement": STATEMENT}),
        ("", {"fullStatement": STATEMENT}),
        ("Anything", {}),
    ],
)
def test_these_titles_pass(title: str, names: dict[str, str]) -> None:
    assert judged_title(title, **names) == []


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Fractions", {"fullStatement": STATEMENT}),
        ("Understand", {"fullStatement": STATEMENT}),
        ("6.RP.A.2", {"fullStatement": STATEMENT, "humanCodingScheme": "6.RP.A.1"}),
        ("Grade 4", {"fullStatement": "Grade 5"}),
        ("≠", {"fullStatement": "="}),
    ],
)
def test_these_titles_name_something_else(title: str, names: dict[str, str]) -> None:
    assert judged_title(title, **names) == ["/CFAssociations/0/originNodeURI/title"]


def test_a_class_name_is_no_title_of_a_licence() -> None:
    link = {"title": "CFLicense", "identifier": LICENCE, "uri": f"https://example.org/{LICENCE}"}
    assert pointers("CASE-LINK-003", licensed(link)) == ["/CFDocument/licenseURI/title"]


@pytest.mark.parametrize("title", ["", " ", "\u00a0", "\u200b", " \ufeff "])
def test_blank_titles_are_seen_however_they_are_blank(title: str) -> None:
    link = {"title": title, "identifier": LICENCE, "uri": f"https://example.org/{LICENCE}"}
    assert pointers("CASE-LINK-006", licensed(link)) == ["/CFDocument/licenseURI/title"]


@pytest.mark.parametrize("link", [{"identifier": LICENCE}, {"identifier": LICENCE, "title": None}, "licence", [], 7])
def test_a_link_that_is_malformed_is_the_business_of_the_schema(link: Any) -> None:
    for rule in ("CASE-LINK-002", "CASE-LINK-003", "CASE-LINK-004", "CASE-LINK-005", "CASE-LINK-006"):
        assert pointers(rule, licensed(link)) == []


# -- definitions -----------------------------------------------------------------------------------------------------


def test_a_missing_definition_is_reported_once() -> None:
    link = {"title": "Cluster", "identifier": "t1", "uri": "https://example.org/t1"}
    package = {"CFItems": [thing(ONE, CFItemTypeURI=link), thing(TWO, CFItemTypeURI=link)]}
    found = findings("CASE-LINK-005", package)
    assert [one.location.pointer for one in found] == ["/CFItems/0/CFItemTypeURI/identifier"]
    assert found[0].message == "t1 is missing from the CFItemTypes of the package"


def test_other_letter_case_is_not_missing() -> None:
    link = {"title": "CC BY 4.0", "identifier": LICENCE.upper(), "uri": f"https://example.org/{LICENCE}"}
    assert pointers("CASE-LINK-005", licensed(link)) == []


def test_single_objects_need_not_carry_their_definitions() -> None:
    assert "case-item" not in REGISTRY["CASE-LINK-005"].kinds
