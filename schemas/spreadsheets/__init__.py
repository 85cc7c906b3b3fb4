"""CASE frameworks as spreadsheets: the sheets of the workbook, dialects of CSV files, and their columns, as data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
import re
from types import MappingProxyType
from typing import Any

from fairmark.schemas import load

DOCUMENT, ITEM, ASSOCIATION = "CF Doc", "CF Item", "CF Association"
"""The sheets of the workbook."""

CODE, IDENTIFIER = "code", "identifier"
"""What a column of parents may hold: the codes (humanCodingScheme) of the parents, or their identifiers."""


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column. `field` is the field of CASE that it holds, "" where it stands for more or less than one field;
    `relation` the associationType of the associations that it lists. With a `separator` the cell is a list. `type` is
    text, date, moment or integer; `vocabulary` holds all values that it may have, where there are but some. `privacy`
    is the class (P0 to P5) of what it holds."""

    name: str
    field: str = ""
    type: str = "text"
    required: bool = False
    separator: str = ""
    vocabulary: tuple[str, ...] = ()
    relation: str = ""
    privacy: str = "P2"


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A sheet or a CSV file. `cls` is the class of CASE of which a row is an object, "" where that depends on the row;
    `layouts` are other orders of its columns that are met, by name."""

    name: str
    cls: str
    columns: Mapping[str, ColumnSpec]
    layouts: Mapping[str, tuple[str, ...]]

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(self.columns)


@dataclass(frozen=True, slots=True)
class Dialect:
    """A dialect of CSV files. `parent` is the column that names an item's parent, "" where none does, and `by` what it
    is meant to hold; where it is empty and an importer `guesses`, it takes the code of the row without its last part
    for that of the parent. `joined` stands between the destinations of a relation. `metadata` are the names of lines
    above the header."""

    name: str
    title: str
    table: TableSpec
    marks: tuple[str, ...]
    begins: bool
    parent: str
    by: str
    guesses: bool
    joined: str
    metadata: Mapping[str, ColumnSpec]

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a file with this header, its names in plain letters, is of the dialect."""
        marks = tuple(map(plain, self.marks))
        return tuple(header[: len(marks)]) == marks if self.begins else set(marks) <= set(header)


def plain(name: str) -> str:
    """A column's name as importers compare it: in small letters, without all that is no letter."""
    return re.sub("[^a-z]", "", name.lower())


@cache
def sheets() -> Mapping[str, TableSpec]:
    """The sheets of the workbook by name, in their order."""
    return MappingProxyType({sheet["name"]: _table(sheet, sheet["name"]) for sheet in _workbook()["sheets"]})


@cache
def association_types() -> Mapping[str, str]:
    """The tokens of associationType, each with the words that people write for it in a sheet."""
    return MappingProxyType(_workbook()["associationTypes"])


@cache
def symmetrical() -> frozenset[str]:
    """The tokens of relations that hold in both directions where they hold in one."""
    return frozenset(_workbook()["symmetrical"])


@cache
def dialects() -> Mapping[str, Dialect]:
    """The dialects of CSV files by name, the one that is told by more of its columns before the others."""
    return MappingProxyType({each["name"]: _dialect(each) for each in load("spreadsheets/csv.json")["dialects"]})


def dialect_of(header: Iterable[str]) -> Dialect | None:
    """The dialect of a file with this header, None where it is of none."""
    names = [plain(name) for name in header]
    return next((dialect for dialect in dialects().values() if dialect.fits(names)), None)


def _workbook() -> Any:
    return load("spreadsheets/workbook.json")


def _dialect(each: Mapping[str, Any]) -> Dialect:
    table = sheets()[each["sheet"]] if "sheet" in each else _table(each, each["name"])
    return Dialect(
        each["name"],
        each["title"],
        table,
        tuple(each["marks"]),
        each.get("begins", False),
        each.get("parent", ""),
        each.get("by", ""),
        each.get("guesses", False),
        each.get("joined", ""),
        _columns(each.get("metadata", ())),
    )


def _table(each: Mapping[str, Any], name: str) -> TableSpec:
    layouts = {layout: tuple(names) for layout, names in each.get("layouts", {}).items()}
    return TableSpec(name, each.get("class", ""), _columns(each["columns"]), MappingProxyType(layouts))


def _columns(columns: Iterable[Mapping[str, Any]]) -> Mapping[str, ColumnSpec]:
    return MappingProxyType({column["name"]: _column(column) for column in columns})


def _column(column: Mapping[str, Any]) -> ColumnSpec:
    return ColumnSpec(
        column["name"],
        column.get("field", ""),
        column.get("type", "text"),
        column.get("required", False),
        column.get("separator", ""),
        tuple(column.get("vocabulary", ())),
        column.get("relation", ""),
        column["x-privacy"],
    )
