"""A few numbers for each row of a table, of millions of rows, in two arrays."""

from array import array
from collections.abc import Sequence

from fairmark.validators.readers.tables.joining import NONE


class Lists:
    """Numbers by their owner: `owners[i]` (from 0) has the number `members[i]`. Where either is NONE there is nothing.
    `rows` is how many owners there are. Four bytes a row and a member."""

    def __init__(self, owners: Sequence[int], members: Sequence[int], rows: int) -> None:
        self._ends = array("i", [0]) * (rows + 1)
        for owner, member in zip(owners, members, strict=True):
            if owner != NONE and member != NONE:
                self._ends[owner + 1] += 1
        for row in range(rows):
            self._ends[row + 1] += self._ends[row]
        self._members = array("i", [0]) * self._ends[rows]
        free = array("i", self._ends)
        for owner, member in zip(owners, members, strict=True):
            if owner != NONE and member != NONE:
                self._members[free[owner]] = member
                free[owner] += 1

    def __getitem__(self, row: int) -> "array[int]":
        return self._members[self._ends[row] : self._ends[row + 1]]
