"""A block of a CSV file taken apart: the rows that it holds, as columns, and what is wrong with its text.

Nothing but the block is needed for it, so it can be done anywhere, and of several blocks at once.
"""

from array import array
from collections.abc import Iterator, Sequence
import csv
from dataclasses import dataclass, field
import io
from itertools import chain, islice, repeat
import re
from typing import NamedTuple

from fairmark.validators.readers.tables.decoding import Undecodable, decoded
from fairmark.validators.readers.tables.page import PAGE, Page, packed, page_of
from fairmark.validators.readers.tables.quotes import Quotes, quotes_in

ROWS = 1024
"""Rows that are taken apart at once."""

MOST = 100_000
"""Places of one sort that are kept; no finding needs more."""

END = "\x1e"
"""Two cells of this are a row behind a block, unless the block ends within a quoted cell, where they are one."""

BREAK = re.compile("\r\n|\r|\n")
BREAK_IN_BYTES = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Manner:
    """How the blocks of a file are taken apart: `width` is the number of names in its header. Bytes that are not UTF-8
    are read as `encoding`, "" for as U+FFFD; None while none were met. `open_ended` as in `read_table`; the texts of
    the columns that are `sought`, by index, are looked up afterwards."""

    delimiter: str
    width: int
    encoding: str | None = None
    open_ended: bool = False
    sought: frozenset[int] = frozenset()


class Few(NamedTuple):
    """The cells of a column that are few different texts: those, and the index of each row's among them."""

    texts: Sequence[str]
    codes: "array[int]"


@dataclass(slots=True)
class Portion:
    """What a block holds, by physical row, of which its first one is 0.

    `rows` are those of the columns, `read` all of them. `left_out` are places with rows that are no part of the
    columns: how many that are stand before it, and how many are left out there; `lost`, `outcasts`, `beyond`, `ragged`
    and `broken` are as in `Table` and `Faults`. `is_too_long` says that reading ended at a cell that goes on for longer
    than any text does. `encoding` is how bytes that are not UTF-8 were read. `rest` is the offset of the row in which
    the block ends, None where it ends with a whole row: that row is to be read with what follows.
    """

    columns: "Sequence[Few | Sequence[Page]]" = ()
    rows: int = 0
    read: int = 0
    left_out: list[tuple[int, int]] = field(default_factory=list)
    lost: int = 0
    outcasts: set[str] = field(default_factory=set)
    beyond: dict[int, Sequence[str]] = field(default_factory=dict)
    ragged: list[tuple[int, int]] = field(default_factory=list)
    broken: list[tuple[int, int]] = field(default_factory=list)
    """Rows with a line break in a cell, and how many."""
    is_too_long: bool = False
    rest: int | None = None
    quotes: Quotes | None = None
    undecodable: Undecodable | None = None
    encoding: str = ""

    def leave_out(self, rows: int) -> None:
        """So many rows that follow are no part of the columns."""
        before, count = self.left_out.pop() if self.left_out and self.left_out[-1][0] == self.rows else (self.rows, 0)
        self.left_out.append((before, count + rows))


def take_apart(block: bytes, manner: Manner, *, last: bool = False) -> Portion:
    """What a block holds that begins with a row. Where it is the `last`, it is all right to end within a row."""
    text, wrong, encoding = decoded(block, manner.encoding)
    portion = Portion(undecodable=wrong, encoding=encoding)
    reading = _Reading(portion, manner, text, last=last)
    reading.read()
    if (lines := reading.whole_lines) is not None:
        portion.rest = offset_of_line(block, lines)
        text = "".join(islice(io.StringIO(text, newline=""), lines))
    portion.quotes = quotes_in(text, manner.delimiter, portion.broken)
    return portion


def offset_of_line(block: bytes, line: int) -> int:
    """Where the line of that number, from 0, begins; the end of the block where it is the one behind the last."""
    found = next(islice(BREAK_IN_BYTES.finditer(block), line - 1, None), None) if line else None
    return found.end() if found else len(block) if line else 0


class _Reading:
    def __init__(self, portion: Portion, manner: Manner, text: str, *, last: bool) -> None:
        self._portion = portion
        self._manner = manner
        self._text = text
        self._last = last
        self._ended = False
        self.whole_lines: int | None = None
        """How many lines there are before the row in which the text ends, None where it ends with a whole one."""
        self._columns = [Cells(sought=at in manner.sought) for at in range(manner.width)]

    def read(self) -> None:
        if not (self._is_plain and self._read_lines()):
            self._read_csv()
        self._portion.columns = [column.packed() for column in self._columns]

    @property
    def _is_plain(self) -> bool:
        """Whether a row is a line, and a cell what stands between two delimiters."""
        return '"' not in self._text and not self._manner.open_ended and self._manner.width > 1

    def _read_lines(self) -> bool:
        """Read a text without quotes, in two thirds of the time; False where a line is too long for that."""
        delimiter, width = self._manner.delimiter, self._manner.width
        text = self._text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in self._text else self._text
        lines = text.removesuffix("\n").split("\n") if text else []
        if max(map(len, lines), default=0) > csv.field_size_limit():
            return False
        for at in range(0, len(lines), ROWS):
            piece = lines[at : at + ROWS]
            if set(map(str.count, piece, repeat(delimiter))) == {width - 1}:
                cells = delimiter.join(piece).split(delimiter)
                for number, column in enumerate(self._columns):
                    column.add(cells[number::width])
                self._portion.rows += len(piece)
                self._portion.read += len(piece)
            elif not any(piece):
                self._portion.leave_out(len(piece))
                self._portion.read += len(piece)
            else:
                self._take([line.split(delimiter) if line else [] for line in piece], has_breaks=False)
        return True

    def _read_csv(self) -> None:
        portion = self._portion
        reader = csv.reader(chain(self._lines(), self._end()), delimiter=self._manner.delimiter)
        try:
            while not self._ended:
                line, piece = reader.line_num, list[list[str]]()
                piece.extend(islice(reader, ROWS))  # keeps what came before an error
                lines = reader.line_num - line
                if self._ended and not self._last:
                    lines -= 1
                    if piece.pop() != [END, END]:
                        self.whole_lines = self._lines_before_the_last_row()
                self._take(piece, has_breaks=lines != len(piece))
        except csv.Error:  # a cell is longer than `csv.field_size_limit`
            self._take(piece, has_breaks=True)
            portion.is_too_long = True

    def _lines(self) -> Iterator[str]:
        return io.StringIO(self._text, newline="")

    def _end(self) -> Iterator[str]:
        self._ended = True
        if not self._last:
            yield f"{END}{self._manner.delimiter}{END}"

    def _lines_before_the_last_row(self) -> int:
        reader = csv.reader(self._lines(), delimiter=self._manner.delimiter)
        before = lines = 0
        for _ in reader:
            before, lines = lines, reader.line_num
        return before

    def _take(self, piece: list[list[str]], *, has_breaks: bool) -> None:
        portion, width = self._portion, self._manner.width
        if has_breaks:
            self._note_breaks(piece)
        if self._manner.open_ended or any(len(row) != width for row in piece):
            kept = [row[:width] for number, row in enumerate(piece, portion.read) if self._fits(row, number)]
        else:
            kept = piece
            portion.rows += len(piece)
        portion.read += len(piece)
        for column, cells in zip(self._columns, zip(*kept, strict=True), strict=False):
            column.add(cells)

    def _note_breaks(self, piece: list[list[str]]) -> None:
        for number, row in enumerate(piece, self._portion.read):
            if surplus := sum(len(BREAK.findall(cell)) for cell in row):
                self._portion.broken.append((number, surplus))

    def _fits(self, row: list[str], physical: int) -> bool:
        """Whether the row is kept. One that is not still counts as a row of the file."""
        portion, width = self._portion, self._manner.width
        if self._manner.open_ended:
            self._square(row)
        if row and len(row) != width and len(portion.ragged) < MOST:
            portion.ragged.append((physical, len(row)))
        if len(row) >= width and not any(row[width:]):
            portion.rows += 1
            return True
        portion.leave_out(1)
        if row:
            portion.lost += 1
            portion.outcasts.add(row[0])
        return False

    def _square(self, row: list[str]) -> None:
        """Give a row of an open-ended table the width of the header."""
        width = self._manner.width
        if not any(row):
            row.clear()
        elif len(row) < width:
            row.extend([""] * (width - len(row)))
        elif len(row) > width:
            self._portion.beyond[self._portion.rows] = tuple(row[width:])
            del row[width:]


class Codes(dict[str, int]):
    """Text to its code; a new text gets the next one."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


class Cells:
    """Takes the cells of a column and decides how to hand them on: as few texts, or as pages of mostly different
    ones. `sought` says that they will be looked up, so that there is no sense in packing them."""

    def __init__(self, *, sought: bool = False) -> None:
        self._sought = sought
        self._codes = Codes()
        self._rows = array("B")
        self._texts: list[str] | None = None

    def add(self, cells: Sequence[str]) -> None:
        if self._texts is not None:
            self._texts += cells
            return
        codes = list(map(self._codes.__getitem__, cells))
        format = format_for(len(self._codes))
        if format != self._rows.typecode:
            self._rows = array(format, self._rows)
        self._rows.frombytes(bytes(codes) if format == "B" else array(format, codes).tobytes())
        if len(self._codes) * 2 > len(self._rows) >= ROWS:
            self._texts = list(map(list(self._codes).__getitem__, self._rows))

    def packed(self) -> "Few | Sequence[Page]":
        """All that was added."""
        if self._texts is None:
            return Few(list(self._codes), self._rows)
        pages = (self._texts[at : at + PAGE] for at in range(0, len(self._texts), PAGE))
        return [page_of(texts) if self._sought else packed(texts) for texts in pages]


def format_for(values: int) -> str:
    """The type of an array of so many different numbers, from 0."""
    return "B" if values <= 1 << 8 else "H" if values <= 1 << 16 else "I"
