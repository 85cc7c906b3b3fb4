"""What becomes of a CASE package in a spreadsheet: every statement of every object, and why it is not there."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
import re
from typing import Any

from fairmark.schemas.spreadsheets import TableSpec
from fairmark.validators.convert.case_leaves import leaves
from fairmark.validators.convert.loss import Dropped, Fate, Kind, LossReport, Statement, Supplied
from fairmark.validators.readers.case import Edge, Node
from fairmark.validators.readers.spreadsheets.from_case import Projection
from fairmark.validators.readers.spreadsheets.levels import place
from fairmark.validators.readers.spreadsheets.relations import CHILD

LONGEST = 32_767
"""Characters that a cell holds, as spreadsheet programs count them: in units of UTF-16."""

NOT_IN_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CUT = f"a cell holds {LONGEST:,} characters; the rest was cut off"
CLEANED = "control characters, which no cell holds, became blanks"

LACKING = "there is no column for it"
TIME = "a row has no time of its own"
SERVER = "servers give it an address of their own"
RUBRIC = "there is no sheet for rubrics"
DEFINITION = "rows name a definition by its title, and say no more of it"

KEPT_OF_ASSOCIATIONS = ("identifier", "associationType", "CFAssociationGroupingURI")
USERS = ("CFDocument", "CFItem", "CFAssociation")


def in_cell(text: str) -> tuple[str, str]:
    """A text as a cell can hold it, and what was done to it, "" for nothing."""
    cleaned = NOT_IN_CELLS.sub(" ", text)
    units = cleaned.encode("utf-16-le", "surrogatepass")
    if len(units) > 2 * LONGEST:
        return units[: 2 * LONGEST].decode("utf-16-le", "ignore"), CUT
    return cleaned, CLEANED if cleaned != text else ""


@dataclass(frozen=True)
class Places:
    """Where a form has what CASE says: field to column, of the document and of an item; `definitions` those of classes
    of definitions, as CFItemType/title, where an object of the package uses one. `relation` says what becomes of an
    association. Fields that need a word of their own are in `told`, by class and field, and what stands between the
    members of a list in `separators`. `has_addresses` says that rows of associations have the addresses of their ends,
    `cell` makes of a text what stands in a cell, and says what was done to it."""

    name: str
    document: Mapping[str, str]
    item: Mapping[str, str]
    definitions: Mapping[str, str]
    relation: Callable[[Edge], Fate]
    told: Mapping[str, Fate] = field(default_factory=dict)
    separators: Mapping[str, str] = field(default_factory=dict)
    has_addresses: bool = False
    cell: Callable[[str], tuple[str, str]] = in_cell

    def target(self, cls: str, name: str) -> str:
        return (self.document if cls == "CFDocument" else self.item).get(name, "")


def separators_in(table: TableSpec) -> Iterator[tuple[str, str]]:
    """The class and field of each column that holds a list, with what separates its members."""
    return ((f"{table.cls}/{spec.field}", spec.separator) for spec in table.columns.values() if spec.separator)


class SheetAccount:
    """The account of one package."""

    def __init__(self, projection: Projection, places: Places) -> None:
        self._projection = projection
        self._package = projection.package
        self._places = places
        self._rows = {id(node) for node, _ in projection.items}
        self._edges = {id(edge.node): edge for edge in self._package.edges}

    @property
    def loss(self) -> LossReport:
        name = f"CASE to {self._places.name}"
        return replace(LossReport.of(name, self._statements(), self._supplied), associations=list(self._dropped()))

    @property
    def _supplied(self) -> Supplied:
        hung, placed = len(self._projection.placement.hung), len(self._projection.placement.levels)
        supplied: Supplied = Counter()
        supplied["place of the item", "made of isChildOf and sequenceNumber"] += placed - hung
        supplied["place of the item", "at the top, where no isChildOf says it"] += hung
        return +supplied

    def _dropped(self) -> Iterator[Dropped]:
        for edge in self._package.edges:
            fate = self._places.relation(edge)
            if fate.kind is Kind.DROPPED:
                ends = (edge.origin.title or edge.origin.uri, edge.destination.title or edge.destination.uri)
                yield Dropped(edge.node.identifier, edge.type, *ends, fate.how)

    # -- statements --------------------------------------------------------------------------------------------------

    def _statements(self) -> Iterator[Statement[Any]]:
        for node in self._package.nodes:
            if node.parent is None:
                for statement in leaves(node.cls, node.data):
                    statement.fate = self._fate(node, statement)
                    yield statement
        extensions = self._package.data.get("extensions")
        for statement in leaves("CFPackage", {"extensions": extensions} if extensions else {}):
            statement.drop(LACKING)
            yield statement

    def _fate(self, node: Node, statement: Statement[Any]) -> Fate:
        name = statement.source.split("/")[1]
        if node.cls == "CFRubric":
            return Fate(Kind.DROPPED, how=RUBRIC)
        if node.cls == "CFItem" and id(node) not in self._rows:
            return Fate(Kind.DROPPED, how="it has no identifier, or that of another object")
        if told := self._places.told.get(f"{node.cls}/{name}"):
            return told
        if node.cls == "CFAssociation":
            return self._of_association(node, name)
        if node.cls not in ("CFDocument", "CFItem"):
            return self._of_definition(node, name)
        if name == "uri":
            is_told = self._places.has_addresses and node.identifier in self._ends
            return Fate(Kind.KEPT, "CF Association") if is_told else Fate(Kind.DROPPED, how=SERVER)
        separator = self._places.separators.get(f"{node.cls}/{name}", "")
        return self._of_text(self._places.target(node.cls, name), statement.value, separator)

    def _of_text(self, target: str, value: object, separator: str) -> Fate:
        if not target:
            return Fate(Kind.DROPPED, how=LACKING)
        if not isinstance(value, str):
            return Fate(Kind.DROPPED, how="it is no text")
        _, changed = self._places.cell(value)
        if separator and separator in value:
            changed = f"importers take it for several, as it has the {separator} that separates them"
        return Fate(Kind.CHANGED, target, changed) if changed else Fate(Kind.KEPT, target)

    def _of_association(self, node: Node, name: str) -> Fate:
        edge = self._edges.get(id(node))
        fate = self._places.relation(edge) if edge else Fate(Kind.DROPPED, how="an end of it is missing")
        if fate.kind is Kind.DROPPED or edge is None:
            return fate
        if name in ("originNodeURI", "destinationNodeURI"):
            lost = [part for part in ("targetType",) if node.data[name].get(part)]
            return Fate(Kind.CHANGED, fate.target, f"without its {lost[0]}") if lost else fate
        if name == "sequenceNumber":
            return self._of_number(edge, fate)
        if name in KEPT_OF_ASSOCIATIONS:
            return fate
        return Fate(Kind.DROPPED, how=TIME if name == "lastChangeDateTime" else SERVER if name == "uri" else LACKING)

    def _of_number(self, edge: Edge, fate: Fate) -> Fate:
        if edge.type != CHILD:
            return Fate(Kind.DROPPED, how="only the children of an item have an order")
        level = self._projection.placement.levels[edge.origin.identifier]
        if place(level) == edge.sequence:
            return Fate(Kind.KEPT, fate.target)
        return Fate(Kind.CHANGED, fate.target, "siblings are numbered 1, 2, 3 and so on")

    def _of_definition(self, node: Node, name: str) -> Fate:
        target = self._places.definitions.get(f"{node.cls}/{name}", "")
        if target and node.identifier in self._used:
            return Fate(Kind.KEPT, target)
        return Fate(Kind.DROPPED, how=DEFINITION if node.identifier in self._used else "nothing uses the definition")

    @cached_property
    def _used(self) -> set[str]:
        """The identifiers of definitions that the document, an item or an association uses."""
        return {link.identifier for link in self._package.links if link.owner.cls in USERS}

    @cached_property
    def _ends(self) -> set[str]:
        ends = ((edge.origin, edge.destination) for edge, _ in self._projection.associations)
        return {link.identifier for pair in ends for link in pair}
