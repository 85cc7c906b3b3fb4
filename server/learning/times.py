"""Moments as the learning API writes and reads them: RFC 3339, to the microsecond."""

from datetime import UTC, date, datetime, time

ALWAYS = datetime(1, 1, 1, tzinfo=UTC)
"""Before all there is: from when on a correction takes the place of what was wrong."""


def written(moment: datetime) -> str:
    """`moment` in UTC, such as 2024-03-04T15:00:00.000000Z."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read(text: str) -> datetime | None:
    """The moment that `text` names, in UTC; None for a day that the calendar has not, and for a time without offset."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def day(text: str) -> date | None:
    """The day that `text` names; None for one that the calendar has not."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def beginning(of: date) -> datetime:
    """When the day begins, in UTC: no record says where its school is."""
    return datetime.combine(of, time(), UTC)
