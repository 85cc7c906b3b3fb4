"""What is recorded about learning. Facts are appended and never changed; this module and `selection` alone know SQL
about them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
import uuid

import orjson
from sqlalchemy import Connection, Engine, Select, func, insert, select

from fairmark.server.learning.continuum import Item, Json
from fairmark.server.learning.selection import Selection, about_learner, chosen
from fairmark.server.learning.tables import fact_learners, fact_links, fact_parties, facts
from fairmark.server.learning.times import written
from fairmark.server.storage.database import reading, writing


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was recorded: `data` is the record as JSON, `target` the identifier of its CFItem and `framework`
    that of its CFDocument ("" for none), `status` what it says of itself ("" for nothing).

    `replaces` is the fact whose place it takes, from the effective time `replaces_from` on; `root` the first of those
    that took each other's place, maybe the fact itself.
    """

    id: str
    cls: str
    framework: str
    target: str
    status: str
    effective_at: datetime
    recorded_at: datetime
    replaces: str | None
    replaces_from: datetime | None
    root: str
    data: Json


DELETED = "Deleted"
"""The class of what was deleted: its stub says what it was."""

PARTIES = {"Support": "staff", "ShareGrant": "grantee"}
"""Classes whose facts name people besides their learners, by whom they are looked up, to the member that does."""

COLUMNS = [facts.c[name] for name in Fact.__slots__ if name != "data"] + [facts.c.body]


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A fact to be recorded. One that is effective at no certain time is so from now on; `links` are the roots of the
    facts that it refers to."""

    cls: str
    data: Json
    effective_at: datetime | None = None
    learners: Sequence[str] = ()
    about: Item | None = None
    before: Fact | None = None
    replaces_from: datetime | None = None
    links: Sequence[str] = ()


class Ledger:
    """The facts as they stand within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def connection(self) -> Connection:
        """The transaction, for what is read or written with the facts."""
        return self._connection

    def newest(self) -> datetime | None:
        """When the latest fact of all was recorded."""
        found: datetime | None = self._connection.scalar(select(func.max(facts.c.recorded_at)))
        return found

    def find(self, cls: str, id: str) -> Fact | None:
        return next(iter(_read(self._connection, _all().where(facts.c.id == id, facts.c.cls == cls))), None)

    def fact(self, id: str) -> Fact | None:
        """The fact with that id, of whatever class."""
        return next(iter(_read(self._connection, _all().where(facts.c.id == id))), None)

    def follower(self, fact: Fact) -> Fact | None:
        """The fact that has taken its place."""
        return next(iter(_read(self._connection, _all().where(facts.c.replaces == fact.id))), None)

    def chain(self, root: str) -> list[Fact]:
        """The facts that took each other's place, the first one first."""
        return self._facts(_all().where(facts.c.root == root).order_by(facts.c.recorded_at))

    def latest(self, fact: Fact) -> Fact:
        """The one of its chain in whose place no other stands."""
        return self.chain(fact.root)[-1]

    def of_learner(self, learner: str) -> list[Fact]:
        """All that was ever recorded about the learner, in the order of recording."""
        return self._facts(about_learner(_all(), learner).order_by(facts.c.recorded_at))

    def referring(self, root: str, cls: str) -> list[Fact]:
        """The facts of the class that refer to one with that root, in the order of recording."""
        wanted = _all().join(fact_links, fact_links.c.fact == facts.c.id)
        return self._facts(wanted.where(fact_links.c.root == root, facts.c.cls == cls).order_by(facts.c.recorded_at))

    def naming(self, person: str, selection: Selection) -> list[Fact]:
        """The facts that are selected and name the person besides their learners, in the order of recording."""
        wanted = chosen(_all(), selection).join(fact_parties, fact_parties.c.fact == facts.c.id)
        return self._facts(wanted.where(fact_parties.c.person == person).order_by(facts.c.recorded_at))

    def root_of(self, id: str) -> str | None:
        """The root of the fact with that id, of whatever class."""
        return self._connection.scalar(select(facts.c.root).where(facts.c.id == id))

    def linked(self, fact: Fact) -> list[str]:
        """The roots of the facts that it refers to."""
        return list(self._connection.scalars(select(fact_links.c.root).where(fact_links.c.fact == fact.id)))

    def page(self, selection: Selection, offset: int, limit: int) -> tuple[int, list[Fact]]:
        """How many facts are selected, and some of them in the order of recording."""
        total = self._connection.scalar(chosen(select(func.count()).select_from(facts), selection))
        wanted = chosen(_all(), selection).order_by(facts.c.recorded_at).offset(offset).limit(limit)
        return total or 0, self._facts(wanted)

    def all(self, selection: Selection) -> list[Fact]:
        """Every fact that is selected, in the order of recording."""
        return self._facts(chosen(_all(), selection).order_by(facts.c.recorded_at))

    def _facts(self, wanted: Select[Any]) -> list[Fact]:
        return _read(self._connection, wanted)


class Recorder(Ledger):
    """A ledger to which facts are added, each at a moment of its own that is later than any that is there, whatever the
    clock says, so that what was known at a time stays what it was.

    What is added is written before the next look at several facts. Nobody knows its id yet who could look for it alone.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        newest, now = self.newest(), datetime.now(UTC)
        self.moment = max(now, newest + timedelta(microseconds=1)) if newest else now
        self._added: list[tuple[Fact, New]] = []
        self._replaced: set[str] = set()
        self._found: dict[tuple[str, str], Fact | None] = {}
        self._of_learners: dict[str, list[Fact]] = {}

    def find(self, cls: str, id: str) -> Fact | None:
        """As above, each looked up once: facts never change, and nobody else adds any meanwhile."""
        if (cls, id) not in self._found:
            self._found[cls, id] = super().find(cls, id)
        return self._found[cls, id]

    def of_learner(self, learner: str) -> list[Fact]:
        """As above, with what has been added since it was looked up first."""
        if learner not in self._of_learners:
            self._of_learners[learner] = super().of_learner(learner)
        return self._of_learners[learner]

    def is_replaced(self, fact: Fact) -> bool:
        """Whether another fact stands in its place."""
        return fact.id in self._replaced or self.follower(fact) is not None

    def add(self, new: New) -> Fact:
        """Record it under a new id."""
        id = f"urn:uuid:{uuid.uuid4()}"
        before, about = new.before, new.about
        fact = Fact(
            id=id,
            cls=new.cls,
            framework=about.framework if about else "",
            target=about.identifier if about else "",
            status=str(new.data.get("status", "")),
            effective_at=new.effective_at or self.moment,
            recorded_at=self.moment,
            replaces=before.id if before else None,
            replaces_from=(new.replaces_from or self.moment) if before else None,
            root=before.root if before else id,
            data={"id": id, "type": new.cls, **new.data, "recordedAt": written(self.moment)},
        )
        self._added.append((fact, new))
        if before:
            self._replaced.add(before.id)
        for learner in new.learners:
            if learner in self._of_learners:
                self._of_learners[learner].append(fact)
        self.moment += timedelta(microseconds=1)
        return fact

    def flush(self) -> None:
        """Write what has been added."""
        added, self._added = self._added, []
        if not added:
            return
        rows = [
            {name: getattr(fact, name) for name in Fact.__slots__ if name != "data"}
            | {"visibility": fact.data.get("visibility", ""), "body": orjson.dumps(fact.data)}
            for fact, _ in added
        ]
        self._connection.execute(insert(facts), rows)
        learners = [{"learner": learner, "fact": fact.id} for fact, new in added for learner in new.learners]
        links = [{"root": root, "fact": fact.id} for fact, new in added for root in dict.fromkeys(new.links)]
        parties = [{"person": one, "fact": fact.id} for fact, _ in added for one in _parties(fact)]
        if learners:
            self._connection.execute(insert(fact_learners), learners)
        if links:
            self._connection.execute(insert(fact_links), links)
        if parties:
            self._connection.execute(insert(fact_parties), parties)

    def _facts(self, wanted: Select[Any]) -> list[Fact]:
        self.flush()
        return super()._facts(wanted)


@contextmanager
def looking(engine: Engine) -> Iterator[Ledger]:
    """The ledger as it is at this moment, whatever is recorded meanwhile."""
    with reading(engine) as connection:
        yield Ledger(connection)


@contextmanager
def recording(engine: Engine) -> Iterator[Recorder]:
    """The ledger to add to: what is added stands together or not at all. Busy when another writer keeps it."""
    with writing(engine) as connection:
        ledger = Recorder(connection)
        yield ledger
        ledger.flush()


def _parties(fact: Fact) -> Iterable[str]:
    """The people by whom a fact is looked up besides its learners."""
    named = fact.data.get(PARTIES.get(fact.cls, ""), ())
    return [named] if isinstance(named, str) else dict.fromkeys(named)


def _all() -> Select[Any]:
    return select(*COLUMNS)


def _read(connection: Connection, wanted: Select[Any]) -> list[Fact]:
    return [
        Fact(**{name: row._mapping[name] for name in Fact.__slots__ if name != "data"}, data=orjson.loads(row.body))
        for row in connection.execute(wanted)
    ]
