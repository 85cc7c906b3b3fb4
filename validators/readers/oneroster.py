"""A OneRoster CSV package: the files of a folder or archive, as tables that know their definition."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from fairmark.schemas.oneroster import VERSIONS, TableSpec, tables
from fairmark.validators.core.events import Taken
from fairmark.validators.core.location import Location, in_table
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.shelf import EmptyShelf, Shelf
from fairmark.validators.readers.agreement import Agreement
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.tables.joining import NONE, rows_of
from fairmark.validators.readers.tables.keys import Keys
from fairmark.validators.readers.tables.known import KnownTable
from fairmark.validators.readers.tables.table import HEADER, Table

MANIFEST = "manifest.csv"
BULK, DELTA, ABSENT = "bulk", "delta", "absent"
PROPERTIES = ("manifest.", "oneroster.", "file.", "source.")
"""What the names of properties of a manifest begin with."""
MARKS = ("status", "dateLastModified")
"""Columns that are filled in a delta file and empty in a bulk one."""

NOWHERE = NONE
"""Where a reference leads that leads to no record of the package."""

DELETED = "tobedeleted"
"""The status of a record that is only named to be deleted: nothing is asked of its other cells."""

KNOWN = {spec.file.lower(): name for version in VERSIONS for name, spec in tables(version).items()}
"""File names in lower case to the names of the tables."""
KNOWN["courseresourses.csv"] = "courseResources"  # so does a table of the specification spell it


def items(cell: str) -> list[str]:
    """The members of a cell that holds a comma-separated list, without the blanks around them; none of an empty one."""
    return [item.strip() for item in cell.split(",")] if cell.strip() else []


@dataclass(frozen=True)
class RosterTable(KnownTable):
    """A table of the package: `file` is its name within the folder or archive, `name` that of its definition."""

    spec: TableSpec
    key: str = "sourcedId"

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def is_misnamed(self) -> bool:
        """Whether the file has another name than the standard gives it, so that an importer does not find it."""
        return self.file.rpartition("/")[2] != self.spec.file

    # -- what is asked more than once -------------------------------------------------------------------------------

    @cached_property
    def row_of(self) -> Keys:
        """The rows by their sourcedId."""
        return Keys(self.column("sourcedId"))

    def has(self, id: str) -> bool:
        """Whether a record has that sourcedId, also one whose other cells cannot be told apart."""
        return id in self.row_of or self.data.may_hold(id)

    def value_of(self, id: str, name: str) -> str:
        """The text in a column of the record with that sourcedId, "" where there is none."""
        row = self.row_of.get(id)
        return "" if row is None else self.cell(row, name)

    @cached_property
    def marked(self) -> "array[int]":
        """The rows that look like those of a delta file: with a status or a dateLastModified."""
        columns = [column for name in MARKS if (column := self.column(name)) is not None]
        if all(column.is_empty for column in columns):  # as in every bulk file, at no cost
            return array("Q")
        return array("Q", (row for row, cells in enumerate(zip(*columns, strict=True)) if any(cells)))

    @cached_property
    def changed(self) -> int:
        """How many rows have both marks of a delta file, a status and a dateLastModified."""
        return sum(all(pair) for pair in self.cells("status", "dateLastModified")) if self.marked else 0

    @cached_property
    def mode(self) -> str:
        """BULK or DELTA, by what most of its rows look like."""
        return DELTA if len(self.marked) * 2 > self.rows else BULK


@dataclass(frozen=True)
class Manifest:
    """`manifest.csv`: its rows as pairs, each with its physical row."""

    file: str
    data: Table

    @cached_property
    def rows(self) -> Sequence[tuple[int, str, str]]:
        """Physical row, property and value, as they stand there; the header too where it is a property already."""
        if len(self.data.header) < 2:
            return ()
        name, value, *_ = self.data.header
        first = [(HEADER, name, value)] if "." in name else []
        pairs = zip(self.data.column_at(0), self.data.column_at(1), strict=True)
        return (*first, *((self.data.physical(row), *pair) for row, pair in enumerate(pairs)))

    @cached_property
    def properties(self) -> Mapping[str, str]:
        """Property to value, of one that is repeated the first; blanks around both are taken off."""
        found: dict[str, str] = {}
        for _, name, value in self.rows:
            found.setdefault(name.strip(), value.strip())
        return found

    def at(self, name: str = "", *, row: int = 0) -> Location:
        """The place of a property; of one that is missing the header's."""
        found = row or next((row for row, known, _ in self.rows if known.strip() == name), HEADER)
        record = name if name.startswith(PROPERTIES) else ""  # what else stands there may be about a person
        field = "value" if name and found != HEADER else ""
        return in_table(self.file, found, field, record=record, key=Privacy.PUBLIC)


@dataclass(frozen=True)
class Roster:
    """A package, as the subject that the OR rules look at.

    `folder` is where its files lie within the folder or archive, "" for the root; `names` are all files there. `tables`
    are those that could be read, by the name of their definition; `manifest` is None where there is none.
    `unread` are the files that could not be read, with the reason.
    """

    version: str
    names: Sequence[str]
    repeated: frozenset[str]
    folder: str
    manifest: Manifest | None
    tables: Mapping[str, RosterTable]
    unread: Mapping[str, Problem] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=EmptyShelf)
    show_values: bool = False
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    agreement: Agreement | None = None

    kind = "oneroster"
    well_formed = False
    steps: Sequence[Taken] = ()

    @property
    def applies(self) -> Mapping[str, str]:
        """Beside the rules of the standard, those of privacy."""
        return {"OR": self.version, "PV": "1"}

    @cached_property
    def specs(self) -> Mapping[str, TableSpec]:
        """The definitions of the version of the package."""
        return tables(self.version)

    @cached_property
    def files(self) -> Mapping[str, Table]:
        """What was read, by the name of the file."""
        own = {self.manifest.file: self.manifest.data} if self.manifest else {}
        return {**own, **{table.file: table.data for table in self.tables.values()}}

    @property
    def is_whole(self) -> bool:
        """Whether all of its files could be read to the end."""
        return not self.unread and all(table.is_whole for table in self.files.values())

    def __getitem__(self, name: str) -> RosterTable:
        """The table of that name; KeyError where it was not sent."""
        return self.tables[name]

    def get(self, name: str) -> RosterTable | None:
        return self.tables.get(name)

    @property
    def prefix(self) -> str:
        """What the names of the package's files begin with."""
        return f"{self.folder}/" if self.folder else ""

    def at_header(self, file: str, name: str) -> Location:
        """The place of a name in the header of a file."""
        return in_table(file, HEADER, name)

    def at_file(self, name: str) -> Location:
        """The place of a file as a whole."""
        return in_table(name, HEADER)

    def declared(self, table: str) -> str:
        """The mode that the manifest gives for a table, "" where it says nothing."""
        return self.manifest.properties.get(f"file.{table}", "") if self.manifest else ""

    def is_delta(self, table: RosterTable) -> bool:
        """Whether the table holds changes only. Its rows decide, not the manifest; but where no row has more than one
        of the two marks of a change, the manifest does."""
        if table.marked and not table.changed:
            return self.declared(table.name) == DELTA
        return table.mode == DELTA

    def leads(self, table: str, name: str) -> Sequence[int]:
        """For each row of a table the row of the record that a column refers to, by its sourcedId, or NOWHERE. It is
        found out once, and in little memory."""
        if (table, name) not in self._leads:
            self._leads[table, name] = self._led(self.tables[table], name) if table in self.tables else ()
        return self._leads[table, name]

    def _led(self, table: RosterTable, name: str) -> Sequence[int]:
        spec = table.spec.columns.get(name)
        target = self.tables.get(spec.target) if spec else None
        references, keys = table.column(name), target.column(table.key) if target else None
        if references is None or keys is None:
            return array("i", [NOWHERE]) * table.rows
        return rows_of(references, keys)

    @cached_property
    def _leads(self) -> dict[tuple[str, str], Sequence[int]]:
        return {}

    def resolves(self, id: str, target: str) -> bool:
        """Whether a reference to `target` leads to a record of this package, or may do so: where the file could not be
        read, or not all of it, nobody knows."""
        table = self.tables.get(target)
        if table is None:
            return f"{self.prefix}{target}.csv" in self.unread
        return table.has(id) or not table.data.complete or table.column("sourcedId") is None
