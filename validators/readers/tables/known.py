"""A table whose columns are known by a definition."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
import re

from fairmark.schemas.tables import ColumnSpec, TableSpec
from fairmark.validators.core.location import HEADER, Location, in_table
from fairmark.validators.core.privacy import Privacy, disclosed
from fairmark.validators.readers.tables.column import Column
from fairmark.validators.readers.tables.table import Table

INVISIBLE = re.compile("[\\s\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]+")
UNKNOWN = ColumnSpec("", "string", "optional")
"""What is taken for granted of a column that no table has: it may hold personal values."""


def plain(name: str) -> str:
    """`name` as it was meant: without blanks and invisible characters, in lower case."""
    return INVISIBLE.sub("", name).lower()


@dataclass(frozen=True)
class KnownTable:
    """A table: `file` is what reports call it, `spec` its definition, `key` the column whose text names a record in
    reports, "" for none.

    Rows are known by their index from 0. Columns are found by the name of the definition, also where the header has it
    in another case or with blanks.
    """

    file: str
    spec: TableSpec
    data: Table
    show_values: bool = False
    key: str = ""

    @property
    def rows(self) -> int:
        return self.data.rows

    @property
    def records(self) -> int:
        """How many records the file was meant to hold: its rows, and those whose cells cannot be told apart."""
        return self.data.rows + self.data.lost

    @cached_property
    def _at(self) -> dict[str, int]:
        """Name in the definition to the index of the column, for those that are there; the exact name wins."""
        header = self.data.header
        meant = {plain(name): at for at, name in reversed(list(enumerate(header)))}
        exact = {name: at for at, name in reversed(list(enumerate(header)))}
        return {name: at for name in self.spec.columns if (at := exact.get(name, meant.get(plain(name), -1))) >= 0}

    def column(self, name: str) -> Column | None:
        """The cells of a column of the definition, None where the file lacks it."""
        at = self._at.get(name)
        return None if at is None else self.data.column_at(at)

    def columns(self) -> Iterator[tuple[ColumnSpec, Column]]:
        """The columns that the definition and the file have, in the order of the definition."""
        for name, at in self._at.items():
            yield self.spec.columns[name], self.data.column_at(at)

    def unknown(self) -> Iterator[tuple[str, Column]]:
        """The other columns of the file, by their names as they stand there."""
        known = set(self._at.values())
        for at, name in enumerate(self.data.header):
            if at not in known:
                yield name, self.data.column_at(at)

    def cell(self, row: int, name: str) -> str:
        """The text in a column of the definition, "" where the file lacks it."""
        column = self.column(name)
        return column[row] if column is not None else ""

    def cells(self, *names: str) -> Iterator[tuple[str, ...]]:
        """Row by row the texts in these columns of the definition; "" throughout for one that the file lacks."""
        nothing = [""] * self.rows if any(self.column(name) is None for name in names) else []
        return zip(*(nothing if (column := self.column(name)) is None else column for name in names), strict=True)

    def at(self, row: int, name: str = "") -> Location:
        """The place of a cell, or with no name of the whole row, about which rules use their own words only. `name` is
        one of the definition or of the header."""
        spec = self.spec.columns.get(name, UNKNOWN)
        privacy = disclosed(Privacy(spec.privacy), self.show_values) if name else Privacy.PUBLIC
        record = self.cell(row, self.key) if self.key else ""
        key = Privacy(self.spec.columns[self.key].privacy) if self.key else Privacy.RECORD_KEY
        return in_table(self.file, self.data.physical(row), name, record=record, privacy=privacy, key=key)

    def at_header(self, name: str = "") -> Location:
        """The place of a name in the header, or of the whole header. Such names are no personal values."""
        return in_table(self.file, HEADER, name)
