"""What becomes of a framework when a spreadsheet is imported over it: the arithmetic behind the preview and CS-RTP-001.

An importer finds the document, the items and the associations that it has by their identifiers, changes them, makes
what it does not find, and deletes what is not in the workbook. An association without an identifier is found by its
type and ends. What a smartLevel says is an association too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from fairmark.schemas.spreadsheets import ColumnSpec
from fairmark.validators.readers.spreadsheets.framework import Spreadsheet
from fairmark.validators.readers.spreadsheets.relations import CHILD, End, Relation
from fairmark.validators.readers.spreadsheets.table import Row

PARENT = "parent"
"""What the place of an item in the hierarchy is called among its fields."""

STRUCTURE = ("identifier", "smartLevel", "license", "sequenceNumber")
"""Columns of items that are no text of theirs, or that no importer reads."""
NOT_READ = ("identifier", "lastChangeDate")
"""Columns of the document that no importer reads."""

DOCUMENT_ITSELF = "(the document)"


class FieldChange(NamedTuple):
    """A field and its values before and after, "" where it has none."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Thing:
    """An item or an association: its identifier ("" for one that is new and has none), what people call it, and its
    text. `changes` are the fields that change."""

    identifier: str
    name: str
    text: str = ""
    type: str = ""
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """The things of one sort that are created, changed and deleted, and how many stay as they are."""

    created: Sequence[Thing] = ()
    changed: Sequence[Thing] = ()
    deleted: Sequence[Thing] = ()
    same: int = 0


@dataclass(frozen=True)
class Reimport:
    """The import of `new` over `old`. `is_known` says that they are one document; where they are not, all of `new` is
    created beside `old`, of which nothing changes. `deletes` says whether importers delete what is missing, as they do
    for workbooks."""

    new: Spreadsheet
    old: Spreadsheet

    @cached_property
    def is_known(self) -> bool:
        """A CSV file often does not say which document it is about: it is imported into the one that is meant."""
        return self.new.identifier == self.old.identifier or (self.new.csv is not None and not self.new.identifier)

    @property
    def deletes(self) -> bool:
        return self.new.workbook is not None

    @cached_property
    def document(self) -> Sequence[FieldChange]:
        if not self.is_known:
            return ()
        spec = [spec for sheet in self.new.tables[:1] for spec in sheet.spec.columns.values()]
        if self.new.csv:
            spec = list(self.new.csv.dialect.metadata.values())
        read = [column for column in spec if column.name not in NOT_READ]
        return tuple(_changes(self.old.document, self.new.document, read, self.new.csv is not None))

    @cached_property
    def items(self) -> Difference:
        old = _Side(self.old, "old").items if self.is_known else {}
        return _compared_items(old, _Side(self.new, "new").items, self._columns)

    @cached_property
    def associations(self) -> Difference:
        old = _Side(self.old, "old").associations if self.is_known else []
        return _compared_associations(old, _Side(self.new, "new").associations)

    @cached_property
    def anew(self) -> Sequence[tuple[Thing, Thing]]:
        """Items that are deleted and created anew, as their identifiers were lost: each with the one that it becomes.
        They have the same code, or the same text where they have no code."""
        lost: dict[tuple[str, str], Thing] = {}
        for thing in self.items.deleted:
            lost.setdefault((thing.name, thing.text if thing.name == thing.text else ""), thing)
        pairs = []
        for thing in self.items.created:
            key = (thing.name, thing.text if thing.name == thing.text else "")
            if key in lost:
                pairs.append((lost.pop(key), thing))
        return pairs

    @cached_property
    def renumbered(self) -> int:
        """How many items get another number among their siblings."""
        old = self.old.items.by_identifier if self.is_known else {}
        both = ((row, old[identifier]) for identifier, row in self.new.items.by_identifier.items() if identifier in old)
        places = ((self.new.sequence_of(row), self.old.sequence_of(before)) for row, before in both)
        return sum(None not in (after, before) and after != before for after, before in places)

    @property
    def _columns(self) -> list[ColumnSpec]:
        """The columns of items that are compared: those that the new spreadsheet has."""
        table = self.new.items.table
        return [spec for name, spec in table.spec.columns.items() if name in table.columns and name not in STRUCTURE]


# -- the two sides ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Item:
    row: Row
    parent: str
    parent_name: str


@dataclass(frozen=True, slots=True)
class _Association:
    identifier: str
    ends: tuple[str, str, str]
    name: str
    group: str = ""


class _Side:
    """The framework in a spreadsheet, by keys that are the same on both sides where the thing is: identifiers. A row
    without one is a thing of its own, so `mark` tells those of one side from those of the other."""

    def __init__(self, spreadsheet: Spreadsheet, mark: str) -> None:
        self._spreadsheet = spreadsheet
        self._mark = mark

    @property
    def items(self) -> dict[str, _Item]:
        parents = self._spreadsheet.parent_of.items()
        return {self._key(row): _Item(row, self._key(parent), _called(parent)) for row, parent in parents}

    @property
    def associations(self) -> list[_Association]:
        """All associations, those of the hierarchy too."""
        relations = self._spreadsheet.relations
        stated = {self._ends(relation): relation.identifier for relation in relations if relation.type == CHILD}
        found = []
        for row, parent in self._spreadsheet.parent_of.items():
            ends = (CHILD, self._key(row), self._key(parent))
            name = f"{_called(row)} {CHILD} {_called(parent)}"
            found.append(_Association(stated.get(ends, ""), ends, name))
        for relation in relations:
            if relation.type != CHILD:
                name = f"{_name(relation.origin)} {relation.type} {_name(relation.destination)}"
                found.append(_Association(relation.identifier, self._ends(relation), name, relation.group))
        return found

    def _ends(self, relation: Relation) -> tuple[str, str, str]:
        return relation.type, self._end(relation.origin), self._end(relation.destination)

    def _end(self, end: End) -> str:
        return "" if end.is_document else self._key(end.item) if end.item else end.name.lower() or end.uri

    def _key(self, row: Row | None) -> str:
        """ "" for the document."""
        return (row.word("identifier").lower() or f"{self._mark} row {row.number}") if row else ""


def _called(row: Row | None) -> str:
    """The code of an item, else its text."""
    return row["humanCodingScheme"] or row["abbreviatedStatement"] or row["fullStatement"] if row else DOCUMENT_ITSELF


def _name(end: End) -> str:
    return _called(end.item) if end.is_known else end.code or end.name or end.uri


# -- items -----------------------------------------------------------------------------------------------------------


def _compared_items(old: Mapping[str, _Item], new: Mapping[str, _Item], columns: Sequence[ColumnSpec]) -> Difference:
    changed = []
    for key, item in new.items():
        if key in old:
            changes = tuple(_changes(old[key].row, item.row, columns))
            if old[key].parent != item.parent:
                changes = (*changes, FieldChange(PARENT, old[key].parent_name, item.parent_name))
            changed.append(_thing(item.row, changes))
    return Difference(
        created=[_thing(item.row) for key, item in new.items() if key not in old],
        changed=[thing for thing in changed if thing.changes],
        deleted=[_thing(item.row) for key, item in old.items() if key not in new],
        same=sum(not thing.changes for thing in changed),
    )


def _thing(row: Row, changes: tuple[FieldChange, ...] = ()) -> Thing:
    return Thing(row.word("identifier"), _called(row), row["fullStatement"], changes=changes)


def _changes(old: Row, new: Row, columns: Iterable[ColumnSpec], only_stated: bool = False) -> Iterator[FieldChange]:
    """The fields that differ, but for blanks around and between the parts of a list."""
    for column in columns:
        before, after = (_normal(row[column.field or column.name], column) for row in (old, new))
        if before != after and (after or not only_stated):
            yield FieldChange(column.field or column.name, before, after)


def _normal(text: str, column: ColumnSpec) -> str:
    if column.separator:
        return ", ".join(part.strip() for part in text.split(column.separator) if part.strip())
    return text.strip()


# -- associations ----------------------------------------------------------------------------------------------------


def _compared_associations(old: Sequence[_Association], new: Sequence[_Association]) -> Difference:
    by_ends = {association.ends: association for association in reversed(old)}
    named = {
        association.identifier.lower(): association
        for association in reversed(old)
        if association.identifier and association.ends[0] != CHILD  # what a smartLevel says is found by its ends
    }
    met: set[int] = set()
    created, changed, same = [], [], 0
    for association in new:
        before = named.get(association.identifier.lower()) or by_ends.get(association.ends)
        if before is None or id(before) in met:
            created.append(_told(association))
            continue
        met.add(id(before))
        if changes := tuple(_differences(before, association)):
            changed.append(_told(association, changes))
        else:
            same += 1
    return Difference(created, changed, [_told(one) for one in old if id(one) not in met], same)


def _differences(before: _Association, after: _Association) -> Iterator[FieldChange]:
    if before.ends != after.ends:
        yield FieldChange("association", before.name, after.name)
    if before.group != after.group:
        yield FieldChange("associationGroupIdentifier", before.group, after.group)


def _told(association: _Association, changes: tuple[FieldChange, ...] = ()) -> Thing:
    return Thing(association.identifier, association.name, type=association.ends[0], changes=changes)
