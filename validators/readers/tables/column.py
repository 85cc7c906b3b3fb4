"""The cells of a column, kept small.

Most columns of an export hold few different texts: those are kept once, with a number per row. A column of identifiers
holds as many texts as rows: those are kept as pages of joined text, about a byte per character.
"""

from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

PAGE = 1024
"""Rows of a page of joined text."""

SEPARATOR = "\x1f"
"""Stands between the cells of a page. A cell that holds it, which no export has reason to, loses it."""

ENOUGH = 1 << 16
"""Rows from which on it is known whether a column repeats itself."""

REPEATS = 4
"""A column whose texts occur less often than this on average is kept as pages."""


class Column(ABC):
    """The texts of one column by row index (0 is the first row below the header)."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def __getitem__(self, row: int) -> str: ...

    @abstractmethod
    def __iter__(self) -> Iterator[str]: ...

    @abstractmethod
    def distinct(self) -> Iterable[str]:
        """Its texts, each at least once; each once where the column repeats itself."""

    @abstractmethod
    def rows_where(self, test: Callable[[str], object]) -> Iterator[tuple[int, str]]:
        """The rows whose text passes `test`, with that text. `test` is asked as seldom as possible, not per row."""

    @property
    def is_empty(self) -> bool:
        """Whether no row has a text."""
        return not any(self.distinct())


class Coded(Column):
    """A column that repeats itself: `values` are its different texts, `codes` the index into them of each row."""

    def __init__(self, values: Sequence[str], codes: Sequence[int]) -> None:
        self.values = values
        self.codes = codes

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> str:
        return self.values[self.codes[row]]

    def __iter__(self) -> Iterator[str]:
        return map(self.values.__getitem__, self.codes)

    def distinct(self) -> Iterable[str]:
        return self.values

    def rows_where(self, test: Callable[[str], object]) -> Iterator[tuple[int, str]]:
        values = self.values
        passing = {code for code, value in enumerate(values) if test(value)}
        if passing:
            yield from ((row, values[code]) for row, code in enumerate(self.codes) if code in passing)


class Paged(Column):
    """A column of mostly different texts, as pages of `PAGE` rows of joined text."""

    def __init__(self, pages: Sequence[str], rows: int) -> None:
        self._pages = pages
        self._rows = rows
        self._open: tuple[int, list[str]] = (-1, [])

    def __len__(self) -> int:
        return self._rows

    def __getitem__(self, row: int) -> str:
        number, offset = divmod(row, PAGE)
        if self._open[0] != number:
            self._open = (number, self._pages[number].split(SEPARATOR))
        return self._open[1][offset]

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(page.split(SEPARATOR) for page in self._pages)

    def distinct(self) -> Iterable[str]:
        return self

    def rows_where(self, test: Callable[[str], object]) -> Iterator[tuple[int, str]]:
        return ((row, value) for row, value in enumerate(self) if test(value))


class _Codes(dict[str, int]):
    """Text to its code; a new text gets the next one."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


_WIDTHS = (("B", 1 << 8), ("H", 1 << 16), ("I", 1 << 32))
"""Types of arrays, and how many codes each can tell apart."""


class ColumnBuilder:
    """Takes the cells of a column piece by piece and decides how to keep them."""

    def __init__(self) -> None:
        self._codes = _Codes()
        self._width = 0
        self._rows: array[int] = array(_WIDTHS[0][0])
        self._pages: list[str] | None = None
        self._rest: list[str] = []

    def add(self, cells: Sequence[str]) -> None:
        if self._pages is not None:
            self._page(cells)
            return
        codes = list(map(self._codes.__getitem__, cells))
        while len(self._codes) > _WIDTHS[self._width][1]:
            self._width += 1
            self._rows = array(_WIDTHS[self._width][0], self._rows)
        self._rows.extend(codes)
        if len(self._rows) >= ENOUGH and len(self._codes) * REPEATS > len(self._rows):
            self._turn_to_pages()

    def _turn_to_pages(self) -> None:
        so_far = Coded(list(self._codes), self._rows)
        self._pages = []
        self._page(list(so_far))
        self._codes, self._rows = _Codes(), array("B")

    def _page(self, cells: Sequence[str]) -> None:
        pages, waiting = self._pages, [*self._rest, *cells]
        assert pages is not None  # noqa: S101 - for the type checker: only called once there are pages
        whole = len(waiting) - len(waiting) % PAGE
        for start in range(0, whole, PAGE):
            pages.append(_joined(waiting[start : start + PAGE]))
        self._rest = waiting[whole:]

    def column(self) -> Column:
        """The column of all that was added."""
        if self._pages is None:
            return Coded(list(self._codes), self._rows)
        rows = len(self._pages) * PAGE + len(self._rest)
        return Paged([*self._pages, *([_joined(self._rest)] if self._rest else [])], rows)


def _joined(cells: Sequence[str]) -> str:
    page = SEPARATOR.join(cells)
    if page.count(SEPARATOR) == len(cells) - 1:
        return page
    return SEPARATOR.join(cell.replace(SEPARATOR, "") for cell in cells)
