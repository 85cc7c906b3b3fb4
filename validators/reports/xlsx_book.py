"""A workbook as reports need it: every text stays a text, every sheet can be filtered, the same bytes in every run."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
import re
from typing import Any, NamedTuple

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # XlsxWriter has no type information

from fairmark.validators.reports.safe_text import visible

ROWS = 1_048_576
"""Rows that a sheet can have."""

LONGEST = 32_767
"""Characters that a cell can have."""

LONGEST_NAME = 31
"""Characters that the name of a sheet can have."""

NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
RESERVED = "history"
"""The name that a spreadsheet program keeps for itself."""

CALCULATED = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""How a text begins that a spreadsheet program may take for a formula once somebody edits the cell."""

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When a workbook was made of whose run the moment is not known."""

Cell = str | int | float
Tone = str
"""How a cell looks: "" for a plain one, or the name of one of the `TONES`."""

TONES: dict[Tone, dict[str, object]] = {
    "head": {"bold": True, "bg_color": "#F1EFE9", "bottom": 1},
    "title": {"bold": True, "font_size": 14},
    "label": {"bold": True},
    "error": {"font_color": "#A3261D", "bold": True},
    "fail": {"font_color": "#A3261D", "bold": True},
    "warning": {"font_color": "#7D4E00", "bold": True},
    "warn": {"font_color": "#7D4E00", "bold": True},
    "pass": {"font_color": "#1C6440", "bold": True},
    "note": {"italic": True},
}


class Column(NamedTuple):
    """A column of a sheet: its heading, and its width in characters. Long texts in one that `wraps` take several
    lines."""

    heading: str
    width: int
    wraps: bool = False


class Book:
    """A workbook that is written sheet by sheet, row by row, without keeping the rows in memory."""

    def __init__(self, title: str, comments: str, made: datetime | None) -> None:
        self._bytes = BytesIO()
        self._book = Workbook(self._bytes, {"constant_memory": True})
        at = (made or LONG_AGO).astimezone(UTC).replace(tzinfo=None, microsecond=0)
        self._book.set_properties({"title": title[:255], "comments": comments, "created": at})
        self._formats: dict[tuple[Tone, bool, bool], Any] = {}
        self._taken = {RESERVED}

    def sheet(self, name: str, columns: Sequence[Column] = ()) -> "Sheet":
        """A new sheet, called `name` as far as that can be. With columns it begins with their headings."""
        return Sheet(self, self._book.add_worksheet(self._free(name)), columns)

    def _free(self, name: str) -> str:
        """The name without what no sheet may be called, and not that of another sheet."""
        base = NOT_IN_NAMES.sub("_", visible(name)).strip("' ") or "Sheet"
        number, free = 1, base[:LONGEST_NAME].rstrip("' ")
        while free.lower() in self._taken:
            number += 1
            end = f" ({number})"
            free = base[: LONGEST_NAME - len(end)].rstrip("' ") + end
        self._taken.add(free.lower())
        return free

    def format(self, tone: Tone, *, wraps: bool = False, quoted: bool = False) -> Any:
        """The format of a text; `quoted` keeps it a text when somebody edits the cell."""
        key = (tone, wraps, quoted)
        if key not in self._formats:
            looks: dict[str, object] = {"num_format": "@", "valign": "top", **TONES.get(tone, {})}
            looks |= {"text_wrap": True} if wraps else {}
            looks |= {"quote_prefix": True} if quoted else {}
            self._formats[key] = self._book.add_format(looks)
        return self._formats[key]

    def number(self, cell: float) -> Any:
        """The format of a number: as many decimals as it has, up to four."""
        shape = "#,##0" if isinstance(cell, int) else "#,##0.0###"
        key = (shape, False, False)
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"num_format": shape, "valign": "top"})
        return self._formats[key]

    def render(self) -> bytes:
        """The bytes of the workbook, to which nothing can be added any more."""
        self._book.close()
        return self._bytes.getvalue()


class Sheet:
    """A sheet of a `Book`, called `name`. Rows are written one after the other."""

    def __init__(self, book: Book, sheet: Any, columns: Sequence[Column]) -> None:
        self.name: str = sheet.get_name()
        self._book = book
        self._sheet = sheet
        self._columns = columns
        self._row = 0
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
        if columns:
            self.add([column.heading for column in columns], "head")
            sheet.freeze_panes(1, 0)

    @property
    def left(self) -> int:
        """Rows that can still be added."""
        return ROWS - self._row

    def widths(self, *widths: int) -> None:
        """Of a sheet without columns: how wide they are, from the first one on."""
        for at, width in enumerate(widths):
            self._sheet.set_column(at, at, width)

    def add(self, cells: Iterable[Cell], tone: Tone = "", tones: Sequence[Tone] = ()) -> None:
        """Add a row; `tones` say how each of the first cells looks, where they are not all alike. Numbers become
        numbers, all else stays a text, whatever it begins with."""
        for at, cell in enumerate(cells):
            if isinstance(cell, (int, float)):
                self._sheet.write_number(self._row, at, cell, self._book.number(cell))
            elif cell:
                text = visible(cell)[:LONGEST]
                wraps = at < len(self._columns) and self._columns[at].wraps
                own = tones[at] if at < len(tones) else tone
                shape = self._book.format(own, wraps=wraps, quoted=CALCULATED.match(text) is not None)
                self._sheet.write_string(self._row, at, text, shape)
        self._row += 1

    def skip(self) -> None:
        """Leave a row empty."""
        self._row += 1

    def filterable(self) -> None:
        """Let the rows so far be filtered by their headings. What is added later is no part of it."""
        last = len(self._columns) - 1
        self._sheet.autofilter(0, 0, max(1, self._row - 1), last)
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS}"})
