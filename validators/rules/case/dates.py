"""CASE-DATE: dates that exist, times that name an instant, and periods that make sense."""

from datetime import datetime, timedelta
from functools import lru_cache
import re
from typing import NamedTuple

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.moments import is_date, is_date_time
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Node, Package
from fairmark.validators.rules.case.fields import columns, names_of
from fairmark.validators.rules.case.versions import BOTH

USUAL = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
"""A date-time that is right without looking at the calendar: what most are spared the long way for."""

TOLERANCE = timedelta(minutes=5)
"""By how much the clocks of two machines may differ."""

EARLIEST_ZONE = timedelta(hours=14)
"""No place on Earth is further ahead of UTC, so a time without a zone is at least that much before the same in UTC."""

FIRST_OF_ALL, LAST_OF_ALL = "0000-01-01", "9999-12-31"


class Doubtful(NamedTuple):
    """A date or date-time that is wrong: `zoneless` if all it lacks is its offset, `expected` what it should be."""

    node: Node
    field: str
    value: str
    zoneless: bool
    expected: str


def doubtful(package: Package) -> list[Doubtful]:
    """Every date and date-time of an object that is not as RFC 3339 section 5.6 writes it."""
    found = []
    for _, name, nodes in columns(package, "DateTime"):
        for node in nodes:
            value = node.data.get(name)
            if isinstance(value, str) and not _is_usual(value):
                zoneless = is_date_time(value + "Z")
                if zoneless or not is_date_time(value):
                    found.append(Doubtful(node, name, value, zoneless, "a date and time such as 2026-01-31T12:00:00Z"))
    for _, name, nodes in columns(package, "Date"):
        for node in nodes:
            value = node.data.get(name)
            if isinstance(value, str) and not is_date(value):
                found.append(Doubtful(node, name, value, False, "a calendar date such as 2026-01-31"))
    return found


@lru_cache(maxsize=4096)
def _is_usual(text: str) -> bool:
    return USUAL.fullmatch(text) is not None


@rule(
    "CASE-DATE-001",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1.24, 7.1.25: statusStartDate and statusEndDate",
    message="The end {observed} is before {expected}",
    notes="The clauses say what the two dates mean, not that one comes first: it follows. One day alone is a period.",
)
def status_begins_before_it_ends(package: Package) -> Findings:
    """A statusStartDate is not after its statusEndDate.

    Why: A consumer that asks what is in force on a day never finds the object.

    Example: `"statusStartDate": "2026-08-01", "statusEndDate": "2025-07-31"`.

    Repair: Correct the year of one of the two, or swap them.
    """
    for node in package.nodes:
        if not node.data.get("statusEndDate") or not names_of(package.version, node.form, "Date"):
            continue
        if (period := _period(node)) and period[0] > period[1]:
            yield finding(at=package.at(node, "statusEndDate"), observed=period[1], expected="the start of the status")


@rule(
    "CASE-DATE-002",
    severity=ERROR,
    lenient=WARNING,
    versions=BOTH,
    basis="CASE 1.1 OpenAPI, format date-time (RFC 3339 section 5.6)",
    message="{observed} has no {expected}",
    notes="Exports of 2017 lack the offset and were read everywhere: a warning in lenient mode.",
)
def date_time_has_an_offset(package: Package) -> Findings:
    """A date and time ends in Z or in its offset from UTC.

    Why: Without it the instant is unknown by up to a day, and consumers miss changes or fetch them again and again.

    Example: `"lastChangeDateTime": "2017-05-25T18:05:33"`.

    Repair: Write the time in UTC with a Z at its end, or add the offset of the zone that was meant.
    """
    for date in package.once(doubtful):
        if date.zoneless:
            yield finding(at=package.at(date.node, date.field), observed=date.value, expected="offset from UTC")


@rule(
    "CASE-DATE-003",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: consumers ask for what has changed since the newest date that they know",
    message="{observed} is after {expected}",
    notes="Five minutes are allowed for clocks that differ. A time without offset counts as that of the zone furthest "
    "ahead.",
)
def change_lies_in_the_past(package: Package) -> Findings:
    """A lastChangeDateTime does not lie in the future.

    Why: A consumer that has seen it asks for later changes only, and gets none until that day has come.

    Example: `"lastChangeDateTime": "2999-01-01T00:00:00Z"`.

    Repair: Write the time at which the object was really changed; check the clock of the server.
    """
    latest = package.now + TOLERANCE
    # Dates of this form sort as text: those of an earlier day, zones allowed for, need no parsing.
    today = (package.now - timedelta(days=1)).date().isoformat()
    for node in package.nodes:
        value = node.data.get("lastChangeDateTime")
        if isinstance(value, str) and value[:10] >= today:
            instant = _instant(value)
            if instant and instant > latest:
                yield finding(at=package.at(node, "lastChangeDateTime"), observed=value, expected="now")


def _instant(text: str) -> datetime | None:
    """The earliest instant that `text` may mean, None where it is no date-time."""
    zoneless = is_date_time(text + "Z")
    if not zoneless and not is_date_time(text):
        return None
    try:
        instant = datetime.fromisoformat((text + "Z" if zoneless else text).upper().replace(":60", ":59"))
        return instant - EARLIEST_ZONE if zoneless else instant
    except (ValueError, OverflowError):  # RFC 3339 has years and offsets that datetime has not
        return None


@rule(
    "CASE-DATE-004",
    severity=WARNING,
    versions=BOTH,
    kinds=("case-package",),
    basis="best practice: an item is in force as part of its framework",
    message="The item's {observed} is not {expected}",
    notes="Only dates that are stated are compared: a missing one means neither always nor never. Silent where dates "
    "are malformed (CASE-DATE-005) or the period of the item or of the document runs backwards (CASE-DATE-001).",
)
def item_is_in_force_within_its_document(package: Package) -> Findings:
    """The status period of an item lies within that of its document.

    Why: Consumers that show what is in force hide the document and keep the item, or the other way round.

    Example: An item whose `statusEndDate` is a year after that of the CFDocument.

    Repair: Correct the date of the item, or that of the document if the framework was prolonged.
    """
    document = package.document
    whole = _period(document) if document else None
    if not whole or whole == (FIRST_OF_ALL, LAST_OF_ALL) or whole[0] > whole[1]:
        return
    for item in package.of("CFItem"):
        period = _period(item)
        if not period or period[0] > period[1]:
            continue
        for name, date in zip(("statusStartDate", "statusEndDate"), period, strict=True):
            if item.data.get(name) and not whole[0] <= date <= whole[1]:
                yield finding(
                    at=package.at(item, name),
                    observed=f"{name} {date}",
                    expected="within the status period of the document",
                )


def _period(node: Node) -> tuple[str, str] | None:
    """The days on which the status of an object begins and ends; an end that is not stated is open. None where one of
    them is no date."""
    start, end = node.data.get("statusStartDate"), node.data.get("statusEndDate")
    start = FIRST_OF_ALL if start is None else start
    end = LAST_OF_ALL if end is None else end
    sound = isinstance(start, str) and isinstance(end, str) and is_date(start) and is_date(end)
    return (start, end) if sound else None


@rule(
    "CASE-DATE-005",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 OpenAPI, formats date and date-time (RFC 3339 section 5.6)",
    message="{observed} is not {expected}",
    notes="T between date and time, and a colon in the offset, are asked for, as the grammar of RFC 3339 has them; a "
    "leap second passes. A date-time that lacks nothing but its offset is CASE-DATE-002.",
)
def date_exists(package: Package) -> Findings:
    """A date or date-time is one that the calendar and the clock have, in the form of RFC 3339.

    Why: Consumers refuse the object, or read another day than was meant.

    Example: `"statusStartDate": "2025-02-30"`, or `"31.01.2025"`.

    Repair: Write the date as 2026-01-31 and the date-time as 2026-01-31T12:00:00Z.
    """
    for date in package.once(doubtful):
        if not date.zoneless:
            yield finding(at=package.at(date.node, date.field), observed=date.value, expected=date.expected)
