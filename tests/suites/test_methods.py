"""CASE-API-016 and CASE-API-021: writing, and HEAD."""

from collections.abc import Callable

import pytest
from suites.tiny import ALL, CANNOT_TELL, NOT_APPLICABLE, PASS, Asked, Change, Reply, Tiny, at, broken, outcomes

BY_IDENTIFIER = set(ALL) - {"getAllCFDocuments"}


def to(method: str, change: Callable[[Reply], Reply]) -> Change:
    return lambda asked, reply: change(reply) if asked.method == method else reply


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_an_honest_provider_passes(version: str) -> None:
    assert outcomes("CASE-API-016", Tiny(version=version)) == dict.fromkeys(BY_IDENTIFIER, PASS)
    assert outcomes("CASE-API-021", Tiny(version=version)) == dict.fromkeys(ALL, PASS)


def test_nothing_can_be_changed_by_the_test() -> None:
    app = Tiny()
    outcomes("CASE-API-016", app)
    writes = [asked for asked in app.asked if asked.method not in ("GET", "HEAD")]
    assert {asked.method for asked in writes} == {"POST", "PUT", "DELETE"}
    assert {asked.path.rpartition("/")[2] for asked in writes} == {"no-uuid"}
    assert {asked.headers.get("content-type") for asked in writes} == {None}


@pytest.mark.parametrize("status", [401, 403, 404, 405, 501])
def test_ways_to_refuse_a_write(status: int) -> None:
    assert broken("CASE-API-016", to("PUT", lambda reply: reply.being(status))) == {}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("status", [200, 201, 204, 302, 400, 500])
def test_writes_that_are_not_refused(method: str, status: int) -> None:
    found = broken("CASE-API-016", to(method, lambda reply: Reply(status)))
    assert found == dict.fromkeys(BY_IDENTIFIER, f"{method} is answered with HTTP {status} (1 of 3 looked at)")


@pytest.mark.parametrize("status", [404, 405, 500, 501])
def test_head_that_is_not_answered(status: int) -> None:
    assert broken("CASE-API-021", to("HEAD", lambda reply: reply.being(status))) == dict.fromkeys(ALL, f"HTTP {status}")


@pytest.mark.parametrize("status", [401, 403, 429])
def test_head_that_is_refused_for_another_reason(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairmark.validators.suites.recording.sleep", lambda _seconds: None)
    found = outcomes("CASE-API-021", Tiny(to("HEAD", lambda reply: reply.being(status))))
    assert set(found.values()) == {CANNOT_TELL}


def test_head_with_headers_of_its_own() -> None:
    other_type = to("HEAD", lambda reply: reply.showing(Content_Type="text/html"))
    assert broken("CASE-API-021", other_type) == dict.fromkeys(ALL, "text/html")
    no_length = to("HEAD", lambda reply: reply.showing(Content_Length="0"))
    assert set(broken("CASE-API-021", no_length).values()) == {"Content-Length 0"}


@pytest.mark.parametrize("told", [None, "", "many", "99999999999999999999999"])
def test_a_length_may_be_left_out(told: str | None) -> None:
    def change(asked: Asked, reply: Reply) -> Reply:
        return reply.showing(Content_Length=told) if asked.method == "HEAD" and told is not None else reply

    assert broken("CASE-API-021", change) == {}


def test_the_length_of_a_packed_answer_is_another_one() -> None:
    packed = to("HEAD", lambda reply: reply.showing(Content_Length="20", Content_Encoding="gzip"))
    assert broken("CASE-API-021", packed) == {}


def test_an_object_that_changes_in_between_is_no_fault() -> None:
    grown: set[str] = set()

    def change(asked: Asked, reply: Reply) -> Reply:
        if asked.path.startswith("/CFItems/") and reply.status == 200:
            if asked.method == "HEAD":
                grown.add(asked.path)
            if asked.path in grown:
                return reply.saying(reply.body + b" ")
        return reply

    assert broken("CASE-API-021", change) == {}


def test_where_get_fails_head_is_not_asked() -> None:
    app = Tiny(at("/CFItems/", lambda reply: reply.being(500)))
    assert outcomes("CASE-API-021", app)["getCFItem"] == NOT_APPLICABLE
