"""Limits as the user states them."""

from dataclasses import fields
import re

import pytest

from conftest import ROOT
from fairmark.validators.readers.limits import Limits, UnusableLimit, in_words, limits_from


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("bytes=10MB", Limits(bytes=10_000_000)),
        ("bytes=2 GiB", Limits(bytes=2 << 30)),
        ("total=5kb", Limits(total=5000)),
        ("bytes=1b", Limits(bytes=1)),
        ("entries=12", Limits(entries=12)),
        (" depth = 400 ", Limits(depth=400)),
    ],
)
def test_a_limit_is_read(setting: str, expected: Limits) -> None:
    assert limits_from([setting]) == expected


def test_several_limits_are_read_and_the_last_word_counts() -> None:
    assert limits_from(["depth=5", "ratio=7", "depth=6"]) == Limits(depth=6, ratio=7)


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ("size=1", "one of bytes, depth, entries, ratio, total, findings; not 'size'"),
        ("bytes", "such as bytes=10MB; not ''"),
        ("bytes=ten", "such as bytes=10MB; not 'ten'"),
        ("bytes=0", "from 1"),
        ("bytes=-1", "from 1"),
        ("bytes=1.5GB", "a whole number"),
        ("bytes=10TB", "such as bytes=10MB"),
        ("bytes=٣", "a whole number"),
        ("depth=5MB", "such as depth=50; not '5MB'"),
        ("depth=401", "at most 400"),
        ("entries=" + "9" * 99, "a whole number"),
    ],
)
def test_what_cannot_be_a_limit_is_refused_in_plain_words(setting: str, complaint: str) -> None:
    with pytest.raises(UnusableLimit, match=complaint.replace("(", r"\(")):
        limits_from([setting])


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 bytes"), (999, "999 bytes"), (1000, "1 KB"), (1_500_000, "1.5 MB"), (4 << 30, "4.3 GB")],
)
def test_a_size_in_words(size: int, words: str) -> None:
    assert in_words(size) == words


def test_the_defaults_are_those_that_the_documentation_states() -> None:
    page = (ROOT / "docs" / "validate.md").read_text("utf-8")
    stated = dict(re.findall(r"^\| `(\w+)` \| ([0-9,]+(?: GiB)?)", page, re.MULTILINE))
    settings = [f"{name}={value.replace(',', '')}" for name, value in stated.items()]
    assert set(stated) == {field.name for field in fields(Limits)}
    assert limits_from(settings) == Limits()
