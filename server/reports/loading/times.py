"""Moments and days as rows have them."""

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fairmark.validators.core.usage import WrongUsage


def read(written: str) -> datetime:
    """The moment that a fact names, in UTC and without an offset."""
    return datetime.fromisoformat(written).astimezone(UTC).replace(tzinfo=None)


def plain(moment: datetime) -> datetime:
    """A moment with an offset as rows have it."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The day of a moment of a row in that time zone."""
    return moment.replace(tzinfo=UTC).astimezone(zone).date()


def start_of(day: date, zone: tzinfo) -> datetime:
    """The moment at which the day begins in that time zone, as rows have it."""
    return plain(datetime.combine(day, time(), zone))


def end_of(day: date, zone: tzinfo) -> datetime:
    """The last moment of the day."""
    return start_of(day + timedelta(days=1), zone) - timedelta(microseconds=1)


def zone_of(name: str) -> tzinfo:
    """The time zone of that name: of IANA, or an offset such as -05:00. WrongUsage where there is none."""
    if name == "UTC":
        return UTC
    sign, hours, minutes = name[:1], name[1:3], name[4:6]
    if sign in ("+", "-") and len(name) == 6 and hours.isdecimal() and minutes.isdecimal():
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-offset if sign == "-" else offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongUsage(f"there is no time zone {name!r}: name it as America/New_York, or by its offset") from None
