"""CASE-DATE where it is subtle: what RFC 3339 admits, the calendar, and what "now" is."""

from datetime import UTC, datetime
from typing import Any

from one_rule import findings
import pytest

from fairmark.validators.core.levels import Strictness
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.readers.case import Package

ID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"


def changed(value: Any) -> dict[str, Any]:
    return {"CFItems": [{"identifier": ID, "lastChangeDateTime": value}]}


def spoke(data: dict[str, Any]) -> list[str]:
    return [rule for rule in ("CASE-DATE-002", "CASE-DATE-005") if findings(rule, data)]


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-15T09:00:00Z",
        "2026-01-15t09:00:00z",
        "2026-01-31T09:00:00.123456789+09:30",
        "2024-02-29T00:00:00-00:00",
        "2000-02-29T23:59:59+23:59",
        "0000-02-29T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2016-12-31T23:59:60Z",
        "2016-12-31T15:59:60-08:00",
        "2017-01-01T05:29:60.5+05:30",
        None,
        7,
        ["2026"],
    ],
)
def test_right_or_none_of_our_business(value: Any) -> None:
    assert spoke(changed(value)) == []


@pytest.mark.parametrize("value", ["2017-05-25T18:05:33", "2017-05-25T18:05:33.5", "2024-02-29T00:00:00"])
def test_only_the_offset_is_missing(value: str) -> None:
    assert spoke(changed(value)) == ["CASE-DATE-002"]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "2026-01-15",
        "2026-01-15 09:00:00Z",
        "2026-01-15T09:00Z",
        "2026-01-15T09:00:00+0100",
        "2026-01-15T09:00:00 Z",
        "2026-01-15T09:00:00Z\n",
        "2026-01-15T09:00:00.Z",
        "2026-01-15T24:00:00Z",
        "2026-01-15T25:00:00",
        "2026-01-15T09:60:00Z",
        "2026-01-15T09:00:61Z",
        "2016-12-31T23:58:60Z",
        "2016-12-31T23:59:60+01:00",
        "2026-01-15T09:00:00+24:00",
        "2026-01-15T09:00:00+01:60",
        "2025-02-29T09:00:00Z",
        "1900-02-29T09:00:00Z",
        "2025-02-30T10:00:00",
        "2025-13-01T09:00:00Z",
        "2025-00-01T09:00:00Z",
        "2025-01-00T09:00:00Z",
        "20260115T090000Z",
        "\u0662026-01-15T09:00:00Z",
        "1768467600",
    ],
)
def test_what_no_calendar_or_clock_has(value: str) -> None:
    assert spoke(changed(value)) == ["CASE-DATE-005"]


@pytest.mark.parametrize("value", ["2025-02-30", "2025-2-3", "31.01.2025", "2025", "2025-01-31T00:00:00Z", "", "n/a"])
def test_dates_are_calendar_dates(value: str) -> None:
    found = findings("CASE-DATE-005", {"CFDocument": {"identifier": ID, "statusStartDate": value}})
    assert [one.location.pointer for one in found] == ["/CFDocument/statusStartDate"]


def test_a_missing_offset_is_a_warning_in_lenient_mode() -> None:
    rule = REGISTRY["CASE-DATE-002"]
    assert rule.severity_at(Strictness.LENIENT, rule.severity) == "warning"


# -- periods ---------------------------------------------------------------------------------------------------------


def period(start: Any = None, end: Any = None) -> dict[str, Any]:
    return {"identifier": ID, "statusStartDate": start, "statusEndDate": end}


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("2026-01-01", "2025-12-31", True),
        ("2026-01-01", "2026-01-01", False),
        ("2026-01-01", None, False),
        (None, "2025-12-31", False),
        ("2026-02-30", "2025-12-31", False),
        (20260101, "2025-12-31", False),
    ],
)
def test_periods_run_forward(start: Any, end: Any, wrong: bool) -> None:
    found = findings("CASE-DATE-001", {"CFItems": [period(start, end)]})
    assert [one.location.pointer for one in found] == (["/CFItems/0/statusEndDate"] if wrong else [])


@pytest.mark.parametrize(
    ("document", "item", "wrong"),
    [
        (("2020-01-01", "2025-12-31"), ("2021-01-01", "2024-12-31"), []),
        (("2020-01-01", "2025-12-31"), ("2020-01-01", "2025-12-31"), []),
        (("2020-01-01", "2025-12-31"), (None, None), []),
        (("2020-01-01", "2025-12-31"), ("2019-12-31", "2026-01-01"), ["statusStartDate", "statusEndDate"]),
        (("2020-01-01", None), ("2019-12-31", None), ["statusStartDate"]),
        ((None, "2025-12-31"), ("2026-01-01", None), ["statusStartDate"]),
        (("2020-01-01", None), (None, "2019-12-31"), ["statusEndDate"]),
        ((None, None), ("1999-01-01", "2999-01-01"), []),
        (("2026-01-01", "2020-01-01"), ("2019-01-01", None), []),
        (("2020-01-01", "2025-12-31"), ("2030-01-01", "2010-01-01"), []),
        (("2020-01-01", "soon"), ("2019-01-01", None), []),
    ],
)
def test_items_live_within_their_document(document: Any, item: Any, wrong: list[str]) -> None:
    found = findings("CASE-DATE-004", {"CFDocument": period(*document), "CFItems": [period(*item)]})
    assert [one.location.path[-1] for one in found] == wrong


# -- now -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "future"),
    [
        ("2026-01-20T00:00:00Z", False),
        ("2026-01-20T00:05:00Z", False),
        ("2026-01-20T00:05:01Z", True),
        ("2026-01-20T09:04:00+09:00", False),
        ("2026-01-19T23:06:00-01:00", True),
        ("2026-01-20T13:00:00", False),
        ("2026-01-20T14:06:00", True),
        ("2999-01-01T00:00:00Z", True),
        ("9999-12-31T23:59:59-23:59", True),
        ("9999-12-31T23:59:60Z", True),
        ("2999-99-99T00:00:00Z", False),
        ("soon", False),
    ],
)
def test_the_future_begins_five_minutes_from_now(value: str, future: bool) -> None:
    now = datetime(2026, 1, 20, tzinfo=UTC)
    package = Package(changed(value), "case-package", "1.1", now=now)
    assert len(list(REGISTRY["CASE-DATE-003"].check(package))) == future
