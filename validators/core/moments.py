"""Dates and times as RFC 3339 section 5.6 writes them, and the instants that they mean, to compare."""

from functools import lru_cache
import re

DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
DATE_TIME = re.compile(
    rf"{DATE.pattern}[Tt]([0-9]{{2}}):([0-9]{{2}}):([0-9]{{2}})(?:\.([0-9]+))?([Zz]|[+-][0-9]{{2}}:[0-9]{{2}})"
)

Instant = tuple[int, str]
"""Whole seconds of UTC, and the digits of the fraction without zeros at their end: they sort as the instants do,
however many digits there are."""


@lru_cache(maxsize=4096)
def is_date(text: str) -> bool:
    """Whether `text` is a full-date of RFC 3339 that the calendar has."""
    found = DATE.fullmatch(text)
    return found is not None and _in_calendar(int(found[1]), int(found[2]), int(found[3]))


def is_date_time(text: str) -> bool:
    """Whether `text` is a date-time of RFC 3339, offset included, that the calendar and the clock have."""
    return instant(text) is not None


def instant(text: str) -> Instant | None:
    """The instant that the date-time `text` means, None where it is none."""
    found = DATE_TIME.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(found[number]) for number in range(1, 7))
    offset = _offset(found[8])
    if offset is None or hour > 23 or minute > 59 or not _in_calendar(year, month, day):
        return None
    minutes = (_days(year, month, day) * 24 + hour) * 60 + minute - offset
    # A leap second is the last of a day in UTC, wherever the clock that shows it hangs (RFC 3339 section 5.7).
    if second > 60 or (second == 60 and minutes % 1440 != 1439):
        return None
    return minutes * 60 + second, (found[7] or "").rstrip("0")


def _in_calendar(year: int, month: int, day: int) -> bool:
    # Not by datetime.date, whose calendar begins with the year 1: that of RFC 3339 begins with 0.
    return 1 <= month <= 12 and 1 <= day <= (31, 29 if _is_leap(year) else 28, *LENGTHS)[month - 1]


LENGTHS = (31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Days of the months from March on."""


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days(year: int, month: int, day: int) -> int:
    """Days from the first of January of the year 0."""
    before = year - 1
    leaps = before // 4 - before // 100 + before // 400 + 1 if year else 0
    months = sum((31, 29 if _is_leap(year) else 28, *LENGTHS)[: month - 1])
    return year * 365 + leaps + months + day - 1


def _offset(zone: str) -> int | None:
    """The minutes by which the clock of `zone` is ahead of UTC, None where there is no such zone."""
    if zone in "Zz":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if hours > 23 or minutes > 59:
        return None
    return (hours * 60 + minutes) * (-1 if zone[0] == "-" else 1)
