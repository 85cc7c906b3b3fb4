"""The rows of a table by their key."""

from array import array
from bisect import bisect_left

from fairmark.validators.readers.tables.column import Column
from fairmark.validators.readers.tables.page import key_of

MANY = 1 << 19
"""Rows from which on the keys are no longer kept as text."""

PARTS = 8
"""Bits by which the keys are parted, to be sorted part by part."""

FENCES = 16
"""Bits by which one knows where in the sorted keys to look."""


class Keys:
    """Text to the index of the first row that has it.

    Of many texts only 64 bits are kept (see `key_of`), in order, each with its row: 12 bytes a row where a dictionary
    takes a hundred. That two different texts of a table meet in them is so unlikely (1 in a million for 6 million rows)
    that it is not looked at.
    """

    def __init__(self, column: Column | None) -> None:
        many = column is not None and len(column) > MANY
        self._sorted = _Sorted(column) if column is not None and many else None
        rows = () if column is None or many else reversed(list(enumerate(column)))
        self._texts = {text: row for row, text in rows}

    def __contains__(self, text: str) -> bool:
        return self.get(text) is not None

    def get(self, text: str) -> int | None:
        return self._texts.get(text) if self._sorted is None else self._sorted.row_of(key_of(text))


class _Sorted:
    """Keys in their order, with the first row of each."""

    def __init__(self, column: Column) -> None:
        self._keys, self._rows = array("q"), array("I")
        parts = [(array("q"), array("I")) for _ in range(1 << PARTS)]
        for row, key in enumerate(column.keys()):
            keys, rows = parts[key >> 64 - PARTS]  # from the end where it is negative
            keys.append(key)
            rows.append(row)
        for part in range(-1 << PARTS - 1, 1 << PARTS - 1):
            keys, rows = parts[part]
            order = sorted(range(len(keys)), key=keys.__getitem__)  # equal keys stay in the order of their rows
            self._keys.extend(map(keys.__getitem__, order))
            self._rows.extend(map(rows.__getitem__, order))
            parts[part] = array("q"), array("I")
        steps = range(-1 << FENCES - 1, 1 << FENCES - 1)
        self._fences = array("I", (bisect_left(self._keys, step << 64 - FENCES) for step in steps))
        self._fences.append(len(self._keys))

    def row_of(self, key: int) -> int | None:
        step = (key >> 64 - FENCES) + (1 << FENCES - 1)
        end = self._fences[step + 1]
        at = bisect_left(self._keys, key, self._fences[step], end)
        return self._rows[at] if at < end and self._keys[at] == key else None
