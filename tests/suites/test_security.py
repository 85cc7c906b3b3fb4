"""CASE-SEC-002 to CASE-SEC-006: who is let in, with a right token, a wrong one, or none. CASE-SEC-001 needs a
connection: see test_tls.py."""

from collections.abc import Callable
from typing import Any

import pytest
from suites.tiny import (
    ALL,
    BREACH,
    CANNOT_TELL,
    NOT_APPLICABLE,
    PASS,
    Asked,
    Change,
    Reply,
    Tiny,
    outcomes,
    results,
    session_for,
    status_info,
)

from fairmark.validators.net.errors import TimedOut
from fairmark.validators.net.messages import Request, Response
from fairmark.validators.net.url import Url
from fairmark.validators.suites.access import Access, ClientCredentials, NoToken, Token
from fairmark.validators.suites.case.rights import MADE_UP, tampered

TOKEN = "header.payload.signature"
EXPIRED = "header.payload.yesterday"
OTHER_SCOPE = "header.payload.elsewhere"
OWN: tuple[tuple[str, str], ...] = (("Authorization", f"Bearer {TOKEN}"),)
CONTENT = {"getCFPackage", "getCFItem", "getCFItemAssociations", "getCFAssociation", "getCFRubric"}
GUARDS = ("CASE-SEC-003", "CASE-SEC-004", "CASE-SEC-005", "CASE-SEC-006")

Takes = Callable[[str], bool]


def guarded(
    takes: Takes = lambda token: token == TOKEN, unless: Callable[[Asked], bool] = lambda _asked: False
) -> Change:
    """A provider that needs a token that it `takes`, `unless` the request needs none."""

    def change(asked: Asked, reply: Reply) -> Reply:
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if takes(token) or unless(asked):
            return reply
        return Reply(401, headers={"WWW-Authenticate": "Bearer"}).saying(status_info("unauthorised_request"))

    return change


def access(**about: Any) -> Access:
    return Access(Token(TOKEN), **about)


def with_everything() -> Access:
    return access(ask=lambda _scope: Token(OTHER_SCOPE), expired=EXPIRED)


def test_a_provider_that_keeps_what_it_keeps() -> None:
    app = Tiny(guarded())
    assert outcomes("CASE-SEC-002", app, OWN, access=access()) == dict.fromkeys(ALL, PASS)
    assert outcomes("CASE-SEC-003", app, OWN, access=access()) == dict.fromkeys(CONTENT, PASS)
    assert outcomes("CASE-SEC-004", app, OWN, access=access()) == dict.fromkeys(ALL, PASS)
    assert outcomes("CASE-SEC-005", app, OWN, access=with_everything()) == {"access": PASS}
    assert outcomes("CASE-SEC-006", app, OWN, access=with_everything()) == {"access": PASS}


@pytest.mark.parametrize("rule", GUARDS)
def test_open_reads_conform(rule: str) -> None:
    assert set(outcomes(rule, Tiny(), OWN, access=with_everything()).values()) == {NOT_APPLICABLE}
    assert set(outcomes(rule, Tiny()).values()) == {NOT_APPLICABLE}


# -- how a refusal says what it wants ----------------------------------------------------------------------------------


def test_a_refusal_without_a_challenge() -> None:
    inner = guarded()
    change: Change = lambda asked, reply: inner(asked, reply).showing(WWW_Authenticate=None)  # noqa: E731 - an argument
    found = results("CASE-SEC-002", Tiny(change), OWN, access=access())
    assert {result.observed.partition(" (")[0] for result in found.values()} == {"without WWW-Authenticate"}
    assert set(found) == set(ALL)


def test_a_provider_that_refuses_nothing_has_no_challenge_to_show() -> None:
    app = Tiny()
    assert outcomes("CASE-SEC-002", app) == dict.fromkeys(ALL, NOT_APPLICABLE)
    tokens = [asked.headers["authorization"] for asked in app.asked if "authorization" in asked.headers]
    assert tokens == [f"Bearer {MADE_UP}"], "a made-up token is tried once even so"


def test_an_open_provider_that_refuses_wrong_tokens() -> None:
    change: Change = lambda asked, reply: Reply(401) if "authorization" in asked.headers else reply  # noqa: E731
    assert outcomes("CASE-SEC-002", Tiny(change))["getAllCFDocuments"] == BREACH


# -- without a token ---------------------------------------------------------------------------------------------------


def test_a_second_way_in() -> None:
    change = guarded(unless=lambda asked: asked.path.startswith("/CFItems/"))
    found = outcomes("CASE-SEC-003", Tiny(change), OWN, access=access())
    assert {operation for operation, said in found.items() if said == BREACH} == {"getCFItem"}


def test_lists_and_vocabularies_may_be_open() -> None:
    is_content = ("/CFPackages/", "/CFItems/", "/CFItemAssociations/", "/CFAssociations/", "/CFRubrics/")
    change = guarded(unless=lambda asked: not asked.path.startswith(is_content))
    assert set(outcomes("CASE-SEC-003", Tiny(change), OWN, access=access()).values()) == {PASS}


# -- with a wrong token ------------------------------------------------------------------------------------------------


def test_any_token_will_do() -> None:
    found = results("CASE-SEC-004", Tiny(guarded(bool)), OWN, access=access())
    assert {result.observed.partition(" (")[0] for result in found.values()} == {"a made-up token is let in"}
    assert set(found) == set(ALL)


def test_a_signature_that_nobody_verifies() -> None:
    change = guarded(lambda token: token.startswith("header.payload."))
    found = results("CASE-SEC-004", Tiny(change), OWN, access=access())
    wrong = {operation: result.observed for operation, result in found.items() if result.holds is False}
    told = "the run's token with a character changed is let in (1 of 2 looked at)"
    assert wrong == {"getAllCFDocuments": told, "getCFPackage": told}


def test_a_wrong_token_that_shortens_the_list_is_refused_in_a_way() -> None:
    def change(asked: Asked, reply: Reply) -> Reply:
        if asked.path != "/CFDocuments" or asked.headers.get("authorization") == f"Bearer {TOKEN}":
            return reply
        return reply.saying({"CFDocuments": []})

    found = outcomes("CASE-SEC-004", Tiny(change), OWN, access=access())
    assert found.pop("getAllCFDocuments") == PASS
    assert set(found.values()) == {NOT_APPLICABLE}


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_ways_to_refuse_a_token(status: int) -> None:
    inner = guarded()

    def change(asked: Asked, reply: Reply) -> Reply:
        told = inner(asked, reply)
        return told.being(status) if told.status == 401 else told

    assert outcomes("CASE-SEC-004", Tiny(change), OWN, access=access()) == dict.fromkeys(ALL, PASS)


def test_a_server_that_fails_at_a_wrong_token_proves_nothing() -> None:
    inner = guarded()

    def change(asked: Asked, reply: Reply) -> Reply:
        return Reply(500) if MADE_UP in asked.headers.get("authorization", "") else inner(asked, reply)

    found = outcomes("CASE-SEC-004", Tiny(change), OWN)
    assert found == dict.fromkeys(ALL, CANNOT_TELL)


def test_a_header_other_than_a_token_is_credentials_too() -> None:
    change: Change = lambda asked, reply: reply if "x-api-key" in asked.headers else Reply(403)  # noqa: E731
    assert outcomes("CASE-SEC-004", Tiny(change), (("X-Api-Key", "k"),)) == dict.fromkeys(ALL, PASS)
    assert outcomes("CASE-SEC-006", Tiny(change), (("X-Api-Key", "k"),)) == {"access": NOT_APPLICABLE}


@pytest.mark.parametrize("token", ["a.b.c", "header.payload.AAAA", "opaque", "x", "a.b."])
def test_a_tampered_token_is_another_one(token: str) -> None:
    assert tampered(token) != token
    assert tampered(token).rpartition(".")[0] == token.rpartition(".")[0]


# -- with a token for something else -----------------------------------------------------------------------------------


def test_a_token_for_another_scope_is_let_in() -> None:
    change = guarded(lambda token: token in (TOKEN, OTHER_SCOPE))
    found = results("CASE-SEC-005", Tiny(change), OWN, access=with_everything())["access"]
    assert (found.holds, found.observed) == (False, "a token for a scope that does not exist is let in")


@pytest.mark.parametrize("scope", ["all.readonly", "a b"])
def test_an_endpoint_that_gives_another_scope_and_says_so(scope: str) -> None:
    change = guarded(lambda token: token in (TOKEN, OTHER_SCOPE))
    ask = access(ask=lambda _scope: Token(OTHER_SCOPE, scope))
    assert outcomes("CASE-SEC-005", Tiny(change), OWN, access=ask) == {"access": NOT_APPLICABLE}


def test_an_endpoint_that_refuses_the_scope() -> None:
    def ask(_scope: str) -> Token:
        raise NoToken("it answers HTTP 400 (invalid_scope)")

    found = results("CASE-SEC-005", Tiny(guarded()), OWN, access=access(ask=ask))["access"]
    assert not found.applies
    assert "invalid_scope" in found.reason


# -- with an old token -------------------------------------------------------------------------------------------------


def test_an_expired_token_is_let_in() -> None:
    change = guarded(lambda token: token in (TOKEN, EXPIRED))
    found = results("CASE-SEC-006", Tiny(change), OWN, access=access(expired=EXPIRED))["access"]
    assert (found.holds, found.observed) == (False, "an expired token is let in")


def test_without_an_old_token_nobody_can_tell() -> None:
    assert outcomes("CASE-SEC-006", Tiny(guarded()), OWN, access=access()) == {"access": CANNOT_TELL}
    hour = Access(Token(TOKEN, lifetime=3600), ask=lambda _scope: Token("second"))
    assert outcomes("CASE-SEC-006", Tiny(guarded()), OWN, access=hour) == {"access": CANNOT_TELL}


@pytest.mark.parametrize(("minutes_of_grace", "said"), [(False, PASS), (True, CANNOT_TELL)])
def test_a_token_that_lives_for_seconds_is_outlived(
    minutes_of_grace: bool, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("fairmark.validators.suites.case.security.sleep", slept.append)
    change = guarded(lambda token: token == TOKEN or (token == "second" and (minutes_of_grace or not slept)))
    short = Access(Token(TOKEN, lifetime=5), ask=lambda _scope: Token("second", lifetime=5))
    assert outcomes("CASE-SEC-006", Tiny(change), OWN, access=short) == {"access": said}
    assert slept == [6]


# -- what the report shows, and the token endpoint ---------------------------------------------------------------------


def test_no_token_is_shown() -> None:
    session = session_for(Tiny(guarded()), OWN, access=with_everything())
    answer = session.success(next(iter(session.samples)))
    assert answer is not None
    for token in ("", MADE_UP, tampered(TOKEN), EXPIRED):
        exchange = session.as_stranger(answer, token).exchange
        shown = exchange.request + exchange.response + exchange.curl
        assert not token or token not in shown


class Endpoint:
    """A token endpoint that answers with the given status and body, and keeps what it was asked."""

    def __init__(self, status: int, body: bytes, error: TimedOut | None = None) -> None:
        self._status, self._body, self._error = status, body, error
        self.asked: list[Request] = []

    def send(self, request: Request) -> Response:
        self.asked.append(request)
        if self._error:
            raise self._error
        return Response(request.url, self._status, "1.1", (), self._body, 0.0, "")

    def speaks(self, _origin: object, _version: object) -> bool | None:
        return None


CLIENT = ClientCredentials(Url.parse("https://login.example/token"), "me&you", "p:w d")


def test_client_credentials() -> None:
    endpoint = Endpoint(200, b'{"access_token": "T", "token_type": "bearer", "expires_in": "60", "scope": "s"}')
    assert CLIENT.ask(endpoint, "a b") == Token("T", "s", 60.0)
    request = endpoint.asked[0]
    assert request.body == b"grant_type=client_credentials&scope=a+b"
    assert dict(request.headers)["Authorization"] == "Basic bWUlMjZ5b3U6cCUzQXcrZA=="
    assert "p:w d" not in repr(CLIENT)
    assert "hidden" not in repr(Token("hidden"))


@pytest.mark.parametrize(
    ("endpoint", "reason"),
    [
        (Endpoint(400, b'{"error": "invalid_scope"}'), "it answers HTTP 400 (invalid_scope)"),
        (Endpoint(400, b'{"error": "secret is hunter2"}'), "it answers HTTP 400"),
        (Endpoint(401, b"<html>"), "it answers HTTP 401"),
        (Endpoint(200, b"{}"), "it answers HTTP 200"),
        (Endpoint(200, b'{"access_token": "a\\nb", "token_type": "Bearer"}'), "it answers HTTP 200"),
        (Endpoint(200, b'{"access_token": "T", "token_type": "mac"}'), "its token is of a type other than Bearer"),
        (Endpoint(0, b"", TimedOut("it sent nothing for 10 s")), "it gives no answer: it sent nothing for 10 s"),
    ],
)
def test_why_there_is_no_token(endpoint: Endpoint, reason: str) -> None:
    with pytest.raises(NoToken) as raised:
        CLIENT.ask(endpoint, "")
    assert str(raised.value) == reason


@pytest.mark.parametrize("told", [b"null", b'"soon"', b"NaN", b"1e999", b"[]", b"true"])
def test_a_lifetime_that_is_none(told: bytes) -> None:
    endpoint = Endpoint(200, b'{"access_token": "T", "token_type": "Bearer", "expires_in": ' + told + b"}")
    try:
        token = CLIENT.ask(endpoint, "")
    except NoToken:
        return  # not JSON
    assert token.lifetime in (None, 1.0)
