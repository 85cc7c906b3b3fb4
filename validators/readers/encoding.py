"""Bytes to UTF-8, the encoding that JSON is exchanged in (RFC 8259 section 8.1)."""

import codecs
import re

from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.readers.positions import positions_at
from fairmark.validators.readers.problem import Problem

WIDE = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16. Names as Python knows them, and as people do.
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32, little-endian"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32, big-endian"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16, little-endian"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16, big-endian"),
)
BEGINS = rb"[\t\n\r \"0-9\[{fnt-]"
UNMARKED = (
    # JSON begins with one of these ASCII characters, so where the zero bytes stand tells the encoding.
    (re.compile(BEGINS + rb"\0\0\0"), "utf-32-le", "UTF-32, little-endian"),
    (re.compile(rb"\0\0\0" + BEGINS), "utf-32-be", "UTF-32, big-endian"),
    (re.compile(BEGINS + rb"\0"), "utf-16-le", "UTF-16, little-endian"),
    (re.compile(rb"\0" + BEGINS), "utf-16-be", "UTF-16, big-endian"),
)
NEIGHBOURS = re.compile(rb"[\x80-\xff]{2}")


def as_utf8(data: bytes) -> tuple[bytes, list[Problem]]:
    """`data` as UTF-8 without a byte order mark, and what had to be mended for that. What cannot be decoded becomes
    U+FFFD, so that the rest can still be judged."""
    if data.startswith(codecs.BOM_UTF8):
        text, problems = as_utf8(data.removeprefix(codecs.BOM_UTF8))
        return text, [_problem("FM-INPUT-003"), *problems]
    for mark, codec, name in WIDE:
        if data.startswith(mark):
            return _recoded(data[len(mark) :], codec), [_problem("FM-INPUT-004", name)]
    for pattern, codec, name in UNMARKED:
        if pattern.match(data):
            return _recoded(data, codec), [_problem("FM-INPUT-004", name)]
    return _mended(data)


def _recoded(data: bytes, codec: str) -> bytes:
    return data.decode(codec, "replace").encode()


def _mended(data: bytes) -> tuple[bytes, list[Problem]]:
    """UTF-8 with what is not UTF-8 replaced. A character cut off by the end of the text is no fault of the encoding."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return data[: error.start], []
        place = positions_at(data, [error.start])[error.start]
        seen = "bytes that UTF-8 does not have" if NEIGHBOURS.search(data) else "ISO 8859-1 or Windows-1252"
        text = data.decode(errors="replace").encode()
        return text, [_problem("FM-INPUT-004", seen, line=place.line, column=place.column)]
    return data, []


def _problem(rule: str, observed: str = "", *, line: int = 1, column: int = 1) -> Problem:
    return Problem(rule, Location(privacy=Privacy.PUBLIC, line=line, column=column), observed, "UTF-8")
