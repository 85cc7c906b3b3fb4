"""A workbook as tables: its sheets of a framework, cell by cell as they stand there, with what is odd about them.

Formulas are not calculated: of one the value counts that the workbook keeps beside it. External links are not followed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice
from typing import Any, Final, NamedTuple, Self
import warnings

from fairmark.schemas.spreadsheets import TableSpec, plain, sheets
from fairmark.validators.core.location import HEADER, SHEET
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.spreadsheets.survey import MOST_COLUMNS, MOST_ROWS, Layout, layout_of, opened, parts_of
from fairmark.validators.readers.spreadsheets.table import Oddity, Row, Table, columns_in, others_in, row_of
from fairmark.validators.readers.spreadsheets.unreadable import UnreadableSheet

FORMULA, DATE, ERROR = "a formula", "a date", "an error"
MERGED, HIDDEN = "merged cells", "a hidden row"
NUMBER = "a number with a point"
"""It has lost the zeros at its end, if it had any."""

KINDS: Final = {"f": FORMULA, "d": DATE, "e": ERROR}
"""What openpyxl calls a cell that is no text and no number."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """`names` are those of all sheets; `tables` are the sheets of a framework, by the name that they should have. They
    are told from others by their exact name, else by its letters."""

    names: Sequence[str]
    tables: Mapping[str, Table]


def read_workbook(data: bytes, limits: Limits, *, show_values: bool = False) -> Workbook:
    """The workbook in `data`. UnreadableSheet for what is none, or not safe to be read."""
    with opened(data, limits) as archive:
        parts = parts_of(archive)
        meant = {spec.name: name for spec in sheets().values() if (name := _meant(spec.name, parts))}
        layouts = {name: layout_of(archive, parts[name]) for name in meant.values()}
    try:
        with warnings.catch_warnings(), _Sheets(data) as book:
            warnings.simplefilter("ignore")  # about what openpyxl cannot keep, which nobody asks it to
            tables = {
                sheet: _table(book, name, sheets()[sheet], layouts[name], show_values) for sheet, name in meant.items()
            }
    except Exception:  # openpyxl raises what it pleases where a workbook is damaged
        raise UnreadableSheet("it is damaged") from None
    return Workbook(tuple(parts), tables)


def _meant(sheet: str, names: Iterable[str]) -> str:
    """The sheet that has the name `sheet`, or one that differs in blanks, letter case and plural only; "" for none."""
    near = [name for name in names if plain(name).rstrip("s") == plain(sheet)]
    return sheet if sheet in near else next(iter(near), "")


# -- cells -----------------------------------------------------------------------------------------------------------


class _Cell(NamedTuple):
    """A cell: its text, and what it is where it is no text."""

    text: str
    kind: str = ""


Cells = tuple[int, list[_Cell]]
"""A physical row and its cells."""

EMPTY = _Cell("")


class _Sheets:
    """The sheets of a workbook, each read as a stream."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._books: dict[bool, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for book in self._books.values():
            book.close()

    def header(self, name: str) -> tuple[str, ...]:
        """The texts of the first row of a sheet, up to the last that is not blank."""
        _, cells = next(self._rows(name, HEADER, MOST_COLUMNS), (HEADER, []))
        texts = [cell.text for cell in cells]
        while texts and not texts[-1].strip():
            texts.pop()
        return tuple(texts)

    def below_header(self, name: str, width: int, dated: Collection[int]) -> Iterator[Cells]:
        """The other rows that are not empty, up to column `width`. In the columns `dated` a number is a date. Of a
        formula the value counts that is kept beside it."""
        if not width:
            return
        rows = list(self._rows(name, MOST_ROWS, width, dated))
        values: dict[int, list[_Cell]] = {}
        if any(cell.kind == FORMULA for _, cells in rows for cell in cells):
            values = dict(self._rows(name, MOST_ROWS, width, dated, values=True))
        for number, cells in rows:
            if number > HEADER:
                kept = values.get(number, [])
                yield number, [_value(cell, kept[at : at + 1]) for at, cell in enumerate(cells)]

    def _rows(
        self, name: str, last: int, width: int, dated: Collection[int] = (), *, values: bool = False
    ) -> Iterator[Cells]:
        book = self._book(values)
        sheet = book[name]
        sheet.reset_dimensions()  # what a sheet says of its size may be wrong
        rows = sheet.iter_rows(max_row=last, max_col=width)
        for number, row in enumerate(islice(rows, last), HEADER):
            if any(cell.value is not None for cell in row):
                yield number, [_cell(cell, book.epoch, at in dated) for at, cell in enumerate(row)]

    def _book(self, values: bool) -> Any:
        """The workbook, with the values of formulas in their place or with the formulas."""
        import openpyxl

        if values not in self._books:
            self._books[values] = openpyxl.load_workbook(
                BytesIO(self._data), read_only=True, data_only=values, keep_links=False
            )
        return self._books[values]


def _table(book: _Sheets, name: str, spec: TableSpec, layout: Layout, show_values: bool) -> Table:
    header = book.header(name)
    columns = columns_in(header, spec, by_position=True)
    others = others_in(header, columns)
    dated = frozenset(at for column, at in columns.items() if spec.columns[column].type != "text")
    rows: list[Row] = []
    oddities: list[Oddity] = []
    named = {position: column for column, position in columns.items()}
    for number, cells in book.below_header(name, len(header), dated):
        if row := row_of(number, [cell.text for cell in cells], columns, others):
            rows.append(row)
            odd = ((named[at], cell.kind) for at, cell in enumerate(cells) if cell.kind and at in named)
            oddities += [Oddity(kind, number, column) for column, kind in odd]
    oddities = [*_without_more_numbers(oddities), *_oddities(layout, {row.number for row in rows}, named)]
    oddities.sort(key=lambda oddity: oddity.number)
    return Table(name, spec, header, columns, rows, oddities, table=SHEET, show_values=show_values)


def _value(cell: _Cell, kept: Sequence[_Cell]) -> _Cell:
    """A formula with the text of its value; any other cell as it is."""
    return _Cell(kept[0].text if kept else "", FORMULA) if cell.kind == FORMULA else cell


def _cell(cell: Any, epoch: datetime, is_dated: bool) -> _Cell:
    value, kind = cell.value, cell.data_type
    if value is None:
        return EMPTY
    if is_dated and kind in ("n", "d"):
        return _Cell(_text(_date(value, epoch) if kind == "n" else value))
    if isinstance(value, float) and kind == "n" and not value.is_integer():
        return _Cell(_text(value), NUMBER)
    return _Cell(_text(value), KINDS.get(kind, ""))


def _date(serial: float, epoch: datetime) -> Any:
    """The day that a number stands for, the number where it stands for none."""
    from openpyxl.utils.datetime import from_excel

    try:
        return from_excel(serial, epoch)
    except (ValueError, OverflowError):
        return serial


def _text(value: Any) -> str:
    """A value as an importer sees it that takes it for text, but for dates, which are written as CASE writes them."""
    match value:
        case str():
            return value.replace("_x000D_", "\r")
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


# -- oddities --------------------------------------------------------------------------------------------------------


def _without_more_numbers(oddities: Iterable[Oddity]) -> Iterator[Oddity]:
    """The oddities with the first number of each column only: a column of numbers is one fault."""
    told: set[str] = set()
    for oddity in oddities:
        if oddity.kind != NUMBER or oddity.column not in told:
            yield oddity
        if oddity.kind == NUMBER:
            told.add(oddity.column)


def _oddities(layout: Layout, filled: Collection[int], named: Mapping[int, str]) -> Iterator[Oddity]:
    yield from (Oddity(HIDDEN, number) for number in layout.hidden if number in filled)
    for number, column, cells in layout.merged:
        yield Oddity(f"{MERGED} ({cells})", number, named.get(column - 1, ""))
