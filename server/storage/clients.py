"""OAuth clients as they registered themselves (RFC 7591)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Engine, insert, select

from fairmark.server.storage.access_tables import clients
from fairmark.server.storage.database import glancing, updating


@dataclass(frozen=True, slots=True)
class Client:
    """A client. `secret` is the SHA-256 of its secret in hexadecimal; `metadata` is what it registered, defaults filled
    in: members of RFC 7591 section 2."""

    id: str
    secret: str
    metadata: Mapping[str, Any]
    registered_at: datetime

    @property
    def name(self) -> str:
        """What it calls itself."""
        return str(self.metadata["client_name"])


class Clients:
    """The clients in the database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, client: Client) -> None:
        row = {
            "id": client.id,
            "secret": client.secret,
            "metadata": orjson.dumps(client.metadata),
            "registered_at": client.registered_at,
        }
        with updating(self._engine) as connection:
            connection.execute(insert(clients), row)

    def with_id(self, id: str) -> Client | None:
        if "\0" in id:  # which PostgreSQL does not take for text
            return None
        with glancing(self._engine) as connection:
            row = connection.execute(select(clients).where(clients.c.id == id)).first()
            return Client(row.id, row.secret, orjson.loads(row.metadata), row.registered_at) if row else None
