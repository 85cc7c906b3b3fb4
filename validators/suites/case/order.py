"""Which of two values comes first, as far as every reasonable reading agrees.

CASE 1.1 RB 3.2 recommends the Unicode Collation Algorithm and requires nothing. Providers sort by it, by the collation
of their database or by code points, and dates as moments or as texts. So a pair of values counts only where all of
these put it the same way.
"""

from datetime import UTC, date, datetime, time

MOMENTS = ("Date", "DateTime")
IDENTIFIERS = ("UUID",)


def compare(type: str, one: str, other: str) -> int | None:
    """-1 where `one` comes first, 1 where `other` does, 0 where they are equal, None where readings differ. `type` is
    that of the field as its schema names it."""
    if type in MOMENTS:
        return _moments(one, other)
    if type in IDENTIFIERS:
        return _sign(one.lower(), other.lower())
    return _texts(one, other)


def moment(text: str) -> datetime | None:
    """The moment that a date, or a date and time with an offset, names; None for any other text."""
    try:
        if "T" not in text.upper():
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        when = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return when if when.tzinfo else None


def _moments(one: str, other: str) -> int | None:
    left, right = moment(one), moment(other)
    if left is None or right is None:
        return None
    order = 0 if left == right else -1 if left < right else 1
    return order if order == _sign(one, other) else None


def _texts(one: str, other: str) -> int | None:
    """By the first difference, where that is between letters or digits of ASCII that are not of a number, or where one
    text ends. Case, accents and punctuation are where collations differ."""
    left, right = one.casefold(), other.casefold()
    if left == right:
        return 0 if one == other else None
    same = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    ends = left[same : same + 1], right[same : same + 1]
    if not all(end == "" or (end.isascii() and end.isalnum()) for end in ends):
        return None
    number = any(end.isdigit() for end in ends) and (all(end.isdigit() for end in ends) or left[:same][-1:].isdigit())
    order = _sign(left, right)
    return None if number or order != _sign(one, other) else order


def _sign(one: str, other: str) -> int:
    return (one > other) - (one < other)
