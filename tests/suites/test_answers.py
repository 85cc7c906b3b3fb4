"""CASE-API-001, -002, -007, -008 and -018: what they say of one wrong answer, and what they let pass."""

from typing import Any

import pytest
from suites.tiny import (
    ALL,
    BREACH,
    NOT_APPLICABLE,
    PASS,
    Asked,
    Change,
    Reply,
    Tiny,
    at,
    broken,
    identifier,
    of_status,
    outcomes,
    results,
    status_info,
)

from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import Report
from fairmark.validators.suites.run import run_suite
from fairmark.validators.suites.transport import InProcess

ASSOCIATIONS = "getCFItemAssociations"


def suite(change: Change, version: str = "1.1") -> Report:
    app = Tiny(change, version)
    return run_suite(app.base, profile_named(f"case-{version}-provider", live=True), InProcess(app))


def outcome(report: Report, rule: str, operation: str) -> tuple[Outcome, str | None]:
    check = next(check for check in report.checks if (check.rule, check.operation) == (rule, operation))
    return check.outcome, check.blocked_by


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("rule", ["CASE-API-001", "CASE-API-002", "CASE-API-007", "CASE-API-018"])
def test_honest_answers_pass(rule: str, version: str) -> None:
    assert set(outcomes(rule, Tiny(version=version)).values()) == {PASS}


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_honest_answers_are_about_what_was_asked(version: str) -> None:
    found = outcomes("CASE-API-008", Tiny(version=version))
    assert set(found.values()) == {PASS}
    assert set(ALL) - set(found) == {"getAllCFDocuments", "getCFConcept", "getCFSubject", "getCFItemType"}


@pytest.mark.parametrize(
    ("path", "body", "observed"),
    [
        ("/CFItems/", b"", "nothing (an empty body)"),
        ("/CFItems/", b" \n", "nothing (an empty body)"),
        ("/CFItems/", b"<html></html>", "no JSON but markup"),
        ("/CFItems/", b'{"identifier": "', "no JSON, as it ends in the middle"),
        ("/CFItems/", b'{"identifier": 1,}', "no JSON, as its grammar is broken"),
        ("/CFItems/", b"\xef\xbb\xbf{}", "no JSON, as it begins with a byte order mark"),
        ("/CFItems/", '{"notes": "für"}'.encode("latin-1"), "no JSON, as it is not in UTF-8"),
        ("/CFItems/", b"null", "a JSON value that is no object"),
        ("/CFItems/", b"[]", "a JSON array"),
        ("/CFItems/", b"{}", "an object that has none of its members"),
        ("/CFItems/", {"CFConcepts": []}, "a CFConceptSet"),
        ("/CFItems/", {"CFPackage": {}}, "a CFPackage in a wrapper"),
        ("/CFConcepts/", {"CFConcept": {}}, "a CFConcept in a wrapper"),
        ("/CFRubrics/", {"fullStatement": "Reads.", "identifier": identifier(2)}, "a CFItem"),
        ("/CFPackages/", {"CFDocuments": []}, "a CFDocumentSet"),
    ],
)
def test_what_is_nothing_of_the_class(path: str, body: Any, observed: str) -> None:
    found = broken("CASE-API-001", at(path, lambda reply: reply.saying(body)))
    assert list(found.values()) == [observed]


@pytest.mark.parametrize(
    ("path", "spoil", "cause"),
    [
        ("/CFItems/", lambda body: {"CFItem": body}, "CASE-PKG-003"),
        ("/CFItems/", lambda body: {**body, "notes": None}, "CASE-PKG-005"),
        ("/CFItems/", lambda body: {**body, "colour": "green"}, "CASE-EXT-001"),
        ("/CFItems/", lambda body: {**body, "fullStatement": 7}, "CASE-SCHEMA-001"),
        ("/CFItems/", lambda body: {**body, "identifier": "A"}, "CASE-ID-001"),
        ("/CFItems/", lambda body: {**body, "licenseURI": "https://a.example"}, "CASE-LINK-001"),
        ("/CFItems/", lambda body: {**body, "imsx_codeMajor": "success"}, "CASE-API-007"),
        ("/CFItemAssociations/", lambda body: {"CFItem": body["CFItem"]}, "CASE-SCHEMA-001"),
        ("/CFAssociationGroupings/", lambda body: {**body, "uri": "https://a.example/CFItems/1"}, None),
    ],
)
def test_a_document_rule_that_explains_the_misfit_blocks(path: str, spoil: Any, cause: str | None) -> None:
    report = suite(at(path, lambda reply: reply.saying(spoil(reply.object()))))
    assert not report.faults
    operation = {"/CFItems/": "getCFItem", "/CFItemAssociations/": ASSOCIATIONS}.get(path, "getCFAssociationGrouping")
    expected = (Outcome.BLOCKED, cause) if cause else (Outcome.PASS, None)
    assert outcome(report, "CASE-API-001", operation) == expected
    if cause:
        assert outcome(report, cause, operation)[0] is Outcome.FAIL


def test_one_wrong_body_is_counted_among_all() -> None:
    second = identifier(77)

    def change(asked: Asked, reply: Reply) -> Reply:
        if asked.path == f"/CFItems/{second}":
            return Reply(200, b"[]", {"Content-Type": "application/json"})
        return reply

    found = results("CASE-API-001", Tiny(change), given={"CFItem": [second]})["getCFItem"]
    assert found.observed == "a JSON array (1 of 2 looked at)"


def test_what_was_never_a_success_is_not_judged() -> None:
    found = outcomes("CASE-API-001", Tiny(at("/CFItems/", lambda reply: reply.being(500))))
    assert found["getCFItem"] == NOT_APPLICABLE


@pytest.mark.parametrize("told", ["application/json; charset=utf-8", "Application/JSON"])
def test_parameters_and_case_of_the_media_type_are_free(told: str) -> None:
    assert broken("CASE-API-002", lambda _asked, reply: reply.showing(Content_Type=told)) == {}


@pytest.mark.parametrize(
    ("told", "observed"), [("text/html", "text/html"), ("text/json", "text/json"), (None, "nothing at all")]
)
def test_another_media_type(told: str | None, observed: str) -> None:
    change = at("/CFItems/", lambda reply: reply.showing(Content_Type=told))
    assert broken("CASE-API-002", change) == {"getCFItem": f"{observed} (1 of 3 looked at)"}


def test_errors_have_the_media_type_too_where_they_are_json() -> None:
    change = of_status(404, lambda reply: reply.showing(Content_Type="text/plain"))
    assert set(broken("CASE-API-002", change)) == set(ALL) - {"getAllCFDocuments"}
    page = of_status(404, lambda reply: reply.saying(b"<html>").showing(Content_Type="text/html"))
    assert broken("CASE-API-002", page) == {}, "the body is what is wrong"


@pytest.mark.parametrize("body", [status_info("fullsuccess"), {"imsx_StatusInfo": {}}])
def test_status_info_in_a_success(body: Any) -> None:
    change = of_status(404, lambda reply: reply.being(200).saying(body))
    assert set(broken("CASE-API-007", change)) == set(ALL) - {"getAllCFDocuments"}


@pytest.mark.parametrize(
    ("path", "operation", "spoil"),
    [
        ("/CFItems/", "getCFItem", lambda body: {**body, "identifier": identifier(99)}),
        ("/CFPackages/", "getCFPackage", lambda body: {**body, "CFDocument": {"identifier": identifier(99)}}),
        ("/CFItemAssociations/", "getCFItemAssociations", lambda body: {"CFItem": {"identifier": identifier(99)}}),
    ],
)
def test_another_object_than_was_asked_for(path: str, operation: str, spoil: Any) -> None:
    change = at(path, lambda reply: reply.saying(spoil(reply.object())))
    # Of a package that says that it is another one nothing else can be known either.
    assert broken("CASE-API-008", change)[operation] == identifier(99)


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"identifier": 7}', b'{"CFItem": []}', b"null"])
def test_an_answer_that_names_nothing_is_left_to_others(body: bytes) -> None:
    for path in ("/CFItems/", "/CFItemAssociations/"):
        assert broken("CASE-API-008", at(path, lambda reply: reply.saying(body))) == {}


def test_an_empty_set_informs_and_is_no_error_of_shape() -> None:
    report = suite(at("/CFDocuments", lambda reply: reply.saying({"CFDocuments": []})))
    assert {group.rule.id: group.count for group in report.findings} == {"CASE-API-018": 1}
    assert outcome(report, "CASE-API-018", "getAllCFDocuments")[0] is Outcome.PASS
    assert outcome(report, "CASE-API-001", "getAllCFDocuments")[0] is Outcome.PASS


def test_an_item_without_associations_informs() -> None:
    change = at(
        "/CFItemAssociations/",
        lambda reply: reply.saying({**reply.object(), "CFAssociations": []}),
    )
    assert broken("CASE-API-018", change) == {"getCFItemAssociations": "CFAssociations is empty"}
    assert outcomes("CASE-API-001", Tiny(change))["getCFItemAssociations"] == PASS


def test_an_empty_object_is_no_empty_set() -> None:
    assert (
        outcomes("CASE-API-001", Tiny(at("/CFDocuments", lambda reply: reply.saying(b"{}"))))["getAllCFDocuments"]
        == BREACH
    )
