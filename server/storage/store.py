"""Read and write frameworks. The only place that knows SQL about them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, Engine, Row, Select, bindparam, delete, func, insert, or_, select, union_all, update

from fairmark.server.storage.database import glancing, reading, writing
from fairmark.server.storage.records import (
    Branch,
    Framework,
    NewFramework,
    Rendition,
    Stamp,
    Stored,
    Version,
)
from fairmark.server.storage.tables import edges, frameworks, objects, renditions, versions

CHUNK = 2_000
"""Rows of one bulk insert."""

CHILD = "isChildOf"


class Store:
    """Frameworks in a database. Every method is one transaction and safe to call from several threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    # -- whole frameworks --------------------------------------------------------------------------------------------

    def frameworks(self) -> list[Framework]:
        """Every framework, in the order of titles."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(frameworks).order_by(frameworks.c.title, frameworks.c.identifier))
            return [Framework(**row._mapping) for row in rows]

    def framework(self, identifier: str) -> Framework | None:
        with reading(self.engine) as connection:
            row = connection.execute(select(frameworks).where(frameworks.c.identifier == identifier)).first()
            return Framework(**row._mapping) if row else None

    def versions(self, identifier: str) -> list[Version]:
        """The versions of a framework, newest first."""
        found = select(versions).where(versions.c.framework == identifier).order_by(versions.c.number.desc())
        with reading(self.engine) as connection:
            return [Version(**row._mapping) for row in connection.execute(found)]

    def current(self, identifier: str) -> Version | None:
        """The version that is served, None when there is no such framework."""
        with reading(self.engine) as connection:
            row = connection.execute(_version(identifier)).first()
            return Version(**row._mapping) if row else None

    def stamp(self, identifier: str, case_version: str) -> Stamp | None:
        """The state of the current package, without reading the package."""
        with glancing(self.engine) as connection:
            row = connection.execute(STAMP, {"identifier": identifier, "case_version": case_version}).first()
            return Stamp(*row) if row else None

    def rendition(self, identifier: str, case_version: str, number: int | None = None) -> Rendition | None:
        """A package as ready bytes: the current one, or that of version `number`."""
        columns = (renditions.c[name] for name in Rendition.__slots__)
        wanted = _current(identifier, case_version, *columns)
        if number is not None:
            wanted = select(*(renditions.c[name] for name in Rendition.__slots__)).where(
                renditions.c.framework == identifier,
                renditions.c.number == number,
                renditions.c.case_version == case_version,
            )
        with reading(self.engine) as connection:
            row = connection.execute(wanted).first()
            return Rendition(**row._mapping) if row else None

    def replace(self, new: NewFramework, now: datetime | None = None) -> Version:
        """Store `new` as the next version of its framework, in one transaction.

        When its digest is that of the current version, nothing is written and that version is returned.
        """
        moment = now or datetime.now(UTC)
        with writing(self.engine) as connection:
            current = connection.execute(_version(new.identifier)).first()
            if current is not None and current.digest == new.digest:
                return Version(**current._mapping)
            return write_version(connection, new, current.number + 1 if current else 1, moment)

    def remove(self, identifier: str) -> bool:
        """Delete a framework with all its versions; False when there is none."""
        with writing(self.engine) as connection:
            return connection.execute(delete(frameworks).where(frameworks.c.identifier == identifier)).rowcount > 0

    # -- single objects ----------------------------------------------------------------------------------------------

    def find(self, cls: str, identifier: str) -> Stored | None:
        """The object of that class. Where several frameworks hold it, the one imported last."""
        with glancing(self.engine) as connection:
            row = connection.execute(FIND, {"identifier": identifier, "cls": cls}).first()
            return _as_stored(row) if row else None

    def holder(self, identifier: str) -> str | None:
        """The framework that holds the object of whatever class, or is it; of several the one imported last."""
        held = select(frameworks.c.identifier, frameworks.c.imported_at)
        wanted = union_all(
            held.join(objects, objects.c.framework == frameworks.c.identifier).where(
                objects.c.identifier == identifier
            ),
            held.where(frameworks.c.identifier == identifier),
        ).subquery()
        with glancing(self.engine) as connection:
            row = connection.execute(select(wanted.c.identifier).order_by(wanted.c.imported_at.desc()).limit(1)).first()
            return row.identifier if row else None

    def below_code(self, stored: Stored) -> list[Stored]:
        """The definitions of the same class and framework whose code lies below that of `stored` ("1.2" below "1")."""
        if not stored.code:
            return []
        below = objects.c.code.startswith(stored.code + ".", autoescape=True)
        wanted = _stored().where(objects.c.framework == stored.framework, objects.c.cls == stored.cls, below)
        return self._stored(wanted.order_by(objects.c.code, objects.c.position))

    def associations_of(self, identifier: str) -> list[Stored]:
        """The associations that have the object at either end, in whatever framework."""
        ends = or_(edges.c.origin == identifier, edges.c.destination == identifier)
        wanted = _stored().join(
            edges, (edges.c.framework == objects.c.framework) & (edges.c.association == objects.c.identifier)
        )
        return self._stored(wanted.where(ends).order_by(objects.c.framework, objects.c.position))

    def children(self, framework: str, parent: str, offset: int = 0, limit: int = 100) -> list[Branch]:
        """The items below `parent` (an item or the document) by isChildOf, in order, with their own child counts."""
        own = edges.alias()
        count = (
            select(func.count())
            .where(own.c.destination == objects.c.identifier, own.c.type == CHILD, own.c.framework == framework)
            .scalar_subquery()
        )
        wanted = (
            _stored(count.label("children"))
            .join(edges, (edges.c.origin == objects.c.identifier) & (edges.c.framework == objects.c.framework))
            .where(edges.c.framework == framework, edges.c.destination == parent, edges.c.type == CHILD)
            .where(objects.c.cls == "CFItem")
            .order_by(edges.c.sequence.is_(None), edges.c.sequence, objects.c.position)
            .offset(offset)
            .limit(limit)
        )
        with reading(self.engine) as connection:
            return [Branch(_as_stored(row), row.children) for row in connection.execute(wanted)]

    def bodies(self, framework: str) -> Iterator[tuple[str, str, bytes]]:
        """Class, identifier and body of every object of a framework, read a chunk at a time."""
        wanted = select(objects.c.cls, objects.c.identifier, objects.c.body).where(objects.c.framework == framework)
        with reading(self.engine) as connection:
            yield from connection.execution_options(yield_per=CHUNK).execute(wanted)

    def search(self, framework: str, words: str, limit: int = 50, offset: int = 0) -> list[Stored]:
        """Items whose statement or code holds each of the words, in whatever case."""
        hits = [objects.c.folded.contains(word, autoescape=True) for word in folded(words).split()]
        wanted = _stored().where(objects.c.framework == framework, objects.c.cls == "CFItem", *hits)
        return self._stored(wanted.order_by(objects.c.position).limit(limit).offset(offset))

    def members(self, framework: str, cls: str) -> list[Stored]:
        """The objects of one class of a framework, as published."""
        wanted = _stored().where(objects.c.framework == framework, objects.c.cls == cls)
        return self._stored(wanted.order_by(objects.c.position))

    def _stored(self, wanted: Select[Any]) -> list[Stored]:
        with reading(self.engine) as connection:
            return [_as_stored(row) for row in connection.execute(wanted)]


def _stored(*more: Any) -> Select[Any]:
    columns = (objects.c.framework, objects.c.identifier, objects.c.cls, objects.c.label, objects.c.code)
    return select(*columns, objects.c.body, frameworks.c.document, *more).join(
        frameworks, frameworks.c.identifier == objects.c.framework
    )


def _as_stored(row: Row[Any]) -> Stored:
    return Stored(**{name: row._mapping[name] for name in Stored.__slots__})


def folded(words: str) -> str:
    """`words` without regard to case. Made here, since databases differ in what they call lower case."""
    return words.casefold()


def _version(identifier: str) -> Select[Any]:
    """The current version of the framework."""
    current = (versions.c.framework == frameworks.c.identifier) & (versions.c.number == frameworks.c.version)
    return select(versions).join(frameworks, current).where(frameworks.c.identifier == identifier)


def _current(identifier: Any, case_version: Any, *columns: Any) -> Select[Any]:
    current = (renditions.c.framework == frameworks.c.identifier) & (renditions.c.number == frameworks.c.version)
    return (
        select(*columns)
        .join(frameworks, current)
        .where(frameworks.c.identifier == identifier, renditions.c.case_version == case_version)
    )


# What is asked for all the time is put together once: that takes SQLAlchemy longer than the database needs to answer.

FIND = (
    _stored()
    .where(objects.c.identifier == bindparam("identifier"), objects.c.cls == bindparam("cls"))
    .order_by(frameworks.c.imported_at.desc())
    .limit(1)
)
STAMP = _current(
    bindparam("identifier"),
    bindparam("case_version"),
    frameworks.c.version,
    renditions.c.etag,
    frameworks.c.imported_at,
)


def write_version(connection: Connection, new: NewFramework, number: int, moment: datetime) -> Version:
    """Store `new` under a number that no version of its framework has, as imported at that moment. Where a later one
    is served, that goes on to be."""
    current = connection.execute(_version(new.identifier)).first()
    served = current is None or number > current.number
    if served:
        _write_framework(connection, new, number, moment, exists=current is not None)
    version = Version(
        framework=new.identifier,
        number=number,
        imported_at=moment,
        source=new.source,
        digest=new.digest,
        items=new.items,
        associations=new.associations,
        repairs=new.repairs,
        lost_in_1_0=new.lost_in_1_0,
    )
    connection.execute(insert(versions), _columns(version))
    for rendition in new.renditions:
        place = {"framework": new.identifier, "number": number}
        connection.execute(insert(renditions), {**place, **_columns(rendition)})
    if served:
        _write_rows(connection, new)
    return version


def _write_framework(connection: Connection, new: NewFramework, number: int, now: datetime, *, exists: bool) -> None:
    document = new.document
    values = {
        "title": str(document.get("title", "")),
        "creator": str(document.get("creator", "")),
        "language": str(document.get("language", "")),
        "adoption_status": str(document.get("adoptionStatus", "")),
        "version": number,
        "imported_at": now,
        "document": orjson.dumps(document),
    }
    if exists:
        connection.execute(update(frameworks).where(frameworks.c.identifier == new.identifier), values)
        connection.execute(delete(objects).where(objects.c.framework == new.identifier))
        connection.execute(delete(edges).where(edges.c.framework == new.identifier))
    else:
        connection.execute(insert(frameworks), {"identifier": new.identifier, **values})


def _write_rows(connection: Connection, new: NewFramework) -> None:
    for chunk in _chunks(new.objects):
        rows = [{"framework": new.identifier, "folded": folded(f"{o.label}\n{o.code}"), **_columns(o)} for o in chunk]
        connection.execute(insert(objects), rows)
    for piece in _chunks(new.edges):
        connection.execute(insert(edges), [{"framework": new.identifier, **_columns(edge)} for edge in piece])


def _columns(record: Any) -> dict[str, Any]:
    """The members of a frozen record by the names of the columns that they go to."""
    return {name: getattr(record, name) for name in record.__slots__}


T = TypeVar("T")


def _chunks(rows: Iterable[T]) -> Iterator[Sequence[T]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk
