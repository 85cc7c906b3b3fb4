"""The cells of a column, kept small.

Most columns of an export hold few different texts, or texts that another table has too: those are kept once, with a
number per row. A column of identifiers of its own holds as many texts as rows: those are kept as pages.
"""

from abc import ABC, abstractmethod
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, compress, pairwise, repeat
from typing import NamedTuple, Self

from fairmark.validators.readers.tables.page import SEPARATOR as SEPARATOR
from fairmark.validators.readers.tables.page import SIZE, TEXT, UUIDS, key_of, keys_in, opened, uuid_at
from fairmark.validators.readers.tables.store import Keep, Store


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
    def rows_where(self, test: Callable[[str], object], *, by_form: bool = False) -> Iterator[tuple[int, str]]:
        """The rows whose text passes `test`, with that text. `test` is asked as seldom as possible, not per row. It
        goes `by_form` where it says the same of all UUIDs: then one is asked for a whole page of them."""

    @abstractmethod
    def keys(self) -> Iterator[int]:
        """For each row the key of its text; see `key_of`."""

    def texts_by_form(self) -> Iterable[str]:
        """Its texts, each at least once, but of UUIDs in one column perhaps only some."""
        return self.distinct()

    @abstractmethod
    def kept(self, keep: Keep) -> Self:
        """The same column, with its numbers or bytes elsewhere."""

    @cached_property
    def texts(self) -> Sequence[str]:
        """All of them by row, unpacked for good."""
        return list(self)

    @property
    def is_empty(self) -> bool:
        """Whether no row has a text."""
        return not any(self.distinct())


class Same(Column):
    """A column with one text in all of its rows, as those have that nobody fills in."""

    def __init__(self, text: str, rows: int) -> None:
        self._text = text
        self._rows = rows

    def __len__(self) -> int:
        return self._rows

    def __getitem__(self, row: int) -> str:
        if not 0 <= row < self._rows:
            raise IndexError(row)
        return self._text

    def __iter__(self) -> Iterator[str]:
        return repeat(self._text, self._rows)

    def distinct(self) -> Iterable[str]:
        return (self._text,)

    def rows_where(self, test: Callable[[str], object], *, by_form: bool = False) -> Iterator[tuple[int, str]]:
        return ((row, self._text) for row in range(self._rows if test(self._text) else 0))

    def keys(self) -> Iterator[int]:
        return repeat(key_of(self._text), self._rows)

    def kept(self, keep: Keep) -> "Same":
        return self


class Known(Sequence[str]):
    """The texts of another column by its rows, and `further` ones behind them: a vocabulary of references. Nothing is
    unpacked before it is asked for."""

    def __init__(self, column: Column, further: Sequence[str]) -> None:
        self.column = column
        self.further = further

    @cached_property
    def all(self) -> Sequence[str]:
        return [*self.column.texts, *self.further] if self.further else self.column.texts

    def __len__(self) -> int:
        return len(self.column) + len(self.further)

    def __getitem__(self, at: int) -> str:  # type: ignore[override]  # nobody asks for a slice
        return self.all[at]

    def __iter__(self) -> Iterator[str]:
        return iter(self.all)


class Coded(Column):
    """A column of few different texts: `codes` holds for each row the index of its text in the `vocabulary`. Of that,
    only texts occur whose place in `used` is not 0; all of them where it is None."""

    def __init__(self, vocabulary: Sequence[str], codes: Store, used: bytes | None = None) -> None:
        self._vocabulary = vocabulary
        self._store = codes
        self._codes = codes.view()
        self._used = used

    @property
    def _values(self) -> Sequence[str]:
        return self._vocabulary.all if isinstance(self._vocabulary, Known) else self._vocabulary

    def __len__(self) -> int:
        return len(self._codes)

    def __getitem__(self, row: int) -> str:
        return self._values[self._codes[row]]

    def __iter__(self) -> Iterator[str]:
        return map(self._values.__getitem__, self._codes)

    def distinct(self) -> Iterable[str]:
        return self._values if self._used is None else list(compress(self._values, self._used))

    def rows_where(self, test: Callable[[str], object], *, by_form: bool = False) -> Iterator[tuple[int, str]]:
        values = self._values
        passing = {code for code in self._occurring() if test(values[code])}
        if passing:
            yield from ((row, values[code]) for row, code in enumerate(self._codes) if code in passing)

    def _occurring(self) -> Iterable[int]:
        codes = range(len(self._vocabulary))
        return codes if self._used is None else compress(codes, self._used)

    def keys(self) -> Iterator[int]:
        return self.each(self.vocabulary_keys())

    def vocabulary_keys(self) -> Sequence[int]:
        """The keys of the texts of the vocabulary; 0 for those that do not occur."""
        keys, values = array("q", bytes(8 * len(self._vocabulary))), self._values
        for code in self._occurring():
            keys[code] = key_of(values[code])
        return keys

    def each(self, numbers: Sequence[int]) -> Iterator[int]:
        """For each row the one of these numbers that is for its text, of one for each text of the vocabulary."""
        return map(numbers.__getitem__, self._codes)

    def kept(self, keep: Keep) -> "Coded":
        return Coded(self._vocabulary, keep(self._store), self._used)

    def __reduce__(self) -> tuple[type["Coded"], tuple[Sequence[str], Store, bytes | None]]:
        return Coded, (self._vocabulary, self._store, self._used)


class Places(NamedTuple):
    """Where the pages of a column lie: of each page what it holds, and its first row and byte; behind the last, the
    number of rows and of bytes."""

    kinds: bytes
    rows: Sequence[int]
    bytes: Sequence[int]


class Paged(Column):
    """A column of mostly different texts, as pages (see `page`) one behind the other."""

    def __init__(self, data: Store, places: Places) -> None:
        self._store = data
        self._data = data.view()
        self._places = places
        self._open: tuple[int, list[str]] = (-1, [])

    def __len__(self) -> int:
        return self._places.rows[-1]

    def __getitem__(self, row: int) -> str:
        number = bisect_right(self._places.rows, row) - 1
        offset, kind = row - self._places.rows[number], self._places.kinds[number]
        if kind != TEXT:
            return uuid_at(kind, self._page(number), offset)
        if self._open[0] != number:
            self._open = (number, opened(kind, self._page(number)))
        return self._open[1][offset]

    def _page(self, number: int) -> memoryview:
        return self._data[self._places.bytes[number] : self._places.bytes[number + 1]]

    def _pages(self) -> Iterator[tuple[int, memoryview]]:
        """What each page holds, and its bytes."""
        for kind, (start, end) in zip(self._places.kinds, pairwise(self._places.bytes), strict=True):
            yield kind, self._data[start:end]

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(opened(kind, data) for kind, data in self._pages())

    def distinct(self) -> Iterable[str]:
        return self

    def rows_where(self, test: Callable[[str], object], *, by_form: bool = False) -> Iterator[tuple[int, str]]:
        passing = {kind: test(uuid) for kind, uuid in UUIDS.items()} if by_form else {}
        for first, (kind, data) in zip(self._places.rows, self._pages(), strict=False):
            if passing.get(kind, True):
                yield from ((row, text) for row, text in enumerate(opened(kind, data), first) if test(text))

    def texts_by_form(self) -> Iterator[str]:
        """Its texts, but only one for each page of UUIDs."""
        for kind, data in self._pages():
            yield from opened(kind, data if kind == TEXT else data[:SIZE])

    def keys(self) -> Iterator[int]:
        return chain.from_iterable(keys_in(kind, data) for kind, data in self._pages())

    def kept(self, keep: Keep) -> "Paged":
        return Paged(keep(self._store), self._places)

    @property
    def is_empty(self) -> bool:
        return not any(self.texts_by_form())

    def __reduce__(self) -> tuple[type["Paged"], tuple[Store, Places]]:
        return Paged, (self._store, self._places)
