"""Tokens in the database: what is known of each. The token itself is nowhere, only its SHA-256."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, delete, insert, select

from fairmark.server.storage.database import reading, writing
from fairmark.server.storage.tables import tokens


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was issued. `digest` is its SHA-256 in hexadecimal; `name` is the only one of its kind and tells
    people what it is for; it ends at `expires_at`, or never. `person` is the id of whom it acts for, or None; `acts_as`
    is what records of learning call whom it acts for there: a URN or DID, or None."""

    digest: str
    name: str
    scopes: frozenset[str]
    expires_at: datetime | None
    created_at: datetime
    person: str | None = None
    acts_as: str | None = None

    def has_ended(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


class NameTaken(Exception):
    """A token of that name stands; it must be revoked first."""


class Tokens:
    """The tokens that stand. Every method is one transaction and safe to call from several threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, token: Token) -> None:
        """Keep `token`; NameTaken when one of its name is there."""
        row = {
            "digest": token.digest,
            "name": token.name,
            "scopes": " ".join(sorted(token.scopes)),
            "expires_at": token.expires_at,
            "created_at": token.created_at,
            "person": token.person,
            "acts_as": token.acts_as,
        }
        with writing(self.engine) as connection:
            if connection.execute(select(tokens.c.digest).where(tokens.c.name == token.name)).first():
                raise NameTaken(token.name)
            connection.execute(insert(tokens), row)

    def find(self, digest: str) -> Token | None:
        """The token with that digest, expired or not."""
        with reading(self.engine) as connection:
            row = connection.execute(select(tokens).where(tokens.c.digest == digest)).first()
            return _token(row) if row else None

    def all(self) -> list[Token]:
        """Every token, in the order of names."""
        with reading(self.engine) as connection:
            return [_token(row) for row in connection.execute(select(tokens).order_by(tokens.c.name))]

    def remove(self, name: str) -> bool:
        """Forget the token of that name; False when there is none."""
        with writing(self.engine) as connection:
            return connection.execute(delete(tokens).where(tokens.c.name == name)).rowcount > 0


def _token(row: Row[Any]) -> Token:
    scopes = frozenset(row.scopes.split())
    return Token(row.digest, row.name, scopes, row.expires_at, row.created_at, row.person, row.acts_as)
