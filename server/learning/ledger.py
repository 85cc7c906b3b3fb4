"""What is recorded about learning. Facts are appended and never changed; the only place that knows SQL about them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
import uuid

import orjson
from sqlalchemy import Connection, Engine, Select, func, insert, select

from fairmark.server.learning.continuum import Item, Json
from fairmark.server.learning.tables import fact_learners, facts
from fairmark.server.learning.times import written
from fairmark.server.storage.database import reading, writing
from fairmark.server.storage.tables import frameworks


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was recorded: `data` is the record as JSON, `target` the identifier of its CFItem and `framework`
    that of its CFDocument ("" for none), `replaces` the fact that it supersedes or is the next version of."""

    id: str
    cls: str
    framework: str
    target: str
    effective_at: datetime
    recorded_at: datetime
    replaces: str | None
    data: Json


class Ledger:
    """The facts as they stand within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def newest(self) -> datetime | None:
        """When the latest fact of all was recorded."""
        found: datetime | None = self._connection.scalar(select(func.max(facts.c.recorded_at)))
        return found

    def find(self, cls: str, id: str) -> Fact | None:
        wanted = select(facts).where(facts.c.id == id, facts.c.cls == cls)
        return next(iter(self._facts(wanted)), None)

    def is_replaced(self, id: str) -> bool:
        return self._connection.scalar(select(facts.c.id).where(facts.c.replaces == id)) is not None

    def of_learner(self, learner: str) -> list[Fact]:
        """All that was ever recorded about the learner, in the order of recording."""
        return self._facts(_about(select(facts), learner).order_by(facts.c.recorded_at))

    def page(self, cls: str, learner: str | None, offset: int, limit: int) -> tuple[int, list[Fact]]:
        """How many facts of the class there are, and some of them in the order of recording."""
        count = select(func.count()).select_from(facts).where(facts.c.cls == cls)
        wanted = select(facts).where(facts.c.cls == cls).order_by(facts.c.recorded_at).offset(offset).limit(limit)
        if learner is not None:
            count, wanted = _about(count, learner), _about(wanted, learner)
        return self._connection.scalar(count) or 0, self._facts(wanted)

    def framework_version(self, framework: str) -> int | None:
        """The version of the framework that is served."""
        return self._connection.scalar(select(frameworks.c.version).where(frameworks.c.identifier == framework))

    def _facts(self, wanted: Select[Any]) -> list[Fact]:
        return [
            Fact(**{name: row._mapping[name] for name in Fact.__slots__ if name != "data"}, data=orjson.loads(row.body))
            for row in self._connection.execute(wanted)
        ]


class Recorder(Ledger):
    """A ledger to which facts are added, all at `moment`: later than any that is there, whatever the clock says, so
    that what was known at a time stays what it was."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        newest, now = self.newest(), datetime.now(UTC)
        self.moment = max(now, newest + timedelta(microseconds=1)) if newest else now

    def add(
        self,
        cls: str,
        data: Json,
        *,
        effective_at: datetime | None = None,
        learners: Sequence[str] = (),
        about: Item | None = None,
        replaces: str | None = None,
    ) -> Fact:
        """Record `data` under a new id. A fact that is effective at no certain time is so from now on."""
        id = f"urn:uuid:{uuid.uuid4()}"
        record = {"id": id, "type": cls, **data, "recordedAt": written(self.moment)}
        row: Json = {
            "id": id,
            "cls": cls,
            "framework": about.framework if about else "",
            "target": about.identifier if about else "",
            "effective_at": effective_at or self.moment,
            "recorded_at": self.moment,
            "replaces": replaces,
        }
        self._connection.execute(insert(facts), {**row, "body": orjson.dumps(record)})
        if learners:
            self._connection.execute(insert(fact_learners), [{"learner": one, "fact": id} for one in learners])
        return Fact(**row, data=record)


@contextmanager
def looking(engine: Engine) -> Iterator[Ledger]:
    """The ledger as it is at this moment, whatever is recorded meanwhile."""
    with reading(engine) as connection:
        yield Ledger(connection)


@contextmanager
def recording(engine: Engine) -> Iterator[Recorder]:
    """The ledger to add to: what is added stands together or not at all. Busy when another writer keeps it."""
    with writing(engine) as connection:
        yield Recorder(connection)


def _about(wanted: Select[Any], learner: str) -> Select[Any]:
    return wanted.where(facts.c.id.in_(select(fact_learners.c.fact).where(fact_learners.c.learner == learner)))
