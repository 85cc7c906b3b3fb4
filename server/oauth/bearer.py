"""Who may ask: the token of a request, judged by the scope that its route asks for (RFC 6750).

Scopes that only people can grant are satisfied by an OAuth access token, or by a token that an administrator made for a
person. All other scopes are those of `fairmark tokens`.
"""

from datetime import UTC, datetime

from sqlalchemy import Engine

from fairmark.server.http import Bearer, Call
from fairmark.server.oauth.scopes import PERSONAL
from fairmark.server.serving.tokens import check, digest_in, insufficient, unknown_token
from fairmark.server.storage.grants import ACCESS, Grants
from fairmark.server.storage.tokens import Tokens

BY_HAND = "token:"
"""What the client of a token that an administrator made is called by, before the name of the token."""


def bearer(call: Call) -> Bearer:
    """Whose rights the request carries, in a function whose route asks for one of PERSONAL."""
    if call.bearer is None:
        raise TypeError("the route of this function asks for no scope that a person can grant")
    return call.bearer


def authorised(engine: Engine, authorization: str | None, scope: str, now: datetime | None = None) -> Bearer | None:
    """The bearer of the token in the header `Authorization`, None where the scope is nobody's own; Refusal (401 or 403)
    when it may not do what `scope` says."""
    if scope not in PERSONAL:
        check(Tokens(engine), authorization, scope, now)
        return None
    found = _bearer(engine, digest_in(authorization), now or datetime.now(UTC))
    if found is None:
        raise unknown_token()
    if scope not in found.scopes:
        raise insufficient(scope)
    return found


def _bearer(engine: Engine, digest: str, now: datetime) -> Bearer | None:
    access = Grants(engine).token(digest)
    if access is not None:
        if access.kind != ACCESS or not access.is_good(now):
            return None
        return Bearer(access.grant.person, access.grant.client, access.scopes)
    token = Tokens(engine).find(digest)
    if token is None or token.has_ended(now):
        return None
    # A token that acts for nobody is known and good, but not for this.
    return Bearer(token.person or "", BY_HAND + token.name, token.scopes if token.person else frozenset())
