"""Rows of one table to the rows of another that they refer to."""

from array import array
from collections.abc import Iterable

PARTS = 64
"""The join is made part by part, so that no dictionary of all keys is ever in memory."""

NONE = -1
"""In place of a row: no key is the one referred to."""


def rows_of(references: Iterable[str], keys: Iterable[str]) -> "array[int]":
    """For each reference the index of the first key that equals it, or NONE.

    Keys are compared by the 64 bits of Python's own hash, as `Keys` does. It takes 40 bytes a row or so, a fifth of
    what a dictionary takes.
    """
    sought, known = _Parted(references), _Parted(keys)
    found = array("q", [NONE]) * len(sought.hashes)
    for part in range(PARTS):
        rows: dict[int, int] = {}
        for row in known.parts[part]:
            rows.setdefault(known.hashes[row], row)
        for row in sought.parts[part]:
            found[row] = rows.get(sought.hashes[row], NONE)
    return found


class _Parted:
    """Texts as hashes, and the rows of each part of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.hashes = array("q", map(hash, texts))
        self.parts = [array("Q") for _ in range(PARTS)]
        add = [part.append for part in self.parts]
        for row, hashed in enumerate(self.hashes):
            add[hashed % PARTS](row)
