"""The authorization endpoint: what never leads to the client, what is told it, and what the person decides."""

from base64 import urlsafe_b64encode
import re
from urllib.parse import urlencode

from oauth_server import (
    BASE,
    HOST,
    PASSWORD,
    READ,
    REDIRECT,
    UPSERT,
    Host,
    Registered,
    new_verifier,
    said_to_client,
    ticket_in,
)
import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from fairmark.server.oauth.login import GOOD_FOR
from fairmark.server.oauth.scopes import CLR, OB, OFFLINE
from fairmark.server.storage.access_tables import grants, tickets
from fairmark.server.storage.database import updating
from fairmark.server.storage.store import Store

VERIFIER = "verifier-" + "x" * 40
WRONG_PASSWORD = "incorrect horse battery"


def is_page(answer: TestResponse, status: int) -> bool:
    return (
        answer.status_code == status
        and answer.content_type == "text/html; charset=utf-8"
        and "Location" not in answer.headers
        and "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        and answer.headers["X-Frame-Options"] == "DENY"
        and answer.headers["Cache-Control"] == "no-store"
    )


def grants_in(store: Store) -> int:
    with store.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(grants)) or 0


# -- never a redirect ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("client_id", [None, "", "nobody", "client-\0", "x" * 3000, "'; drop table people; --"])
def test_a_client_that_there_is_not_is_never_redirected_to(
    host: Host, wallet: Registered, client_id: str | None, method: str
) -> None:
    address = host.request(wallet, VERIFIER, client_id=client_id)
    answer = host.send("GET", address) if method == "GET" else host.log_in(address)
    assert is_page(answer, 400)


OTHER_REDIRECTS = [
    None,
    "",
    REDIRECT + "/",
    REDIRECT + "?a=b",
    REDIRECT + "#fragment",
    REDIRECT.upper(),
    REDIRECT.replace("https", "http"),
    REDIRECT.replace("https", "HTTPS"),
    REDIRECT + "/../evil",
    REDIRECT + "%0d%0aSet-Cookie:a=b",
    REDIRECT + "\r\nSet-Cookie: a=b",
    REDIRECT + " ",
    f"https://{HOST}:8443/callback",
    f"https://{HOST}@evil.example/callback",
    f"https://{HOST}.evil.example/callback",
    f"https://evil.example/?{REDIRECT}",
    "https://evil.example/",
    "//evil.example",
    "/evil",
    "javascript:alert(1)",
    "data:text/html,x",
    "\0",
    "https://[",
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("uri", OTHER_REDIRECTS)
def test_a_redirect_uri_that_is_not_registered_is_never_redirected_to(
    quick: Host, quick_wallet: Registered, uri: str | None, method: str
) -> None:
    address = quick.request(quick_wallet, VERIFIER, redirect_uri=uri)
    answer = quick.send("GET", address) if method == "GET" else quick.log_in(address)
    assert is_page(answer, 400)
    assert not uri or len(uri) < 3 or uri not in answer.text


def test_an_error_of_somebody_unknown_is_not_told_to_the_address_that_they_name(quick: Host) -> None:
    stranger = Registered("nobody", "")
    for changes in ({"response_type": "token"}, {"scope": None}, {"state": None}, {"code_challenge": None}):
        assert is_page(quick.send("GET", quick.request(stranger, VERIFIER, **changes)), 400)


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "scope", "response_type", "code_challenge"])
def test_a_parameter_that_is_repeated_is_refused(quick: Host, quick_wallet: Registered, name: str) -> None:
    address = quick.request(quick_wallet, VERIFIER) + "&" + urlencode({name: "https://evil.example/"})
    assert is_page(quick.send("GET", address), 400)


# -- told to the client ----------------------------------------------------------------------------------------------

TOLD = [
    ({"response_type": None}, "invalid_request"),
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": "code token"}, "unsupported_response_type"),
    ({"response_type": 'ünicode"\\'}, "unsupported_response_type"),
    ({"scope": None}, "invalid_scope"),
    ({"scope": " "}, "invalid_scope"),
    ({"scope": "everything"}, "invalid_scope"),
    ({"scope": f"{READ} everything"}, "invalid_scope"),
    ({"scope": OFFLINE}, "invalid_scope"),
    ({"scope": OB + "profile.update"}, "invalid_scope"),  # offered, but not what this client has registered
    ({"scope": f"{READ} {CLR}credential.upsert"}, "invalid_scope"),
    ({"scope": READ.upper()}, "invalid_scope"),
    ({"scope": READ + "\u00a0"}, "invalid_scope"),
    ({"code_challenge": None}, "invalid_request"),
    ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
    ({"code_challenge": "short"}, "invalid_request"),
    ({"code_challenge": "x" * 43 + "\n"}, "invalid_request"),
    ({"code_challenge": "x" * 44}, "invalid_request"),
    ({"code_challenge_method": None}, "invalid_request"),  # RFC 7636 would take it for plain
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge_method": "s256"}, "invalid_request"),
]


@pytest.mark.parametrize(("changes", "error"), TOLD, ids=lambda value: str(value)[:60])
def test_what_else_is_wrong_is_told_by_a_redirect_with_the_state(
    quick: Host, quick_wallet: Registered, changes: dict[str, str | None], error: str
) -> None:
    said = said_to_client(quick.send("GET", quick.request(quick_wallet, VERIFIER, **changes)))
    assert (said["error"], said["state"], said["iss"]) == (error, "opaque", BASE)
    assert "code" not in said
    assert re.fullmatch(r"[ !#-\[\]-~]*", said.get("error_description", ""))


def test_without_a_state_there_is_no_code(quick: Host, quick_wallet: Registered) -> None:
    said = said_to_client(quick.send("GET", quick.request(quick_wallet, VERIFIER, state=None)))
    assert said["error"] == "invalid_request"


@pytest.mark.parametrize("state", ["a b&c=d", "&code=forged", "\r\nSet-Cookie: a=b", "ünïcode", "\0", "#x", "x" * 3000])
def test_the_state_comes_back_as_it_was_and_nothing_else_with_it(host: Host, wallet: Registered, state: str) -> None:
    address = host.request(wallet, VERIFIER, state=state)
    answer = host.decide(address, host.log_in(address), READ)
    said = said_to_client(answer)
    assert said["state"] == state
    assert said["code"].startswith("fairmark_code_")
    assert "Set-Cookie" not in answer.headers


def test_a_redirect_uri_keeps_its_own_query(quick: Host) -> None:
    uri = f"{REDIRECT}?tenant=7"
    client = quick.client(redirect_uris=[uri, REDIRECT])
    address = quick.request(client, VERIFIER, redirect_uri=uri)
    said = said_to_client(quick.decide(address, quick.log_in(address), READ))
    assert said["tenant"] == "7"
    assert said["code"]


# -- the pages -------------------------------------------------------------------------------------------------------


def test_every_page_forbids_framing_caching_and_anything_inline(quick: Host, quick_wallet: Registered) -> None:
    address = quick.request(quick_wallet, VERIFIER)
    consent = quick.log_in(address)
    pages = [
        quick.send("GET", address),
        quick.log_in(address, password=WRONG_PASSWORD),
        consent,
        quick.decide(address, consent),
        quick.decide(address, consent),
        quick.send("GET", "/oauth/access"),
        quick.log_in("/oauth/access"),
    ]
    assert [page.status_code for page in pages] == [200, 403, 200, 400, 403, 200, 200]
    for page in pages:
        assert is_page(page, page.status_code)
        assert not re.search(r"<script(?! src=\"/static/)|<style|\son\w+=|\sstyle=|<img", page.text)
        assert "Set-Cookie" not in page.headers
        assert "form-action 'self'" in page.headers["Content-Security-Policy"]


def test_forms_may_lead_to_the_client_and_to_nobody_else(quick: Host) -> None:
    client = quick.client(redirect_uris=[f"https://{HOST}:8443/callback"])
    address = quick.request(client, VERIFIER, redirect_uri=f"https://{HOST}:8443/callback")
    policy = quick.send("GET", address).headers["Content-Security-Policy"]
    assert f"form-action 'self' https://{HOST}:8443;" in policy


def test_what_a_client_calls_itself_is_text(quick: Host) -> None:
    client = quick.client(client_name="</strong><script>alert(1)</script>\u202e")
    address = quick.request(client, VERIFIER)
    for page in (quick.send("GET", address), quick.log_in(address)):
        assert "<script>" not in page.text
        assert "\u202e" not in page.text


def test_the_page_says_who_asks_for_what_and_for_how_long(quick: Host, quick_wallet: Registered) -> None:
    address = quick.request(quick_wallet, VERIFIER, scope=f"{READ} {UPSERT} {OFFLINE}")
    text = quick.log_in(address).text
    for words in ("wallet.example", "See all badges", "Add badges", "90 days", "one hour", "Maya Ortiz", "Don’t allow"):
        assert words in text
    assert READ in text
    assert "checked" not in text


def test_the_password_is_asked_for_once_and_never_sent_back(quick: Host, quick_wallet: Registered) -> None:
    address = quick.request(quick_wallet, VERIFIER)
    for page in (quick.log_in(address), quick.log_in(address, password=WRONG_PASSWORD)):
        assert PASSWORD not in page.text
        assert WRONG_PASSWORD not in page.text


@pytest.mark.parametrize(
    ("login", "password"),
    [("maya", WRONG_PASSWORD), ("nobody", PASSWORD), ("maya", ""), ("", PASSWORD), ("", ""), ("maya\0", PASSWORD)],
)
def test_nobody_is_let_in_who_is_not_known(host: Host, wallet: Registered, login: str, password: str) -> None:
    answer = host.log_in(host.request(wallet, VERIFIER), login, password)
    assert is_page(answer, 403)
    assert "There is nobody with this login name and password" in answer.text
    assert 'name="ticket"' not in answer.text


@pytest.mark.parametrize("path", ["", "/oauth/access"])
def test_going_back_on_a_shared_computer_lets_nobody_in(host: Host, wallet: Registered, path: str) -> None:
    address = path or host.request(wallet, VERIFIER)
    found = re.search(r'name="once" value="([^"]+)"', host.send("GET", address).text)
    assert found
    form = {"login": "maya", "password": PASSWORD, "once": found[1]}
    first, again = (host.send("POST", address, data=form, headers={"Origin": BASE}) for _ in range(2))
    assert first.status_code == 200
    assert is_page(again, 403)
    assert 'name="ticket"' not in again.text
    assert is_page(host.decide(address, host.log_in(address), ticket=found[1]), 403), "it is no ticket"
    assert is_page(host.send("POST", address, data=form, headers={"Origin": BASE}), 403), "nor does that free it"


def test_a_wrong_password_does_not_spend_the_form(quick: Host, quick_wallet: Registered) -> None:
    address = quick.request(quick_wallet, VERIFIER)
    for password, status in ((WRONG_PASSWORD, 403), (PASSWORD, 200)):
        form = {"login": "maya", "password": password, "once": f"form {id(quick)}"}
        assert quick.send("POST", address, data=form, headers={"Origin": BASE}).status_code == status


# -- the decision ----------------------------------------------------------------------------------------------------


def test_a_person_may_allow_a_part(host: Host, wallet: Registered) -> None:
    address = host.request(wallet, VERIFIER, scope=f"{READ} {UPSERT} {OFFLINE}")
    said = said_to_client(host.decide(address, host.log_in(address), READ))
    assert said["scope"] == READ
    answer = host.redeem(wallet, said["code"], VERIFIER)
    assert answer.json["scope"] == READ
    assert "refresh_token" not in answer.json
    assert host.read(answer.json["access_token"], "/protected/upsert", "POST").status_code == 403


def test_a_person_cannot_allow_more_than_was_asked_for(host: Host, wallet: Registered) -> None:
    address = host.request(wallet, VERIFIER, scope=READ)
    said = said_to_client(host.decide(address, host.log_in(address), READ, UPSERT, OFFLINE, "admin"))
    assert said["scope"] == READ


@pytest.mark.parametrize("chosen", [(), (OFFLINE,), (UPSERT,), ("everything",)])
def test_allowing_nothing_asks_again(quick: Host, quick_wallet: Registered, chosen: tuple[str, ...]) -> None:
    address = quick.request(quick_wallet, VERIFIER)
    answer = quick.decide(address, quick.log_in(address), *chosen)
    assert is_page(answer, 400)
    assert "Nothing is ticked" in answer.text
    assert said_to_client(quick.decide(address, answer, READ))["code"]


@pytest.mark.parametrize("decision", ["deny", "", "Allow", "maybe"])
def test_whoever_does_not_allow_denies(quick: Host, quick_wallet: Registered, decision: str) -> None:
    address = quick.request(quick_wallet, VERIFIER)
    said = said_to_client(quick.decide(address, quick.log_in(address), READ, decision=decision))
    assert (said["error"], said["state"]) == ("access_denied", "opaque")


def test_one_may_refuse_without_logging_in(quick: Host, quick_wallet: Registered) -> None:
    address = quick.request(quick_wallet, VERIFIER)
    answer = quick.send("POST", address, data={"decision": "deny"}, headers={"Origin": BASE})
    assert said_to_client(answer)["error"] == "access_denied"


def test_no_code_without_logging_in(quick: Host, quick_wallet: Registered) -> None:
    address = quick.request(quick_wallet, VERIFIER)
    for form in ({"decision": "allow", "scope": READ}, {"decision": "allow", "scope": READ, "ticket": ""}):
        assert is_page(quick.send("POST", address, data=form, headers={"Origin": BASE}), 403)


# -- tickets ---------------------------------------------------------------------------------------------------------


def test_a_ticket_is_good_once(host: Host, wallet: Registered) -> None:
    address = host.request(wallet, VERIFIER)
    page = host.log_in(address)
    assert said_to_client(host.decide(address, page, READ))["code"]
    again = host.decide(address, page, READ)
    assert is_page(again, 403)
    assert "Nothing was changed" in again.text


def test_a_ticket_decides_what_was_shown_whatever_address_it_is_sent_to(quick: Host) -> None:
    shown, other = quick.client(), quick.client(client_name="Other")
    page = quick.log_in(quick.request(shown, VERIFIER, scope=READ))
    address = quick.request(other, new_verifier(), scope=f"{READ} {UPSERT}", state="theirs")
    said = said_to_client(quick.decide(address, page, READ, UPSERT))
    assert (said["state"], said["scope"]) == ("opaque", READ)
    assert quick.redeem(other, said["code"], VERIFIER).json["error"] == "invalid_grant"
    assert quick.redeem(shown, said["code"], VERIFIER).status_code == 200


def test_a_ticket_of_another_page_decides_nothing(quick: Host, quick_wallet: Registered) -> None:
    quick.tokens(quick_wallet)
    address = quick.request(quick_wallet, VERIFIER)
    assert is_page(quick.decide(address, quick.log_in("/oauth/access"), READ), 403)
    answer = quick.decide("/oauth/access", quick.log_in(address), grant="x")
    assert is_page(answer, 403)


def test_a_ticket_ends(host: Host, wallet: Registered) -> None:
    address = host.request(wallet, VERIFIER)
    page = host.log_in(address)
    with updating(host.store.engine) as connection:
        ends = connection.scalar(select(tickets.c.expires_at))
        assert ends is not None
        connection.execute(update(tickets), {"expires_at": ends - GOOD_FOR})
    assert is_page(host.decide(address, page, READ), 403)


def test_a_ticket_of_a_person_who_was_removed_decides_nothing(host: Host, wallet: Registered) -> None:
    from fairmark.server.storage.people import People

    address = host.request(wallet, VERIFIER)
    page = host.log_in(address)
    assert People(host.store.engine).remove("maya")
    assert is_page(host.decide(address, page, READ), 403)


# -- other sites -----------------------------------------------------------------------------------------------------

ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": f"https://{HOST}"},
    {"Origin": BASE + ".evil.example"},
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_a_form_of_another_site_is_refused(quick: Host, quick_wallet: Registered, headers: dict[str, str]) -> None:
    address = quick.request(quick_wallet, VERIFIER)
    page = quick.log_in(address)
    before = grants_in(quick.store)
    assert is_page(quick.log_in(address, **headers), 403)
    assert is_page(quick.decide(address, page, READ, **headers), 403)
    assert is_page(quick.log_in("/oauth/access", **headers), 403)
    assert grants_in(quick.store) == before
    assert said_to_client(quick.decide(address, page, READ))["code"], "the ticket was not spent"


def test_the_database_has_neither_password_nor_ticket_nor_code(sqlite_store: Store, tmp_path: object) -> None:
    host = Host(sqlite_store)
    client = host.client()
    address = host.request(client, VERIFIER)
    page = host.log_in(address)
    unused = host.log_in(address)
    code = said_to_client(host.decide(address, page, READ))["code"]
    with sqlite_store.engine.connect() as connection:
        stored = "\n".join(connection.connection.iterdump())  # type: ignore[attr-defined]  # of the driver
    for secret in (PASSWORD, ticket_in(unused), code, client.secret):
        assert secret not in stored
        assert urlsafe_b64encode(secret.encode()).decode() not in stored


def test_without_tls_there_is_no_oauth(sqlite_store: Store) -> None:
    host = Host(sqlite_store, "http://host.example")
    assert host.register().status_code == 403
    assert host.token(None, grant_type="authorization_code").status_code == 403
    assert is_page(host.send("GET", "/oauth/access"), 403)
    assert host.send("GET", "/.well-known/oauth-authorization-server").status_code == 403


def test_on_this_machine_itself_there_is(sqlite_store: Store) -> None:
    host = Host(sqlite_store, "http://127.0.0.1:8080")
    assert host.tokens(host.client())["access_token"]
