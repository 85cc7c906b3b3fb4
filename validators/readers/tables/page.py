"""Pages of the texts of a column that has as many as rows: joined text, or UUIDs as the 16 bytes that they are.

A UUID, the longest identifier that systems send, takes 36 characters as text. In exports of millions of rows most of
the memory would be theirs.
"""

from collections.abc import Iterator, Sequence
import re
import struct
from typing import NamedTuple

PAGE = 1024
"""Rows of a page, at most."""

SEPARATOR = "\x1f"
"""Stands between the texts of a page. One that holds it, which no export has reason to, loses it."""

TEXT, LOWER, UPPER = range(3)
"""What a page holds: texts, or nothing but UUIDs in small or in capital letters."""

UUIDS = {LOWER: "00000000-0000-4000-8000-00000000000a", UPPER: "00000000-0000-4000-8000-00000000000A"}
"""One of those that a page may hold."""

SIZE = 16
FORMS = {
    LOWER: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    UPPER: "[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}",
}
ARE_UUIDS = {kind: re.compile(f"(?:{form}{SEPARATOR})*+{form}") for kind, form in FORMS.items()}
IS_UUID = {kind: re.compile(form) for kind, form in FORMS.items()}
LENGTH = len(UUIDS[LOWER])

IN_NUMBERS = struct.Struct("<4I")
"""A UUID as numbers that are small enough for Python to tell each from every other by its hash."""

EIGHTS = 0x88888888


class Page(NamedTuple):
    """A page as it is made: what it holds, of how many rows, and its bytes."""

    kind: int
    rows: int
    data: bytes


def page_of(texts: Sequence[str]) -> Page:
    """The page of these texts, at least one, as text."""
    return Page(TEXT, len(texts), _joined(texts).encode("utf-8", "surrogatepass"))


def packed(texts: Sequence[str]) -> Page:
    """The page of these texts, at least one, as small as can be."""
    joined = _joined(texts)
    if len(joined) == (LENGTH + 1) * len(texts) - 1:
        for kind, pattern in ARE_UUIDS.items():
            if pattern.fullmatch(joined):
                return Page(kind, len(texts), _bytes_of(joined))
    return Page(TEXT, len(texts), joined.encode("utf-8", "surrogatepass"))


def _joined(texts: Sequence[str]) -> str:
    joined = SEPARATOR.join(texts)
    if joined.count(SEPARATOR) == len(texts) - 1:
        return joined
    return SEPARATOR.join(text.replace(SEPARATOR, "") for text in texts)


def _bytes_of(uuids: str) -> bytes:
    return bytes.fromhex(uuids.replace("-", "").replace(SEPARATOR, ""))


def opened(kind: int, data: memoryview) -> list[str]:
    """The texts of a page."""
    if kind == TEXT:
        return str(data, "utf-8", "surrogatepass").split(SEPARATOR)
    digits = data.hex()
    if kind == UPPER:
        digits = digits.upper()
    return [_dashed(digits, at) for at in range(0, len(digits), 2 * SIZE)]


def uuid_at(kind: int, data: memoryview, offset: int) -> str:
    """The UUID of the row so many below the first of a page that holds UUIDs."""
    digits = data[offset * SIZE : (offset + 1) * SIZE].hex()
    return _dashed(digits.upper() if kind == UPPER else digits, 0)


def _dashed(digits: str, at: int) -> str:
    second, third, fourth, fifth = at + 8, at + 12, at + 16, at + 20
    return (
        f"{digits[at:second]}-{digits[second:third]}-{digits[third:fourth]}-{digits[fourth:fifth]}-"
        f"{digits[fifth : at + 32]}"
    )


def key_of(text: str) -> int:
    """64 bits that are equal for equal texts, and as good as never for two others (see `keys`). They are this process's
    own: another process makes others of the same text."""
    if len(text) == LENGTH:
        for kind, pattern in IS_UUID.items():
            if pattern.fullmatch(text):
                return next(_keys_of_uuids(kind, memoryview(_bytes_of(text))))
    return hash(text)


def keys_in(kind: int, data: memoryview) -> Iterator[int]:
    """The keys of the texts of a page. UUIDs are not unpacked for them."""
    return map(key_of, opened(kind, data)) if kind == TEXT else _keys_of_uuids(kind, data)


def _keys_of_uuids(kind: int, data: memoryview) -> Iterator[int]:
    numbers: Iterator[tuple[int, ...]] = IN_NUMBERS.iter_unpack(data)
    if kind == UPPER:  # one without letters is the same in small ones
        numbers = ((*each, UPPER) if any(map(_has_letter, each)) else each for each in numbers)
    return map(hash, numbers)


def _has_letter(number: int) -> bool:
    """Whether one of the eight hexadecimal digits is a letter: 8 and 4, or 8 and 2, are in it."""
    return bool(number & (number << 1 | number << 2) & EIGHTS)
