"""A server with OAuth 2.0 in process, and a client, a browser and a person to try it with."""

from base64 import b64encode
from dataclasses import dataclass
import hashlib
from html import unescape
import re
import secrets
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from authlib.common.encoding import urlsafe_b64encode  # type: ignore[import-untyped]  # Authlib has no types
from flask import Flask
from werkzeug.test import TestResponse

from fairmark.server import web
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.http import Answer, Api, Call, Route
from fairmark.server.oauth import people
from fairmark.server.oauth.bearer import bearer
from fairmark.server.oauth.routes import authorization_apis
from fairmark.server.oauth.scopes import CLR, OB, OFFLINE
from fairmark.server.problems import PROBLEM, SCHEMA, refuse
from fairmark.server.settings import Settings
from fairmark.server.storage.people import People
from fairmark.server.storage.store import Store

BASE = "https://host.example"
HOST = "wallet.example"
REDIRECT = f"https://{HOST}/callback"
READ, UPSERT = OB + "credential.readonly", OB + "credential.upsert"
SCOPES = (READ, UPSERT, OB + "profile.readonly", CLR + "credential.readonly", OFFLINE)
PASSWORD = "correct horse battery"

METADATA: dict[str, Any] = {
    "client_name": "Wallet",
    "client_uri": f"https://{HOST}/",
    "logo_uri": f"https://{HOST}/logo.png",
    "tos_uri": f"https://{HOST}/terms",
    "policy_uri": f"https://{HOST}/privacy",
    "software_id": "c8dcf8b8",
    "software_version": "1.0",
    "redirect_uris": [REDIRECT],
    "grant_types": ["authorization_code", "refresh_token"],
    "scope": " ".join(SCOPES),
}


def whose(call: Call) -> Answer:
    """A protected operation: it says who is there."""
    known = bearer(call)
    return Answer(200, f"{known.person} {known.client}".encode(), media_type="text/plain")


PROTECTED = Api(
    "protected",
    "/protected",
    (
        Route("read", "GET", "/read", whose, "", {200: ""}, scope=READ),
        Route("upsert", "POST", "/upsert", whose, "", {200: ""}, scope=UPSERT),
    ),
    refuse,
    SCHEMA,
    PROBLEM,
)


@dataclass(frozen=True)
class Registered:
    """A client that has registered itself."""

    id: str
    secret: str

    @property
    def basic(self) -> str:
        return "Basic " + b64encode(f"{self.id}:{self.secret}".encode()).decode()


def challenge_of(verifier: str) -> str:
    digest: bytes = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    return digest.decode()


class Host:
    """The server, with one learner."""

    def __init__(self, store: Store, base: str = BASE) -> None:
        self.base = base
        self.store = store
        self.context = Context(Settings(public_url=base), store)
        self.app: Flask = create_app(self.context, apis=(*authorization_apis(), PROTECTED), pages=[web.mount])
        self.browser = self.app.test_client()
        known = People(store.engine)
        self.person = known.with_login("maya") or people.add(known, "maya", "Maya Ortiz", PASSWORD)

    def send(self, method: str, path: str, **said: Any) -> TestResponse:
        return self.browser.open(path, method=method, base_url=self.base, **said)

    # -- the client --------------------------------------------------------------------------------------------------

    def register(self, **changes: Any) -> TestResponse:
        metadata = {name: value for name, value in {**METADATA, **changes}.items() if value is not None}
        return self.send("POST", "/oauth/register", json=metadata)

    def client(self, **changes: Any) -> Registered:
        answer = self.register(**changes)
        assert answer.status_code == 201, answer.text
        return Registered(answer.json["client_id"], answer.json["client_secret"])

    def token(self, client: Registered | None, **form: str | None) -> TestResponse:
        headers = {"Authorization": client.basic} if client else {}
        said = {name: value for name, value in form.items() if value is not None}
        return self.send("POST", "/oauth/token", data=said, headers=headers)

    def redeem(self, client: Registered, code: str, verifier: str, **changes: str | None) -> TestResponse:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": verifier}
        return self.token(client, **{**form, **changes})

    def renew(self, client: Registered, refresh_token: str, **form: str | None) -> TestResponse:
        return self.token(client, grant_type="refresh_token", refresh_token=refresh_token, **form)

    def revoke(self, client: Registered | None, **form: str) -> TestResponse:
        headers = {"Authorization": client.basic} if client else {}
        return self.send("POST", "/oauth/revoke", data=form, headers=headers)

    def read(self, token: str, path: str = "/protected/read", method: str = "GET") -> TestResponse:
        return self.send(method, path, headers={"Authorization": f"Bearer {token}"})

    # -- the browser -------------------------------------------------------------------------------------------------

    def request(self, client: Registered, verifier: str, **changes: str | None) -> str:
        """The address that the client sends the browser to."""
        query = {
            "response_type": "code",
            "client_id": client.id,
            "redirect_uri": REDIRECT,
            "scope": f"{READ} {OFFLINE}",
            "state": "opaque",
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
            **changes,
        }
        return "/oauth/authorize?" + urlencode({name: value for name, value in query.items() if value is not None})

    def log_in(self, address: str, login: str = "maya", password: str = PASSWORD, **headers: str) -> TestResponse:
        form = {"login": login, "password": password}
        return self.send("POST", address, data=form, headers=self._as_browser(headers))

    def decide(self, address: str, page: TestResponse, *scopes: str, **said: Any) -> TestResponse:
        ticket = said.pop("ticket", None) or ticket_in(page)
        form = {"ticket": ticket, "scope": list(scopes), "decision": said.pop("decision", "allow")}
        form |= {"grant": said.pop("grant")} if "grant" in said else {}
        return self.send("POST", address, data=form, headers=self._as_browser(said))

    def code(self, client: Registered, verifier: str, *granted: str, login: str = "maya", **changes: str | None) -> str:
        """The code of a person who allows what is asked for."""
        address = self.request(client, verifier, **changes)
        answer = self.decide(address, self.log_in(address, login), *(granted or (READ, OFFLINE)))
        return said_to_client(answer)["code"]

    def tokens(self, client: Registered, *granted: str, login: str = "maya", **changes: str | None) -> dict[str, Any]:
        """What the client gets of that person."""
        verifier = new_verifier()
        answer = self.redeem(client, self.code(client, verifier, *granted, login=login, **changes), verifier)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json
        return found

    def _as_browser(self, headers: dict[str, str]) -> dict[str, str]:
        return {
            "Origin": self.base,
            "Sec-Fetch-Site": "same-origin",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }


def new_verifier() -> str:
    return secrets.token_urlsafe(32)


def ticket_in(page: TestResponse) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert found, page.text
    return unescape(found[1])


def said_to_client(answer: TestResponse) -> dict[str, str]:
    """What a redirect to the client says."""
    assert answer.status_code == 302, answer.text
    place = urlsplit(answer.headers["Location"])
    assert f"{place.scheme}://{place.netloc}{place.path}" == REDIRECT
    return {name: values[0] for name, values in parse_qs(place.query).items()}
