"""The credentials that people keep here, and their profiles, as the bytes that were sent.

Of one credential there is one row: what is sent a second time replaces it if it was issued later. That is one statement
with a condition, so that of two uploads at the same time the newer one stays, whichever comes first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, func, select
from sqlalchemy.dialects import postgresql, sqlite

from fairmark.server.storage.credential_tables import credentials, profiles
from fairmark.server.storage.database import glancing, reading, updating

JSON, JWS = "json", "jws"
"""Forms of a credential: with a proof in it, or as a compact JWS."""

LARGEST_SUM = 100 << 20
"""Bytes of all that a person keeps by one standard. A page of it is put together in memory."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A credential as it was sent. `standard` is ob or clr; `identity` tells which credential it is (SHA-256 in
    hexadecimal), `called` is its identifier as it stands in it."""

    person: str
    standard: str
    identity: str
    called: str
    form: str
    issued_at: datetime
    body: bytes


class Became(Enum):
    """What became of a credential that was sent."""

    CREATED = "it was not here before"
    REPLACED = "it took the place of an older one"
    SAME = "it is here already, byte for byte"
    OLDER = "what is here was issued later, or at the same moment"


class Full(Exception):
    """The person keeps as much as one may."""


class Credentials:
    """What people keep in the database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, sent: Kept, now: datetime) -> Became:
        """Keep `sent`, unless what is here of the same credential is as new; Full where that would be too much."""
        row = {name: getattr(sent, name) for name in Kept.__slots__}
        with updating(self._engine) as connection:
            if _size(connection, sent) + len(sent.body) > LARGEST_SUM:
                raise Full
            version = connection.scalar(
                _upsert(connection, {**row, "kept_at": now, "version": 1, "size": len(sent.body)})
            )
            if version is None:
                held = connection.execute(select(credentials.c.form, credentials.c.body).where(*_is(sent))).one()
                return Became.SAME if (held.form, held.body) == (sent.form, sent.body) else Became.OLDER
            return Became.CREATED if version == 1 else Became.REPLACED

    def page(
        self, person: str, standard: str, offset: int, limit: int, since: datetime | None = None
    ) -> tuple[int, list[Kept]]:
        """How many there are that were issued after `since`, and those from `offset` on, in the order of arrival."""
        wanted = [credentials.c.person == person, credentials.c.standard == standard]
        if since is not None:
            wanted.append(credentials.c.issued_at > since)
        columns = [credentials.c[name] for name in Kept.__slots__]
        with reading(self._engine) as connection:
            total = connection.scalar(select(func.count()).select_from(credentials).where(*wanted)) or 0
            ordered = select(*columns).where(*wanted).order_by(credentials.c.id).offset(offset).limit(limit)
            return total, [Kept(**row._mapping) for row in connection.execute(ordered)]

    def one(self, person: str, standard: str, identity: str) -> Kept | None:
        """The credential of that identity, None where the person keeps none such."""
        columns = [credentials.c[name] for name in Kept.__slots__]
        whose = (credentials.c.person == person, credentials.c.standard == standard)
        with glancing(self._engine) as connection:
            row = connection.execute(select(*columns).where(*whose, credentials.c.identity == identity)).first()
            return Kept(**row._mapping) if row else None

    def profile(self, person: str, standard: str) -> bytes | None:
        """The profile that was put, None for nobody's."""
        wanted = select(profiles.c.body).where(profiles.c.person == person, profiles.c.standard == standard)
        with glancing(self._engine) as connection:
            return connection.scalar(wanted)

    def put_profile(self, person: str, standard: str, body: bytes, now: datetime) -> None:
        """Keep the profile in the place of any other."""
        row = {"person": person, "standard": standard, "body": body, "kept_at": now}
        with updating(self._engine) as connection:
            insert = _insert(connection, profiles).values(row)
            changed = {name: insert.excluded[name] for name in ("body", "kept_at")}
            connection.execute(insert.on_conflict_do_update(index_elements=["person", "standard"], set_=changed))


def _upsert(connection: Connection, row: Mapping[str, Any]) -> Any:
    """Insert the row, or update that of the same credential if it was issued earlier. It returns the version, or
    nothing where the one that is here stays."""
    insert = _insert(connection, credentials).values(row)
    changed = {name: insert.excluded[name] for name in ("called", "form", "issued_at", "kept_at", "size", "body")}
    return insert.on_conflict_do_update(
        index_elements=["person", "standard", "identity"],
        set_={**changed, "version": credentials.c.version + 1},
        where=credentials.c.issued_at < insert.excluded.issued_at,
    ).returning(credentials.c.version)


def _insert(connection: Connection, table: Any) -> Any:
    """An insert that may be an update, which SQLAlchemy has for each database apart."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)


def _is(sent: Kept) -> Sequence[ColumnElement[bool]]:
    return [credentials.c[name] == getattr(sent, name) for name in ("person", "standard", "identity")]


def _size(connection: Connection, sent: Kept) -> int:
    """The bytes of all else that the person keeps by this standard."""
    others = [credentials.c.person == sent.person, credentials.c.standard == sent.standard]
    wanted = select(func.sum(credentials.c.size)).where(*others, credentials.c.identity != sent.identity)
    return int(connection.scalar(wanted) or 0)
