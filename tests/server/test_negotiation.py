"""Content codings and conditional requests, header by header."""

from datetime import UTC, datetime, timedelta
import gzip

from hypothesis import given
from hypothesis import strategies as st
import pytest
import zstandard

from fairmark.server.negotiation import coding_for, compressed, is_known, is_unmodified, last_modified, tag_of

MOMENT = datetime(2026, 9, 1, 8, 0, 0, 250_000, UTC)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, ""),
        ("", ""),
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, zstd", "zstd"),
        ("GZIP", "gzip"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("gzip;q=0", ""),
        ("gzip;q=0, *", "zstd"),
        ("*", "zstd"),
        ("*;q=0", ""),
        ("identity", ""),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip", "gzip"),
        ("identity;q=0", ""),
        ("br, deflate", ""),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip ; q=0.8 , br", "gzip"),
        ("gzip;q=nonsense", "gzip"),
        (";;;,,q=1", ""),
    ],
)
def test_coding(accepted: str | None, coding: str) -> None:
    assert coding_for(accepted) == coding


def test_only_what_is_offered_is_chosen() -> None:
    assert coding_for("zstd, gzip;q=0.1", ("gzip",)) == "gzip"
    assert coding_for("zstd", ()) == ""


@given(st.binary(max_size=5000))
def test_compressing_loses_nothing_and_gives_the_same_bytes_each_time(body: bytes) -> None:
    assert gzip.decompress(compressed(body, "gzip")) == body
    assert zstandard.decompress(compressed(body, "zstd")) == body
    assert compressed(body, "") == body
    for coding in ("gzip", "zstd"):
        assert compressed(body, coding) == compressed(body, coding)


@pytest.mark.parametrize(
    ("none_match", "known"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ('"b" , W/"a"', True),
        ("*", True),
        ('"a.gzip"', False),
        ('"b"', False),
        ("a", False),
        ('"a', False),
        ("", False),
        ('""', False),
        ('"x"a"', False),
    ],
)
def test_entity_tags(none_match: str, known: bool) -> None:
    assert is_known(none_match, tag_of("a", "")) is known


def test_each_coding_has_a_tag_of_its_own() -> None:
    assert len({tag_of("a", coding) for coding in ("", "gzip", "zstd")}) == 3


@pytest.mark.parametrize(
    ("since", "unmodified"),
    [
        ("Tue, 01 Sep 2026 08:00:00 GMT", True),
        ("Tue, 01 Sep 2026 08:00:01 GMT", True),
        ("Tue, 01 Sep 2026 07:59:59 GMT", False),
        ("Tuesday, 01-Sep-26 08:00:00 GMT", True),
        ("Tue, 01 Sep 2026 08:00:00", False),
        ("2026-09-01T08:00:00Z", False),
        ("", False),
        ("Tue, 99 Sep 2026 08:00:00 GMT", False),
        ("Tue, 01 Sep 99999999999999999999 08:00:00 GMT", False),
        ("\x00", False),
    ],
)
def test_dates(since: str, unmodified: bool) -> None:
    assert is_unmodified(since, MOMENT) is unmodified


def test_a_date_is_told_once_no_other_version_can_have_it() -> None:
    assert last_modified(MOMENT, MOMENT + timedelta(seconds=0.9)) is None
    assert last_modified(MOMENT, MOMENT + timedelta(seconds=1)) == "Tue, 01 Sep 2026 08:00:00 GMT"


@given(st.text(), st.text())
def test_no_header_breaks_anything(one: str, other: str) -> None:
    assert coding_for(one) in ("", "gzip", "zstd")
    assert is_known(one, '"a"') in (True, False)
    assert is_unmodified(other, MOMENT) in (True, False)
