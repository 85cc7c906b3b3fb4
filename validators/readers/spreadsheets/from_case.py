"""A CASE package as the rows of a workbook: what a workbook can hold of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from fairmark.schemas.spreadsheets import ASSOCIATION, DOCUMENT, ITEM, ColumnSpec, association_types, sheets
from fairmark.validators.core.location import SHEET
from fairmark.validators.readers.case import Edge, Link, Node, Package
from fairmark.validators.readers.spreadsheets.framework import WORKBOOK, Spreadsheet
from fairmark.validators.readers.spreadsheets.placement import Placement, placement
from fairmark.validators.readers.spreadsheets.relations import CHILD, EXTENSION
from fairmark.validators.readers.spreadsheets.table import Row, Table
from fairmark.validators.readers.spreadsheets.workbook import Workbook

Texts = Mapping[str, str]
"""The texts of a row, by the names of their columns."""

ELSEWHERE = "a sheet has one place for an item, and it stands elsewhere"
NO_CHILD = "it does not put an item of the package below another or the document"
NO_ORIGIN = "its origin is not in the package, and importers look for origins in the sheet"
NO_END = "an end of it has no identifier"
NO_TYPE = "importers end with an error at a type that is not of CASE"

LICENSE: Final = "CFLicense"


@dataclass(frozen=True)
class Projection:
    """What the workbook of a package holds. `left_out` are associations without a row, each with the reason, by their
    places in the package."""

    package: Package

    @cached_property
    def placement(self) -> Placement:
        return placement(self.package)

    @cached_property
    def document(self) -> Texts:
        node = self.package.document
        if node is None:
            return {}
        found = texts(node.data, sheets()[DOCUMENT].columns.values())
        license = self.license_of(node)
        title = license.text("title") if license else _title(node.data.get("licenseURI"))
        text = license.text("licenseText") if license else ""
        return {**found, **{name: said for name, said in (("licenseTitle", title), ("licenseText", text)) if said}}

    @cached_property
    def items(self) -> list[tuple[Node, Texts]]:
        """The items with their texts, in the order of the rows."""
        columns = list(sheets()[ITEM].columns.values())
        rows: list[tuple[Node, Texts]] = []
        for identifier, level in self.placement.levels.items():
            node = self.package.by_identifier[identifier]
            found = {**texts(node.data, columns), "smartLevel": level}
            if type := node.text("CFItemType") or _title(node.data.get("CFItemTypeURI")):
                found["CFItemType"] = type
            if license := _title(node.data.get("licenseURI")):
                found["license"] = license
            rows.append((node, found))
        return rows

    @cached_property
    def associations(self) -> list[tuple[Edge, Texts]]:
        return [(edge, self._texts_of(edge)) for edge in self.package.edges if edge.node.path not in self.left_out]

    @cached_property
    def left_out(self) -> dict[Any, str]:
        found = {}
        for edge in self.package.edges:
            if why := self._obstacle(edge):
                found[edge.node.path] = why
        return found

    def license_of(self, node: Node) -> Node | None:
        """The definition of the licence that an object has."""
        link = node.data.get("licenseURI")
        found = self.package.by_identifier.get(link.get("identifier", "")) if isinstance(link, dict) else None
        return found if found and found.cls == LICENSE else None

    @property
    def spreadsheet(self) -> Spreadsheet:
        """The rows as a workbook that was read."""
        rows = {
            DOCUMENT: [self.document],
            ITEM: [found for _, found in self.items],
            ASSOCIATION: [found for _, found in self.associations],
        }
        tables = {name: _table(name, found) for name, found in rows.items()}
        return Spreadsheet(WORKBOOK, workbook=Workbook(tuple(tables), tables))

    def _obstacle(self, edge: Edge) -> str:
        """Why an association has no row, "" for one that has."""
        origin, destination = edge.origin.identifier, edge.destination.identifier
        if not origin or not destination:
            return NO_END
        if edge.type not in association_types() and not EXTENSION.fullmatch(edge.type):
            return NO_TYPE
        if edge.type == CHILD:
            placing = self.placement.placing.get(origin)
            return "" if placing is edge else ELSEWHERE if placing else NO_CHILD
        return "" if self._is_here(origin) else NO_ORIGIN

    def _is_here(self, identifier: str) -> bool:
        node = self.package.by_identifier.get(identifier)
        return node is not None and (node.cls == "CFItem" or node is self.package.document)

    def _texts_of(self, edge: Edge) -> Texts:
        grouping = edge.node.data.get("CFAssociationGroupingURI")
        found = {
            "identifier": edge.node.identifier,
            **self._end("origin", edge.origin),
            "associationType": edge.type,
            **self._end("destination", edge.destination),
            "associationGroupIdentifier": edge.grouping,
            "associationGroupName": _title(grouping),
        }
        return {name: text for name, text in found.items() if text}

    def _end(self, which: str, link: Link) -> Texts:
        node = self.package.by_identifier.get(link.identifier)
        return {
            f"{which}NodeURI": link.uri,
            f"{which}NodeIdentifier": link.identifier,
            f"{which}NodeHumanCodingScheme": node.text("humanCodingScheme") if node else "",
        }


def texts(data: Mapping[str, Any], columns: Iterable[ColumnSpec]) -> dict[str, str]:
    """What an object says in the fields that columns hold."""
    found = {}
    for column in columns:
        value = data.get(column.field) if column.field else None
        if isinstance(value, list) and column.separator:
            value = column.separator.join(part for part in value if isinstance(part, str))
        if isinstance(value, str) and value:
            found[column.name] = value
    return found


def _title(link: Any) -> str:
    title = link.get("title") if isinstance(link, dict) else ""
    return title if isinstance(title, str) else ""


def _table(name: str, rows: Iterable[Texts]) -> Table:
    spec = sheets()[name]
    kept = [Row(number, found) for number, found in enumerate(rows, 2)]
    return Table(name, spec, spec.header, {column: at for at, column in enumerate(spec.columns)}, kept, table=SHEET)
