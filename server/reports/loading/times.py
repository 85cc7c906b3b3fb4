"""Moments and days as rows have them."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo


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
