"""Dates and times of RFC 3339: what is one, and which of two is earlier."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
import pytest

from fairmark.validators.core.moments import instant, is_date, is_date_time

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0)))
def test_seconds_are_those_of_the_calendar(moment: datetime) -> None:
    start = instant("1970-01-01T00:00:00Z")
    found = instant(f"{moment:%Y-%m-%dT%H:%M:%S}Z".rjust(20, "0"))
    assert start and found
    assert found[0] - start[0] == (moment - EPOCH) // timedelta(seconds=1)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2026-06-01T12:00:00Z", "2026-06-01T12:00:00.1Z"),
        ("2026-06-01T12:00:00.09Z", "2026-06-01T12:00:00.1Z"),
        ("2026-06-01T12:00:00.1Z", "2026-06-01T12:00:00.1000000000001Z"),
        ("2026-06-01T12:00:00+02:00", "2026-06-01T11:00:00Z"),
        ("2026-06-01T23:30:00Z", "2026-06-01T19:00:00-05:00"),
        ("0000-12-31T23:59:59Z", "0001-01-01T00:00:00Z"),
    ],
)
def test_the_earlier_one_sorts_first(earlier: str, later: str) -> None:
    first, second = instant(earlier), instant(later)
    assert first and second and first < second


def test_one_instant_is_one_whatever_zone_and_zeros() -> None:
    assert instant("2026-06-01T12:00:00.50Z") == instant("2026-06-01t14:00:00.5+02:00")


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-01T12:00:00",
        "2026-06-01 12:00:00Z",
        "2026-06-31T12:00:00Z",
        "2026-06-01T24:00:00Z",
        "2026-06-01T12:00:60Z",
        "2026-06-01T12:00:00+0200",
        "2026-06-01T12:00:00+25:00",
        "2026-06-01",
        "2026-06-01T12:00:00Z\n",
        "２０２６-06-01T12:00:00Z",
    ],
)
def test_no_date_time(text: str) -> None:
    assert not is_date_time(text)


def test_days_that_the_calendar_has() -> None:
    assert is_date("2024-02-29") and is_date("0000-02-29")
    assert not is_date("2026-02-29") and not is_date("1900-02-29")
    assert instant("2016-12-31T23:59:60Z") and instant("2017-01-01T01:59:60+02:00")
