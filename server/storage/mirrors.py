"""How far the mirroring of other servers has come: a row for each framework of each server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Engine, insert, select, update

from fairmark.server.storage.database import reading, writing
from fairmark.server.storage.tables import mirrors


class Status(StrEnum):
    """`pending` is still to be fetched in the run that was begun; `gone` is no longer in the list of that server."""

    PENDING = "pending"
    STORED = "stored"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    FAILED = "failed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A framework of another server: what became of it, and what that server said of the version that was stored
    (`digest`), so that it can be asked whether it has changed."""

    base: str
    document: str
    position: int
    status: Status = Status.PENDING
    detail: str = ""
    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    seen_at: datetime | None = None


class Mirrors:
    """The state of mirroring in the database. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def rows(self, base: str) -> list[Mirrored]:
        """The frameworks of the server at `base`, in its order."""
        wanted = select(mirrors).where(mirrors.c.base == base).order_by(mirrors.c.position, mirrors.c.document)
        with reading(self._engine) as connection:
            return [Mirrored(**{**row._mapping, "status": Status(row.status)}) for row in connection.execute(wanted)]

    def begin(self, base: str, documents: Sequence[str]) -> None:
        """Begin a run: all of `documents` are pending, and what that server no longer lists is gone."""
        with writing(self._engine) as connection:
            known = set(connection.scalars(select(mirrors.c.document).where(mirrors.c.base == base)))
            gone = {"status": Status.GONE.value, "detail": ""}
            connection.execute(update(mirrors).where(mirrors.c.base == base), gone)
            for position, document in enumerate(documents):
                place = {"position": position, "status": Status.PENDING.value, "detail": ""}
                if document in known:
                    connection.execute(update(mirrors).where(_is(base, document)), place)
                else:
                    blank = dict.fromkeys(("etag", "last_modified", "digest"), "")
                    connection.execute(insert(mirrors), {"base": base, "document": document, **place, **blank})

    def note(self, mirrored: Mirrored) -> None:
        """Remember what became of a framework."""
        names = ("detail", "etag", "last_modified", "digest", "seen_at")
        values = {"status": mirrored.status.value, **{name: getattr(mirrored, name) for name in names}}
        with writing(self._engine) as connection:
            connection.execute(update(mirrors).where(_is(mirrored.base, mirrored.document)), values)


def _is(base: str, document: str) -> ColumnElement[bool]:
    return (mirrors.c.base == base) & (mirrors.c.document == document)
