"""The token endpoint and revocation, and what tokens are good for. All of it as somebody would who wants more."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from oauth_server import READ, REDIRECT, UPSERT, Host, Registered, challenge_of, new_verifier
import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from fairmark.server.oauth.scopes import OFFLINE, split
from fairmark.server.serving.tokens import digest_of, issue
from fairmark.server.storage.access_tables import codes, grants, issued
from fairmark.server.storage.database import updating
from fairmark.server.storage.people import People
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens

VERIFIER = "verifier-" + "x" * 40
FORM = "application/x-www-form-urlencoded"
PAST = datetime.now(UTC) - timedelta(seconds=1)


def refused(answer: TestResponse, error: str, status: int = 400) -> bool:
    assert (answer.status_code, answer.json["error"]) == (status, error), answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return "access_token" not in answer.json


# -- codes -----------------------------------------------------------------------------------------------------------


def test_a_code_is_good_once_and_a_replay_ends_what_came_of_it(host: Host, wallet: Registered) -> None:
    code = host.code(wallet, VERIFIER)
    tokens = host.redeem(wallet, code, VERIFIER).json
    assert host.read(tokens["access_token"]).status_code == 200
    assert refused(host.redeem(wallet, code, VERIFIER), "invalid_grant")
    assert host.read(tokens["access_token"]).status_code == 401
    assert refused(host.renew(wallet, tokens["refresh_token"]), "invalid_grant")


def test_a_replay_with_a_wrong_verifier_ends_it_as_well(host: Host, wallet: Registered) -> None:
    code = host.code(wallet, VERIFIER)
    tokens = host.redeem(wallet, code, VERIFIER).json
    assert refused(host.redeem(wallet, code, new_verifier()), "invalid_grant")
    assert host.read(tokens["access_token"]).status_code == 401


def test_of_many_at_once_one_gets_tokens_at_most(host: Host, wallet: Registered) -> None:
    code = host.code(wallet, VERIFIER)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}

    def redeem(_number: int) -> TestResponse:
        browser = host.app.test_client()
        return browser.post("/oauth/token", base_url=host.base, data=form, headers={"Authorization": wallet.basic})

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(redeem, range(6)))
    got = [answer.json for answer in answers if answer.status_code == 200]
    assert len(got) == 1
    assert all(answer.json["error"] == "invalid_grant" for answer in answers if answer.status_code != 200)
    assert host.read(got[0]["access_token"]).status_code == 401, "the others were replays"


@pytest.mark.parametrize(
    "verifier", ["y" * 43, VERIFIER[:-1], VERIFIER + "x", VERIFIER + "\n", "x", "ü" * 43, challenge_of(VERIFIER)]
)
def test_a_wrong_verifier_gets_nothing_and_spends_nothing(quick: Host, quick_wallet: Registered, verifier: str) -> None:
    code = quick.code(quick_wallet, VERIFIER)
    assert refused(quick.redeem(quick_wallet, code, verifier), "invalid_grant")
    assert quick.redeem(quick_wallet, code, VERIFIER).status_code == 200


@pytest.mark.parametrize("verifier", [None, ""])
def test_without_a_verifier_there_is_nothing(quick: Host, quick_wallet: Registered, verifier: str | None) -> None:
    code = quick.code(quick_wallet, VERIFIER)
    assert refused(quick.redeem(quick_wallet, code, "", code_verifier=verifier), "invalid_request")


def test_a_code_belongs_to_its_client(host: Host, wallet: Registered) -> None:
    thief = host.client(client_name="Thief")
    code = host.code(wallet, VERIFIER)
    assert refused(host.redeem(thief, code, VERIFIER), "invalid_grant")
    tokens = host.redeem(wallet, code, VERIFIER).json
    # Whoever has seen a code cannot end what came of it, either.
    assert refused(host.redeem(thief, code, VERIFIER), "invalid_grant")
    assert host.read(tokens["access_token"]).status_code == 200


@pytest.mark.parametrize("uri", [None, "", REDIRECT + "/", REDIRECT + "2", REDIRECT.upper(), "https://evil.example/"])
def test_a_code_belongs_to_its_redirect_uri(quick: Host, uri: str | None) -> None:
    client = quick.client(redirect_uris=[REDIRECT, REDIRECT + "2"])
    code = quick.code(client, VERIFIER)
    assert refused(quick.redeem(client, code, VERIFIER, redirect_uri=uri), "invalid_grant")


def test_a_code_ends(host: Host, wallet: Registered) -> None:
    code = host.code(wallet, VERIFIER)
    with host.store.engine.connect() as connection:
        ends = connection.execute(codes.select()).one().expires_at
    assert timedelta(seconds=590) < ends - datetime.now(UTC) <= timedelta(seconds=600)
    with updating(host.store.engine) as connection:
        connection.execute(update(codes), {"expires_at": PAST})
    assert refused(host.redeem(wallet, code, VERIFIER), "invalid_grant")


@pytest.mark.parametrize("code", ["nonsense", "\0", "ü", "fairmark_code_" + "x" * 43])
def test_what_is_no_code_is_refused(host: Host, wallet: Registered, code: str) -> None:
    assert refused(host.redeem(wallet, code, VERIFIER), "invalid_grant")


def test_a_code_is_no_access_token_and_no_refresh_token(host: Host, wallet: Registered) -> None:
    code = host.code(wallet, VERIFIER)
    assert host.read(code).status_code == 401
    assert refused(host.renew(wallet, code), "invalid_grant")


# -- the client ------------------------------------------------------------------------------------------------------


def test_the_client_must_prove_who_it_is(quick: Host, quick_wallet: Registered) -> None:
    code = quick.code(quick_wallet, VERIFIER)
    for pretended in (
        Registered(quick_wallet.id, "wrong"),
        Registered(quick_wallet.id, ""),
        Registered(quick_wallet.id, digest_of(quick_wallet.secret)),
        Registered("nobody", quick_wallet.secret),
        Registered("", ""),
        Registered("\0", "\0"),
        Registered("ü", "ü"),
    ):
        answer = quick.redeem(pretended, code, VERIFIER)
        assert refused(answer, "invalid_client", 401)
        assert answer.headers["WWW-Authenticate"] == 'Basic realm="fairmark"'
    assert quick.redeem(quick_wallet, code, VERIFIER).status_code == 200


@pytest.mark.parametrize(
    "header",
    ["Basic", "Basic ", "Basic !!!", "Basic /////w==", "Basic bm9jb2xvbg==", "Bearer x", "basic \u00ff", "Digest x"],
)
def test_a_header_that_names_nobody_is_refused(quick: Host, header: str) -> None:
    form = {"grant_type": "authorization_code", "code": "x"}
    answer = quick.send("POST", "/oauth/token", data=form, headers={"Authorization": header})
    assert refused(answer, "invalid_client", 401)


def test_id_and_secret_in_the_form_are_not_enough(quick: Host, quick_wallet: Registered) -> None:
    code = quick.code(quick_wallet, VERIFIER)
    answer = quick.token(
        None,
        grant_type="authorization_code",
        code=code,
        redirect_uri=REDIRECT,
        code_verifier=VERIFIER,
        client_id=quick_wallet.id,
        client_secret=quick_wallet.secret,
    )
    assert refused(answer, "invalid_client", 401)


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "password", "username": "maya"}, "unsupported_grant_type"),
        ({"grant_type": "implicit"}, "unsupported_grant_type"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": 'ünïcode"'}, "unsupported_grant_type"),
    ],
)
def test_only_codes_and_refresh_tokens_get_tokens(
    quick: Host, quick_wallet: Registered, form: dict[str, str], error: str
) -> None:
    assert refused(quick.token(quick_wallet, **form), error)


@pytest.mark.parametrize(
    "said",
    [
        {"json": {"grant_type": "authorization_code"}},
        {
            "data": "grant_type=authorization_code&grant_type=refresh_token",
            "content_type": FORM,
        },
        {"data": "&".join(f"a{n}=b" for n in range(200)), "content_type": FORM},
        {"data": f"grant_type={'x' * 5000}", "content_type": FORM},
        {"data": b"", "content_type": FORM},
        {"data": b"\xff=\xfe", "content_type": FORM},
    ],
    ids=["json", "repeated", "many", "long", "empty", "no utf-8"],
)
def test_what_is_no_form_is_refused(quick: Host, quick_wallet: Registered, said: dict[str, Any]) -> None:
    answer = quick.send("POST", "/oauth/token", headers={"Authorization": quick_wallet.basic}, **said)
    assert refused(answer, "invalid_request")


def test_parameters_in_the_address_do_not_count(quick: Host, quick_wallet: Registered) -> None:
    code = quick.code(quick_wallet, VERIFIER)
    address = f"/oauth/token?grant_type=authorization_code&code={code}&redirect_uri={REDIRECT}&code_verifier={VERIFIER}"
    form = {"content_type": FORM}
    answer = quick.send("POST", address, headers={"Authorization": quick_wallet.basic}, **form)
    assert refused(answer, "invalid_request")
    assert quick.send("GET", address, headers={"Authorization": quick_wallet.basic}).status_code == 405


# -- scopes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", [UPSERT, f"{READ} {UPSERT}", "admin", f"{READ} admin", OFFLINE, " ", "\u00a0"])
def test_a_token_is_never_good_for_more_than_was_granted(quick: Host, quick_wallet: Registered, scope: str) -> None:
    code = quick.code(quick_wallet, VERIFIER)
    assert refused(quick.redeem(quick_wallet, code, VERIFIER, scope=scope), "invalid_scope")
    tokens = quick.redeem(quick_wallet, code, VERIFIER, scope=f"{READ} {OFFLINE}").json
    assert refused(quick.renew(quick_wallet, tokens["refresh_token"], scope=scope), "invalid_scope")
    assert quick.renew(quick_wallet, tokens["refresh_token"], scope=READ).json["scope"] == READ


def test_what_is_asked_for_at_the_token_endpoint_is_what_the_token_is_good_for(host: Host, wallet: Registered) -> None:
    code = host.code(wallet, VERIFIER, READ, UPSERT, scope=f"{READ} {UPSERT}")
    tokens = host.redeem(wallet, code, VERIFIER, scope=READ).json
    assert tokens["scope"] == READ
    assert host.read(tokens["access_token"]).status_code == 200
    assert host.read(tokens["access_token"], "/protected/upsert", "POST").status_code == 403


def test_a_renewal_may_ask_for_less_and_later_for_all_again(host: Host, wallet: Registered) -> None:
    tokens = host.tokens(wallet, READ, UPSERT, OFFLINE, scope=f"{READ} {UPSERT} {OFFLINE}")
    less = host.renew(wallet, tokens["refresh_token"], scope=READ).json
    assert less["scope"] == READ
    all_of_it = host.renew(wallet, less["refresh_token"]).json
    assert split(all_of_it["scope"]) == {READ, UPSERT, OFFLINE}


def test_refresh_tokens_are_given_only_where_both_want_them(quick: Host) -> None:
    assert "refresh_token" in quick.tokens(quick.client())
    assert "refresh_token" not in quick.tokens(quick.client(), READ), "the person has not ticked it"
    assert "refresh_token" not in quick.tokens(quick.client(grant_types=None)), "the client has not registered it"


# -- renewal ---------------------------------------------------------------------------------------------------------


def test_a_renewal_gives_new_tokens_for_both(host: Host, wallet: Registered) -> None:
    first = host.tokens(wallet)
    second = host.renew(wallet, first["refresh_token"]).json
    assert second["access_token"] != first["access_token"]
    assert second["refresh_token"] != first["refresh_token"]
    assert host.read(second["access_token"]).status_code == 200
    assert second["expires_in"] == 3600


def test_an_old_refresh_token_ends_the_family(host: Host, wallet: Registered) -> None:
    first = host.tokens(wallet)
    second = host.renew(wallet, first["refresh_token"]).json
    third = host.renew(wallet, second["refresh_token"]).json
    assert refused(host.renew(wallet, first["refresh_token"]), "invalid_grant")
    assert refused(host.renew(wallet, third["refresh_token"]), "invalid_grant")
    for tokens in (first, second, third):
        assert host.read(tokens["access_token"]).status_code == 401


def test_a_family_that_ended_ends_no_other(host: Host, wallet: Registered) -> None:
    other = host.tokens(wallet)
    first = host.tokens(wallet)
    host.renew(wallet, first["refresh_token"])
    host.renew(wallet, first["refresh_token"])
    assert host.read(other["access_token"]).status_code == 200


def test_of_many_renewals_at_once_one_succeeds_at_most(host: Host, wallet: Registered) -> None:
    tokens = host.tokens(wallet)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}

    def renew(_number: int) -> TestResponse:
        browser = host.app.test_client()
        return browser.post("/oauth/token", base_url=host.base, data=form, headers={"Authorization": wallet.basic})

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(renew, range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400, 400]


def test_a_refresh_token_belongs_to_its_client(host: Host, wallet: Registered) -> None:
    thief = host.client(client_name="Thief")
    tokens = host.tokens(wallet)
    assert refused(host.renew(thief, tokens["refresh_token"]), "invalid_grant")
    assert host.renew(wallet, tokens["refresh_token"]).status_code == 200


def test_an_access_token_renews_nothing_and_a_refresh_token_opens_nothing(host: Host, wallet: Registered) -> None:
    tokens = host.tokens(wallet)
    assert refused(host.renew(wallet, tokens["access_token"]), "invalid_grant")
    assert host.read(tokens["refresh_token"]).status_code == 401


def test_renewing_ends_with_the_grant(host: Host, wallet: Registered) -> None:
    tokens = host.tokens(wallet)
    with updating(host.store.engine) as connection:
        connection.execute(update(grants), {"ends_at": datetime.now(UTC) + timedelta(seconds=100)})
    renewed = host.renew(wallet, tokens["refresh_token"]).json
    assert renewed["expires_in"] <= 100
    with updating(host.store.engine) as connection:
        connection.execute(update(grants), {"ends_at": PAST})
    assert refused(host.renew(wallet, renewed["refresh_token"]), "invalid_grant")
    assert host.read(renewed["access_token"]).status_code == 401


# -- use -------------------------------------------------------------------------------------------------------------


def test_an_access_token_ends(host: Host, wallet: Registered) -> None:
    tokens = host.tokens(wallet)
    with updating(host.store.engine) as connection:
        connection.execute(update(issued).where(issued.c.kind == "access"), {"expires_at": PAST})
    answer = host.read(tokens["access_token"])
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert answer.content_type == "application/problem+json"


def test_without_a_token_and_with_too_small_a_one(host: Host, wallet: Registered) -> None:
    answer = host.send("GET", "/protected/read")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="fairmark"')
    tokens = host.tokens(wallet)
    answer = host.read(tokens["access_token"], "/protected/upsert", "POST")
    assert answer.status_code == 403
    assert f'error="insufficient_scope", scope="{UPSERT}"' in answer.headers["WWW-Authenticate"]


def test_a_token_in_the_address_or_the_form_opens_nothing(host: Host, wallet: Registered) -> None:
    token = host.tokens(wallet)["access_token"]
    assert host.send("GET", f"/protected/read?access_token={token}").status_code == 401
    assert host.send("POST", "/protected/upsert", data={"access_token": token}).status_code == 401


def test_a_token_that_an_administrator_made_for_a_person_opens_what_is_theirs(host: Host) -> None:
    tokens = Tokens(host.store.engine)
    token = issue(tokens, "suite", frozenset({READ}), person=host.person.id)
    answer = host.read(token)
    assert (answer.status_code, answer.text) == (200, f"{host.person.id} token:suite")
    assert host.read(token, "/protected/upsert", "POST").status_code == 403
    ended = issue(tokens, "ended", frozenset({READ}), timedelta(days=-1), person=host.person.id)
    assert host.read(ended).status_code == 401


def test_an_administrator_is_nobody_in_particular(host: Host) -> None:
    token = issue(Tokens(host.store.engine), "admin", frozenset({"admin"}))
    assert host.read(token).status_code == 403


def test_what_a_person_granted_opens_nothing_of_the_administrator(sqlite_store: Store) -> None:
    from fairmark.server.http import Refusal
    from fairmark.server.oauth.bearer import authorised

    host = Host(sqlite_store)
    bearer = f"Bearer {host.tokens(host.client())['access_token']}"
    for scope in ("admin", "frameworks.write", "scl.read"):
        with pytest.raises(Refusal) as caught:
            authorised(sqlite_store.engine, bearer, scope)
        assert caught.value.status == 401


def test_who_is_removed_takes_everything_along(host: Host, wallet: Registered) -> None:
    tokens = host.tokens(wallet)
    by_hand = issue(Tokens(host.store.engine), "suite", frozenset({READ}), person=host.person.id)
    code = host.code(wallet, VERIFIER)
    assert People(host.store.engine).remove("maya")
    assert host.read(tokens["access_token"]).status_code == 401
    assert host.read(by_hand).status_code == 401
    assert refused(host.renew(wallet, tokens["refresh_token"]), "invalid_grant")
    assert refused(host.redeem(wallet, code, VERIFIER), "invalid_grant")


# -- revocation ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hint", [{}, {"token_type_hint": "access_token"}, {"token_type_hint": "refresh_token"}])
def test_a_revoked_access_token_opens_nothing(host: Host, wallet: Registered, hint: dict[str, str]) -> None:
    tokens = host.tokens(wallet)
    answer = host.revoke(wallet, token=tokens["access_token"], **hint)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert host.read(tokens["access_token"]).status_code == 401
    assert host.renew(wallet, tokens["refresh_token"]).status_code == 200, "it may go on"


@pytest.mark.parametrize("hint", [{}, {"token_type_hint": "access_token"}, {"token_type_hint": "refresh_token"}])
def test_a_revoked_refresh_token_takes_all_along(host: Host, wallet: Registered, hint: dict[str, str]) -> None:
    tokens = host.tokens(wallet)
    assert host.revoke(wallet, token=tokens["refresh_token"], **hint).status_code == 200
    assert host.read(tokens["access_token"]).status_code == 401
    assert refused(host.renew(wallet, tokens["refresh_token"]), "invalid_grant")
    assert host.revoke(wallet, token=tokens["refresh_token"], **hint).status_code == 200


@pytest.mark.parametrize("token", ["nonsense", "\0", "ü", "x" * 3000])
def test_revoking_what_there_is_not_is_done(host: Host, wallet: Registered, token: str) -> None:
    assert host.revoke(wallet, token=token).status_code == 200


def test_nobody_revokes_what_is_not_theirs(host: Host, wallet: Registered) -> None:
    thief = host.client(client_name="Thief")
    tokens = host.tokens(wallet)
    assert refused(host.revoke(thief, token=tokens["access_token"]), "invalid_grant")
    assert refused(host.revoke(None, token=tokens["access_token"]), "invalid_client", 401)
    assert refused(host.revoke(Registered(wallet.id, "x"), token=tokens["access_token"]), "invalid_client", 401)
    assert host.read(tokens["access_token"]).status_code == 200


def test_a_revocation_without_a_token_or_with_a_strange_hint_is_refused(quick: Host, quick_wallet: Registered) -> None:
    assert refused(quick.revoke(quick_wallet), "invalid_request")
    assert refused(
        quick.revoke(quick_wallet, **dict.fromkeys(("token", "token_type_hint"), "id_token")), "unsupported_token_type"
    )


def test_the_database_has_no_token(sqlite_store: Store, tmp_path: Path) -> None:
    host = Host(sqlite_store)
    tokens = host.tokens(host.client())
    sqlite_store.engine.dispose()
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for name in ("access_token", "refresh_token"):
        assert digest_of(tokens[name]).encode() in stored
        assert tokens[name].encode() not in stored


def test_what_has_long_expired_is_forgotten(host: Host, wallet: Registered) -> None:
    host.tokens(wallet)
    with updating(host.store.engine) as connection:
        connection.execute(update(issued), {"expires_at": PAST - timedelta(days=1)})
    host.tokens(wallet)
    with host.store.engine.connect() as connection:
        assert len(connection.execute(issued.select()).all()) == 2
