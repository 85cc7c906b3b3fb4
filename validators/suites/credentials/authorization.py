"""The client's side of OAuth 2.0 as Open Badges and CLR ask for it: register, get consent with PKCE, get tokens.

Every request may be changed, so that checks can try what should be refused (Open Badges 3.0 section 7).
"""

from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass, field
import hashlib
import json
import secrets
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

from fairmark.validators.suites.credentials.description import Description
from fairmark.validators.suites.login import FORM, Login
from fairmark.validators.suites.recording import Answer, Recorder

HOST = "https://conformance.fairmark.example"
"""The client's own host. The standard wants https and one host for all of a client's addresses; none is ever fetched,
by us or, as the standard has it for the redirect, by the service."""
CALLBACK = f"{HOST}/callback"


@dataclass(frozen=True, slots=True)
class Client:
    """A client that the service knows."""

    id: str
    secret: str = field(repr=False)

    @property
    def basic(self) -> tuple[str, str]:
        """The header by which it says who it is (RFC 6749 section 2.3.1: both parts form-encoded)."""
        pair = f"{quote_plus(self.id)}:{quote_plus(self.secret)}"
        return "Authorization", "Basic " + b64encode(pair.encode()).decode("ascii")


@dataclass(frozen=True, slots=True)
class Consent:
    """What came back from an authorization request: the `answer` parameters of the redirect, those in its fragment
    among them, and the secret with which the code can be spent."""

    answer: dict[str, str] = field(repr=False)
    verifier: str = field(repr=False)
    state: str

    @property
    def code(self) -> str:
        return self.answer.get("code", "")


def registration(scopes: list[str], **changed: Any) -> dict[str, Any]:
    """A registration request with all that the standard demands; a member changed to None is left out."""
    request = {
        "client_name": "Fairmark conformance suite",
        "client_uri": HOST,
        "logo_uri": f"{HOST}/logo.png",
        "tos_uri": f"{HOST}/terms",
        "policy_uri": f"{HOST}/privacy",
        "software_id": "fairmark",
        "software_version": "1",
        "redirect_uris": [CALLBACK],
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "scope": " ".join(scopes),
        **changed,
    }
    return {name: value for name, value in request.items() if value is not None}


def register(recorder: Recorder, description: Description, request: dict[str, Any]) -> Answer:
    """Ask to be registered. The secret in the answer is hidden from then on."""
    headers = (("Content-Type", "application/json"),)
    body = json.dumps(request).encode()
    return recorder.send("POST", description.register, headers=headers, body=body, anonymous=True)


def client_of(answer: Answer) -> Client | None:
    """The client that a registration has made; None where it has made none."""
    told = answer.object()
    id, secret = told.get("client_id"), told.get("client_secret")
    if answer.status not in (200, 201) or not isinstance(id, str) or not isinstance(secret, str):
        return None
    return Client(id, secret)


def authorization_address(description: Description, client: Client, scopes: list[str], **changed: str | None) -> Any:
    """The address of an authorization request, its verifier and its state. A parameter changed to None is left out."""
    verifier = secrets.token_urlsafe(48)
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query: dict[str, str | None] = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": CALLBACK,
        "scope": " ".join(scopes),
        "state": secrets.token_urlsafe(16),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **changed,
    }
    told = {name: value for name, value in query.items() if value is not None}
    joint = "&" if urlsplit(description.authorize).query else "?"
    return f"{description.authorize}{joint}{urlencode(told)}", verifier, told.get("state", "")


def consent(
    recorder: Recorder, description: Description, client: Client, scopes: list[str], login: Login, **changed: str | None
) -> Consent:
    """Take an authorization request to its end; NoLogin where that is not reached."""
    address, verifier, state = authorization_address(description, client, scopes, **changed)
    location = urlsplit(login.redirected(recorder, address, changed.get("redirect_uri") or CALLBACK))
    pairs = [pair for part in (location.query, location.fragment) for pair in parse_qsl(part, keep_blank_values=True)]
    return Consent(dict(pairs), verifier, state)


def spend(
    recorder: Recorder, description: Description, client: Client, consent: Consent, scopes: list[str], **changed: Any
) -> Answer:
    """Exchange a code for tokens. A parameter changed to None is left out."""
    form = {
        "grant_type": "authorization_code",
        "code": consent.code,
        "redirect_uri": CALLBACK,
        "scope": " ".join(scopes),
        "code_verifier": consent.verifier,
        **changed,
    }
    return ask(recorder, description.token, client, form)


def refresh(recorder: Recorder, description: Description, client: Client, token: str, **changed: Any) -> Answer:
    """Exchange a refresh token for new tokens."""
    form = {"grant_type": "refresh_token", "refresh_token": token, **changed}
    return ask(recorder, description.refresh or description.token, client, form)


def ask(recorder: Recorder, address: str, client: Client | None, form: dict[str, Any]) -> Answer:
    """Post a form to the authorization server, as the client unless that is None."""
    headers = (("Content-Type", FORM), *((client.basic,) if client else ()))
    body = urlencode({name: value for name, value in form.items() if value is not None}).encode()
    return recorder.send("POST", address, headers=headers, body=body, anonymous=True)
