"""Twins of OB-DATE."""

from credential_twins.recipe import Edit, Twins
from credential_twins.signing import Json


def with_dates(**dates: str) -> Edit:
    def edit(document: Json) -> None:
        document.update(dates)

    return edit


def active(begin: str, end: str) -> Edit:
    def edit(document: Json) -> None:
        document["credentialSubject"] |= {"activityStartDate": begin, "activityEndDate": end}

    return edit


TWINS = [
    Twins(
        rule="OB-DATE-001",
        good=with_dates(awardedDate="2026-05-29T12:00:00Z"),
        bad=with_dates(awardedDate="2026-05-29T12:00:00"),
    ),
    Twins(
        rule="OB-DATE-002",
        good=with_dates(validUntil="2126-06-01T12:00:00Z"),
        bad=with_dates(validUntil="2026-06-01T11:59:59.9Z"),
        options={"at": "2026-07-01T00:00:00Z"},
        expect={"bad": {"OB-STATUS-003": "what ends before it begins has expired, or is not valid yet"}},
    ),
    Twins(
        rule="OB-DATE-003",
        good=active("2026-03-01T00:30:00+02:00", "2026-02-28T23:00:00Z"),
        bad=active("2026-03-01T00:30:00+01:00", "2026-02-28T23:00:00Z"),
    ),
    Twins(
        rule="OB-DATE-004",
        good=with_dates(awardedDate="2026-06-01T12:00:00Z"),
        bad=with_dates(awardedDate="2026-06-01T12:00:01Z"),
    ),
]
