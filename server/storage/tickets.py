"""Tickets: what a page hands to the person who has just logged in, so that their next form is known to be theirs.

A ticket is good once, for a few minutes, and for what stands in it. It takes the place of a session: no browser sends
it by itself, so that no other site can make one send it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from fairmark.server.storage.access_tables import tickets
from fairmark.server.storage.database import updating

SPENT = b"null"
"""What stands in the place of a request where only the use of a form is remembered."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """`request` is JSON: what the page has shown and asks the person to decide."""

    digest: str
    person: str
    request: dict[str, Any]
    expires_at: datetime


class Tickets:
    """The tickets in the database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, ticket: Ticket, now: datetime) -> None:
        """Keep the ticket, and forget those that have expired."""
        row = {
            "digest": ticket.digest,
            "person": ticket.person,
            "request": orjson.dumps(ticket.request),
            "expires_at": ticket.expires_at,
        }
        with updating(self._engine) as connection:
            connection.execute(delete(tickets).where(tickets.c.expires_at <= now))
            connection.execute(insert(tickets), row)

    def spend(self, digest: str, person: str, until: datetime) -> bool:
        """Remember until then that the person has sent the form of that digest; False when they had sent it before."""
        row = {"digest": digest, "person": person, "request": SPENT, "expires_at": until}
        try:
            with updating(self._engine) as connection:
                connection.execute(insert(tickets), row)
        except IntegrityError:
            return False
        return True

    def take(self, digest: str, now: datetime) -> Ticket | None:
        """The ticket, which nobody gets a second time; None where there is none that is still good."""
        this = (tickets.c.digest == digest) & (tickets.c.request != SPENT)
        with updating(self._engine) as connection:
            row = connection.execute(select(tickets).where(this)).first()
            taken = connection.execute(delete(tickets).where(this)).rowcount
        if row is None or not taken or row.expires_at <= now:
            return None
        return Ticket(row.digest, row.person, orjson.loads(row.request), row.expires_at)
