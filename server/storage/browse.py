"""What people need to wander through frameworks: paths to the root, relations in both directions, crosswalks.

`Store` holds what the APIs read; this holds what only pages read. Nothing here returns more than it was asked for, so
that a framework of any size stays pages of a hundred.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, literal, or_, select, union_all

from fairmark.server.storage.database import reading
from fairmark.server.storage.records import Branch, Stored
from fairmark.server.storage.store import CHILD
from fairmark.server.storage.tables import edges, frameworks, objects, versions

DEEPEST = 60
"""Steps of a path that are looked up. A path that is longer begins in the middle."""

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Known:
    """A node that some framework here holds: an item, or a framework's document (`cls` is CFDocument then)."""

    framework: str
    framework_title: str
    identifier: str
    cls: str
    label: str
    code: str


@dataclass(frozen=True, slots=True)
class Relation:
    """An association seen from one of its ends. `forward` when that end is its origin; `body` is the CFAssociation."""

    framework: str
    type: str
    forward: bool
    other: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """How many associations of one type lead from the items of one framework to those of another."""

    origin: str
    destination: str
    type: str
    count: int


@dataclass(frozen=True, slots=True)
class Match:
    """One association of a crosswalk, with the items at its ends."""

    type: str
    origin: Known
    destination: Known


class Browse:
    """Reads for pages. Every method is one transaction and safe to call from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Framework to the number of its items and of its associations."""
        wanted = select(frameworks.c.identifier, versions.c["items"], versions.c.associations).join(
            versions, (versions.c.framework == frameworks.c.identifier) & (versions.c.number == frameworks.c.version)
        )
        with reading(self._engine) as connection:
            return {row.identifier: (row.items, row.associations) for row in connection.execute(wanted)}

    def member(self, framework: str, identifier: str, cls: str = "CFItem") -> Stored | None:
        """The object of that class in that framework."""
        wanted = _stored().where(
            objects.c.framework == framework, objects.c.identifier == identifier, objects.c.cls == cls
        )
        with reading(self._engine) as connection:
            row = connection.execute(wanted).first()
            return Stored(**{name: row._mapping[name] for name in Stored.__slots__}) if row else None

    def every(self, framework: str, cls: str) -> Iterator[bytes]:
        """The bodies of all objects of one class, as published, in one transaction and a thousand at a time."""
        body = select(objects.c.position, objects.c.body).where(objects.c.framework == framework, objects.c.cls == cls)
        position = -1
        with reading(self._engine) as connection:
            while rows := connection.execute(
                body.where(objects.c.position > position).order_by(objects.c.position).limit(CHUNK)
            ).all():
                yield from (row.body for row in rows)
                position = rows[-1].position

    def classes(self, framework: str) -> set[str]:
        """The classes that the framework has objects of."""
        with reading(self._engine) as connection:
            return set(connection.scalars(select(objects.c.cls).where(objects.c.framework == framework).distinct()))

    # -- the tree ----------------------------------------------------------------------------------------------------

    def child_count(self, framework: str, parent: str) -> int:
        """How many items are below `parent` by isChildOf, one level down."""
        wanted = select(func.count()).where(
            edges.c.framework == framework, edges.c.destination == parent, edges.c.type == CHILD
        )
        with reading(self._engine) as connection:
            return connection.scalar(wanted) or 0

    def places(self, framework: str) -> dict[str, tuple[str, int | None]]:
        """Every item that is placed to its parent and its place among the siblings. Of several parents, the first."""
        wanted = (
            select(edges.c.origin, edges.c.destination, edges.c.sequence)
            .where(edges.c.framework == framework, edges.c.type == CHILD)
            .order_by(edges.c.association)
        )
        found: dict[str, tuple[str, int | None]] = {}
        with reading(self._engine) as connection:
            for row in connection.execute(wanted):
                found.setdefault(row.origin, (row.destination, row.sequence))
        return found

    def outside(self, framework: str, offset: int, limit: int) -> list[Branch]:
        """Items that no isChildOf association puts anywhere."""
        placed = select(literal(1)).where(
            edges.c.framework == framework, edges.c.origin == objects.c.identifier, edges.c.type == CHILD
        )
        below = (
            select(func.count())
            .where(edges.c.framework == framework, edges.c.destination == objects.c.identifier, edges.c.type == CHILD)
            .scalar_subquery()
        )
        wanted = (
            _stored(below.label("children"))
            .where(objects.c.framework == framework, objects.c.cls == "CFItem", ~placed.exists())
            .order_by(objects.c.position)
            .offset(offset)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return [
                Branch(Stored(**{name: row._mapping[name] for name in Stored.__slots__}), row.children)
                for row in connection.execute(wanted)
            ]

    def paths(self, framework: str, identifiers: Collection[str]) -> dict[str, list[Known]]:
        """For each item the items above it, the highest first. Where an item has several parents, the path leads over
        the first; where parents form a circle, it begins where the circle closes."""
        with reading(self._engine) as connection:
            parent: dict[str, Known] = {}
            level = set(identifiers)
            for _ in range(DEEPEST):
                found = _parents(connection, framework, level)
                parent.update(found)
                level = {known.identifier for known in found.values()} - parent.keys()
                if not level:
                    break
        return {identifier: _climb(parent, identifier) for identifier in identifiers}

    # -- associations ------------------------------------------------------------------------------------------------

    def relations(self, identifier: str, limit: int) -> list[Relation]:
        """The associations that have the object at either end, in whatever framework, apart from the isChildOf that
        put other objects below it."""
        ends = or_(edges.c.origin == identifier, (edges.c.destination == identifier) & (edges.c.type != CHILD))
        wanted = (
            select(edges.c.framework, edges.c.type, edges.c.origin, edges.c.destination, objects.c.body)
            .join(objects, (objects.c.framework == edges.c.framework) & (objects.c.identifier == edges.c.association))
            .where(ends)
            .order_by(edges.c.type, edges.c.framework, edges.c.sequence.is_(None), edges.c.sequence, objects.c.position)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return [
                Relation(
                    row.framework,
                    row.type,
                    row.origin == identifier,
                    row.destination if row.origin == identifier else row.origin,
                    row.body,
                )
                for row in connection.execute(wanted)
            ]

    def known(self, identifiers: Collection[str]) -> dict[str, list[Known]]:
        """Which of these items and documents are held here, and in which frameworks."""
        found: dict[str, list[Known]] = {}
        wanted = sorted(identifiers)
        with reading(self._engine) as connection:
            for start in range(0, len(wanted), CHUNK):
                some = wanted[start : start + CHUNK]
                rows = connection.execute(union_all(_items(some), _documents(some)))
                for row in rows:
                    found.setdefault(row.identifier, []).append(Known(**row._mapping))
        return found

    def crosswalks(self, framework: str) -> list[Crosswalk]:
        """How this framework is associated with the others that are held here, in both directions. What both state
        counts once."""
        far = objects.alias()
        ways = []
        for here, there in ((edges.c.origin, edges.c.destination), (edges.c.destination, edges.c.origin)):
            near_framework, far_framework = literal(framework), far.c.framework
            ends = (near_framework, far_framework) if here is edges.c.origin else (far_framework, near_framework)
            ways.append(
                select(ends[0].label("origin"), ends[1].label("destination"), edges.c.type, here, there)
                .distinct()
                .select_from(edges)
                .join(objects, (objects.c.identifier == here) & (objects.c.framework == framework))
                .join(far, (far.c.identifier == there) & (far.c.framework != framework) & (far.c.cls == "CFItem"))
                .where(objects.c.cls == "CFItem", edges.c.type != CHILD, _told_by(framework, far.c.framework))
            )
        both = union_all(*ways).subquery()
        columns = (both.c.origin, both.c.destination, both.c.type)
        wanted = select(*columns, func.count().label("count")).group_by(*columns).order_by(*columns)
        with reading(self._engine) as connection:
            return [Crosswalk(**row._mapping) for row in connection.execute(wanted)]

    def matches(self, origin: str, destination: str, offset: int, limit: int) -> list[Match]:
        """The associations that lead from items of the framework `origin` to items of the framework `destination`, each
        once."""
        a, b, first, second = objects.alias(), objects.alias(), frameworks.alias(), frameworks.alias()
        wanted = (
            select(
                edges.c.type,
                *(a.c[name].label(f"a_{name}") for name in ("framework", "identifier", "cls", "label", "code")),
                *(b.c[name].label(f"b_{name}") for name in ("framework", "identifier", "cls", "label", "code")),
                first.c.title.label("a_framework_title"),
                second.c.title.label("b_framework_title"),
                a.c.position.label("a_position"),
                b.c.position.label("b_position"),
            )
            .distinct()
            .select_from(edges)
            .join(a, (a.c.identifier == edges.c.origin) & (a.c.framework == origin) & (a.c.cls == "CFItem"))
            .join(b, (b.c.identifier == edges.c.destination) & (b.c.framework == destination) & (b.c.cls == "CFItem"))
            .join(first, first.c.identifier == a.c.framework)
            .join(second, second.c.identifier == b.c.framework)
            .where(edges.c.type != CHILD, _told_by(origin, literal(destination)))
            .order_by(a.c.position, edges.c.type, b.c.position)
            .offset(offset)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return [
                Match(row.type, _end(row._mapping, "a_"), _end(row._mapping, "b_"))
                for row in connection.execute(wanted)
            ]


def _told_by(framework: str, other: Any) -> Any:
    """Whether one of the two frameworks states the association: a third one may hold copies of it."""
    return or_(edges.c.framework == framework, edges.c.framework == other)


def _end(row: Any, prefix: str) -> Known:
    return Known(**{name: row[prefix + name] for name in Known.__slots__})


def _stored(*more: Any) -> Select[Any]:
    columns = (objects.c.framework, objects.c.identifier, objects.c.cls, objects.c.label, objects.c.code)
    return select(*columns, objects.c.body, frameworks.c.document, *more).join(
        frameworks, frameworks.c.identifier == objects.c.framework
    )


def _items(identifiers: Sequence[str]) -> Select[Any]:
    columns = (objects.c.framework, frameworks.c.title.label("framework_title"), objects.c.identifier, objects.c.cls)
    return (
        select(*columns, objects.c.label, objects.c.code)
        .join(frameworks, frameworks.c.identifier == objects.c.framework)
        .where(objects.c.identifier.in_(identifiers), objects.c.cls == "CFItem")
    )


def _documents(identifiers: Sequence[str]) -> Select[Any]:
    title = frameworks.c.title
    return select(
        frameworks.c.identifier.label("framework"),
        title.label("framework_title"),
        frameworks.c.identifier,
        literal("CFDocument").label("cls"),
        title.label("label"),
        literal("").label("code"),
    ).where(frameworks.c.identifier.in_(identifiers))


def _parents(connection: Connection, framework: str, children: Collection[str]) -> dict[str, Known]:
    """Child to its first parent that is an item of the framework.

    The framework is compared here and not by the database: asked for both, SQLite walks through all the edges of the
    framework instead of looking up a few origins.
    """
    wanted = (
        select(
            edges.c.origin.label("child"),
            frameworks.c.title.label("framework_title"),
            *(objects.c[name] for name in ("framework", "identifier", "cls", "label", "code")),
        )
        .join(objects, (objects.c.framework == edges.c.framework) & (objects.c.identifier == edges.c.destination))
        .join(frameworks, frameworks.c.identifier == edges.c.framework)
        .where(edges.c.origin.in_(sorted(children)), edges.c.type == CHILD, objects.c.cls == "CFItem")
        .order_by(edges.c.origin, edges.c.association)
    )
    found: dict[str, Known] = {}
    for row in connection.execute(wanted):
        if row.framework == framework:
            found.setdefault(row.child, Known(**{name: row._mapping[name] for name in Known.__slots__}))
    return found


def _climb(parent: dict[str, Known], identifier: str) -> list[Known]:
    path: list[Known] = []
    seen = {identifier}
    while (above := parent.get(identifier)) is not None and above.identifier not in seen:
        path.append(above)
        seen.add(above.identifier)
        identifier = above.identifier
    return path[::-1]
