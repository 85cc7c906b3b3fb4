"""CASE-API-003 to CASE-API-006: what they say of one wrong refusal, and what they let pass."""

from typing import Any

import pytest
from suites.tiny import (
    ALL,
    BREACH,
    CANNOT_TELL,
    MALFORMED,
    NOT_APPLICABLE,
    PASS,
    Asked,
    Change,
    Reply,
    Tiny,
    broken,
    of_status,
    outcomes,
    results,
    status_info,
)

RULES = ("CASE-API-003", "CASE-API-004", "CASE-API-005", "CASE-API-006")
BY_IDENTIFIER = set(ALL) - {"getAllCFDocuments"}
OTHER = {"1.0": "invalid_uuid", "1.1": "invaliduuid"}


def refused(body: Any, status: int = 404) -> Change:
    return of_status(404, lambda reply: reply.being(status).saying(body))


def of_token(token: str, change: Any) -> Change:
    return of_status(404, lambda reply: change(reply) if f'"{token}"'.encode() in reply.body else reply)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("rule", RULES)
def test_honest_refusals_pass(rule: str, version: str) -> None:
    found = outcomes(rule, Tiny(version=version))
    assert {found[operation] for operation in BY_IDENTIFIER} == {PASS}
    # The tiny provider heeds no arguments, so its list refuses nothing.
    assert found.get("getAllCFDocuments", NOT_APPLICABLE) == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("change", "observed"),
    [
        (lambda reply: reply.being(400), "HTTP 400 with unknownobject"),
        (lambda reply: reply.being(200), "HTTP 200 with unknownobject"),
        (lambda reply: reply.being(500), "HTTP 500 with unknownobject"),
        (lambda reply: reply.saying(b""), "HTTP 404 without a token"),
        (lambda reply: reply.saying(status_info()), "HTTP 404 without a token"),
        (lambda reply: reply.saying(status_info("forbidden")), "HTTP 404 with forbidden"),
        (lambda reply: reply.saying(status_info("No such item: Ada")), "HTTP 404 with a token of its own"),
    ],
)
def test_unknown_identifiers(change: Any, observed: str) -> None:
    found = broken("CASE-API-003", of_token("unknownobject", change))
    assert found == dict.fromkeys(BY_IDENTIFIER, observed)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize(
    ("change", "observed"),
    [
        (lambda reply: reply.being(400), "HTTP 400 with {own}"),
        (lambda reply: reply.saying(status_info("unknownobject")), "HTTP 404 with unknownobject"),
        (lambda reply: reply.being(400).saying(status_info()), "HTTP 400 without a token"),
    ],
)
def test_malformed_identifiers(version: str, change: Any, observed: str) -> None:
    own = MALFORMED[version]
    found = broken("CASE-API-004", of_token(own, change), version)
    assert found == dict.fromkeys(BY_IDENTIFIER, observed.format(own=own))


@pytest.mark.parametrize("status", [401, 403, 429, 503])
@pytest.mark.parametrize("rule", ["CASE-API-003", "CASE-API-004"])
def test_what_speaks_of_something_else_proves_nothing(rule: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairmark.validators.suites.recording.sleep", lambda _seconds: None)
    found = outcomes(rule, Tiny(of_status(404, lambda reply: reply.being(status))))
    assert set(found.values()) == {CANNOT_TELL}


@pytest.mark.parametrize(
    ("body", "observed"),
    [
        (b"", "no body"),
        (b"<html></html>", "a body that is no JSON object"),
        (b"[]", "a body that is no JSON object"),
        ({"error": "not found"}, "an object that is no imsx_StatusInfo"),
        ({"imsx_StatusInfo": status_info("unknownobject")}, "an imsx_StatusInfo with faults of shape"),
        ({**status_info("unknownobject"), "trace": "x"}, "an imsx_StatusInfo with faults of shape"),
        (status_info("not_found"), "an imsx_StatusInfo with faults of shape"),
        (status_info("unknownobject", imsx_codeMajor="success"), "an imsx_StatusInfo that says success and error"),
        (status_info("unknownobject", imsx_severity="warning"), "an imsx_StatusInfo that says failure and warning"),
        (status_info("unknownobject", imsx_codeMajor="unsupported"), "an imsx_StatusInfo that says unsupported"),
    ],
)
def test_bodies_of_refusals(body: Any, observed: str) -> None:
    found = broken("CASE-API-005", refused(body))
    assert set(found) == BY_IDENTIFIER
    assert all(told.startswith(observed) for told in found.values()), found


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize(
    "body",
    [
        status_info(),
        status_info("unknownobject", imsx_description="Nothing here."),
        status_info("invalid_filter_field"),
        status_info("unsupported"),
    ],
)
def test_valid_refusals_and_what_nobody_is_blamed_for(body: Any, version: str) -> None:
    assert broken("CASE-API-005", refused(body), version) == {}


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_the_spelling_of_the_other_version(version: str) -> None:
    other = refused(status_info(OTHER[version]))
    assert set(broken("CASE-API-006", other, version)) == BY_IDENTIFIER
    assert broken("CASE-API-005", other, version) == {}, "one rule speaks"
    assert set(broken("CASE-API-004", other, version)) == BY_IDENTIFIER, "which the engine then blocks"


def test_an_operation_that_is_not_there_may_say_so() -> None:
    assert broken("CASE-API-005", refused(status_info("unsupported", imsx_codeMajor="unsupported"), 501)) == {}
    assert broken("CASE-API-005", refused(status_info("unsupported", imsx_codeMajor="unsupported"), 405)) == {}


def test_a_broken_server_is_not_blamed_for_its_words() -> None:
    assert broken("CASE-API-005", refused(b"<h1>Bad gateway</h1>", 502)) == {}


def test_an_optional_operation_that_is_not_offered_need_not_refuse_well() -> None:
    def no_rubrics(asked: Asked, reply: Reply) -> Reply:
        return Reply(404, b"<html>") if asked.path.startswith("/CFRubrics") else reply

    for rule in ("CASE-API-003", "CASE-API-004", "CASE-API-005"):
        found = outcomes(rule, Tiny(no_rubrics))
        assert found["getCFRubric"] == NOT_APPLICABLE, rule
        assert BREACH not in found.values()


@pytest.mark.parametrize(
    "body", [b'{"imsx_codeMinor": 1}', b'{"imsx_codeMinor": {"imsx_codeMinorField": [null, 3, {}]}}']
)
def test_arbitrary_json_is_survived(body: bytes) -> None:
    for rule in RULES:
        assert results(rule, Tiny(refused(body)))
