"""Faults of hosts of credentials as a feature: over whatever is in the store, and as the command serves them."""

from base64 import b64encode
import json
from pathlib import Path

from credential_server import badge, record, text_of, token_badge
import pytest
from running_server import running
from suites.credentials.honest_host import BASE, PATHS, Host
from werkzeug.test import Client

from fairmark.server.faults import FAULTS, faulty
from fairmark.server.faults.credentials.fault import CREDENTIALS, OAUTH

FAILING = frozenset({"since-in-words-fails", "profile-fails", "broken-json-fails", "unknown-grant-fails"}) | {
    "revocation-of-nothing-fails"
}
"""Faults that consist in an answer of 500."""

READ = ("/discovery", "/credentials", "/credentials?limit=1&offset=1&since=2020-01-01T00:00:00Z", "/profile", "/none")
WRONG = ("/credentials?limit=0", "/credentials?offset=-1", "/credentials?since=yesterday", "/credentials?limit=x")
FORMS = (
    b"",
    b"grant_type=authorization_code&code=none&redirect_uri=https%3A%2F%2Fa.example&code_verifier=x",
    b"grant_type=refresh_token&refresh_token=none&scope=x",
    b"grant_type=none",
    b"token=none&token_type_hint=refresh_token",
    b"\xff\x00=%zz",
)
QUERIES = ("", "response_type=token&client_id=none&redirect_uri=none&scope=x&state=s", "code_challenge_method=plain")


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    return Host(tmp_path_factory.mktemp("host"))


@pytest.mark.parametrize("name", [fault.name for fault in FAULTS.values() if fault.service in (CREDENTIALS, OAUTH)])
def test_a_fault_works_over_whatever_is_asked_and_held(host: Host, name: str) -> None:
    """An empty list, then other people's credentials in spellings of their own, and requests of no sense."""
    client = Client(faulty(host.app, name, lambda _seconds: None))
    token = host.token("credential.readonly", "credential.upsert", "profile.readonly", "profile.update")
    named = {"Authorization": f"Bearer {token}"}
    asked = [
        *[("GET", PATHS["OB"] + path, b"", "", headers) for headers in ({}, named) for path in (*READ, *WRONG)],
        *[("HEAD", PATHS["CLR"] + path, b"", "", {}) for path in READ],
        ("POST", PATHS["OB"] + "/credentials", text_of(badge()), "application/ld+json", named),
        ("POST", PATHS["OB"] + "/credentials", token_badge(2).encode(), "text/plain", named),
        ("POST", PATHS["OB"] + "/credentials", text_of(record()), "application/json", named),
        *[("POST", PATHS["OB"] + "/credentials", body, "text/plain", named) for body in (b"", b"[1]", b"\xff.\xff.")],
        *[("POST", PATHS["OB"] + "/credentials", body, "application/json", named) for body in (b"", b"[1]", b"{")],
        ("PUT", PATHS["OB"] + "/profile", b"[]", "application/json", named),
        *[("GET", PATHS["OB"] + path, b"", "", named) for path in READ],
        *[("GET", f"/oauth/authorize?{query}", b"", "", {}) for query in QUERIES],
        *[("POST", "/oauth/register", body, "application/json", {}) for body in (b"", b"[]", b"{}")],
        *[
            ("POST", f"/oauth/{endpoint}", form, "application/x-www-form-urlencoded", {"Authorization": basic})
            for endpoint in ("token", "revoke", "authorize")
            for form in FORMS
            for basic in ("", "Basic !", "Basic " + b64encode(b"a:b").decode())
        ],
        ("GET", "/.well-known/oauth-authorization-server", b"", "", {}),
    ]
    for number, (method, path, body, media_type, headers) in enumerate(asked):
        peer = {"REMOTE_ADDR": f"10.9.{number}.1"}
        answer = client.open(
            path,
            method=method,
            base_url=BASE,
            data=body,
            content_type=media_type or None,
            headers=headers,
            environ_overrides=peer,
        )
        assert answer.status_code < 500 or name in FAILING, (method, path)


def test_the_command_serves_a_fault_of_a_host(tmp_path: Path) -> None:
    database = f"sqlite:///{(tmp_path / 'store.db').as_posix()}"
    with running("--demo", "--database", database, "--faults", "description-of-openapi-3-1") as server:
        status, body, headers = server.ask("GET", f"{PATHS['CLR']}/discovery")
    assert (status, json.loads(body)["openapi"]) == (200, "3.1.0")
    assert int(headers["Content-Length"]) == len(body)
    told = next(event for event in server.events() if event["event"] == "faulty")
    assert (told["fault"], told["breaks"]) == ("description-of-openapi-3-1", "API-DISC-001")
