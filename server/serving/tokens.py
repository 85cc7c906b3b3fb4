"""Issue, check and revoke tokens (RFC 6750, Bearer).

A token is 256 random bits, so a plain SHA-256 of it is enough to know it again and of no use to who reads the database.
"""

from datetime import UTC, datetime, timedelta
import hashlib
import re
import secrets

from fairmark.server.http import Refusal
from fairmark.server.oauth.scopes import PERSONAL
from fairmark.server.oneroster.scopes import CORE, GRADEBOOK
from fairmark.server.storage.tokens import NameTaken, Token, Tokens
from fairmark.validators.core.usage import WrongUsage

PREFIX = "fairmark_"
"""What every token begins with, so that scanners for leaked secrets can know one."""

ADMIN = "admin"
SCOPES = {
    ADMIN: "everything",
    "frameworks.write": "import and delete frameworks",
    "frameworks.read": "read frameworks, as everybody may without a token",
    "scl.write": "record evidence, judgments and determinations",
    "scl.read": "read what is recorded of learners",
    "scl.privacy": "act as a privacy officer: all records, the log of access, amendments and retention",
    "roster.demographics": "see the groups that learners belong to together with what is recorded of them",
    CORE: "read the gradebook by OneRoster: line items, results, categories, score scales",
    GRADEBOOK: "the same, as OneRoster calls the whole of it",
}
"""What a token may hold, and what that permits."""

WIDER = {CORE: GRADEBOOK}
"""Scope to one that permits as much."""

LEARNING = frozenset(("scl.read", "scl.write"))
PERSON = re.compile(r"(urn|did):[A-Za-z0-9:._-]{1,190}")
"""What records of learning call a person."""

LONGEST_NAME = 100
BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE)
CHALLENGE = 'Bearer realm="fairmark"'


def issue(
    tokens: Tokens,
    name: str,
    scopes: frozenset[str],
    lifetime: timedelta | None = None,
    now: datetime | None = None,
    person: str | None = None,
    acts_as: str | None = None,
) -> str:
    """A new token that may do what `scopes` say, for ever or for `lifetime`. It is returned once and kept nowhere.

    With the id of a person it acts for them, as one does that they granted: its scopes are those that people can grant.
    In the learning API it acts for whom the records call `acts_as`, a URN or DID.
    WrongUsage for a scope that there is not, for a name that is taken or no name.
    """
    offered = PERSONAL if person else SCOPES
    if unknown := sorted(scopes - offered.keys()):
        whose = " for a person" if person else ""
        raise WrongUsage(f"there is no scope called {', '.join(unknown)}{whose}; there are: {', '.join(offered)}")
    if acts_as is not None and not (LEARNING & scopes and PERSON.fullmatch(acts_as)):
        raise WrongUsage("only a token for the learning API acts as somebody, who is named by a URN or DID")
    called = name.strip()
    if not called.isprintable() or not 0 < len(called) <= LONGEST_NAME:
        raise WrongUsage(f"a token needs a name of at most {LONGEST_NAME} characters that says what it is for")
    moment = now or datetime.now(UTC)
    token = PREFIX + secrets.token_urlsafe(32)
    known = Token(digest_of(token), called, scopes, moment + lifetime if lifetime else None, moment, person, acts_as)
    try:
        tokens.add(known)
    except NameTaken:
        raise WrongUsage(f"there is a token called {called!r}; revoke it first, or choose another name") from None
    return token


def check(tokens: Tokens, authorization: str | None, scope: str, now: datetime | None = None) -> Token:
    """The token in the header `Authorization`, if it may do what `scope` says; Refusal (401 or 403) otherwise."""
    token = tokens.find(digest_in(authorization))
    if token is None or token.has_ended(now or datetime.now(UTC)):
        raise unknown_token()
    if not may(token, scope):
        raise insufficient(scope)
    return token


def digest_in(authorization: str | None) -> str:
    """The digest of the token in the header `Authorization`; Refusal where there is none or what can be none."""
    if not authorization:
        raise Refusal(401, "unauthorised", "this needs a token: Authorization: Bearer …", headers=_challenge())
    bearer = BEARER.fullmatch(authorization)
    if not bearer:
        raise unknown_token()
    return digest_of(bearer[1])


def unknown_token() -> Refusal:
    detail = "this token is not known, has expired or was revoked"
    return Refusal(401, "unauthorised", detail, headers=_challenge(error="invalid_token"))


def insufficient(scope: str) -> Refusal:
    headers = _challenge(error="insufficient_scope", scope=scope)
    return Refusal(403, "forbidden", f"this needs a token with the scope {scope}", headers=headers)


def may(token: Token, scope: str) -> bool:
    """Whether `token` may do what `scope` says."""
    return not token.scopes.isdisjoint((scope, WIDER.get(scope, scope), ADMIN))


def revoke(tokens: Tokens, name: str) -> None:
    """Take back the token of that name at once; WrongUsage when there is none."""
    if not tokens.remove(name):
        raise WrongUsage(f"there is no token called {name!r}")


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _challenge(**parameters: str) -> dict[str, str]:
    """The header that says how to get in (RFC 6750 section 3)."""
    return {"WWW-Authenticate": ", ".join([CHALLENGE, *(f'{name}="{value}"' for name, value in parameters.items())])}
