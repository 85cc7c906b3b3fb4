"""The rows of what a server holds: its facts about learning and its frameworks, with the roster of an export."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta, tzinfo
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select

from fairmark.server.learning.tables import facts
from fairmark.server.reports.loading.facts import Reading
from fairmark.server.reports.loading.frameworks import read_framework
from fairmark.server.reports.loading.history import History
from fairmark.server.reports.loading.roster import RosterReading, Year, taught_days
from fairmark.server.reports.loading.times import end_of
from fairmark.server.reports.rows import Day, SchoolYear
from fairmark.server.storage.database import reading
from fairmark.server.storage.store import Store
from fairmark.validators.readers.limits import Limits

CASE_VERSION = "1.1"
WEEKDAYS = "urn:fairmark:weekdays"
"""The calendar of days from Monday to Friday, for school years that no other one covers."""

Json = Mapping[str, Any]


def ledger_rows(store: Store, roster: Path, limits: Limits, zone: tzinfo) -> Iterator[object]:
    """Everything that reports read of a server, with the roster in the OneRoster package at that path. `zone` is the
    district's, by which days are told. The facts are read twice, and never held all at once."""
    who = RosterReading(roster, limits, zone)
    scores: dict[str, float] = {}
    for held in store.frameworks():
        rendition = store.rendition(held.identifier, CASE_VERSION)
        if rendition is not None:
            framework = read_framework(orjson.loads(rendition.body))
            scores |= framework.scores
            yield from framework.rows
    yield from who.rows()
    reading_of = Reading(History.of(_facts(store)), zone, scores, {})
    days: list[Day] = []
    for row in reading_of.rows(_facts(store)):
        if isinstance(row, Day):
            days.append(row)
        yield row
    yield from _school_years(who.years, days, zone)


def _facts(store: Store) -> Iterator[Json]:
    """The facts in the order in which they were recorded."""
    with reading(store.engine) as connection:
        wanted = select(facts.c.body).order_by(facts.c.recorded_at).execution_options(yield_per=1000)
        for row in connection.execute(wanted):
            yield orjson.loads(row.body)


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
