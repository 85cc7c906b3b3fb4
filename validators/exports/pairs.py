"""Which row of one table is which row of another, by the key that both have.

Of a key only the 64 bits of Python's own hash are kept, cut into parts: 12 bytes a row and one small dictionary at a
time, where a dictionary of all texts would take 200 bytes a row. That two keys meet in one hash is as unlikely as
`readers.tables.keys` says.
"""

from array import array
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, count

PARTS = 256
NOBODY, NOT_ALONE = -1, -2
"""In place of a row: there is none with this key; an earlier row stands for this key, or the row has none."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """`row_of` holds for each row of the old table the row of the new one, or NOBODY or NOT_ALONE; `is_new` for each
    row of the new table a 1 where its key is new. `before` and `now` are the numbers of different keys."""

    row_of: Sequence[int]
    is_new: bytearray
    before: int
    now: int

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Old and new row of what is in both, in the order of the old table."""
        return ((old, new) for old, new in enumerate(self.row_of) if new >= 0)

    def gone(self) -> Iterator[int]:
        """The old rows of what is no longer there."""
        return (old for old, new in enumerate(self.row_of) if new == NOBODY)

    def added(self) -> Iterator[int]:
        """The new rows of what was not there."""
        return compress(count(), self.is_new)


def pairs(old: Iterable[Hashable], new: Iterable[Hashable], *, once: bool = False) -> Pairs:
    """Pair the rows of two tables by their keys; a row whose key is empty takes no part. Where several rows of a table
    have one key, the first stands for all of them; with `once` none of them takes part."""
    before, after = _Parts(old), _Parts(new)
    row_of = array("i", [NOT_ALONE]) * before.rows
    is_new = bytearray(after.rows)
    there_in_all = here_in_all = 0
    for part in range(PARTS):
        there, here = before.rows_by_key(part, once=once), after.rows_by_key(part, once=once)
        there_in_all += len(there)
        here_in_all += len(here)
        for key, row in there.items():
            row_of[row] = here.pop(key, NOBODY)
        for row in here.values():
            is_new[row] = 1
    return Pairs(row_of, is_new, there_in_all, here_in_all)


class _Parts:
    """The hashes of the keys of a table, and the row of each."""

    def __init__(self, keys: Iterable[Hashable]) -> None:
        self.rows = 0
        self._keys = [array("q") for _ in range(PARTS)]
        self._rows = [array("I") for _ in range(PARTS)]
        for row, key in enumerate(keys):
            self.rows = row + 1
            if key:
                hashed = hash(key)
                part = hashed % PARTS
                self._keys[part].append(hashed)
                self._rows[part].append(row)

    def rows_by_key(self, part: int, *, once: bool) -> dict[int, int]:
        """Hash to the first row that has it; with `once` only of those that one row alone has."""
        keys, rows = self._keys[part], self._rows[part]
        found = dict(zip(reversed(keys), reversed(rows), strict=True))  # what comes last stays: so the first does
        if once and len(found) < len(keys):
            for key, times in Counter(keys).items():
                if times > 1:
                    del found[key]
        return found
