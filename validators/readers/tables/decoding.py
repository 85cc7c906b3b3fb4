"""The text of a block of bytes, whatever its encoding."""

import re
from typing import NamedTuple

NEIGHBOURS = re.compile(rb"[\x80-\xff]{2}")


class Undecodable(NamedTuple):
    """The first byte of a block that is not UTF-8, its line (both from 0), and the encoding that the block seems to
    have, "" where nobody can tell."""

    offset: int
    line: int
    looks_like: str


class Decoded(NamedTuple):
    """The text of a block; `wrong` is None where all of it is UTF-8. If it is not, `encoding` is what it was read as,
    "" for UTF-8 with U+FFFD for what is none."""

    text: str
    wrong: Undecodable | None = None
    encoding: str = ""


def decoded(block: bytes, encoding: str | None = None) -> Decoded:
    """The text of a block. What is not UTF-8 is read in that encoding, or as U+FFFD where it is ""; with None it is
    that which the block seems to have."""
    try:
        return Decoded(block.decode())
    except UnicodeDecodeError as error:
        looks_like = "" if NEIGHBOURS.search(block) else "Windows-1252"
        wrong = Undecodable(error.start, block.count(b"\n", 0, error.start), looks_like)
        known = looks_like if encoding is None else encoding
        return Decoded(block.decode("cp1252" if known else "utf-8", "replace"), wrong, known)
