"""One exchange with the credential host or its authorization server, and the credentials in an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
import re
from typing import ClassVar, Self
from urllib.parse import parse_qsl, urlencode

from fairmark.server.faults import exchange
from fairmark.server.faults.exchange import Json as Json
from fairmark.server.faults.exchange import Reply as Reply
from fairmark.server.faults.exchange import merged

HOSTS = ("ob-3.0-host", "clr-2.0-host")
PROFILES = (*HOSTS, "clr-2.0-provider")
BY_STANDARD = {"ob": ("ob-3.0-host",), "clr": ("clr-2.0-host", "clr-2.0-provider")}
"""Part of the path to the profiles of running systems that have it."""

DISCOVERY, LIST, UPSERT = "getServiceDescription", "getCredentials", "upsertCredential"
PROFILE, PUT_PROFILE = "getProfile", "putProfile"
REGISTER, AUTHORIZE, DECIDE, TOKEN, REVOKE, METADATA = "register", "authorize", "decide", "token", "revoke", "metadata"
OPERATIONS = {
    ("GET", "/discovery"): DISCOVERY,
    ("GET", "/credentials"): LIST,
    ("POST", "/credentials"): UPSERT,
    ("GET", "/profile"): PROFILE,
    ("PUT", "/profile"): PUT_PROFILE,
    ("POST", "/oauth/register"): REGISTER,
    ("GET", "/oauth/authorize"): AUTHORIZE,
    ("POST", "/oauth/authorize"): DECIDE,
    ("POST", "/oauth/token"): TOKEN,
    ("POST", "/oauth/revoke"): REVOKE,
    ("GET", "/.well-known/oauth-authorization-server"): METADATA,
}
"""Method and path, below the base of the standard where it has one, to the operation."""


@dataclass(frozen=True, slots=True)
class Asked(exchange.Asked):
    """A request to the host by one of the standards, or to the authorization server, which serves both."""

    PATH: ClassVar[re.Pattern[str]] = re.compile(
        r"/ims/(ob/v3p0|clr/v2p0)(/.*)?|/oauth/(register|authorize|token|revoke)|/\.well-known/oauth-authorization-server"
    )

    @property
    def standard(self) -> str:
        """ob or clr, "" for the authorization server."""
        return self.path.split("/")[2] if self.path.startswith("/ims/") else ""

    @property
    def profiles(self) -> tuple[str, ...]:
        return BY_STANDARD.get(self.standard, PROFILES)

    @property
    def operation(self) -> str:
        below = "/" + "/".join(self.path.split("/")[4:]) if self.standard else self.path
        return OPERATIONS.get(("GET" if self.method == "HEAD" else self.method, below), "")

    @property
    def token(self) -> str:
        """The bearer token of the request, "" for none."""
        scheme, _, token = (self.header("Authorization") or "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    def bearing(self, token: str) -> Self:
        """The same request with another bearer token."""
        return self.having(Authorization=f"Bearer {token}")

    @property
    def form(self) -> Mapping[str, str]:
        """The parameters in the body."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def filled(self, **changed: str | None) -> Self:
        """The request with those parameters of its body changed; None takes one away."""
        return self.sending(urlencode(merged(self.form, changed)).encode())

    def sending(self, body: bytes) -> Self:
        """The request with another body."""
        return replace(self, body=body)


Serve = Callable[[Asked], Reply]
"""Asks the honest server."""
