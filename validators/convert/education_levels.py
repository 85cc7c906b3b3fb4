"""Education levels as people write them in a cell, to the codes of CEDS, as OpenSALT does it."""

from collections.abc import Iterator
import re

RANGE = re.compile(r"([A-Za-z0-9]+)\s*[-–—]\s*([A-Za-z0-9]+)")
NAMED = {"P": "PK", "K": "KG"}
HIGH_SCHOOL = "HS"
IN_ORDER = ("PK", "KG", *(f"{grade:02}" for grade in range(1, 14)))
"""The levels that a range can be made of."""


def levels_in(text: str) -> list[str]:
    """The levels that one entry of a cell names: `4` is 04, `K-2` is KG, 01 and 02, HS is 09 to 12. What cannot be told
    is left as it is."""
    entry = text.strip()
    if entry.upper() == HIGH_SCHOOL:
        return list(_between("09", "12"))
    if found := RANGE.fullmatch(entry):
        first, last = _code(found[1]), _code(found[2])
        if first in IN_ORDER and last in IN_ORDER and IN_ORDER.index(first) < IN_ORDER.index(last):
            return list(_between(first, last))
    return [_code(entry)] if entry else []


def _between(first: str, last: str) -> Iterator[str]:
    yield from IN_ORDER[IN_ORDER.index(first) : IN_ORDER.index(last) + 1]


def _code(text: str) -> str:
    if text.upper() in NAMED:
        return NAMED[text.upper()]
    if text.isascii() and text.isdecimal() and len(text) < len("100") and f"{int(text):02}" in IN_ORDER:
        return f"{int(text):02}"
    return text.upper() if text.upper() in IN_ORDER else text
