"""What the server needs to issue credentials itself: its keys, and the places of their statuses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
import secrets

from sqlalchemy import Engine, func, insert, select

from fairmark.server.learning.tables import facts
from fairmark.server.storage.credential_tables import issuer_keys, status_entries
from fairmark.server.storage.database import glancing, reading, writing
from fairmark.validators.proofs.status import SHORTEST as LIST

FULL = LIST // 2
"""Entries of a list that are taken at most, so that a free one is found at once and an index tells nothing."""


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key of this server. `secret` is its secretKeyMultibase; one that is retired signs nothing new."""

    id: str
    secret: str
    made_at: datetime
    retired_at: datetime | None = None


class IssuerKeys:
    """The keys in the database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[HeldKey]:
        """Every key that has ever signed, the oldest first."""
        with glancing(self._engine) as connection:
            rows = connection.execute(select(issuer_keys).order_by(issuer_keys.c.made_at, issuer_keys.c.id)).all()
        return [HeldKey(**row._mapping) for row in rows]

    def first(self, make: Callable[[], HeldKey]) -> HeldKey:
        """The oldest key; one that `make` makes where there is none. Those who ask at once get the same."""
        known = self.all()
        if known:
            return known[0]
        with writing(self._engine) as connection:
            row = connection.execute(select(issuer_keys).order_by(issuer_keys.c.made_at, issuer_keys.c.id)).first()
            if row:
                return HeldKey(**row._mapping)
            made = make()
            connection.execute(insert(issuer_keys), {name: getattr(made, name) for name in HeldKey.__slots__})
            return made


class Statuses:
    """Where the statuses of issued credentials stand. Every method is one transaction."""

    def __init__(self, engine: Engine, choose: Callable[[int], int] = secrets.randbelow) -> None:
        self._engine = engine
        self._choose = choose

    def place(self, fact: str) -> tuple[int, int]:
        """The number of the list, from 1, and the index in it, of the credential that says this determination; it is
        chosen at the first asking, at random, so that it tells nothing about whose it is."""
        wanted = select(status_entries.c.place).where(status_entries.c.fact == fact)
        with glancing(self._engine) as connection:
            place = connection.scalar(wanted)
        if place is None:
            with writing(self._engine) as connection:
                place = connection.scalar(wanted)
                if place is None:
                    taken = connection.scalar(select(func.count()).select_from(status_entries)) or 0
                    begin = taken // FULL * LIST
                    place = begin + self._choose(LIST)
                    while connection.scalar(select(status_entries.c.fact).where(status_entries.c.place == place)):
                        place = begin + self._choose(LIST)
                    connection.execute(insert(status_entries), {"place": place, "fact": fact})
        return place // LIST + 1, place % LIST

    def revoked(self, number: int) -> tuple[list[int], datetime | None] | None:
        """The indexes of what is revoked in that list, and since when it is so, None for never; None for no such list.
        Revoked is what says a determination that has been superseded."""
        begin = (number - 1) * LIST
        within = status_entries.c.place.between(begin, begin + LIST - 1)
        superseded = (
            select(status_entries.c.place, facts.c.recorded_at)
            .join(facts, facts.c.replaces == status_entries.c.fact)
            .where(within)
            .order_by(status_entries.c.place)
        )
        with reading(self._engine) as connection:
            known = connection.scalar(select(func.count()).select_from(status_entries).where(within))
            if number != 1 and not known:
                return None
            rows = connection.execute(superseded).all()
        return [row.place - begin for row in rows], max((row.recorded_at for row in rows), default=None)
