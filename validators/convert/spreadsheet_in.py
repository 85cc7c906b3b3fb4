"""A framework in a spreadsheet to CASE: a workbook, or a CSV file of items.

    row of CF Doc, or the lines above the header of a CSV file   CFDocument, CFLicense, CFSubject
    row of CF Item, or of a CSV file                             CFItem, CFItemType
    smartLevel, or the parent that a row names                   isChildOf, sequenceNumber
    row of CF Association, or the cells that list destinations   CFAssociation, CFAssociationGrouping

What a smartLevel says counts more than an isChildOf row, as it does for importers.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from fairmark.schemas.spreadsheets import ASSOCIATION
from fairmark.validators.convert.loss import Statement, Supplied
from fairmark.validators.convert.package_draft import UUID, Object, as_uri, foreign_node, link, node
from fairmark.validators.convert.settings import Settings
from fairmark.validators.convert.spreadsheet_cells import (
    Cells,
    Said,
    columns_of,
    day,
    extensions,
    identified,
    levels,
    listed,
    text,
)
from fairmark.validators.convert.spreadsheet_document import draft_of
from fairmark.validators.readers.spreadsheets.framework import Spreadsheet
from fairmark.validators.readers.spreadsheets.relations import CHILD, End, Relation
from fairmark.validators.readers.spreadsheets.table import Row

OWNER = "opensalt"
"""Whose the columns are that no such table has: the server keeps them that is set up to."""

UNRESOLVED = "data:text/x-ref-unresolved,"
"""What OpenSALT writes before an identifier that it cannot find."""


def convert_spreadsheet(
    spreadsheet: Spreadsheet, settings: Settings, supplied: Supplied
) -> tuple[list[Object], list[Statement[str]]]:
    """The package of a spreadsheet, and all its cells with their fates. No package where it has no items."""
    mapping = _Mapping(spreadsheet, settings, supplied)
    mapping.make_items()
    mapping.connect()
    package = [] if mapping.draft.is_empty else [mapping.draft.finish()]
    return package, mapping.cells.statements


class _Mapping:
    """One conversion: the items made so far, by their rows."""

    def __init__(self, spreadsheet: Spreadsheet, settings: Settings, supplied: Supplied) -> None:
        self.cells = Cells()
        self._spreadsheet = spreadsheet
        self._addresses = _addresses(spreadsheet.relations)
        self._items: dict[Row, Object] = {}
        self._places: dict[Row, list[Statement[str]]] = {}
        self.draft = draft_of(spreadsheet, self.cells, settings, supplied)
        document = self.draft.document
        document["uri"] = self._addresses.get(document["identifier"], document["uri"])

    # -- items -------------------------------------------------------------------------------------------------------

    def make_items(self) -> None:
        """Make an item of every row that has a statement."""
        items = self._spreadsheet.items
        columns = [name for name in columns_of(items.table) if not items.table.spec.columns[name].relation]
        for row in items.rows:
            said = self.cells.of(items.table.spec.name, row, columns)
            others = self.cells.others(items.table.spec.name, row)
            if "fullStatement" not in said:
                _drop([*said.values(), *others.values()], "the row has no fullStatement")
            elif row.word("identifier") and items.by_identifier[row.word("identifier").lower()] is not row:
                _drop([*said.values(), *others.values()], "an earlier row has its identifier")
            else:
                self._items[row] = self._item(row, said, others)

    def _item(self, row: Row, said: Said, others: Said) -> Object:
        type = text(said.get("CFItemType"), "CFItem", "CFItemType")
        definition = self.draft.define("CFItemType", type, type, description=type) if type else None
        self._places[row] = [said[name] for name in self._placing if name in said]
        fields: dict[str, Any] = {
            "CFItemType": type,
            **{name: text(said.get(name), "CFItem", name) for name in TEXTS},
            "conceptKeywords": listed(said.get("conceptKeywords"), ",", "CFItem.conceptKeywords"),
            "educationLevel": levels(said.get("educationLevel"), ",", "CFItem.educationLevel"),
            "CFItemTypeURI": link(definition) if definition else None,
            "licenseURI": self._license(said.get("license")),
            "statusStartDate": day(said.get("statusStartDate"), "CFItem.statusStartDate"),
            "statusEndDate": day(said.get("statusEndDate"), "CFItem.statusEndDate"),
            "extensions": extensions(others, OWNER),
        }
        item = self.draft.item(self._key(row), text(said["fullStatement"], "CFItem", "fullStatement"), **fields)
        item["uri"] = self._addresses.get(item["identifier"], item["uri"])
        if own := said.get("identifier"):
            identified(own, item)
        return item

    def _license(self, statement: Statement[str] | None) -> Object | None:
        """The licence of an item, which OpenSALT does not read. COMPEITO does, and takes its name for all of it."""
        if statement is None:
            return None
        if self._spreadsheet.csv is None or not self._spreadsheet.csv.dialect.metadata:
            statement.drop("importers do not read it")
            return None
        name = text(statement, "CFLicense", "title")
        return link(self.draft.define("CFLicense", name, name, licenseText=name))

    def _key(self, row: Row) -> str:
        """What names an item: its identifier, else what tells it from the other rows of its document."""
        identifier = row.word("identifier").lower()
        if UUID.fullmatch(identifier):
            return identifier
        place = row.word("smartLevel") or row.word("humanCodingScheme") or f"{row.number}"
        return f"{self.draft.key} | {identifier or place} | {row['fullStatement']}"

    # -- associations ------------------------------------------------------------------------------------------------

    def connect(self) -> None:
        """Hang every item, then add the associations that are stated one by one."""
        stated = {
            (relation.origin.item, relation.destination.item): relation
            for relation in reversed(self._spreadsheet.relations)
            if relation.type == CHILD and relation.origin.item and relation.destination.is_known
        }
        numbers = self._numbers()
        for row, item in self._items.items():
            parent = self._spreadsheet.parent_of[row]
            relation = stated.get((row, parent))
            above = self._items.get(parent) if parent else None
            self.draft.associate(
                CHILD,
                node(item),
                node(above or self.draft.document),
                own=relation.identifier.lower() if relation else "",
                sequenceNumber=numbers[row],
                CFAssociationGroupingURI=self._grouping(relation) if relation else None,
            )
            self._tell_place(row, parent, above)
        for relation in self._spreadsheet.relations:
            self._relate(relation, stated)

    @property
    def _placing(self) -> tuple[str, ...]:
        """The columns that say where an item stands."""
        parents = self._spreadsheet.parents
        return ("smartLevel", "sequenceNumber", *((parents.column,) if parents else ()))

    def _tell_place(self, row: Row, parent: Row | None, above: Object | None) -> None:
        parents = self._spreadsheet.parents
        for statement in self._places[row]:
            if parents and parent is None and statement.source.endswith(f"/{parents.column}"):
                statement.drop("no item is called so")
            else:
                statement.keep("CFAssociation isChildOf")
        if parent and above is None:
            self.draft.supply(
                "CFAssociation isChildOf", "an item whose parent is not converted hangs below the document"
            )
        elif self._spreadsheet.workbook and parent is None and not self._spreadsheet.items.is_placed(row):
            self.draft.supply("CFAssociation isChildOf", "an item without a smartLevel hangs below the document")

    def _numbers(self) -> dict[Row, int]:
        """The place of every item among its siblings: as it is stated where all siblings state one of their own, else
        in that order and the order of the rows."""
        families: dict[Row | None, list[Row]] = {}
        for row in self._items:
            parent = self._spreadsheet.parent_of[row]
            families.setdefault(parent if parent in self._items else None, []).append(row)
        found = {}
        for family in families.values():
            stated = [self._spreadsheet.sequence_of(row) for row in family]
            if None not in stated and len(set(stated)) == len(stated):
                found.update({row: number or 0 for row, number in zip(family, stated, strict=True)})
                continue
            order = sorted(range(len(family)), key=lambda at: (stated[at] is None, stated[at] or 0))
            found.update({family[at]: number for number, at in enumerate(order, 1)})
            self.draft.supply("CFAssociation.sequenceNumber", "siblings are numbered in the order of the rows")
        return found

    def _relate(self, relation: Relation, placing: dict[Any, Relation]) -> None:
        said = self._statements_of(relation)
        origin, destination = self._node(relation.origin), self._node(relation.destination)
        if why := self._obstacle(relation):
            _drop(said.values(), why)
        elif origin is None:
            _drop(said.values(), "its origin is no item of the spreadsheet")
        elif destination is None:
            _drop(said.values(), "nothing says where it leads to")
        elif self._is_made(relation, placing) or self._make(relation, origin, destination):
            _keep(said, relation)
        else:
            _drop(said.values(), "an earlier row says the same")

    def _is_made(self, relation: Relation, placing: dict[Any, Relation]) -> bool:
        """Whether it is the row that says what the place of an item says."""
        return relation.type == CHILD and placing.get((relation.origin.item, relation.destination.item)) is relation

    def _make(self, relation: Relation, origin: Object, destination: Object) -> bool:
        grouping = self._grouping(relation)
        own = relation.identifier.lower()
        return self.draft.associate(relation.type, origin, destination, own=own, CFAssociationGroupingURI=grouping)

    def _obstacle(self, relation: Relation) -> str:
        """Why an association cannot be made, "" where it can."""
        if not relation.is_known:
            return "CASE has no such type of an association"
        if relation.is_loop:
            return "it leads from an item to itself"
        child = relation.origin.item
        if relation.type == CHILD and child and self._spreadsheet.items.is_placed(child):
            parent = self._spreadsheet.parent_of[child]
            if parent is not relation.destination.item:
                return "the smartLevel of the item puts it elsewhere, and that counts"
        return ""

    def _statements_of(self, relation: Relation) -> Said:
        if relation.table.spec.name == ASSOCIATION:
            return self.cells.of(ASSOCIATION, relation.row, columns_of(relation.table))
        statement = Statement(f"{relation.table.spec.name}/{relation.column}", relation.destination.name)
        self.cells.statements.append(statement)
        return {relation.column: statement}

    def _node(self, end: End) -> Object | None:
        """The end of an association, None for one that leads nowhere."""
        if end.is_document:
            return node(self.draft.document)
        if end.item:
            return node(self._items[end.item]) if end.item in self._items else None
        uri = as_uri(end.uri) or (f"{UNRESOLVED}{quote(end.name, safe='')}" if end.name else "")
        if not uri:
            return None
        identifier = end.name or uri
        if UUID.fullmatch(identifier.lower()):
            return {"title": end.code or identifier, "identifier": identifier.lower(), "uri": uri}
        self.draft.supply("CFAssociation.targetType", "unknown, as nothing says what an end outside of CASE is")
        return foreign_node(end.code or identifier, identifier, uri, "unknown")

    def _grouping(self, relation: Relation) -> Object | None:
        key = relation.group.lower() or relation.group_title
        if not key:
            return None
        return link(self.draft.define("CFAssociationGrouping", key, relation.group_title.strip() or key))


TEXTS = ("humanCodingScheme", "listEnumeration", "abbreviatedStatement", "notes", "language")
"""Fields of an item that hold the text of their column."""

RESTATED = ("originNodeHumanCodingScheme", "destinationNodeHumanCodingScheme")
"""Columns that say again what the item itself says."""


def _keep(said: Said, relation: Relation) -> None:
    """Account for the cells of a relation that was made."""
    for name, statement in said.items():
        if name == "associationType" and statement.value != relation.type:
            statement.change("CFAssociation.associationType", "the token of CASE stands for it")
        elif name.startswith("destination") and not relation.destination.is_known and not relation.destination.uri:
            statement.change("CFAssociation.destinationNodeURI", "it is in no spreadsheet, so its address is made up")
        elif name in RESTATED:
            statement.keep("CFItem.humanCodingScheme")
        else:
            statement.keep(f"CFAssociation {relation.type}")


def _addresses(relations: Iterable[Relation]) -> dict[str, str]:
    """The addresses that rows of associations give for items and the document, by identifier. The first one counts."""
    found: dict[str, str] = {}
    for relation in relations:
        for end in (relation.origin, relation.destination):
            if end.is_known and end.uri and as_uri(end.uri).startswith(("https://", "http://")):
                found.setdefault(end.name.lower(), as_uri(end.uri))
    return found


def _drop(statements: Iterable[Statement[str]], why: str) -> None:
    for statement in statements:
        statement.drop(why)
