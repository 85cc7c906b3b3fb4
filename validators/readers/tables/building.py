"""Columns put together from the portions of a file, in their order."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from fairmark.validators.readers.tables.column import Coded, Column, Known, Paged, Places, Same
from fairmark.validators.readers.tables.page import PAGE, Page, opened, packed
from fairmark.validators.readers.tables.portion import Codes, Few, format_for
from fairmark.validators.readers.tables.store import Held

ENOUGH = 1 << 16
"""Rows from which on it is known whether a column repeats itself."""

REPEATS = 4
"""A column whose texts occur less often than this on average is kept as pages."""


class Kin:
    """The keys of a table that was read before, as the vocabulary of columns that refer to its records."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.codes: Mapping[str, int] = {text: row for row, text in reversed(list(enumerate(column)))}


class ColumnBuilder:
    """Takes the parts of a column and decides how to keep them."""

    def __init__(self, kin: Kin | None = None) -> None:
        self._kin = kin
        self._own = Codes()  # the texts that are none of the kin's
        self._used = set[int]()  # of the kin's
        self._rows = array(self._format)
        self._same = 0  # rows before the first one with another text than the very first
        self._pages: _Pages | None = None

    @property
    def _format(self) -> str:
        return format_for(len(self._own) + (len(self._kin.column) if self._kin else 0))

    def add(self, part: "Few | Sequence[Page]") -> None:
        if self._pages is not None:
            self._pages.add(part)
        elif isinstance(part, Few):
            self._add_few(part)
        else:
            for page in part:
                self._extend(self._codes_of(opened(page.kind, memoryview(page.data))))
        if len(self._rows) >= ENOUGH and len(self._own) * REPEATS > len(self._rows):
            self._turn_to_pages()

    def _codes_of(self, texts: Sequence[str]) -> Sequence[int]:
        if self._kin is None:
            codes = list(map(self._own.__getitem__, texts))
        else:
            first, found = len(self._kin.column), list(map(self._kin.codes.get, texts))
            codes = [first + self._own[text] if code is None else code for text, code in zip(texts, found, strict=True)]
            self._used.update(codes)
        if self._rows.typecode != (needed := self._format):
            self._rows = array(needed, self._rows)
        return codes

    def _add_few(self, part: Few) -> None:
        codes = self._codes_of(part.texts)
        if not self._rows and not self._kin and len(self._own) == 1:
            self._same += len(part.codes)
            return
        self._tell_apart()
        if self._rows.typecode == part.codes.typecode == "B":
            self._rows.frombytes(part.codes.tobytes().translate(bytes(codes).ljust(256)))
        else:
            self._extend(map(codes.__getitem__, part.codes))

    def _extend(self, codes: Iterable[int]) -> None:
        self._tell_apart()
        self._rows.extend(codes)

    def _tell_apart(self) -> None:
        """Rows that were all the same get their codes."""
        if self._same:
            self._rows.frombytes(bytes(self._same * self._rows.itemsize))
            self._same = 0

    def _turn_to_pages(self) -> None:
        so_far = self.column()
        self._pages = _Pages()
        self._pages.add_texts(so_far)
        self._kin, self._own, self._used, self._rows = None, Codes(), set(), array("B")

    def column(self) -> Column:
        """The column of all that was added."""
        if self._pages is not None:
            return self._pages.column()
        if self._same:
            return Same(next(iter(self._own)), self._same)
        if self._kin is None:
            return Coded(list(self._own), Held(self._rows))
        used = bytearray(len(self._kin.column) + len(self._own))
        for code in self._used:
            used[code] = 1
        return Coded(Known(self._kin.column, list(self._own)), Held(self._rows), bytes(used))


class _Pages:
    def __init__(self) -> None:
        self._data = bytearray()
        self._kinds = bytearray()
        self._rows = array("I", [0])
        self._bytes = array("Q", [0])

    def add(self, part: "Few | Sequence[Page]") -> None:
        if isinstance(part, Few):
            self.add_texts(map(part.texts.__getitem__, part.codes))
        else:
            for page in part:
                self._add_page(page)

    def add_texts(self, texts: Iterable[str]) -> None:
        waiting = iter(texts)
        while some := list(islice(waiting, PAGE)):
            self._add_page(packed(some))

    def _add_page(self, page: Page) -> None:
        self._data += page.data
        self._kinds.append(page.kind)
        self._rows.append(self._rows[-1] + page.rows)
        self._bytes.append(len(self._data))

    def column(self) -> Column:
        return Paged(Held(self._data), Places(bytes(self._kinds), self._rows, self._bytes))
