"""The gradebook as it stands in the ledger: which records each collection has, and records made from facts.

A list is cut from what is known of each work without reading it; only the works on the page are read and converted.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import orjson
from sqlalchemy import Connection, select

from fairmark.server.oneroster.circle import Circle
from fairmark.server.oneroster.wire import Json, Wire, deleted
from fairmark.server.oneroster.works import Entry, Read, entries, facts_about, tasks, touched_since
from fairmark.server.roster.tables import people
from fairmark.server.storage.kept import KeptVersions
from fairmark.server.storage.store import Store
from fairmark.validators.convert.export_users import Users
from fairmark.validators.convert.learning_facts import Task, sort_out
from fairmark.validators.convert.oneroster_from_scl import gradebook_of, line_item_of, results_of
from fairmark.validators.convert.oneroster_package import Records, written
from fairmark.validators.convert.outside_classes import CATEGORY
from fairmark.validators.convert.scl_records import EVIDENCE, TASK
from fairmark.validators.convert.standards import Standards
from fairmark.validators.readers.frameworks import Framework, framework_of
from fairmark.validators.readers.objectives import uuid_in

FRAMEWORKS = KeptVersions(lambda package: framework_of(orjson.loads(package)))

SCALE = "scl-scale-"
"""What the sourcedId of a scale begins with, before the identifier of the CFItem that it is for."""

ALWAYS = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Key:
    """A record before it is read: its sourcedId, the works that it is made of, and, where they are one work, the
    learner whose it is."""

    id: str
    entries: Sequence[Entry]
    learner: str = ""


class KeptUsers(Users):
    """The users whom learners are: as the kept roster calls them, else as an export without users has them."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(None)
        self._connection = connection
        self._names: dict[str, str] = {}

    def find(self, learner: str, carried: str) -> str:
        if carried:
            return carried
        if learner not in self._names:
            known = self._connection.scalar(select(people.c.sourced_id).where(people.c.id == learner))
            self._names[learner] = known or super().find(learner, "")
        return self._names[learner]


class Gradebook:
    """The gradebook within one transaction, as far as the circle of the asker holds it."""

    def __init__(self, connection: Connection, store: Store, wire: Wire, circle: Circle) -> None:
        self._connection = connection
        self._store = store
        self._wire = wire
        self._circle = circle
        self._users = KeptUsers(connection)

    # -- which there are ---------------------------------------------------------------------------------------------

    @cached_property
    def entries(self) -> list[Entry]:
        """The works of which the asker sees any."""
        return [
            entry
            for entry in entries(self._connection)
            if any(self._circle.holds(entry, learner) for learner in entry.place.learners)
        ]

    def note(self, keys: Sequence[Key], shown: Collection[str]) -> None:
        """Log whose results are shown: of these records those with such sourcedIds."""
        for key in keys:
            if key.learner and key.id in shown:
                self._circle.note(key.entries[0], key.learner)

    def since(self, moment: datetime) -> set[str]:
        """The roots of works about which, or about whose task, anything was recorded since that moment."""
        new = {id for id, task in self._tasks.items() if datetime.fromisoformat(task.latest["recordedAt"]) >= moment}
        return touched_since(self._connection, moment) | {
            entry.root for entry in self.entries if entry.place.task in new
        }

    def results(self) -> list[Key]:
        return [
            Key(id, (entry,), learner)
            for entry in self.entries
            for learner, id in zip(
                entry.place.learners,
                results_of(entry.root, entry.place.result, len(entry.place.learners)),
                strict=True,
            )
            if self._circle.holds(entry, learner)
        ]

    def line_items(self) -> list[Key]:
        """The line items that works are about. Of one that others know the facts tell only if they carry all of it."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(self.line_item(entry), []).append(entry)
        own = {id for id, about in found.items() if any(not one.place.line_item or one.place.is_whole for one in about)}
        return [Key(id, about) for id, about in found.items() if id in own]

    def score_scales(self) -> list[Key]:
        """The scales of the standards that line items of our own are about: those with levels that have names."""
        found: dict[str, Entry] = {}
        for entry in sorted(self._own, key=lambda entry: entry.recorded_at):
            found |= dict.fromkeys(self._targets(entry), entry)
        return [Key(SCALE + target, (entry,)) for target, entry in found.items()]

    def categories(self) -> list[Key]:
        return [Key(CATEGORY, self._own)] if self._own else []

    @cached_property
    def _own(self) -> list[Entry]:
        """The works that came from no class."""
        return [entry for entry in self.entries if not entry.place.line_item and _stands(entry)]

    def line_item(self, entry: Entry) -> str:
        return line_item_of(entry.root, entry.place.line_item, self._task(entry))

    def student(self, key: Key) -> str:
        """The sourcedId of the learner whose result it is."""
        return self._users.find(key.learner, key.entries[0].place.student)

    def _task(self, entry: Entry) -> Task | None:
        return self._tasks.get(entry.place.task) if entry.place.task else None

    def _targets(self, entry: Entry) -> Sequence[str]:
        """The CFItems that the line item of a work of our own is about."""
        task = self._task(entry)
        if task is None:
            return entry.place.targets
        return [target for target in map(uuid_in, map(str, task.latest["targets"])) if target]

    @cached_property
    def _task_records(self) -> list[Json]:
        return tasks(self._connection)

    @cached_property
    def _tasks(self) -> Mapping[str, Task]:
        return sort_out((TASK, record) for record in self._task_records).tasks

    # -- what they are -----------------------------------------------------------------------------------------------

    def made_results(self, keys: Sequence[Key]) -> list[Json]:
        about = [entry for key in keys for entry in key.entries]
        made = {record["sourcedId"]: record for record in self._wire.results(self._rows(about))}
        return [self._standing("results", key, made[key.id]) for key in keys if key.id in made]

    def made_line_items(self, keys: Sequence[Key]) -> list[Json]:
        about = [entry for key in keys for entry in key.entries]
        made = {record["sourcedId"]: record for record in self._wire.line_items(self._rows(about))}
        return [self._standing("lineItems", key, made[key.id]) for key in keys if key.id in made]

    def made_score_scales(self, keys: Sequence[Key]) -> list[Json]:
        made = {one["sourcedId"]: one for one in self._wire.score_scales(self._rows([key.entries[0] for key in keys]))}
        return [made[key.id] for key in keys if key.id in made]

    def made_categories(self, keys: Sequence[Key]) -> list[Json]:
        """The one category, as of the latest of the line items in it: of works, and of tasks."""
        by_task = {self.line_item(entry): entry for key in keys for entry in key.entries if self._task(entry)}
        alone = [entry for key in keys for entry in key.entries if not self._task(entry)]
        latest = sorted(alone, key=lambda entry: entry.recorded_at)[-1:]
        return self._wire.categories(self._rows([*by_task.values(), *latest])) if keys else []

    def _standing(self, collection: str, key: Key, record: Json) -> Json:
        """The record; to be deleted where none of the works that it is made of stands any more. What is the line item
        of a task, or of a class elsewhere, goes with nobody's work."""
        first = key.entries[0]
        shared = collection == "lineItems" and (first.place.line_item or self._task(first))
        if shared or any(map(_stands, key.entries)):
            return record
        return deleted(collection, record, written(max(entry.recorded_at for entry in key.entries)))

    def _rows(self, about: Collection[Entry]) -> Records:
        """What the mapping makes of the facts about these works. Work that no longer stands is taken for a draft that
        nobody judged: that gives a record its names, and says nothing else."""
        gone = {entry.root for entry in about if not _stands(entry)}
        read = list(facts_about(self._connection, [entry.root for entry in about]))
        of_gone = {one.data["id"] for one in read if one.cls == EVIDENCE and one.root in gone}
        records = [
            (one.cls, {**one.data, "status": "draft"} if one.root in gone and one.cls == EVIDENCE else one.data)
            for one in read
            if one.cls == EVIDENCE or one.data["evidence"] not in of_gone
        ]
        records += [(TASK, record) for record in self._task_records]
        aimed = {target for entry in about for target in (*entry.place.targets, *self._targets(entry))}
        standards = Standards(self._frameworks(read, aimed))
        return gradebook_of(sort_out(records), standards, self._users, ALWAYS).records

    def _frameworks(self, read: Iterable[Read], aimed: Collection[str]) -> list[Framework]:
        """The versions that judgments are pinned to, newest first, and the current ones of what else is aimed at."""
        pinned = {(one.framework, one.data["frameworkVersion"]) for one in read if "frameworkVersion" in one.data}
        for target in aimed:
            held = self._store.find("CFItem", target)
            if held is not None and not any(framework == held.framework for framework, _ in pinned):
                current = self._store.current(held.framework)
                pinned |= {(held.framework, current.number)} if current else set()
        ordered = sorted(pinned, key=lambda pin: (pin[0], -pin[1]))
        found = (FRAMEWORKS.find(self._store, framework, number) for framework, number in ordered)
        return [framework for framework in found if framework is not None]


def _stands(entry: Entry) -> bool:
    return entry.place.is_shown and not entry.place.is_withdrawn
