"""What a package is about, and the facts that belong into it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from fairmark.server.learning.continuum import Json
from fairmark.server.learning.kind import DETERMINATION, EVIDENCE, JUDGMENT, SESSION
from fairmark.server.learning.ledger import DELETED
from fairmark.server.learning.ratings import CLOSED
from fairmark.server.learning.tables import fact_learners, fact_links, facts
from fairmark.server.portability.tables import arrivals, imports

CHUNK = 500
"""Ids that one statement asks for, and facts that are read at once."""


@dataclass(frozen=True, slots=True)
class Scope:
    """All that is recorded of a `learner`, "" for all of the organisation; with `since` only what came after that: what
    was recorded then, and what was imported then, whenever it had been recorded elsewhere."""

    learner: str = ""
    since: datetime | None = None

    @property
    def kind(self) -> str:
        """What the manifest calls it."""
        return "changes" if self.since else "person" if self.learner else "organisation"


class Facts:
    """The facts of a package, as they are within one transaction."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self._connection = connection
        self._scope = scope
        self._of_learner = _person(connection, scope) if scope.learner else None

    def classes(self) -> list[str]:
        """The classes of which there are any."""
        if self._of_learner is not None:
            return sorted({fact.cls for fact in self._of_learner})
        wanted = select(facts.c.cls).where(facts.c.cls != DELETED, *self._came_since()).distinct().order_by(facts.c.cls)
        return list(self._connection.scalars(wanted))

    def until(self) -> datetime | None:
        """When the latest was recorded, None where there is none: what comes later has come since."""
        if self._of_learner is not None:
            return self._of_learner[-1].recorded_at if self._of_learner else None
        found: datetime | None = self._connection.scalar(select(func.max(facts.c.recorded_at)))
        return found

    def bodies(self, cls: str) -> Iterator[bytes]:
        """The facts of a class as they were recorded, in the order of recording."""
        if self._of_learner is not None:
            yield from (fact.body for fact in self._of_learner if fact.cls == cls)
            return
        wanted = select(facts.c.body).where(facts.c.cls == cls, *self._came_since()).order_by(facts.c.recorded_at)
        yield from self._connection.execution_options(yield_per=CHUNK).scalars(wanted)

    def contents(self) -> Iterator[tuple[str, Json]]:
        """Class and content of each fact."""
        yield from ((cls, orjson.loads(body)) for cls in self.classes() for body in self.bodies(cls))

    def frameworks(self) -> set[str]:
        """The frameworks that facts are pinned to, by identifier."""
        if self._of_learner is not None:
            return {fact.framework for fact in self._of_learner if fact.framework}
        wanted = select(facts.c.framework).where(facts.c.framework != "", *self._came_since()).distinct()
        return set(self._connection.scalars(wanted))

    def _came_since(self) -> list[ColumnElement[bool]]:
        return [came_since(self._scope.since)] if self._scope.since else []


def came_since(since: datetime) -> ColumnElement[bool]:
    """Whether a fact was recorded or imported after that time."""
    imported = select(arrivals.c.fact).join(imports, imports.c.id == arrivals.c.import_id)
    return or_(facts.c.recorded_at > since, facts.c.id.in_(imported.where(imports.c.imported_at > since)))


# -- one learner -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fact:
    cls: str
    id: str
    root: str
    framework: str
    recorded_at: datetime
    body: bytes


COLUMNS = [facts.c[name] for name in _Fact.__slots__]


def _person(connection: Connection, scope: Scope) -> list[_Fact]:
    """What is recorded of the learner, and what that refers to as far as it is about nobody: rules, tasks, calendars,
    templates, and of calibration sessions the pieces that are the learner's own. What is scored blind for now is
    left out until its session is closed."""
    own = select(fact_learners.c.fact).where(fact_learners.c.learner == scope.learner)
    found = {fact.id: fact for fact in _read(connection, facts.c.id.in_(own))}
    for id in _blind(connection, found.values()):
        del found[id]
    works = {fact.id for fact in found.values() if fact.cls == EVIDENCE}
    shared = {fact.id: fact for fact in _referred(connection, list(found.values())) if fact.id not in found}
    kept = {fact.id: fact for fact in _with_own_pieces(shared.values(), works)}
    if scope.since:
        came = _came(connection, scope.since, [*found, *kept])
        found = {id: fact for id, fact in found.items() if id in came}
        kept = _with_referred(connection, kept, came, list(found.values()))
    return sorted([*found.values(), *kept.values()], key=lambda fact: fact.recorded_at)


def _with_referred(
    connection: Connection, kept: dict[str, _Fact], came: set[str], found: Sequence[_Fact]
) -> dict[str, _Fact]:
    """Of what is shared, what came since, and what the changes refer to: that may be new to whoever has only the
    learner's record as it was."""
    named = {fact.id for fact in _referred(connection, found)}
    return {id: fact for id, fact in kept.items() if id in came or id in named}


def _referred(connection: Connection, own: Sequence[_Fact]) -> list[_Fact]:
    """All versions of what the facts refer to that is about nobody, and of what that refers to in turn. A session is
    only followed from what was given in it."""
    seen: dict[str, _Fact] = {}
    roots = _roots(connection, own)
    looked_at: set[str] = set()
    while left := sorted(roots - looked_at):
        looked_at |= roots
        about_nobody = facts.c.id.not_in(select(fact_learners.c.fact))
        new = [fact for chunk in _chunks(left) for fact in _read(connection, facts.c.root.in_(chunk), about_nobody)]
        if seen:
            new = [fact for fact in new if fact.cls != SESSION]
        seen |= {fact.id: fact for fact in new}
        roots = _roots(connection, new)
    return list(seen.values())


def _roots(connection: Connection, of: Iterable[_Fact]) -> set[str]:
    """The roots of what the facts refer to."""
    given = list(of)
    found: set[str] = set()
    for chunk in _chunks([fact.id for fact in given if fact.cls != SESSION]):
        found.update(connection.scalars(select(fact_links.c.root).where(fact_links.c.fact.in_(chunk))))
    tasks = {str(task) for fact in given if fact.cls == EVIDENCE and (task := orjson.loads(fact.body).get("task"))}
    for chunk in _chunks(sorted(tasks)):
        found.update(connection.scalars(select(facts.c.root).where(facts.c.id.in_(chunk))))
    return found


def _with_own_pieces(shared: Iterable[_Fact], works: set[str]) -> Iterator[_Fact]:
    """The facts, each session with no pieces but those among `works`: the others are other learners'. A version in
    which none of them was yet has those of the next one: no session is without pieces."""
    ordered = sorted(shared, key=lambda fact: fact.recorded_at, reverse=True)
    latest: dict[str, list[Json]] = {}
    for fact in ordered:
        if fact.cls != SESSION:
            yield fact
            continue
        data = orjson.loads(fact.body)
        pieces = [item for item in data["items"] if item["evidence"] in works] or latest.get(fact.root, [])
        latest[fact.root] = pieces
        if pieces:
            body = orjson.dumps({**data, "items": pieces})
            yield _Fact(fact.cls, fact.id, fact.root, fact.framework, fact.recorded_at, body)


def _blind(connection: Connection, own: Iterable[_Fact]) -> set[str]:
    """The ratings in blind sessions that are not closed, unless something was determined from them."""
    given = list(own)
    data = {fact.id: orjson.loads(fact.body) for fact in given if fact.cls in (JUDGMENT, DETERMINATION)}
    sessions = {one["session"] for one in data.values() if "session" in one}
    open_now = _open_and_blind(connection, sorted(sessions))
    determined = {id for one in data.values() for id in one.get("judgments", ())}
    return {id for id, one in data.items() if one.get("session") in open_now and id not in determined}


def _open_and_blind(connection: Connection, sessions: Sequence[str]) -> set[str]:
    """Those of the sessions, by the ids of any of their versions, that are scored blind and not closed."""
    found = set()
    for id in sessions:
        root = select(facts.c.root).where(facts.c.id == id).scalar_subquery()
        latest = select(facts.c.body).where(facts.c.root == root).order_by(facts.c.recorded_at.desc()).limit(1)
        body = connection.scalar(latest)
        data = orjson.loads(body) if body else {}
        if data.get("blind") and data.get("status") != CLOSED:
            found.add(id)
    return found


def _came(connection: Connection, since: datetime, ids: Sequence[str]) -> set[str]:
    """Those of the facts that came after that time, or that could not be seen before since their session was open."""
    closed = select(facts.c.root).where(facts.c.cls == SESSION, facts.c.status == CLOSED, came_since(since))
    freed = select(fact_links.c.fact).where(fact_links.c.root.in_(closed))
    found: set[str] = set()
    for chunk in _chunks(list(ids)):
        shown = or_(came_since(since), and_(facts.c.cls == JUDGMENT, facts.c.id.in_(freed)), facts.c.root.in_(closed))
        found.update(connection.scalars(select(facts.c.id).where(facts.c.id.in_(chunk), shown)))
    return found


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> Iterator[_Fact]:
    wanted: Select[Any] = select(*COLUMNS).where(facts.c.cls != DELETED, *conditions)
    yield from (_Fact(**row._mapping) for row in connection.execute(wanted))


def _chunks(of: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(of), CHUNK):
        yield of[start : start + CHUNK]
