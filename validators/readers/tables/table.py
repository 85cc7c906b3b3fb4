"""A CSV file as a table of columns."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
import csv
from dataclasses import dataclass, field
from itertools import chain, islice
import re
from typing import Any

from fairmark.validators.core.location import HEADER as HEADER
from fairmark.validators.readers.tables.column import Column, ColumnBuilder
from fairmark.validators.readers.tables.lines import Stream, Text, delimiter_in, lines

PIECE = 1024
"""Rows that are taken apart at once."""

MOST = 100_000
"""Places of one sort that are kept; no finding needs more."""

BREAK = re.compile("\r\n|\r|\n")


@dataclass(slots=True)
class Faults:
    """What was wrong with the text of a table, by physical row (the header is row 1).

    `ragged` holds rows that have another number of cells than the header, with that number: they are no part of the
    columns, unless all that is too much is empty. `broken` holds rows with a line break in a cell, `too_long` the row
    at which reading ended, since a cell in it goes on for longer than any text does: a quote that is never closed.
    """

    ragged: list[tuple[int, int]] = field(default_factory=list)
    broken: "array[int]" = field(default_factory=lambda: array("Q"))
    badly_quoted: "array[int]" = field(default_factory=lambda: array("Q"))
    too_long: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `header` are the names as they stand there; `rows` is the number of data rows, blank ones not counted.

    A row is known by its index from 0; `physical` tells where it stands in the file. `complete` is False where reading
    ended early. `lost` is the number of rows that are no part of the columns, and `outcasts` are their first cells:
    records that are there, but whose cells cannot be told apart. `beyond` are the cells of a row that stand to the
    right of the last name of the header, where the table was read as one with open ends.
    """

    header: tuple[str, ...]
    rows: int
    delimiter: str
    text: Text
    faults: Faults
    complete: bool
    lost: int
    outcasts: frozenset[str]
    beyond: Mapping[int, Sequence[str]]
    _columns: Sequence[Column]
    _skipped: Sequence[int]

    def column_at(self, index: int) -> Column:
        return self._columns[index]

    def physical(self, row: int) -> int:
        """The 1-based row of the file, as a spreadsheet numbers it, in which the row of that index stands."""
        return row + HEADER + 1 + bisect_right(self._skipped, row)


def read_table(stream: Stream, *, open_ended: bool = False) -> Table:
    """The table in `stream`. OSError, or what an archive raises, when it cannot be read. With `open_ended`, a row may
    have fewer or more cells than the header, and one without any text is none."""
    return _Builder(stream, open_ended).table()


class _Builder:
    def __init__(self, stream: Stream, open_ended: bool) -> None:
        self._open_ended = open_ended
        self._beyond: dict[int, Sequence[str]] = {}
        self._text = Text()
        self._faults = Faults()
        self._lines = lines(stream, self._text)
        self._columns: list[ColumnBuilder] = []
        self._outcasts: set[str] = set()
        self._lost = 0
        self._skipped: array[int] = array("Q")  # for each row that was left out, how many were kept before it
        self._rows = 0
        self._physical = HEADER
        self._surplus: list[tuple[int, int]] = []  # physical rows of more than one line, and how many more

    def table(self) -> Table:
        first = next(self._lines, "")
        delimiter = delimiter_in(first)
        reader = csv.reader(chain([first] if first else [], self._lines), delimiter=delimiter)
        header, complete = self._read(reader)
        self._faults.badly_quoted = array("Q", (self._row_of(line) for line in self._text.badly_quoted))
        return Table(
            header,
            self._rows,
            delimiter,
            self._text,
            self._faults,
            complete and not self._text.endless,
            self._lost,
            frozenset(self._outcasts),
            self._beyond,
            [column.column() for column in self._columns],
            self._skipped,
        )

    def _read(self, reader: Any) -> tuple[tuple[str, ...], bool]:
        """The header, and whether reading came to the end."""
        header: list[str] = []
        piece: list[list[str]] = []
        try:
            header = self._header(reader)
            self._columns = [ColumnBuilder() for _ in header]
            while True:
                line, piece = reader.line_num, []
                piece.extend(islice(reader, PIECE))  # keeps what came before an error
                if not piece:
                    return tuple(header), True
                self._take(piece, reader.line_num - line)
        except csv.Error:  # a cell is longer than `csv.field_size_limit`
            self._take(piece, len(piece))
            self._faults.too_long = self._physical + 1
            return tuple(header), False

    def _header(self, reader: Iterator[list[str]]) -> list[str]:
        """The first row that is not blank; [] where there is none."""
        while (header := next(reader, None)) == []:
            self._physical += 1
            self._skipped.append(0)
        return header or []

    def _take(self, piece: list[list[str]], lines_read: int) -> None:
        if lines_read != len(piece):
            self._note_breaks(piece)
        width = len(self._columns)
        if self._open_ended or any(len(row) != width for row in piece):
            kept = [row[:width] for number, row in enumerate(piece, self._physical + 1) if self._fits(row, number)]
        else:
            kept = piece
            self._rows += len(piece)
        self._physical += len(piece)
        for builder, cells in zip(self._columns, zip(*kept, strict=True), strict=False):
            builder.add(cells)

    def _fits(self, row: list[str], physical: int) -> bool:
        """Whether the row is kept. One that is not still counts as a row of the file."""
        width = len(self._columns)
        if self._open_ended:
            self._square(row, width)
        if row and len(row) != width and len(self._faults.ragged) < MOST:
            self._faults.ragged.append((physical, len(row)))
        if len(row) >= width and not any(row[width:]):
            self._rows += 1
            return True
        self._skipped.append(self._rows)
        if row:
            self._lost += 1
            self._outcasts.add(row[0])
        return False

    def _square(self, row: list[str], width: int) -> None:
        """Give a row of an open-ended table the width of the header."""
        if not any(row):
            row.clear()
        elif len(row) < width:
            row.extend([""] * (width - len(row)))
        elif len(row) > width:
            self._beyond[self._rows] = tuple(row[width:])
            del row[width:]

    def _note_breaks(self, piece: list[list[str]]) -> None:
        for number, row in enumerate(piece, self._physical + 1):
            surplus = sum(len(BREAK.findall(cell)) for cell in row)
            if surplus and len(self._surplus) < MOST:
                self._faults.broken.append(number)
                self._surplus.append((number, surplus))

    def _row_of(self, line: int) -> int:
        for row, surplus in self._surplus:
            if row >= line:
                break
            line -= surplus
        return line
