"""A CSV file that holds a framework: its dialect, the lines of metadata above its header, and its rows."""

from collections.abc import Iterator, Mapping, Sequence
import csv
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain
import re

from fairmark.schemas.spreadsheets import Dialect, dialect_of, plain
from fairmark.validators.core.location import Location, in_table
from fairmark.validators.readers.spreadsheets.table import Row, Table, columns_in, others_in, row_of
from fairmark.validators.readers.spreadsheets.unreadable import UnreadableSheet
from fairmark.validators.readers.tables.blocks import Text
from fairmark.validators.readers.tables.lines import lines
from fairmark.validators.readers.tables.quotes import delimiter_in

METADATA = "#"
"""Begins a line above the header that says something of the document."""


CALCULATED = re.compile(r"[=@\t\r]|[+-](?![\s\d]*$|\s)")
"""How a text begins that a spreadsheet program may take for a formula. A dash before a blank is a dash."""
SHIELD = "'"
"""Stands before such a text where it was made harmless; it is no part of it."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a line of metadata says: its physical row and its values, which are several where the field is a list."""

    number: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CsvFile:
    """`metadata` are the lines above the header that the dialect knows, by their names; the last of several counts.
    `text` is what was noticed about the text of the file."""

    dialect: Dialect
    table: Table
    text: Text
    metadata: Mapping[str, Stated] = field(default_factory=dict)

    def at_metadata(self, name: str) -> Location:
        return in_table(self.table.name, self.metadata[name].number, f"{METADATA}{name}")


def read_csv(data: bytes, name: str, *, show_values: bool = False) -> CsvFile:
    """The file in `data`. UnreadableSheet where it cannot be told apart into rows, or has the header of no dialect."""
    text = Text()
    reader = _reader(data, text)
    rows = enumerate(reader, 1)
    try:
        top, header, above = _header(rows)
        dialect = dialect_of(header)
        if dialect is None:
            raise UnreadableSheet("its first row names no columns of a framework")
        columns = columns_in(header, dialect.table)
        others = others_in(header, columns)
        kept: list[Row] = []
        spilled: list[int] = []
        for number, shielded in rows:
            cells = [_unshielded(cell) for cell in shielded]
            if row := row_of(number, cells, columns, others):
                kept.append(row)
            if any(cell.strip() for cell in cells[len(header) :]):
                spilled.append(number)
    except csv.Error:  # a cell goes on for longer than any text does
        raise UnreadableSheet("a quotation mark in it is never closed") from None
    if text.unclosed or text.endless:
        raise UnreadableSheet("a quotation mark in it is never closed")
    table = Table(name, dialect.table, tuple(header), columns, kept, spilled=spilled, top=top, show_values=show_values)
    return CsvFile(dialect, table, text, _metadata(above, dialect))


def _unshielded(cell: str) -> str:
    return cell.removeprefix(SHIELD) if cell.startswith(SHIELD) and CALCULATED.match(cell, 1) else cell


def _reader(data: bytes, text: Text) -> Iterator[list[str]]:
    """The rows of the file, blank ones too."""
    found = lines(BytesIO(data), text)
    above = []
    for line in found:
        above.append(line)
        if line.strip() and not line.lstrip("\ufeff").startswith((METADATA, f'"{METADATA}')):
            break
    delimiter = delimiter_in(above[-1]) if above else ","
    return csv.reader(chain(above, found), delimiter=delimiter)


def _header(rows: Iterator[tuple[int, list[str]]]) -> tuple[int, list[str], list[tuple[int, list[str]]]]:
    """The physical row of the header and its names, and the lines of metadata above it."""
    above = []
    for number, cells in rows:
        if cells and cells[0].startswith(METADATA):
            above.append((number, cells))
        elif any(cell.strip() for cell in cells):
            return number, cells, above
    raise UnreadableSheet("it has no header")


def _metadata(above: Sequence[tuple[int, list[str]]], dialect: Dialect) -> dict[str, Stated]:
    known = {plain(name): name for name in dialect.metadata}
    found = {}
    for number, (label, *values) in above:
        name = known.get(plain(label), "")
        if name:
            said = [value.strip() for value in values if value.strip()]
            found[name] = Stated(number, tuple(said if dialect.metadata[name].separator else said[:1]))
    return {name: stated for name, stated in found.items() if stated.values}
