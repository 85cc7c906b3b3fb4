"""Instructional days: the time in which the profile counts (section 3.1)."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

Span = tuple[date, date]
"""A first day, and the day after the last."""

LONGEST = 36_525
"""Days of a calendar that are looked at: a century."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which a school teaches: from `start` up to but not on `end`, on `weekdays` (ISO numbers, 1 is
    Monday), without `holidays`. `year` are the instructional days of a school year; None where this is one."""

    start: date
    end: date
    weekdays: frozenset[int]
    holidays: frozenset[date] = frozenset()
    year: int | None = None

    @property
    def days_in_year(self) -> int:
        return self.year or len(_taught(self))

    @property
    def taught(self) -> Sequence[date]:
        """The days themselves, in order."""
        return _taught(self)


@lru_cache(maxsize=256)
def _taught(calendar: Calendar) -> Sequence[date]:
    number = min((calendar.end - calendar.start).days, LONGEST)
    every = (calendar.start + timedelta(days) for days in range(number))
    return tuple(day for day in every if day.isoweekday() in calendar.weekdays and day not in calendar.holidays)


def days_between(calendars: Collection[Calendar], begin: date, until: date, pauses: Iterable[Span] = ()) -> int:
    """The instructional days from `begin` up to but not on `until` by any of the calendars, without those of pauses."""
    off = list(pauses)
    if len(calendars) == 1 and not off:
        (days,) = (calendar.taught for calendar in calendars)
        return max(0, bisect_left(days, until) - bisect_left(days, begin))
    found: set[date] = set()
    for days in (calendar.taught for calendar in calendars):
        found.update(days[bisect_left(days, begin) : bisect_left(days, until)])
    return sum(not any(first <= day < after for first, after in off) for day in found)


def share_of_year(calendar: Calendar, day: date) -> float | None:
    """The share of the calendar's days that are over on a day within it; None outside of it."""
    if not calendar.start <= day < calendar.end or not calendar.taught:
        return None
    return bisect_left(calendar.taught, day) / len(calendar.taught)
