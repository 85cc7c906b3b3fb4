"""Visits: that somebody has signed in to the pages of learning with a token, until they leave or it has been long.

The cookie that a browser keeps is 256 random bits; here stands its SHA-256. A visit is never good for longer than the
token that it began with: revoking the token ends it at once.
"""

from datetime import datetime

from sqlalchemy import Column, Engine, ForeignKeyConstraint, Index, String, Table, delete, insert, select

from fairmark.server.storage.database import reading, updating
from fairmark.server.storage.tables import Moment, metadata

DIGEST = String(64)
"""SHA-256 in hexadecimal."""

visits = Table(
    "visits",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    Column("token", DIGEST, nullable=False),  # the digest of the token, by which it is known
    Column("ends_at", Moment, nullable=False),
    ForeignKeyConstraint(["token"], ["tokens.digest"], ondelete="CASCADE"),
)
Index("ix_visits_token", visits.c.token)


class Visits:
    """The visits in the database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, digest: str, token: str, now: datetime, ends_at: datetime) -> None:
        """Keep a visit with the token of that digest, and forget those that have ended."""
        with updating(self._engine) as connection:
            connection.execute(delete(visits).where(visits.c.ends_at <= now))
            connection.execute(insert(visits), {"digest": digest, "token": token, "ends_at": ends_at})

    def token(self, digest: str, now: datetime) -> str | None:
        """The digest of the token of a visit that goes on; None where there is none."""
        wanted = select(visits.c.token).where(visits.c.digest == digest, visits.c.ends_at > now)
        with reading(self._engine) as connection:
            found: str | None = connection.scalar(wanted)
            return found

    def end(self, digest: str) -> None:
        """Forget the visit."""
        with updating(self._engine) as connection:
            connection.execute(delete(visits).where(visits.c.digest == digest))
