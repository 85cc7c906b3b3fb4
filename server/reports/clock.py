"""The days of the district as an engine knows them, and the times of questions."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import ibis

from fairmark.server.reports.engines import Engine
from fairmark.server.reports.loading.times import end_of
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import (
    Day,
    Determination,
    Enrolment,
    Event,
    Evidence,
    Judgment,
    Membership,
    SchoolYear,
)
from fairmark.server.reports.tables import table
from fairmark.validators.core.usage import WrongUsage

RECORDED = (Determination, Enrolment, Evidence, Event, Judgment, Membership)
"""Tables that tell how new what is known is."""


@dataclass(frozen=True, slots=True)
class Year:
    """A school year; `number` is that of the last day before it, `last` that of its last day."""

    year: int
    begins: date
    ends: date
    calendar: str
    days: int
    number: int
    last: int


class Clock:
    """The calendars and the school years, and how new what is recorded is."""

    def __init__(self, engine: Engine) -> None:
        days = engine.rows(table(Day).select("calendar", "day", "number", "is_instructional", "closes_at"))
        self._numbers: dict[str, dict[date, int]] = {}
        self._dates: dict[str, list[date]] = {}
        self._closing = {row["day"]: row["closes_at"] for row in days}
        for row in sorted(days, key=lambda row: row["day"]):
            self._numbers.setdefault(row["calendar"], {})[row["day"]] = row["number"]
            if row["is_instructional"]:
                self._dates.setdefault(row["calendar"], []).append(row["day"])
        years = sorted(engine.rows(table(SchoolYear)), key=lambda row: row["year"])
        self._years = [
            Year(
                **row,
                number=self._number(row["calendar"], row["begins"] - timedelta(days=1)),
                last=self._number(row["calendar"], row["ends"] - timedelta(days=1)),
            )
            for row in years
        ]
        self.newest = _newest(engine)

    def _number(self, calendar: str, day: date) -> int:
        return bisect_right(self._dates.get(calendar, []), day)

    def number(self, calendar: str, day: date) -> int:
        """How many instructional days of the calendar there are up to that day."""
        return self._number(calendar, day)

    def date_of(self, calendar: str, number: int) -> date | None:
        """The instructional day of that number; None where the calendar ends before."""
        days = self._dates.get(calendar, [])
        return days[number - 1] if 0 < number <= len(days) else None

    def closing(self, day: date) -> datetime | None:
        """The last moment of that day in the district; None where no calendar has it."""
        return self._closing.get(day)

    def when(self, as_of: datetime | None, known_at: datetime | None, day: date | None = None) -> When:
        """The times of a question. What is recorded later is later than the newest, so that the same question has the
        same answer for ever. `day` is that of `as_of` where it is not the one in which UTC is."""
        known = min(known_at, self.newest) if known_at else self.newest
        moment = as_of or known
        year = self._year(day or moment.date())
        number = self._number(year.calendar, day or moment.date())
        whole = year.last - year.number
        share = min(1.0, max(0.0, (number - year.number) / whole)) if whole else 0.0
        return When(
            moment, known, day or moment.date(), year.calendar, number, year.year, year.begins, share, year.days
        )

    def on(self, day: date, known_at: datetime) -> When:
        """The end of that day."""
        return self.when(self.closing(day) or end_of(day, UTC), known_at, day)

    def _year(self, day: date) -> Year:
        """The school year of that day, else the last one before it, else the first."""
        if not self._years:
            raise WrongUsage("there is no school year in the data")
        return next((year for year in reversed(self._years) if year.begins <= day), self._years[0])


def _newest(engine: Engine) -> datetime:
    tables = [table(row).agg(newest=table(row).recorded_at.max()) for row in RECORDED]
    found: list[datetime] = [row["newest"] for row in engine.rows(ibis.union(*tables)) if row["newest"]]
    if not found:
        raise WrongUsage("nothing is recorded")
    return max(found)


def month_ends(since: date, until: date) -> list[date]:
    """The last days of the months that end in that time."""
    found: list[date] = []
    day = date(since.year, since.month, 1)
    while True:
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        if following - timedelta(days=1) > until:
            return [last for last in found if last >= since]
        found.append(following - timedelta(days=1))
        day = following
