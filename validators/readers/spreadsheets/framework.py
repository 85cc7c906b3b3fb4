"""A framework in a spreadsheet, typed: the subject that the CS rules look at, and what conversions read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
import re
from typing import TYPE_CHECKING

from fairmark.schemas.spreadsheets import ASSOCIATION, DOCUMENT, ITEM, sheets
from fairmark.validators.core.events import Taken
from fairmark.validators.core.location import Location, in_table
from fairmark.validators.core.shelf import EmptyShelf, Shelf
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.spreadsheets.csv_file import CsvFile, read_csv
from fairmark.validators.readers.spreadsheets.items import Items
from fairmark.validators.readers.spreadsheets.levels import place
from fairmark.validators.readers.spreadsheets.parents import Parents
from fairmark.validators.readers.spreadsheets.relations import (
    CHILD,
    Relation,
    document_in_csv,
    relations_of_csv,
    relations_of_sheet,
)
from fairmark.validators.readers.spreadsheets.table import Row, Table
from fairmark.validators.readers.spreadsheets.unreadable import UnreadableSheet
from fairmark.validators.readers.spreadsheets.workbook import Workbook, read_workbook

if TYPE_CHECKING:  # an earlier version is a spreadsheet itself, so it imports this module
    from fairmark.validators.readers.spreadsheets.earlier import Version

WORKBOOK, CSV = "case-workbook", "case-csv"
NOTHING = Row(2, {})

WHOLE = re.compile(r"[0-9]{1,9}")


@dataclass
class Spreadsheet:
    """A workbook or a CSV file. `unreadable` says why it cannot be read, "" where it can. Only one of `workbook` and
    `csv` is there. `earlier` is the version that it is compared with, None where there is none; `is_new` says that the
    user has named frameworks to compare it with, and it is none of them."""

    kind: str
    name: str = ""
    unreadable: str = ""
    workbook: Workbook | None = None
    csv: CsvFile | None = None
    shelf: Shelf = field(default_factory=EmptyShelf)
    earlier: "Version | None" = None
    is_new: bool = False
    applies: Mapping[str, str] = field(default_factory=lambda: {"CS": "1"})
    well_formed: bool = False
    steps: Sequence[Taken] = ()

    @property
    def is_whole(self) -> bool:
        return not self.unreadable

    @property
    def counted(self) -> tuple[int, str, str] | None:
        """How many items there are, what they are called, and in which table; None where there are none."""
        return (len(self.items.rows), "items", self.items.table.name) if self.items.rows else None

    @property
    def whole(self) -> Location:
        """The place that stands for all of it."""
        return in_table(self.name, 1, whole=True)

    # -- tables ------------------------------------------------------------------------------------------------------

    @property
    def tables(self) -> Sequence[Table]:
        """Its sheets in the order that they should have, or its one table."""
        if self.csv:
            return [self.csv.table]
        known = self.workbook.tables if self.workbook else {}
        return [known[sheet] for sheet in sheets() if sheet in known]

    def sheet(self, name: str) -> Table | None:
        """The sheet of a workbook, None where it is not there."""
        return self.workbook.tables.get(name) if self.workbook else None

    @property
    def is_rubric(self) -> bool:
        """Whether the rows are parts of rubrics, not items."""
        return self.csv is not None and not self.csv.dialect.parent and self.csv.table.spec.name != ITEM

    # -- the document ------------------------------------------------------------------------------------------------

    @cached_property
    def document(self) -> Row:
        """The row of the document. That of a CSV file consists of its lines of metadata."""
        if self.csv:
            stated = ((spec, self.csv.metadata.get(name)) for name, spec in self.csv.dialect.metadata.items())
            cells = {
                spec.field or f"{spec.name}Title": (spec.separator or "").join(said.values)
                for spec, said in stated
                if said
            }
            if member_of := document_in_csv(self.items):
                cells.setdefault("identifier", member_of)
            return Row(self.csv.table.top, cells)
        table = self.sheet(DOCUMENT)
        return table.rows[0] if table and table.rows else NOTHING

    @property
    def identifier(self) -> str:
        """That of the document, "" where it has none."""
        return self.document.word("identifier").lower()

    # -- items and associations --------------------------------------------------------------------------------------

    @cached_property
    def items(self) -> Items:
        table = self.csv.table if self.csv else self.sheet(ITEM)
        return Items(table if table and not self.is_rubric else Table(ITEM, sheets()[ITEM]))

    @cached_property
    def relations(self) -> list[Relation]:
        """All associations that are stated one by one, in their order."""
        if self.csv:
            return list(relations_of_csv(self.items, self.csv.dialect))
        table = self.sheet(ASSOCIATION)
        return list(relations_of_sheet(table, self.items, self.identifier)) if table else []

    @cached_property
    def parents(self) -> Parents | None:
        """What a column of parents says, None where there is none."""
        if self.csv is None or self.is_rubric or not self.csv.dialect.parent:
            return None
        return Parents(self.items, self.csv.dialect)

    @cached_property
    def parent_of(self) -> dict[Row, Row | None]:
        """Each item to its parent, None for the document. Where a smartLevel places an item, it alone counts."""
        if self.parents:
            return {row: self.parents.of(row) for row in self.items.rows}
        stated: dict[Row, Row | None] = {}
        for relation in self.relations:
            if relation.type == CHILD and relation.origin.item and relation.destination.is_known:
                stated.setdefault(relation.origin.item, relation.destination.item)
        return {row: self.items.above(row) if self.items.is_placed(row) else stated.get(row) for row in self.items.rows}

    def sequence_of(self, row: Row) -> int | None:
        """The place of an item among its siblings, None where nothing says it."""
        if self.items.is_placed(row):
            return place(row.word("smartLevel"))
        stated = row.word("sequenceNumber")
        return int(stated) if WHOLE.fullmatch(stated) else None


def read_spreadsheet(
    data: bytes,
    kind: str,
    name: str,
    limits: Limits,
    *,
    shelf: Shelf | None = None,
    show_values: bool = False,
) -> Spreadsheet:
    """The workbook or CSV file in `data`. `name` is that of the input; one that cannot be read says so itself."""
    found = Spreadsheet(kind, PurePosixPath(name.rpartition("!")[2].replace("\\", "/")).name or name)
    found.shelf = shelf or EmptyShelf()
    try:
        if kind == WORKBOOK:
            found.workbook = read_workbook(data, limits, show_values=show_values)
        else:
            found.csv = read_csv(data, found.name, show_values=show_values)
    except UnreadableSheet as error:
        found.unreadable = error.why
    return found
