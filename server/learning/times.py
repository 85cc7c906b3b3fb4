"""Moments as the learning API writes and reads them: RFC 3339, to the microsecond."""

from datetime import UTC, datetime


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
