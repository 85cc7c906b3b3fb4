"""The items of a spreadsheet, looked up by what other cells call them."""

from collections.abc import Sequence
from functools import cached_property

from fairmark.validators.readers.spreadsheets.levels import is_level, parent_level
from fairmark.validators.readers.spreadsheets.table import Row, Table


class Items:
    """The rows of items. Identifiers are compared without regard to letter case, codes and smartLevels as they stand
    there; of two rows with one name the first counts."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @property
    def rows(self) -> Sequence[Row]:
        return self.table.rows

    @cached_property
    def by_identifier(self) -> dict[str, Row]:
        return _first(self.rows, [row.word("identifier").lower() for row in self.rows])

    @cached_property
    def by_code(self) -> dict[str, Row]:
        return _first(self.rows, [row.word("humanCodingScheme") for row in self.rows])

    @cached_property
    def by_level(self) -> dict[str, Row]:
        return _first(self.rows, [row.word("smartLevel") for row in self.rows])

    def named(self, name: str) -> Row | None:
        """The item that has this identifier, else this code."""
        return self.by_identifier.get(name.strip().lower()) or self.by_code.get(name.strip())

    def is_placed(self, row: Row) -> bool:
        """Whether a smartLevel says where the item stands."""
        return is_level(row.word("smartLevel"))

    def above(self, row: Row) -> Row | None:
        """The parent by the smartLevel of a placed item, None for the top. An importer puts an item at the top too
        where no row has the level of its parent."""
        return self.by_level.get(parent_level(row.word("smartLevel")))


def _first(rows: Sequence[Row], names: Sequence[str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row, name in zip(rows, names, strict=True):
        if name:
            found.setdefault(name, row)
    return found
