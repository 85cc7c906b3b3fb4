"""CASE-DEF: definitions and their hierarchy codes."""

from typing import Any

from one_rule import findings
import pytest

from fairmark.validators.core.engine import rules_for
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.readers.case import Package


def found(rule: str, definitions: dict[str, Any], **members: Any) -> list[Finding]:
    """What the rule says about a package with these CFDefinitions."""
    return findings(rule, {"CFDefinitions": definitions, **members})


def concepts(*codes: Any) -> dict[str, Any]:
    return {"CFConcepts": [{"identifier": f"c{n}", "hierarchyCode": code} for n, code in enumerate(codes)]}


@pytest.mark.parametrize(("codes", "count"), [(("1", "1", "1 "), 2), (("1", "2"), 0), (("", "", None, None, 1, 1), 0)])
def test_each_surplus_code_is_one_finding(codes: tuple[Any, ...], count: int) -> None:
    assert len(found("CASE-DEF-001", concepts(*codes))) == count


def test_lists_do_not_share_their_codes() -> None:
    one = [{"identifier": "a", "hierarchyCode": "1"}]
    assert not found("CASE-DEF-001", {"CFConcepts": one, "CFSubjects": [{"identifier": "b", "hierarchyCode": "1"}]})


@pytest.mark.parametrize(
    ("codes", "orphans"),
    [
        (("1", "1.1", "2", "2.1"), []),
        (("1", "1.1", "2.1"), ["2.1"]),
        (("1", "1.1", "1.1.1", "1.2.1", "1.2.1.1"), ["1.2.1"]),
        # Nothing here shows that dots are ancestry.
        (("1.1", "1.2", "2.1"), []),
        (("1.5", "2.5"), []),
        (("Math", "Math. Geometry", "Algebra. Basics"), []),
        (("ELA", "Dr.Smith"), []),
        # The list begins at the second step, so its top level needs no parents.
        (("1.1", "1.1.1", "1.2"), []),
        (("1", "1.1", ".5", "5.", "2..1"), []),
        ((), []),
    ],
)
def test_dots_are_ancestry_only_in_a_list_that_shows_it(codes: tuple[str, ...], orphans: list[str]) -> None:
    assert [one.observed for one in found("CASE-DEF-002", concepts(*codes))] == orphans


def test_a_set_response_begins_at_the_requested_definition_whose_parent_is_not_there() -> None:
    served = Package({"CFConcepts": []}, "case-concept-set", "1.1")
    assert REGISTRY["CASE-DEF-002"] not in rules_for(served)


def test_a_hostile_code_costs_no_quadratic_work() -> None:
    assert not found("CASE-DEF-002", concepts("a", "a.b", ".".join("a" * 200_000)))
    assert found("CASE-DEF-005", concepts(".".join("a" * 200_000)))


def test_relatives_of_a_referenced_definition_are_referenced() -> None:
    link = {"identifier": "c1", "uri": "https://example.org/c1", "title": "Addition"}
    item = {"identifier": "i", "conceptKeywordsURI": link}
    breaches = found("CASE-DEF-005", concepts("1", "1.1", "1.1.1", "1.2", "10", "2"), CFItems=[item])
    assert [one.location.record for one in breaches] == ["c3", "c4", "c5"]


def test_a_link_by_uri_is_a_reference_too() -> None:
    licence = {"identifier": "x", "uri": "https://example.org/x"}
    document = {"identifier": "d", "licenseURI": {"uri": "https://example.org/x"}}
    assert not found("CASE-DEF-005", {"CFLicenses": [licence]}, CFDocument=document)
    assert found("CASE-DEF-005", {"CFLicenses": [licence]})


def test_absent_and_misshapen_texts_are_the_business_of_the_schema() -> None:
    definitions = {"CFLicenses": [{}, {"licenseText": None}, {"licenseText": 3}, {"licenseText": "\n"}]}
    assert [one.location.pointer for one in found("CASE-DEF-006", definitions)] == [
        "/CFDefinitions/CFLicenses/3/licenseText"
    ]
