"""A sheet or a CSV file as rows of cells, found by the names of their columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fairmark.schemas.spreadsheets import ColumnSpec, TableSpec, plain
from fairmark.validators.core.location import FILE, HEADER, Location, in_table
from fairmark.validators.core.privacy import Privacy, disclosed

UNKNOWN = ColumnSpec("")
"""What is taken for granted of a column that no table has: it may hold personal values."""

Cells = Sequence[str]
"""The texts of a row, by position."""


class Row:
    """A row: its physical `number` (the first row of the sheet or file is 1), and its texts by the name of the column.
    A column that the table lacks, or a cell that is empty or blank, is "". `others` are the texts in columns that no
    such table has, by the names that stand in the header."""

    __slots__ = ("_cells", "number", "others")

    def __init__(self, number: int, cells: Mapping[str, str], others: Mapping[str, str] | None = None) -> None:
        self.number = number
        self.others = others or {}
        self._cells = cells

    def __getitem__(self, column: str) -> str:
        return self._cells.get(column, "")

    def word(self, column: str) -> str:
        """The text without blanks around it, as names and codes are compared."""
        return self[column].strip()


@dataclass(frozen=True, slots=True)
class Oddity:
    """A cell or row that is not plain text: what it is (`kind`, in words), and where. `column` is "" for a row, and for
    a column that the table does not know."""

    kind: str
    number: int
    column: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet or a CSV file. `name` is its own, `table` says which of the two it is. `header` are the names as they
    stand there, in physical row `top`; `columns` are the names that `spec` knows, each with its position from 0. Rows
    without any text are left out. `spilled` are rows with text beyond the last column of the header."""

    name: str
    spec: TableSpec
    header: tuple[str, ...] = ()
    columns: Mapping[str, int] = field(default_factory=dict)
    rows: Sequence[Row] = ()
    oddities: Sequence[Oddity] = ()
    spilled: Sequence[int] = ()
    top: int = HEADER
    table: str = FILE
    show_values: bool = False

    def at(self, row: Row | int, column: str = "") -> Location:
        """The place of a cell, or with no column of the row."""
        number, record = (row, "") if isinstance(row, int) else (row.number, row.word("identifier"))
        spec = self.spec.columns.get(column, UNKNOWN)
        privacy = Privacy.PUBLIC if not column else disclosed(Privacy(spec.privacy), self.show_values)
        return in_table(self.name, number, column, record=record, privacy=privacy, table=self.table, key=Privacy.PUBLIC)

    @property
    def whole(self) -> Location:
        """The place that stands for all of it."""
        return in_table(self.name, self.top, table=self.table, whole=True)

    def at_header(self, column: str) -> Location:
        """The place of a name in the header. Such names are no personal values."""
        return in_table(self.name, self.top, column, table=self.table)


def columns_in(header: Iterable[str], spec: TableSpec, *, by_position: bool = False) -> dict[str, int]:
    """Which columns of `spec` a header has, each with its position from 0. Of two with one name the first counts.
    Where importers go `by_position`, what has no known name and stands where a column belongs that is nowhere else is
    taken for that column."""
    names = [plain(name) for name in header]
    found = {name: names.index(plain(name)) for name in spec.columns if plain(name) in names}
    taken = set(found.values())
    for position, name in enumerate(spec.columns if by_position else ()):
        if name not in found and position < len(names) and position not in taken:
            found[name] = position
    return {name: found[name] for name in spec.columns if name in found}


def others_in(header: Sequence[str], columns: Mapping[str, int]) -> dict[str, int]:
    """The columns of a header that are none of `columns`, by name. Of two with one name the last counts."""
    known = set(columns.values())
    return {name.strip(): at for at, name in enumerate(header) if at not in known and name.strip()}


def row_of(number: int, cells: Cells, columns: Mapping[str, int], others: Mapping[str, int]) -> Row | None:
    """The row with these texts, None where it has no text at all."""
    if not any(map(str.strip, cells)):
        return None
    return Row(number, _filled(cells, columns), _filled(cells, others))


def _filled(cells: Cells, columns: Mapping[str, int]) -> dict[str, str]:
    width = len(cells)
    return {name: cells[at] for name, at in columns.items() if at < width and cells[at].strip()}
