"""Clients, codes and tokens as Authlib asks about them, and how new ones are made."""

from dataclasses import dataclass
from datetime import datetime, timedelta
import hmac
import secrets

from authlib.oauth2.rfc6749 import ClientMixin  # type: ignore[import-untyped]  # Authlib has no types

from fairmark.server.oauth.scopes import OFFLINE, PERSONAL, joined, split
from fairmark.server.serving.tokens import PREFIX, digest_of
from fairmark.server.storage.clients import Client
from fairmark.server.storage.grants import Code, Grant, Issued

ACCESS_SECONDS = 3600
CODE_SECONDS = 600
OFFLINE_DAYS = 90
"""How long a client may renew its access before the person must be asked again."""

FRESH = {"Cache-Control": "no-store", "Pragma": "no-cache"}
"""RFC 6749 section 5.1."""


class KnownClient(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """A registered client, as Authlib asks about it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.id = client.id
        self.scopes = split(client.metadata["scope"])

    def get_client_id(self) -> str:
        return self.id

    def get_default_redirect_uri(self) -> None:
        """None: a request must name it, even where there is only one."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """The scope, None where the client may not have all of it or it opens nothing."""
        asked = split(scope)
        return joined(asked) if asked <= self.scopes and asked & PERSONAL.keys() else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Character by character: RFC 9700 section 2.1."""
        return redirect_uri in self.client.metadata["redirect_uris"]

    def check_client_secret(self, secret: str) -> bool:
        return hmac.compare_digest(digest_of(secret), self.client.secret)

    def check_response_type(self, response_type: str) -> bool:
        return response_type in self.client.metadata["response_types"]

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self.client.metadata["grant_types"]


@dataclass(frozen=True, slots=True)
class KnownCode:
    """A code, as Authlib asks about it. `scope` is what the token will be good for."""

    code: Code
    scope: str

    @property
    def grant(self) -> Grant:
        return self.code.grant

    def get_redirect_uri(self) -> str:
        return self.code.redirect_uri

    def get_scope(self) -> str:
        return self.scope


@dataclass(frozen=True, slots=True)
class KnownToken:
    """A token, as Authlib asks about it."""

    issued: Issued

    @property
    def grant(self) -> Grant:
        return self.issued.grant

    def check_client(self, client: KnownClient) -> bool:
        return self.grant.client == client.id

    def get_scope(self) -> str:
        return joined(self.issued.scopes)


def minted(kind: str) -> str:
    """A new secret of 256 random bits that says what it is to those who look for leaked ones."""
    return f"{PREFIX}{kind}_{secrets.token_urlsafe(32)}"


def new_grant(person: str, client: str, scopes: frozenset[str], now: datetime) -> Grant:
    """A grant as it is decided now: for one access token, or with offline_access for OFFLINE_DAYS."""
    once = timedelta(seconds=CODE_SECONDS + ACCESS_SECONDS)
    ends = now + (timedelta(days=OFFLINE_DAYS) if OFFLINE in scopes else once)
    return Grant(secrets.token_hex(16), person, client, scopes, now, ends)
