"""The rows of what a server holds: its facts about learning, its frameworks, and its roster."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from hashlib import blake2b
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from fairmark.server.learning.tables import facts
from fairmark.server.reports.loading.facts import Reading
from fairmark.server.reports.loading.frameworks import Framework, read_framework
from fairmark.server.reports.loading.history import History
from fairmark.server.reports.loading.roster import KeptRoster, Year, taught_days
from fairmark.server.reports.loading.times import end_of
from fairmark.server.reports.noted import TaskSet, noted, noted_at
from fairmark.server.reports.rows import Day, SchoolYear
from fairmark.server.roster.people import People
from fairmark.server.storage.store import Store
from fairmark.server.storage.tables import frameworks

CASE_VERSION = "1.1"
WEEKDAYS = "urn:fairmark:weekdays"
"""The calendar of days from Monday to Friday, for school years that no other one covers."""
CALENDAR = "Calendar"

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """What tells one state of a server from another: its facts, which are only ever added to, and everything else, by a
    digest."""

    facts: int
    newest: datetime | None
    rest: str


class Held:
    """What a server holds, within one transaction. `zone` is the district's, by which days are told."""

    def __init__(self, connection: Connection, store: Store, zone: tzinfo) -> None:
        self._connection = connection
        self._store = store
        self._zone = zone

    @cached_property
    def state(self) -> State:
        count, newest = self._connection.execute(select(func.count(), func.max(facts.c.recorded_at))).one()
        kept_at, rows_at = People(self._connection).kept_at(), noted_at(self._connection)
        rest = repr((self._versions, kept_at, rows_at, str(self._zone)))
        return State(count, newest, blake2b(rest.encode(), digest_size=16).hexdigest())

    def count_after(self, moment: datetime | None) -> int:
        """How many facts were recorded later."""
        wanted = select(func.count()).select_from(facts)
        return self._connection.scalar(wanted if moment is None else wanted.where(facts.c.recorded_at > moment)) or 0

    def facts(self, after: datetime | None = None) -> Iterator[Json]:
        """The facts that were recorded after that, in the order of recording."""
        wanted = select(facts.c.body).order_by(facts.c.recorded_at)
        if after is not None:
            wanted = wanted.where(facts.c.recorded_at > after)
        for row in self._connection.execute(wanted.execution_options(yield_per=1000)):
            yield orjson.loads(row.body)

    def rows(self, history: History) -> Iterator[object]:
        """All rows. `history` is that of all facts. These are never held all at once."""
        for framework in self._frameworks:
            yield from framework.rows
        years: list[Year] = []
        if self._noted:
            yield from (row for row in self._noted if not isinstance(row, TaskSet))
        else:
            roster = KeptRoster(self._connection, self._zone)
            years = roster.years
            yield from roster.rows()
        days: list[Day] = []
        for row in self.fact_rows(history):
            if isinstance(row, Day):
                days.append(row)
            yield row
        yield from _school_years(years, days, self._zone)

    def fact_rows(self, history: History, after: datetime | None = None) -> Iterator[object]:
        """The rows of the facts that were recorded after that."""
        scores = {uri: score for framework in self._frameworks for uri, score in framework.scores.items()}
        set_to = {row.task: row for row in self._noted if isinstance(row, TaskSet)}
        yield from Reading(history, self._zone, scores, set_to).rows(self.facts(after))

    @cached_property
    def _noted(self) -> list[object]:
        """What was noted, unless the roster has been kept anew since."""
        kept_at, rows_at = People(self._connection).kept_at(), noted_at(self._connection)
        is_current = rows_at is not None and (kept_at is None or kept_at <= rows_at)
        return list(noted(self._connection)) if is_current else []

    @cached_property
    def _versions(self) -> list[tuple[str, int]]:
        wanted = select(frameworks.c.identifier, frameworks.c.version).order_by(frameworks.c.identifier)
        return [(row.identifier, row.version) for row in self._connection.execute(wanted)]

    @cached_property
    def _frameworks(self) -> Sequence[Framework]:
        found = (self._rendition(*version) for version in self._versions)
        return [read_framework(orjson.loads(body)) for body in found if body]

    def _rendition(self, identifier: str, number: int) -> bytes | None:
        rendition = self._store.rendition(identifier, CASE_VERSION, number)
        return rendition.body if rendition else None


def _school_years(years: Sequence[Year], days: Iterable[Day], zone: tzinfo) -> Iterator[Day | SchoolYear]:
    """The school years, each with the calendar that has all its days; weekdays where none does."""
    taught: dict[str, dict[date, bool]] = {}
    for day in days:
        taught.setdefault(day.calendar, {})[day.day] = day.is_instructional
    number = 0
    for year in years:
        last = year.ends - timedelta(days=1)
        covering = [id for id, own in taught.items() if year.begins in own and last in own]
        if covering:
            id = min(covering)
            count = sum(is_taught for at, is_taught in taught[id].items() if year.begins <= at < year.ends)
            yield SchoolYear(year.number, year.begins, year.ends, id, count)
            continue
        own_days, first = set(taught_days(year)), number
        for at in (year.begins + timedelta(days=after) for after in range((year.ends - year.begins).days)):
            number += at in own_days
            yield Day(WEEKDAYS, at, number, at in own_days, end_of(at, zone))
        yield SchoolYear(year.number, year.begins, year.ends, WEEKDAYS, number - first)
