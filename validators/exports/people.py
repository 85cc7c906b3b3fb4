"""Whether a sourcedId that two exports have means the same person in both."""

from collections.abc import Iterator
import unicodedata

from fairmark.validators.exports.match import ID, Match
from fairmark.validators.readers.tables.values import date

NAMES = ("givenName", "middleName", "familyName")


def of_another_name(match: Match) -> Iterator[tuple[str, int]]:
    """sourcedId and new row of the users whose name is no longer the same."""
    old, new = match.old, match.new
    for before, now in match.changed_pairs():
        if not is_same_name([old.cell(before, name) for name in NAMES], [new.cell(now, name) for name in NAMES]):
            yield new.cell(now, ID), now


def born_on_another_day(match: Match) -> Iterator[str]:
    """The sourcedIds of the demographics with another birth date; one that is missing or unreadable says nothing."""
    old, new = match.old, match.new
    for before, now in match.changed_pairs():
        was, is_now = old.cell(before, "birthDate"), new.cell(now, "birthDate")
        if was != is_now and date(was) and date(is_now):
            yield new.cell(now, ID)


def is_same_name(before: list[str], now: list[str]) -> bool:
    """Whether two names may be those of one person, of whom one spelled out more than the other: each word of the name
    with fewer words is the beginning of one of the other, or the other way round. Accents do not count, nor what stands
    in which field."""
    fewer, more = sorted((_words(before), _words(now)), key=len)
    return all(any(word.startswith(other) or other.startswith(word) for other in more) for word in fewer)


def _words(parts: list[str]) -> set[str]:
    letters = unicodedata.normalize("NFKD", " ".join(parts)).casefold()
    kept = "".join(letter if letter.isalpha() else " " for letter in letters if not unicodedata.combining(letter))
    return set(kept.split())
