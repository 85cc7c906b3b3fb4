"""Registration: what a client must say of itself, and what is made of it."""

from pathlib import Path
import socket
from typing import Any

from oauth_server import HOST, METADATA, REDIRECT, SCOPES, Host, new_verifier
import pytest

from fairmark.server.oauth.scopes import OFFLINE, split
from fairmark.server.storage.store import Store
from fairmark.validators.rules.shape import accepts

REQUIRED = (
    "client_name",
    "client_uri",
    "logo_uri",
    "tos_uri",
    "policy_uri",
    "software_id",
    "software_version",
    "redirect_uris",
    "scope",
)
"""Open Badges 3.0 section 7.1.1."""


def test_a_client_is_told_all_that_was_registered(host: Host) -> None:
    answer = host.register(contacts=["mailto:office@wallet.example"])
    assert (answer.status_code, answer.content_type) == (201, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    said = answer.json
    assert {name: said[name] for name in METADATA} == METADATA
    assert said["contacts"] == ["mailto:office@wallet.example"]
    assert said["token_endpoint_auth_method"] == "client_secret_basic"
    assert said["response_types"] == ["code"]
    assert said["client_secret_expires_at"] == 0
    assert isinstance(said["client_id_issued_at"], int)
    assert accepts("oauth/oauth-v1.schema.json", "Client", said)


def test_without_grant_types_it_may_redeem_codes_only(quick: Host) -> None:
    assert quick.register(grant_types=None).json["grant_types"] == ["authorization_code"]


def test_no_two_clients_have_the_same_id_or_secret(quick: Host) -> None:
    made = [quick.client() for _ in range(3)]
    assert len({client.id for client in made}) == len({client.secret for client in made}) == 3


def test_the_database_has_no_secret(sqlite_store: Store, tmp_path: Path) -> None:
    client = Host(sqlite_store).client()
    sqlite_store.engine.dispose()
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert client.id.encode() in stored
    assert client.secret.encode() not in stored


def test_members_that_there_are_not_are_ignored(quick: Host) -> None:
    chosen = dict.fromkeys(("client_id", "client_secret"), "mine")
    said = quick.register(jwks_uri="https://elsewhere.example/keys", **chosen).json
    assert "jwks_uri" not in said
    assert said["client_id"] != "mine"
    assert said["client_secret"] != "mine"


@pytest.mark.parametrize("name", REQUIRED)
def test_every_member_that_is_required_must_be_there(quick: Host, name: str) -> None:
    answer = quick.register(**{name: None})
    assert answer.status_code == 400
    assert answer.json["error"] == "invalid_client_metadata"
    assert name in answer.json["error_description"]


WRONG_METADATA: list[dict[str, Any]] = [
    {"client_name": ""},
    {"client_name": "two\nlines"},
    {"client_name": 7},
    {"client_name": "x" * 201},
    {"client_uri": f"http://{HOST}/"},
    {"client_uri": "https://user@wallet.example/"},
    {"client_uri": f"https://{HOST}/#fragment"},
    {"client_uri": f"https://{HOST}/\n"},
    {"client_uri": "javascript:alert(1)"},
    {"logo_uri": "data:image/svg+xml,<svg/>"},
    {"logo_uri": "https://elsewhere.example/logo.png"},
    {"logo_uri": f"https://{HOST}.evil.example/logo.png"},
    {"tos_uri": "file:///etc/passwd"},
    {"tos_uri": "https://wället.example/"},
    {"policy_uri": ["https://wallet.example/"]},
    {"policy_uri": f'https://{HOST}/"><script>'},
    {"software_id": None, "software_version": {}},
    {"token_endpoint_auth_method": "none"},
    {"token_endpoint_auth_method": "client_secret_post"},
    {"grant_types": "authorization_code"},
    {"grant_types": ["client_credentials"]},
    {"grant_types": ["refresh_token"]},
    {"grant_types": []},
    {"response_types": ["token"]},
    {"response_types": ["code", "token"]},
    {"contacts": "office@wallet.example"},
    {"scope": "everything"},
    {"scope": f"{SCOPES[0]} everything"},
    {"scope": OFFLINE},
    {"scope": " "},
    {"scope": ["a"]},
]


@pytest.mark.parametrize("changes", WRONG_METADATA, ids=str)
def test_metadata_that_cannot_be_is_refused(quick: Host, changes: dict[str, Any]) -> None:
    answer = quick.register(**changes)
    assert answer.status_code == 400
    assert answer.json["error"] == "invalid_client_metadata"


@pytest.mark.parametrize(
    "redirects",
    [
        [],
        REDIRECT,
        [f"http://{HOST}/callback"],
        ["http://localhost/callback"],
        [f"{REDIRECT}#fragment"],
        ["https://elsewhere.example/callback"],
        [REDIRECT, "https://elsewhere.example/callback"],
        ["com.example.app:/callback"],
        ["javascript:alert(1)"],
        ["https://wallet.example@evil.example/"],
        ["https://wallet.example\\@evil.example/"],
        ["//wallet.example/callback"],
        ["https:///callback"],
        [None],
    ],
    ids=str,
)
def test_redirect_uris_are_https_on_the_host_of_the_client(quick: Host, redirects: Any) -> None:
    answer = quick.register(redirect_uris=redirects)
    assert answer.status_code == 400
    assert answer.json["error"] == "invalid_redirect_uri"


def test_hosts_are_compared_without_regard_to_case(quick: Host) -> None:
    assert quick.register(logo_uri="https://WALLET.example/logo.png").status_code == 201


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("eyJh.eyJi.c2ln", "unapproved_software_statement"),
        ("nonsense", "invalid_software_statement"),
        (7, "invalid_software_statement"),
    ],
)
def test_no_software_statement_is_approved(quick: Host, statement: Any, error: str) -> None:
    answer = quick.register(software_statement=statement)
    assert (answer.status_code, answer.json["error"]) == (400, error)


NO_OBJECTS = [b"", b"[]", b"{", b"null", b'{"a": 1} {"b": 2}', b"[" * 100_000, b"\xff\xfe", b'{"a":NaN}']


@pytest.mark.parametrize("body", NO_OBJECTS, ids=lambda body: str(body[:20]))
def test_a_body_that_is_no_object_is_refused(quick: Host, body: bytes) -> None:
    answer = quick.send("POST", "/oauth/register", data=body, content_type="application/json")
    if len(body) > 64 << 10:
        assert answer.status_code == 413
    else:
        assert (answer.status_code, answer.json["error"]) == (400, "invalid_client_metadata")


def test_a_form_registers_nobody(quick: Host) -> None:
    answer = quick.send("POST", "/oauth/register", data={"client_name": "x"})
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_client_metadata")


def test_nothing_that_a_client_names_is_ever_fetched(quick: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """From registration to the token, with the pages in between, nothing opens a connection or looks up a name."""

    def forbidden(*_arguments: Any, **_named: Any) -> Any:
        raise AssertionError("the server has gone out")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setattr(socket.socket, "connect_ex", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    client = quick.client()
    verifier = new_verifier()
    address = quick.request(client, verifier)
    pages = [quick.send("GET", address), quick.log_in(address)]
    assert all("logo.png" not in page.text for page in pages), "a browser would fetch it"
    assert split(quick.tokens(client)["scope"])
