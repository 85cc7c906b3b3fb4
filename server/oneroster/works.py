"""The works in the ledger that stand in the gradebook, and where: what lists are cut from before anything is read in
full."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from sys import intern
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from sqlalchemy import Connection, Engine, Select, func, select

from fairmark.server.learning.kind import EVIDENCE, JUDGMENT, TASK
from fairmark.server.learning.tables import fact_links, facts
from fairmark.server.learning.times import ALWAYS
from fairmark.validators.convert.origins import Origin, guid_in
from fairmark.validators.convert.outside_classes import CLASS, SCHOOL
from fairmark.validators.readers.objectives import uuid_in

Json = dict[str, Any]

AT_ONCE = 500
"""Ids in a statement."""

SHOWN_TO = ("team", "school")
"""Visibilities of work that stands in the gradebook of the school."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a version of evidence stands. `line_item`, `result` and `student` are the sourcedIds that it came with, ""
    for none; `is_whole` says that it carries all that a line item must have. `task` is what it was done for; `targets`
    are the CFItems that it is aligned to."""

    learners: tuple[str, ...]
    student: str
    line_item: str
    is_whole: bool
    class_: str
    school: str
    result: str
    task: str
    targets: tuple[str, ...]
    visibility: str
    is_withdrawn: bool

    @property
    def is_shown(self) -> bool:
        """Whether it stands in the gradebook of the school."""
        return self.visibility in SHOWN_TO


@dataclass(frozen=True, slots=True)
class Entry:
    """A work: the root of its versions, the latest one, when that was recorded, and where it stands."""

    root: str
    latest: str
    recorded_at: datetime
    place: Place


class Index:
    """Where all works stand. Facts are only ever added, so that it is brought up to date by what came after the last
    one that it has seen; where there are more or fewer than it knows, as after a deletion, it is made anew."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._seen = 0
        self._last = ALWAYS
        self._lock = Lock()

    def entries(self, connection: Connection) -> list[Entry]:
        """The works as they are in this transaction, in the order in which their first versions were recorded."""
        number = connection.scalar(select(func.count()).select_from(facts).where(facts.c.cls == EVIDENCE))
        with self._lock:
            self._read_on(connection)
            if self._seen != number:
                self._entries, self._seen, self._last = {}, 0, ALWAYS
                self._read_on(connection)
            return list(self._entries.values())

    def _read_on(self, connection: Connection) -> None:
        wanted = (
            select(facts.c.id, facts.c.root, facts.c.recorded_at, facts.c.body)
            .where(facts.c.cls == EVIDENCE, facts.c.recorded_at > self._last)
            .order_by(facts.c.recorded_at)
        )
        for row in connection.execute(wanted, execution_options={"yield_per": AT_ONCE}):
            self._entries[row.root] = Entry(row.root, row.id, row.recorded_at, _place(orjson.loads(row.body)))
            self._seen, self._last = self._seen + 1, row.recorded_at


_INDEXES: WeakKeyDictionary[Engine, Index] = WeakKeyDictionary()


def entries(connection: Connection) -> list[Entry]:
    """The works, in the order in which their first versions were recorded. Work that is nobody's but the learner's is
    left out, unless it was in the gradebook before."""
    index = _INDEXES.setdefault(connection.engine, Index())
    return [entry for entry in index.entries(connection) if entry.place.is_shown or entry.latest != entry.root]


def touched_since(connection: Connection, moment: datetime) -> set[str]:
    """The roots of works about which anything was recorded since that moment."""
    since = facts.c.recorded_at >= moment
    evidence = select(facts.c.root).where(facts.c.cls == EVIDENCE, since)
    judged = (
        select(fact_links.c.root).join(facts, facts.c.id == fact_links.c.fact).where(facts.c.cls == JUDGMENT, since)
    )
    return {*connection.scalars(evidence), *connection.scalars(judged)}


def tasks(connection: Connection) -> list[Json]:
    """Every version of every task."""
    wanted = select(facts.c.body).where(facts.c.cls == TASK).order_by(facts.c.recorded_at)
    return [orjson.loads(body) for body in connection.scalars(wanted)]


@dataclass(frozen=True, slots=True)
class Read:
    """A fact that was read: its body, the root of its versions, and the framework that it is about."""

    cls: str
    root: str
    framework: str
    data: Json


def facts_about(connection: Connection, roots: Iterable[str]) -> Iterator[Read]:
    """All versions of the works with those roots, then all that was judged of them, in the order of recording."""
    for some in _parts(roots):
        evidence = _whole().where(facts.c.cls == EVIDENCE, facts.c.root.in_(some))
        named = select(fact_links.c.fact).where(fact_links.c.root.in_(some))
        judged = _whole().where(facts.c.cls == JUDGMENT, facts.c.id.in_(named))
        for wanted in (evidence, judged):
            for row in connection.execute(wanted.order_by(facts.c.recorded_at)):
                yield Read(row.cls, row.root, row.framework, orjson.loads(row.body))


def _whole() -> Select[Any]:
    return select(facts.c.cls, facts.c.root, facts.c.framework, facts.c.body)


def _parts(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids, each once, in parts of which each fits into a statement."""
    rest = list(dict.fromkeys(ids))
    return (rest[at : at + AT_ONCE] for at in range(0, len(rest), AT_ONCE))


def _place(data: Json) -> Place:
    origin = Origin.of(data)
    line_item = guid_in(origin.line_item)
    named = (uuid_in(str(alignment["targetUrl"])) for alignment in data["alignment"])
    return Place(
        learners=tuple(map(intern, data["learners"])),
        student=origin.student if len(data["learners"]) == 1 else "",
        line_item=line_item,
        is_whole=origin.has_line_item,
        class_=intern(origin.line_item.get("classSourcedId", "")) if line_item else CLASS,
        school=intern(origin.line_item.get("schoolSourcedId", "")) if line_item else SCHOOL,
        result=guid_in(origin.result) if len(data["learners"]) == 1 else "",
        task=intern(str(data.get("task", ""))),
        targets=tuple(map(intern, dict.fromkeys(filter(None, named)))),
        visibility=intern(data["visibility"]),
        is_withdrawn=data["status"] == "withdrawn",
    )
