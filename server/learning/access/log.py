"""The log of access: who has read, exported, changed or been refused a learner's record, when, for which purpose and on
which legal basis. SCL-PRV-03.

The server writes it, one entry for each request and learner, and there is no operation that changes it. Looking at the
log itself is not logged: it tells the family of others, and nobody of the learner.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
import uuid

from sqlalchemy import Column, Connection, Index, String, Table, Text, func, insert, select

from fairmark.server.learning.continuum import Json
from fairmark.server.learning.tables import PERSON
from fairmark.server.learning.times import written
from fairmark.server.storage.tables import Moment, metadata

DENY, DISCLOSE = "deny", "disclose"

access_events = Table(
    "access_events",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("learner", String(PERSON), nullable=False),
    Column("actor", String(PERSON), nullable=False),
    Column("role", String(32), nullable=False),
    Column("on_behalf_of", String(PERSON), nullable=True),
    Column("action", String(16), nullable=False),  # read, export, disclose, write or deny
    Column("resource", Text, nullable=False),  # the address that was asked for, without its arguments
    Column("purpose", String(32), nullable=False),
    Column("legal_basis", String(32), nullable=False),
    Column("grant", String(64), nullable=True),
)
Index("ix_access_events_learner_at", access_events.c.learner, access_events.c.at)


@dataclass(frozen=True, slots=True)
class Event:
    """An access to the record of one learner."""

    at: datetime
    learner: str
    actor: str
    role: str
    on_behalf_of: str | None
    action: str
    resource: str
    purpose: str
    legal_basis: str
    grant: str | None


def append(connection: Connection, events: Iterable[Event]) -> None:
    """Write the events into the log."""
    rows = [
        {"id": f"urn:uuid:{uuid.uuid4()}", **{name: getattr(event, name) for name in Event.__slots__}}
        for event in events
    ]
    if rows:
        connection.execute(insert(access_events), rows)


def events_of(connection: Connection, learner: str, offset: int, limit: int) -> tuple[int, list[Json]]:
    """How many events there are about the learner, and some of them as AccessEvent, in the order of time."""
    mine = access_events.c.learner == learner
    total = connection.scalar(select(func.count()).select_from(access_events).where(mine))
    wanted = select(access_events).where(mine).order_by(access_events.c.at, access_events.c.id)
    return total or 0, [_record(row) for row in connection.execute(wanted.offset(offset).limit(limit))]


def _record(row: Any) -> Json:
    at = written(row.at)
    others = {"onBehalfOf": row.on_behalf_of, "grant": row._mapping["grant"]}
    return {
        "id": row.id,
        "type": "AccessEvent",
        "actor": row.actor,
        "actorRole": row.role,
        "action": row.action,
        "resource": row.resource,
        "learner": row.learner,
        "at": at,
        "purpose": row.purpose,
        "legalBasis": row.legal_basis,
        "recordedAt": at,
        **{name: value for name, value in others.items() if value},
    }
