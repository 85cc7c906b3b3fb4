"""The frameworks of a package: those that its records name, in the versions that they are pinned to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from fairmark.server.case.operations import NAME
from fairmark.server.learning import times
from fairmark.server.learning.bodies import at
from fairmark.server.learning.continuum import Json, identifier_of
from fairmark.server.learning.kinds import KINDS
from fairmark.server.portability.scope import Facts, Scope
from fairmark.server.portability.zipping import Part
from fairmark.server.storage.tables import frameworks, objects, renditions, versions
from fairmark.validators.readers.learning.package import FRAMEWORKS

PLACES = {
    **{kind.cls: ("target", *kind.items) for kind in KINDS},
    "Pathway": ("steps/*/target",),
    "Task": ("targets/*", "item", "rubric"),
    "CalibrationSession": ("targets/*", "rubric"),
}
"""Class to its members that name objects of frameworks."""


@dataclass(frozen=True, slots=True, order=True)
class Pinned:
    """A version of a framework, by the identifier of its CFDocument."""

    framework: str
    number: int

    @property
    def path(self) -> str:
        """Where a package has it."""
        return f"{FRAMEWORKS}{self.framework}.v{self.number}.json"


def framework_parts(connection: Connection, scope: Scope, facts: Facts) -> Iterator[Part]:
    """The versions of frameworks that belong into the package, as CASE 1.1, in order."""
    chosen = _came_since(connection, None) if scope.kind == "organisation" else _named(connection, facts)
    if scope.since and not scope.learner:
        chosen |= _came_since(connection, scope.since)
    for pinned in sorted(chosen):
        is_it = (versions.c.framework == pinned.framework, versions.c.number == pinned.number)
        version = connection.execute(select(versions.c["items"], versions.c.imported_at).where(*is_it)).one_or_none()
        if version is None:
            continue  # it was deleted; the records still say what it was
        wanted = select(renditions.c.body).where(
            renditions.c.framework == pinned.framework,
            renditions.c.number == pinned.number,
            renditions.c.case_version == "1.1",
        )
        body: bytes = connection.execute(wanted).scalar_one()
        since = times.written(version.imported_at)
        yield Part(pinned.path, [body], count=version._mapping["items"], version=pinned.number, recorded_at=since)


def _came_since(connection: Connection, since: datetime | None) -> set[Pinned]:
    """The versions of frameworks that were imported after that time, None for all of them."""
    wanted = select(versions.c.framework, versions.c.number)
    rows = connection.execute(wanted.where(versions.c.imported_at > since) if since else wanted)
    return {Pinned(row.framework, row.number) for row in rows}


def _named(connection: Connection, facts: Facts) -> set[Pinned]:
    """The versions that records are pinned to, and the current ones of all frameworks that they name."""
    pinned: dict[str, set[int]] = {identifier: set() for identifier in facts.frameworks()}
    named: set[str] = set()
    for cls, data in facts.contents():
        named |= {identifier_of(uri) for uri in _uris(cls, data)}
        if "frameworkVersion" in data:
            pinned.setdefault(identifier_of(data["framework"]), set()).add(data["frameworkVersion"])
    for identifier in {*named} - pinned.keys():
        if holder := _holder(connection, identifier):
            pinned.setdefault(holder, set())
    current = select(frameworks.c.identifier, frameworks.c.version).where(frameworks.c.identifier.in_(list(pinned)))
    for row in connection.execute(current):
        pinned[row.identifier].add(row.version)
    return {Pinned(identifier, number) for identifier, numbers in pinned.items() for number in numbers}


def _uris(cls: str, data: Json) -> Iterable[str]:
    """The URIs of objects of frameworks that a record names."""
    for place in PLACES.get(cls, ()):
        for _, value in at(data, place):
            yield str(value)


def _holder(connection: Connection, identifier: str) -> str | None:
    """The framework that holds the object, of several the one imported last."""
    if not NAME.fullmatch(identifier):
        return None
    held = select(objects.c.framework).join(frameworks, frameworks.c.identifier == objects.c.framework)
    wanted = held.where(objects.c.identifier == identifier).order_by(frameworks.c.imported_at.desc()).limit(1)
    found: str | None = connection.scalar(wanted)
    return found
