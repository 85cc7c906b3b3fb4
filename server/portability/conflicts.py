"""What of a package cannot stand beside what is here; and what is here already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import orjson
from sqlalchemy import Connection, select

from fairmark.server.learning.bodies import at
from fairmark.server.learning.continuum import Json, identifier_of
from fairmark.server.learning.kind import SESSION
from fairmark.server.learning.restoring import KIND_OF
from fairmark.server.learning.tables import facts
from fairmark.server.portability.arriving import Arriving, NewVersion, body, recorded_at
from fairmark.server.portability.outcome import Conflict
from fairmark.server.portability.tables import carried
from fairmark.server.storage.tables import frameworks, versions
from fairmark.validators.readers.learning.package import RECORDS, Record

CHUNK = 500
"""Values that one statement asks for."""
TICK = timedelta(microseconds=1)

T = TypeVar("T")


@dataclass(slots=True)
class Plan:
    """What of the package is new here, and what is in the way of it. `roots` are those of what is here that new records
    refer to; `moments` those by which records are known here, where not by their own."""

    versions: list[NewVersion] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    known: int = 0
    roots: dict[str, str] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.versions or self.records or self.files)


def plan(connection: Connection, given: Arriving, now: datetime) -> Plan:
    """Hold the package against what is here, while nobody else can write."""
    made = Plan()
    _frameworks(connection, given, made)
    _records(connection, given, made)
    _follow(connection, given, made)
    for record in made.records:
        if recorded_at(record) > now:
            made.conflicts.append(_at(record, "This was recorded in the future."))
    _carried(connection, given, made)
    if not made.conflicts:
        made.moments = _moments(connection, made.records)
    return made


def _at(record: Record, detail: str) -> Conflict:
    return Conflict(f"{RECORDS}{record.cls}.ndjson", record.id, detail)


# -- frameworks ------------------------------------------------------------------------------------------------------


def _frameworks(connection: Connection, given: Arriving, made: Plan) -> None:
    for one in given.versions:
        is_it = (versions.c.framework == one.framework.identifier, versions.c.number == one.number)
        digest = connection.scalar(select(versions.c.digest).where(*is_it))
        if digest is None:
            made.versions.append(one)
        elif digest != one.framework.digest:
            said = f"Version {one.number} of this framework is another one here, and records name versions by number."
            made.conflicts.append(Conflict(one.path, "", said))
    held = set(connection.scalars(select(frameworks.c.identifier)))
    held |= {one.framework.identifier for one in given.versions}
    for record in given.records:
        if "target" in record.data and identifier_of(record.text("framework")) not in held:
            made.conflicts.append(_at(record, "Neither the package nor this server holds its framework."))


# -- records ---------------------------------------------------------------------------------------------------------


def _records(connection: Connection, given: Arriving, made: Plan) -> None:
    """Tell new records from those that are here; what is here under the same id must be the same."""
    here: dict[str, bytes] = {}
    for chunk in _chunks([record.id for record in given.records]):
        for row in connection.execute(select(facts.c.id, facts.c.body).where(facts.c.id.in_(chunk))):
            here[row.id] = row.body
    for record in given.records:
        if record.id not in here:
            made.records.append(record)
        elif _is_same(record, here[record.id]):
            made.known += 1
        else:
            made.conflicts.append(_at(record, "Another record has this id here."))


def _is_same(record: Record, held: bytes) -> bool:
    """Whether they say the same. Of a session, each package may hold other pieces: the learner's own."""
    if body(record) == held:
        return True
    data = orjson.loads(held)
    return bool(_without_pieces(record.data) == _without_pieces(data) if record.cls == SESSION else record.data == data)


def _without_pieces(data: Mapping[str, object]) -> Json:
    return {name: value for name, value in data.items() if name != "items"}


def _follow(connection: Connection, given: Arriving, made: Plan) -> None:
    """What new records take the place of, and refer to, is in the package or here; and nothing else has taken its
    place."""
    new = {record.id for record in made.records}
    before = {record.id: record.before for record in made.records if record.before}
    linked = {record.id: list(_linked(record)) for record in made.records}
    wanted = {id for ids in linked.values() for id in ids} | set(before.values())
    replaced: dict[str, str] = {}
    for chunk in _chunks(sorted(wanted - new)):
        rows = connection.execute(select(facts.c.id, facts.c.root).where(facts.c.id.in_(chunk)))
        made.roots.update((row.id, row.root) for row in rows)
    for chunk in _chunks(sorted(set(before.values()))):
        rows = connection.execute(select(facts.c.id, facts.c.replaces).where(facts.c.replaces.in_(chunk)))
        replaced.update((row.replaces, row.id) for row in rows)
    for record in made.records:
        if record.before and record.before not in new and record.before not in made.roots:
            made.conflicts.append(_at(record, "What it takes the place of is neither in the package nor here."))
        elif record.before in replaced:
            made.conflicts.append(_at(record, "Here, another record has taken the place of the one that it follows."))
        elif given.is_changes and any(id not in new and id not in made.roots for id in linked[record.id]):
            made.conflicts.append(_at(record, "What it refers to is neither in these changes nor here."))


def _linked(record: Record) -> Iterator[str]:
    kind = KIND_OF.get(record.cls)
    for link in kind.links if kind else ():
        if record.cls != "Task":  # a task may name a session of which the package holds nothing
            yield from (id for _, id in at(record.data, link.place))


def _carried(connection: Connection, given: Arriving, made: Plan) -> None:
    here = {row.path: row.sha256 for row in connection.execute(select(carried.c.path, carried.c.sha256))}
    for path, data in given.files.items():
        if path not in here:
            made.files[path] = data
        elif f"sha256-{here[path]}" != given.package.files[path].sha256:
            made.conflicts.append(Conflict(path, "", "Another file has this name here."))


# -- when ------------------------------------------------------------------------------------------------------------


def _moments(connection: Connection, records: Sequence[Record]) -> dict[str, datetime]:
    """The moments by which records are known, where another one has their own: of two that were recorded at once the
    first is known a microsecond earlier. So whatever is asked as of their own moment knows both."""
    own = {record.id: recorded_at(record) for record in records}
    taken: set[datetime] = set()
    for chunk in _chunks(sorted(set(own.values()))):
        taken.update(connection.scalars(select(facts.c.recorded_at).where(facts.c.recorded_at.in_(chunk))))
    used, moved, earliest = set[datetime](), dict[str, datetime](), None
    for record in reversed(records):
        moment = own[record.id] if earliest is None else min(own[record.id], earliest)
        while moment in used or moment in taken or (moment != own[record.id] and _is_taken(connection, moment)):
            moment -= TICK
        used.add(moment)
        earliest = moment
        if moment != own[record.id]:
            moved[record.id] = moment
    return moved


def _is_taken(connection: Connection, moment: datetime) -> bool:
    return connection.scalar(select(facts.c.id).where(facts.c.recorded_at == moment)) is not None


def _chunks(of: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(of), CHUNK):
        yield of[start : start + CHUNK]
