"""The record of what was disclosed to whom: rows are only ever added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from sqlalchemy import Engine, insert, select

from fairmark.server.storage.access_tables import clients, disclosures
from fairmark.server.storage.database import glancing, updating


@dataclass(frozen=True, slots=True)
class Disclosure:
    """At that moment `client`, which called itself `client_name`, got `what` of `person` by `operation`, such as
    getCredentials. `what` are identifiers, never contents."""

    person: str
    client: str
    client_name: str
    operation: str
    what: tuple[str, ...]
    at: datetime


class Disclosures:
    """The record in the database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def disclosed(
        self, person: str, client: str, operation: str, what: Sequence[str], at: datetime | None = None
    ) -> None:
        """Record that the client gets `what` (identifiers) of the person. To be called before the answer is sent: what
        cannot be recorded is not disclosed."""
        named = select(clients.c.metadata).where(clients.c.id == client)
        with updating(self._engine) as connection:
            metadata = connection.scalar(named)
            row = {
                "person": person,
                "client": client,
                "client_name": orjson.loads(metadata)["client_name"] if metadata else client,
                "operation": operation,
                "what": orjson.dumps(list(what)),
                "at": at or datetime.now(UTC),
            }
            connection.execute(insert(disclosures), row)

    def of(self, person: str, limit: int = 100, offset: int = 0) -> list[Disclosure]:
        """What was disclosed of the person, the latest first."""
        wanted = select(disclosures).where(disclosures.c.person == person)
        ordered = wanted.order_by(disclosures.c.at.desc(), disclosures.c.id.desc()).limit(limit).offset(offset)
        with glancing(self._engine) as connection:
            return [
                Disclosure(
                    row.person, row.client, row.client_name, row.operation, tuple(orjson.loads(row.what)), row.at
                )
                for row in connection.execute(ordered)
            ]
