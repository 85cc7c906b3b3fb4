"""CASE-API-019 and CASE-API-020: whether a valid request is answered, and with a success. And that what is silent
costs its own checks only."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from suites.tiny import (
    ALL,
    BREACH,
    CANNOT_TELL,
    NOT_APPLICABLE,
    PASS,
    Asked,
    Reply,
    Tiny,
    at,
    broken,
    identifier,
    outcomes,
    session_for,
    status_info,
)

from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.net.errors import TimedOut
from fairmark.validators.net.messages import Request, Response
from fairmark.validators.net.url import Url
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.recording import Budget, Recorder
from fairmark.validators.suites.run import run_suite
from fairmark.validators.suites.transport import InProcess

ASSOCIATIONS = f"/CFItemAssociations/{identifier(2)}"


def failing(path: str, error: Exception) -> Any:
    def change(asked: Asked, reply: Reply) -> Reply:
        if asked.path.startswith(path):
            raise error
        return reply

    return change


def test_an_honest_provider_passes() -> None:
    for rule in ("CASE-API-019", "CASE-API-020"):
        assert outcomes(rule, Tiny()) == dict.fromkeys(ALL, PASS)


@pytest.mark.parametrize(
    ("change", "observed"),
    [
        (failing("/CFItems/", TimedOut("it sent nothing for 10 s")), "no answer: it sent nothing for 10 s"),
        (failing("/CFItems/", KeyError("x")), "no answer: it broke off its answer (KeyError)"),
        (at("/CFItems/", lambda r: r.showing(Content_Length="999999")), "no answer: its answer is cut off after"),
        (at("/CFItems/", lambda r: r.showing(Content_Length="1")), "no answer: it sent more bytes than its headers"),
        (at("/CFItems/", lambda r: r.showing(Content_Encoding="gzip")), "no answer: its body is announced as gzip"),
    ],
)
def test_no_answer_is_one_operations_cost(change: Any, observed: str) -> None:
    found = broken("CASE-API-019", change)
    assert list(found) == ["getCFItem"]
    assert found["getCFItem"].startswith(observed)
    assert broken("CASE-API-020", change) == {}
    assert outcomes("CASE-API-020", Tiny(change))["getCFItem"] == NOT_APPLICABLE


class Slow:
    """A provider whose every answer takes `seconds` by its own clock."""

    def __init__(self, app: Tiny, seconds: float) -> None:
        self._app, self._seconds, self.now = app, seconds, 0.0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        pieces: Iterable[bytes] = self._app(environ, start_response)
        for piece in pieces:
            for half in (piece[: len(piece) // 2], piece[len(piece) // 2 :]):
                self.now += self._seconds / 2
                yield half


@pytest.mark.parametrize(("seconds", "said"), [(9.0, None), (12.0, "the answer took 12 s")])
def test_slow_answers(seconds: float, said: str | None) -> None:
    app = Tiny()
    slow = Slow(app, seconds)
    recorder = Recorder(InProcess(slow, clock=lambda: slow.now), Url.parse(app.base), Budget())
    results = list(REGISTRY["CASE-API-019"].check(Session(recorder, "1.1")))
    assert {result.observed or None for result in results} == {said}


@pytest.mark.parametrize("status", [204, 304, 400, 404, 409, 500, 502, 503, 799])
def test_what_exists_and_is_not_served(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairmark.validators.suites.recording.sleep", lambda _seconds: None)
    found = broken("CASE-API-020", at("/CFItems/", lambda _reply: Reply(status)))
    assert list(found) == ["getCFItem"]
    assert found["getCFItem"].startswith(f"HTTP {status}")


@pytest.mark.parametrize(
    "reply", [Reply(401), Reply(403), Reply(301), Reply(429), Reply(503, b"", {"Retry-After": "1"})]
)
def test_what_is_no_fault_that_can_be_proved(reply: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairmark.validators.suites.recording.sleep", lambda _seconds: None)
    found = outcomes("CASE-API-020", Tiny(at("/CFItems/", lambda _reply: reply)))
    assert found.pop("getCFItem") == CANNOT_TELL
    assert set(found.values()) == {PASS}


@pytest.mark.parametrize("status", [404, 405, 501])
def test_the_optional_operation_may_be_missing(status: int) -> None:
    found = outcomes("CASE-API-020", Tiny(at("/CFRubrics/", lambda reply: reply.being(status))))
    assert found["getCFRubric"] == NOT_APPLICABLE
    assert broken("CASE-API-020", at("/CFConcepts/", lambda reply: reply.being(status)))


def test_the_optional_operation_may_not_fail() -> None:
    assert list(broken("CASE-API-020", at("/CFRubrics/", lambda reply: reply.being(500)))) == ["getCFRubric"]


def test_an_identifier_that_the_user_gives_may_be_wrong() -> None:
    found = outcomes("CASE-API-020", Tiny(), given={"CFRubric": [identifier(9), identifier(99)]})
    assert found["getCFRubric"] == PASS
    without = at("/CFPackages/", lambda reply: reply.saying({**reply.object(), "CFRubrics": []}))
    assert outcomes("CASE-API-020", Tiny(without), given={"CFConcept": [identifier(99)]})["getCFConcept"] == PASS
    assert outcomes("CASE-API-020", Tiny(without), given={"CFRubric": [identifier(9)]})["getCFRubric"] == PASS


def test_an_item_without_associations_may_be_unknown_to_their_operation() -> None:
    def change(asked: Asked, reply: Reply) -> Reply:
        if asked.path == ASSOCIATIONS:
            return Reply(404).saying(status_info("unknownobject"))
        if asked.path.startswith("/CFPackages/") and reply.status == 200:
            return reply.saying({**reply.object(), "CFAssociations": []})
        return reply

    assert outcomes("CASE-API-020", Tiny(change))["getCFItemAssociations"] == CANNOT_TELL
    assert list(broken("CASE-API-020", at(ASSOCIATIONS, lambda reply: reply.being(404)))) == ["getCFItemAssociations"]


def test_identifiers_that_are_no_uuids_are_another_rules_matter() -> None:
    def rename(reply: Reply) -> Reply:
        return reply.saying(reply.body.replace(identifier(2).encode(), b"item-2"))

    assert outcomes("CASE-API-020", Tiny(at("/CFPackages/", rename)))["getCFItem"] == CANNOT_TELL


# -- what a stalled operation costs ------------------------------------------------------------------------------------


class Stalling:
    """A transport on which requests for items take long and bring nothing."""

    def __init__(self, app: Tiny, clock: list[float]) -> None:
        self._inner = InProcess(app)
        self._clock = clock
        self.in_vain = 0

    def send(self, request: Request) -> Response:
        if "/CFItems/" in request.url.path:
            self.in_vain += 1
            self._clock[0] += 10
            raise TimedOut("it sent nothing for 10 s")
        return self._inner.send(request)

    def speaks(self, _origin: object, _version: object) -> bool | None:
        return None


def test_a_stalled_operation_is_left_alone_after_two_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("fairmark.validators.suites.case.session.monotonic", lambda: clock[0])
    app = Tiny()
    transport = Stalling(app, clock)
    report = run_suite(app.base, profile_named("case-1.1-provider", live=True), transport)
    assert not report.faults
    assert transport.in_vain == 2
    told = {check.operation: check.outcome for check in report.checks if check.rule == "CASE-API-019"}
    assert told.pop("getCFItem") is Outcome.FAIL
    assert set(told.values()) == {Outcome.PASS}
    others = {check.rule for check in report.checks if check.outcome in (Outcome.FAIL, Outcome.WARN)}
    assert others == {"CASE-API-019"}


def test_quick_failures_are_asked_again() -> None:
    app = Tiny(failing("/CFItems/", TimedOut("it hung up")))
    session = session_for(app)
    for number in range(5):
        assert session.fetch(f"/CFItems/{identifier(number)}").error == "it hung up"
    assert len(app.asked) == 5


def test_the_list_and_its_objects_stall_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("fairmark.validators.suites.case.session.monotonic", lambda: clock[0])

    def change(asked: Asked, reply: Reply) -> Reply:
        if asked.path.startswith("/CFDocuments/"):
            clock[0] += 10
            raise TimedOut("silence")
        return reply

    found = outcomes("CASE-API-019", Tiny(change), given={"CFDocument": [identifier(n) for n in range(20, 24)]})
    assert found["getCFDocument"] == BREACH
    assert found["getAllCFDocuments"] == PASS
