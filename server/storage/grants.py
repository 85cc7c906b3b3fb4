"""What people have let clients do, and the codes and tokens that came of it.

A grant is one decision of one person. All that is issued on the strength of it hangs on it and ends with it. What may
happen once (a code or a refresh token is used) is an update with a condition, so that of two requests at the same time
one wins; the other one is a replay, and a replay ends the grant.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, Table, delete, insert, select, update

from fairmark.server.storage.access_tables import codes, grants, issued
from fairmark.server.storage.database import glancing, updating

ACCESS, REFRESH = "access", "refresh"

KEPT = timedelta(days=1)
"""How long what has expired is kept, so that its use again can be told from the use of what never was."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One decision: `person` lets `client` do what `scopes` say until `ends_at`, or until it is revoked."""

    id: str
    person: str
    client: str
    scopes: frozenset[str]
    created_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None

    def stands(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.ends_at


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code. `challenge` is that of PKCE, by S256."""

    digest: str
    grant: Grant
    redirect_uri: str
    challenge: str
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A token that was issued on the strength of a grant. `kind` is ACCESS or REFRESH."""

    digest: str
    kind: str
    grant: Grant
    scopes: frozenset[str]
    expires_at: datetime
    used_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at and self.grant.stands(now)


class Grants:
    """Grants, codes and tokens in the database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, code: Code) -> None:
        """Keep a new grant with the code that was issued for it."""
        grant = code.grant
        row = {name: getattr(grant, name) for name in Grant.__slots__}
        with updating(self._engine) as connection:
            connection.execute(insert(grants), {**row, "scopes": _written(grant.scopes)})
            connection.execute(
                insert(codes),
                {
                    "digest": code.digest,
                    "grant": grant.id,
                    "redirect_uri": code.redirect_uri,
                    "challenge": code.challenge,
                    "expires_at": code.expires_at,
                    "used_at": code.used_at,
                },
            )

    def code(self, digest: str) -> Code | None:
        """The code, used or not, expired or not."""
        with glancing(self._engine) as connection:
            row = connection.execute(_with_grant(codes, digest)).first()
        if row is None:
            return None
        return Code(row.digest, _grant(row), row.redirect_uri, row.challenge, row.expires_at, row.used_at)

    def token(self, digest: str) -> Issued | None:
        """The token, good or not."""
        with glancing(self._engine) as connection:
            row = connection.execute(_with_grant(issued, digest)).first()
        return _issued(row) if row else None

    def redeem(self, code: Code, tokens: Iterable[Issued], now: datetime) -> bool:
        """Keep the tokens that were issued for the code. False, and its grant is revoked, when it was used before."""
        return self._replace(codes, code.digest, code.grant, tokens, now)

    def rotate(self, refresh: Issued, tokens: Iterable[Issued], now: datetime) -> bool:
        """Keep the tokens that take the place of the refresh token. False, and its grant is revoked, when it was used
        before."""
        return self._replace(issued, refresh.digest, refresh.grant, tokens, now)

    def revoke(self, grant: Grant, now: datetime) -> None:
        """End the grant, with all that hangs on it."""
        with updating(self._engine) as connection:
            _revoke(connection, grant.id, now)

    def forget(self, token: Issued) -> None:
        """End one access token."""
        with updating(self._engine) as connection:
            connection.execute(delete(issued).where(issued.c.digest == token.digest))

    def of(self, person: str, now: datetime) -> list[Grant]:
        """The grants of the person that stand, the newest first."""
        wanted = select(grants).where(grants.c.person == person, grants.c.revoked_at.is_(None))
        with glancing(self._engine) as connection:
            rows = connection.execute(wanted.order_by(grants.c.created_at.desc())).all()
        found = [Grant(**{**row._mapping, "scopes": frozenset(row.scopes.split())}) for row in rows]
        return [grant for grant in found if grant.stands(now)]

    def _replace(self, table: Table, digest: str, grant: Grant, tokens: Iterable[Issued], now: datetime) -> bool:
        unused = update(table).where(table.c.digest == digest, table.c.used_at.is_(None))
        # The lock on the grant's row makes this wait for a revocation that is under way, and the other way round.
        standing = update(grants).where(grants.c.id == grant.id, grants.c.revoked_at.is_(None))
        with updating(self._engine) as connection:
            if not connection.execute(standing, {"revoked_at": None}).rowcount:
                return False
            if not connection.execute(unused, {"used_at": now}).rowcount:
                _revoke(connection, grant.id, now)
                return False
            connection.execute(insert(issued), [_row(token) for token in tokens])
            connection.execute(delete(issued).where(issued.c.expires_at < now - KEPT))
            return True


def _revoke(connection: Connection, grant: str, now: datetime) -> None:
    connection.execute(update(grants).where(grants.c.id == grant, grants.c.revoked_at.is_(None)), {"revoked_at": now})


def _with_grant(table: Table, digest: str) -> Select[Any]:
    of_grant = [column.label(f"grant_{column.name}") for column in grants.c]
    return select(table, *of_grant).join(grants, grants.c.id == table.c.grant).where(table.c.digest == digest)


def _grant(row: Row[Any]) -> Grant:
    said = {name: row._mapping[f"grant_{name}"] for name in Grant.__slots__}
    return Grant(**{**said, "scopes": frozenset(row.grant_scopes.split())})


def _issued(row: Row[Any]) -> Issued:
    scopes = frozenset(row.scopes.split())
    return Issued(row.digest, row.kind, _grant(row), scopes, row.expires_at, row.used_at)


def _row(token: Issued) -> dict[str, Any]:
    return {
        "digest": token.digest,
        "kind": token.kind,
        "grant": token.grant.id,
        "scopes": _written(token.scopes),
        "expires_at": token.expires_at,
        "used_at": token.used_at,
    }


def _written(scopes: frozenset[str]) -> str:
    return " ".join(sorted(scopes))
