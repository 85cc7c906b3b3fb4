"""Moments as credentials write them, and from when until when one is valid."""

from datetime import UTC, datetime
import re

from fairmark.validators.credentials.document import Node

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d{1,6})?\d*([Zz]|[+-]\d\d:\d\d)?")
"""XML Schema's dateTime without the years that no calendar of ours has. Digits beyond microseconds are let fall."""


def moment(text: object) -> datetime | None:
    """The moment that an XML Schema dateTime says, None for what is none. Without a zone it is taken as UTC (VC Data
    Integrity 1.0 section 2.1); the rule OB-DATE-001 speaks of the missing zone."""
    match = MOMENT.fullmatch(text) if isinstance(text, str) else None
    if not match:
        return None
    date, time, fraction, zone = match.groups("")
    try:
        when = datetime.fromisoformat(f"{date}T{time}{fraction}{zone.upper()}")
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


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
