"""What a run authenticates with, and how it comes by tokens that should not be accepted."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
import math
from typing import Any
from urllib.parse import quote_plus, urlencode

import orjson

from fairmark.validators.net.errors import NetError
from fairmark.validators.net.messages import Request
from fairmark.validators.net.url import Url
from fairmark.validators.suites.transport import Transport

FORM = "application/x-www-form-urlencoded"


class NoToken(Exception):
    """Why the token endpoint gave no token. The text is a clause about it, without secrets."""


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token. `scope` is the one that the endpoint names, "" where it names none, which means the one that was
    asked for (RFC 6749 section 5.1); `lifetime` in seconds from when it was issued, None where it is not told."""

    value: str = field(repr=False)
    scope: str = ""
    lifetime: float | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """What the run authenticates with: a bearer `token`. `ask` gets another one for a scope, NoToken where there is
    none; it is there with client credentials only. `expired` is a token that the user knows to have expired."""

    token: Token
    ask: Callable[[str], Token] | None = None
    expired: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """A client at a token endpoint (RFC 6749 section 4.4). Nothing of the exchange is recorded."""

    url: Url
    client_id: str
    secret: str = field(repr=False)

    def ask(self, transport: Transport, scope: str) -> Token:
        """A token for that scope, "" for whatever scope the client has; NoToken where none is given."""
        # RFC 6749 section 2.3.1: both are form-encoded before they are joined.
        pair = f"{quote_plus(self.client_id)}:{quote_plus(self.secret)}"
        form = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
        headers = (
            ("Accept", "application/json"),
            ("Authorization", "Basic " + b64encode(pair.encode()).decode("ascii")),
            ("Content-Type", FORM),
        )
        try:
            response = transport.send(Request("POST", self.url, headers, urlencode(form).encode()))
        except NetError as error:
            raise NoToken(f"it gives no answer: {error}") from None
        told = _object(response.body)
        value = told.get("access_token")
        if response.status != 200 or not isinstance(value, str) or not _fits_a_header(value):
            raise NoToken(f"it answers HTTP {response.status}{_reason(told)}")
        if str(told.get("token_type", "")).lower() != "bearer":
            raise NoToken("its token is of a type other than Bearer")
        return Token(value, _text(told.get("scope")), _seconds(told.get("expires_in")))


REASONS = frozenset(
    [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    ]
)
"""What a token endpoint may say (RFC 6749 section 5.2); anything else is its own text and not repeated."""


def _reason(told: dict[str, Any]) -> str:
    error = told.get("error")
    return f" ({error})" if isinstance(error, str) and error in REASONS else ""


def _object(body: bytes) -> dict[str, Any]:
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _fits_a_header(value: str) -> bool:
    return bool(value) and value.isascii() and value.isprintable()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _seconds(value: Any) -> float | None:
    """Some servers write the number as text."""
    try:
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) else None
