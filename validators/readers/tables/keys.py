"""The rows of a table by their key."""

from collections.abc import Callable, Iterable

from fairmark.validators.readers.tables.column import Column

MANY = 1 << 19
"""Rows from which on the keys are no longer kept as text."""


def _hashed(key: str) -> int | str:
    return hash(key)


def _as_it_is(key: str) -> int | str:
    return key


class Keys:
    """Key to the index of the first row that has it.

    Of many keys only the 64 bits of Python's own hash are kept: about 100 bytes a row where text takes 200. That two
    different keys of a table meet in one hash is so unlikely (1 in a million for 6 million rows, and at random, since
    the hash differs from run to run) that it is not looked at.
    """

    def __init__(self, column: Column | None) -> None:
        keys: Iterable[str] = column if column is not None else ()
        self._form: Callable[[str], str | int] = _hashed if column is not None and len(column) > MANY else _as_it_is
        self._rows: dict[str | int, int] = {}
        for row, key in enumerate(map(self._form, keys)):
            self._rows.setdefault(key, row)

    def __contains__(self, key: str) -> bool:
        return self._form(key) in self._rows

    def get(self, key: str) -> int | None:
        return self._rows.get(self._form(key))
