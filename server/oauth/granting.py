"""How tokens are come by and taken back: Authlib's grants, with what Open Badges 3.0 section 7 and CLR 2.0 demand.

Where Authlib is lenient this is strict: PKCE with S256 always, a state always, and the scope never empty and never
wider than what was registered, asked for or granted.
"""

from dataclasses import dataclass
from datetime import timedelta
import hmac
import logging
import re
from typing import Any

from authlib.common.urls import add_params_to_uri  # type: ignore[import-untyped]  # Authlib has no types
from authlib.oauth2.rfc6749 import (  # type: ignore[import-untyped]  # Authlib has no types
    AuthorizationCodeGrant,
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    OAuth2Error,
    RefreshTokenGrant,
    UnsupportedResponseTypeError,
)
from authlib.oauth2.rfc7009 import RevocationEndpoint  # type: ignore[import-untyped]  # Authlib has no types
from authlib.oauth2.rfc7636 import (  # type: ignore[import-untyped]  # Authlib has no types
    CodeChallenge,
    create_s256_code_challenge,
)

from fairmark.server.oauth.asking import Asked
from fairmark.server.oauth.known import CODE_SECONDS, KnownClient, KnownCode, KnownToken, minted, new_grant
from fairmark.server.oauth.scopes import OFFLINE, PERSONAL, joined, split
from fairmark.server.serving.logs import note
from fairmark.server.serving.tokens import digest_of
from fairmark.server.storage.grants import ACCESS, REFRESH, Code, Grant

LOG = logging.getLogger("fairmark.server")

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
"""Base64url of a SHA-256."""
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
"""RFC 7636 section 4.1."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person has decided: to let the client do what `scopes` say."""

    person: str
    scopes: frozenset[str]


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
    """The authorization code: asked for in the browser, redeemed at the token endpoint. RFC 6749 section 4.1."""

    request: Asked

    @classmethod
    def check_authorization_endpoint(cls, request: Asked) -> bool:
        """Whatever response_type is asked for, it is judged here, after client and redirect URI."""
        return True

    def validate_authorization_request(self) -> Any:
        """Hold the request of the browser against the client. What is wrong with client or redirect URI is never told
        by a redirect; everything else is. RFC 6749 section 4.1.2.1."""
        asked = self.request.payload
        client = self.server.query_client(asked.client_id or "")
        if client is None:
            raise InvalidClientError("There is no such client here.")
        if not asked.redirect_uri or not client.check_redirect_uri(asked.redirect_uri):
            raise InvalidRequestError("The redirect URI is none that this client has registered.")
        back = asked.redirect_uri
        if not asked.state:
            raise InvalidRequestError("Missing state.", redirect_uri=back)
        if not asked.response_type:
            raise InvalidRequestError("Missing response_type.", redirect_uri=back)
        if asked.response_type != "code":
            raise UnsupportedResponseTypeError("other than code", redirect_uri=back)
        return super().validate_authorization_request()

    def create_authorization_response(self, redirect_uri: str, grant_user: Consent | None) -> Any:
        """Back to the client with a code, and with the scope, which may be less than it asked for."""
        status, body, headers = super().create_authorization_response(redirect_uri, grant_user)
        granted = grant_user.scopes if grant_user else ()  # without a consent, Authlib has refused above
        return status, body, [("Location", add_params_to_uri(dict(headers)["Location"], [("scope", joined(granted))]))]

    def generate_authorization_code(self) -> str:
        return minted("code")

    def save_authorization_code(self, code: str, request: Asked) -> None:
        consent: Consent = request.user
        asked = request.payload
        now = self.server.now
        grant = new_grant(consent.person, request.client.id, consent.scopes, now)
        ends = now + timedelta(seconds=CODE_SECONDS)
        self.server.grants.begin(Code(digest_of(code), grant, asked.redirect_uri, asked.data["code_challenge"], ends))

    # -- at the token endpoint ---------------------------------------------------------------------------------------

    def query_authorization_code(self, code: str, client: KnownClient) -> KnownCode | None:
        """The code, if it is good and this client's. The client's own code a second time ends all that came of it; a
        stranger's attempt does not, lest whoever has seen a code can do that."""
        found = self.server.grants.code(digest_of(code))
        if found is None or found.grant.client != client.id:
            return None
        if found.used_at is not None:
            _replayed(self.server, found.grant, "code")
            return None
        if found.expires_at <= self.server.now or not found.grant.stands(self.server.now):
            return None
        return KnownCode(found, narrowed(self.request.payload.scope, found.grant.scopes))

    def generate_token(self, include_refresh_token: bool = True, **said: Any) -> Any:
        wants = OFFLINE in split(said["scope"])
        return super().generate_token(include_refresh_token=include_refresh_token and wants, **said)

    def authenticate_user(self, authorization_code: KnownCode) -> str:
        return authorization_code.grant.person

    def delete_authorization_code(self, authorization_code: KnownCode) -> None:
        """It stays, marked as used, so that a replay is known for one."""


class Pkce(CodeChallenge):  # type: ignore[misc]  # Authlib has no types
    """PKCE (RFC 7636), mandatory and by S256 alone."""

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        said = grant.request.payload.data
        if not CHALLENGE.fullmatch(said.get("code_challenge", "")):
            raise InvalidRequestError("Missing or malformed code_challenge.")
        if said.get("code_challenge_method") != "S256":
            raise InvalidRequestError("The code_challenge_method must be S256.")
        super().validate_code_challenge(grant, redirect_uri)

    def validate_code_verifier(self, grant: CodeGrant, result: Any) -> None:
        verifier = grant.request.payload.data.get("code_verifier")
        if not verifier:
            raise InvalidRequestError("Missing code_verifier.")
        known: KnownCode = grant.request.authorization_code
        # One that no verifier can look like is wrong as well, which RFC 7636 section 4.6 calls invalid_grant.
        made = create_s256_code_challenge(verifier) if VERIFIER.fullmatch(verifier) else ""
        if not hmac.compare_digest(made, known.code.challenge):
            raise InvalidGrantError("The code_verifier is not that of the code.")


class Renewal(RefreshTokenGrant):  # type: ignore[misc]  # Authlib has no types
    """New tokens for a refresh token, which is good once. RFC 6749 section 6, RFC 9700 section 4.14.2."""

    INCLUDE_NEW_REFRESH_TOKEN = True
    request: Asked

    def authenticate_refresh_token(self, refresh_token: str) -> KnownToken | None:
        found = self.server.grants.token(digest_of(refresh_token))
        if found is None or found.kind != REFRESH or found.grant.client != self.request.client.id:
            return None
        if found.used_at is not None:
            _replayed(self.server, found.grant, "refresh token")
            return None
        return KnownToken(found) if found.is_good(self.server.now) else None

    def issue_token(self, user: str, refresh_token: KnownToken) -> Any:
        scope = narrowed(self.request.payload.scope, refresh_token.issued.scopes)
        return self.generate_token(user=user, scope=scope, include_refresh_token=self.INCLUDE_NEW_REFRESH_TOKEN)

    def authenticate_user(self, refresh_token: KnownToken) -> str:
        return refresh_token.grant.person

    def revoke_old_credential(self, refresh_token: KnownToken) -> None:
        """Storing the new tokens has done that."""


class UnknownHint(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """RFC 7009 section 2.2.1; Authlib's own has another status."""

    error = "unsupported_token_type"


class Revocation(RevocationEndpoint):  # type: ignore[misc]  # Authlib has no types
    """A client gives back a token. RFC 7009."""

    def check_params(self, request: Asked, client: KnownClient) -> None:
        if not request.form.get("token"):
            raise InvalidRequestError("Missing token.")
        if request.form.get("token_type_hint", "access_token") not in self.SUPPORTED_TOKEN_TYPES:
            raise UnknownHint

    def query_token(self, token_string: str, token_type_hint: str | None) -> KnownToken | None:
        """The token, whatever the hint says: all are found at once."""
        found = self.server.grants.token(digest_of(token_string))
        return KnownToken(found) if found else None

    def revoke_token(self, token: KnownToken, request: Asked) -> None:
        """With a refresh token, or where there is none, all that came of the grant ends. Section 2.1."""
        if token.issued.kind == ACCESS and OFFLINE in token.grant.scopes:
            self.server.grants.forget(token.issued)
        else:
            self.server.grants.revoke(token.grant, self.server.now)


def narrowed(asked: str | None, granted: frozenset[str]) -> str:
    """The scope of a token: what was granted, or the part of it that is asked for. Never more, never nothing."""
    scopes = split(asked) if asked is not None else granted
    if not scopes <= granted or not scopes & PERSONAL.keys():
        raise InvalidScopeError("The scope must be part of what was granted.")
    return joined(scopes)


def _replayed(server: Any, grant: Grant, what: str) -> None:
    """End the grant: somebody else has had what was used a second time, and nobody can tell who of the two."""
    server.grants.revoke(grant, server.now)
    note(LOG, logging.WARNING, "replayed", what=what, client=grant.client)
