"""CASE-DOC: what a document says about itself."""

from typing import Any

from one_rule import findings
import pytest

from fairmark.validators.core.engine import judge
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.readers.case import Package


def found(rule: str, kind: str = "case-document", **members: Any) -> list[Finding]:
    """What the rule says about a CFDocument with these members."""
    data = {"CFDocument": members} if kind == "case-package" else members
    return findings(rule, data, kind)


@pytest.mark.parametrize("status", ["Private Draft", "Draft", "Adopted", "Deprecated", None, 7, ["Draft"]])
def test_customary_absent_and_misshapen_statuses_are_left_alone(status: object) -> None:
    assert not found("CASE-DOC-005", adoptionStatus=status)


@pytest.mark.parametrize(
    ("status", "nearest"),
    [
        ("adopted", "Adopted"),
        ("PRIVATE_DRAFT", "Private Draft"),
        ("privateDraft", "Private Draft"),
        ("Drafts", "Draft"),
    ],
)
def test_the_hint_names_the_status_that_was_probably_meant(status: str, nearest: str) -> None:
    assert [one.hint for one in found("CASE-DOC-005", adoptionStatus=status)] == [f"Write {nearest}."]


def test_a_status_like_none_of_the_four_gets_the_general_hint() -> None:
    (one,) = found("CASE-DOC-005", adoptionStatus="Implemented")
    assert one.hint == REGISTRY["CASE-DOC-005"].text.repair


@pytest.mark.parametrize("end", [None, ""])
def test_an_end_date_without_a_date_is_none(end: object) -> None:
    assert found("CASE-DOC-006", adoptionStatus="Deprecated", statusEndDate=end)


def test_only_a_deprecated_document_needs_an_end() -> None:
    assert not found("CASE-DOC-006", adoptionStatus="Adopted")
    assert not found("CASE-DOC-006", adoptionStatus="Deprecated", statusEndDate="2027-06-30")


@pytest.mark.parametrize(
    ("subject", "links", "count"),
    [
        (["Mathematics"], [{}], 0),
        (["Mathematics"], None, 1),
        (["Mathematics"], [], 1),
        (["Mathematics", "Science"], [{}], 1),
        (None, [{}], 0),
        ([], [{}], 0),
        ([], None, 0),
        ("Mathematics", None, 0),
        (["Mathematics"], {}, 0),
    ],
)
def test_labels_need_links_but_links_need_no_labels(subject: object, links: object, count: int) -> None:
    assert len(found("CASE-DOC-008", subject=subject, subjectURI=links)) == count


def test_each_missing_fact_is_a_finding_of_its_own_so_that_it_can_be_waived_alone() -> None:
    pointers = [one.location.pointer for one in found("CASE-DOC-009", "case-package", language=" ", publisher=None)]
    assert pointers == ["/CFDocument/licenseURI", "/CFDocument/language", "/CFDocument/publisher"]


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://example.org/a?b#c", True),
        ("HTTP://EXAMPLE.ORG", True),
        ("https://example.org?q=1", True),
        ("https://例え.jp/標準", True),
        ("www.example.org/standards", False),
        ("https://", False),
        ("https:///standards", False),
        ("https://example.org/two words", False),
        ("file:///c:/standards.pdf", False),
        ("", False),
    ],
)
def test_the_official_source_is_something_a_browser_opens(url: str, right: bool) -> None:
    assert bool(found("CASE-DOC-010", officialSourceURL=url)) is not right


def test_what_is_no_uri_at_all_is_reported_once() -> None:
    document = {"identifier": "d", "officialSourceURL": "www.example.org/standards"}
    rules = [REGISTRY["CASE-URI-001"], REGISTRY["CASE-DOC-010"]]
    spoken = [
        one.rule.id for one in judge(Package(document, "case-document", "1.1"), rules) if isinstance(one, Finding)
    ]
    assert spoken == ["CASE-URI-001"]
