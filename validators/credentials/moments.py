"""Moments as credentials write them, and from when until when one is valid."""

from datetime import UTC, datetime
import re

from fairmark.validators.core.moments import is_date_time
from fairmark.validators.credentials.document import Node

MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9:]{8})(\.[0-9]{1,6})?[0-9]*([Zz]|[+-][0-9]{2}:[0-9]{2})?")
"""Digits beyond microseconds are let fall."""


def moment(text: object) -> datetime | None:
    """The moment that a date-time says (RFC 3339), None for what is none.

    Without a zone it is taken as UTC (VC Data Integrity 1.0 section 2.1); the rule OB-DATE-001 speaks of the missing
    zone. What Python's calendar does not have, leap seconds and the year 0, is the nearest that it has.
    """
    match = MOMENT.fullmatch(text) if isinstance(text, str) else None
    if not match:
        return None
    date, time, fraction, zone = match.groups("")
    try:
        when = datetime.fromisoformat(f"{date}T{time}{fraction}{zone.upper()}")
    except ValueError:
        return _nearest(f"{date}T{time}", zone.upper() or "Z")
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _nearest(text: str, zone: str) -> datetime | None:
    if not is_date_time(text + zone):
        return None
    if text.startswith("0000"):
        return datetime.min.replace(tzinfo=UTC)
    return datetime.fromisoformat(f"{text[:-2]}59{zone}")


def written(when: datetime) -> str:
    """`when` to the second, in UTC where it can be said there."""
    try:
        when = when.astimezone(UTC)
    except OverflowError:  # the first and the last day of the calendar
        return when.isoformat(timespec="seconds")
    return when.isoformat(timespec="seconds").replace("+00:00", "Z")


def validity(node: Node) -> tuple[object, object]:
    """From when and until when the credential says that it is valid, as it writes them."""
    begins, ends = validity_names(node)
    return node.data.get(begins), node.data.get(ends)


def validity_names(node: Node) -> tuple[str, str]:
    """The members that say it: the older data model has its own."""
    return ("validFrom", "validUntil") if node.model == "2.0" else ("issuanceDate", "expirationDate")


def is_written_well(node: Node) -> bool:
    """Whether each of them, if there, is a moment."""
    return all(text is None or moment(text) is not None for text in validity(node))
