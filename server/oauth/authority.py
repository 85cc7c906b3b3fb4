"""The authorization server itself: Authlib's, over this server's store and without a web framework."""

from datetime import UTC, datetime, timedelta
from typing import Any

from authlib.common.urls import add_params_to_uri  # type: ignore[import-untyped]  # Authlib has no types
from authlib.oauth2.rfc6749 import (  # type: ignore[import-untyped]  # Authlib has no types
    AuthorizationServer,
    InvalidClientError,
    InvalidGrantError,
)
import orjson

from fairmark.server.context import Context
from fairmark.server.http import Answer
from fairmark.server.oauth.asking import Asked, basic_credentials
from fairmark.server.oauth.granting import CodeGrant, Pkce, Renewal, Revocation
from fairmark.server.oauth.known import ACCESS_SECONDS, FRESH, KnownClient, minted
from fairmark.server.oauth.scopes import GRANTABLE, split
from fairmark.server.serving.tokens import digest_of
from fairmark.server.storage.clients import Clients
from fairmark.server.storage.grants import ACCESS, REFRESH, Grant, Grants, Issued


class UnknownClient(InvalidClientError):  # type: ignore[misc]  # Authlib has no types
    """The client did not say who it is, or could not prove it. RFC 6749 section 5.2."""

    def __init__(self) -> None:
        super().__init__("The client must name itself and its secret by HTTP Basic.", status_code=401)

    def get_headers(self) -> list[tuple[str, str]]:
        return [("WWW-Authenticate", 'Basic realm="fairmark"')]


class Authority(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """Answers one request. `now` is the moment at which it is judged."""

    def __init__(self, context: Context) -> None:
        super().__init__(scopes_supported=GRANTABLE)
        self.now = datetime.now(UTC)
        self.issuer = context.settings.base_url
        self.clients = Clients(context.store.engine)
        self.grants = Grants(context.store.engine)
        self.register_grant(CodeGrant, [Pkce()])
        self.register_grant(Renewal)
        self.register_endpoint(Revocation)

    # -- what Authlib asks for ---------------------------------------------------------------------------------------

    def query_client(self, client_id: str) -> KnownClient | None:
        found = self.clients.with_id(client_id)
        return KnownClient(found) if found else None

    def authenticate_client(self, request: Asked, methods: Any, endpoint: str = "token") -> KnownClient:
        """The client that HTTP Basic names: the one way that there is, at every endpoint."""
        given = basic_credentials(request.headers.get("authorization"))
        client = self.query_client(given[0]) if given else None
        if client is None or given is None or not client.check_client_secret(given[1]):
            raise UnknownClient
        request.auth_method = "client_secret_basic"
        return client

    def generate_token(
        self,
        grant_type: str,
        client: KnownClient,
        user: Any = None,
        scope: str | None = None,
        expires_in: int | None = None,
        include_refresh_token: bool = True,
    ) -> dict[str, Any]:
        """What the client is answered (RFC 6749 section 5.1), before it is stored."""
        token = {"access_token": minted("access"), "token_type": "Bearer", "expires_in": ACCESS_SECONDS, "scope": scope}
        if include_refresh_token:
            token["refresh_token"] = minted("refresh")
        return token

    def save_token(self, token: dict[str, Any], request: Asked) -> None:
        """Store the tokens in place of the code or the refresh token. When somebody else was faster, there are none."""
        code, old = request.authorization_code, request.refresh_token
        grant: Grant = (code or old).grant
        ends = min(self.now + timedelta(seconds=ACCESS_SECONDS), grant.ends_at)
        token["expires_in"] = int((ends - self.now).total_seconds())
        access = Issued(digest_of(token["access_token"]), ACCESS, grant, split(token["scope"]), ends)
        tokens = [access]
        if "refresh_token" in token:
            # A renewal may ask for less than was granted; the next one may ask for all of it again.
            scopes = old.issued.scopes if old else access.scopes
            tokens.append(Issued(digest_of(token["refresh_token"]), REFRESH, grant, scopes, grant.ends_at))
        done = (
            self.grants.redeem(code.code, tokens, self.now)
            if code
            else self.grants.rotate(old.issued, tokens, self.now)
        )
        if not done:
            raise InvalidGrantError("This was used before.")

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: Asked) -> Asked:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Answer:
        """Authlib's answer as ours. A redirect says whose it is (RFC 9207), so that a client which deals with several
        servers cannot be made to take one's code to another one."""
        said = {**dict(headers), **FRESH}
        said.pop("Content-Type", None)
        if status == 302:
            said["Location"] = add_params_to_uri(said["Location"], [("iss", self.issuer)])
            return Answer(status, b"", said)
        return Answer(status, orjson.dumps(body), said)
