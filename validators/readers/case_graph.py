"""The graphs that associations make of the objects: who is below whom, what is reached from where, what goes round.

Everything here is iterative and linear in the number of associations: hierarchies may be deeper than Python's stack,
and packages hold a hundred thousand items. An object is named by its identifier, in the package or not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from fairmark.validators.core.cycles import Cycle, cycles

if TYPE_CHECKING:  # the reader offers the hierarchy as a property of its Package, so it imports this module
    from fairmark.validators.readers.case import Edge

Graph = Mapping[str, Mapping[str, "Edge"]]
"""An object to those that one step leads to, each with the first association that makes the step."""


def forward(edges: Iterable["Edge"]) -> Graph:
    """The graph in which a step leads from origin to destination. Associations of an object with itself are left out:
    they are a fault of their own and no way."""
    steps: dict[str, dict[str, Edge]] = {}
    for edge in edges:
        here, there = edge.origin.identifier, edge.destination.identifier
        if here and there and here != there:
            steps.setdefault(here, {}).setdefault(there, edge)
    return steps


def backward(edges: Iterable["Edge"]) -> Graph:
    """As `forward`, with steps from destination to origin: from a parent to its children."""
    steps: dict[str, dict[str, Edge]] = {}
    for edge in edges:
        here, there = edge.destination.identifier, edge.origin.identifier
        if here and there and here != there:
            steps.setdefault(here, {}).setdefault(there, edge)
    return steps


def reach(graph: Graph, start: str, seen: set[str]) -> int:
    """Add to `seen` the object `start` and all that steps lead to from there without touching what was seen before;
    the number of those added."""
    before = len(seen)
    pending = [start] if start not in seen else []
    seen.update(pending)
    while pending:
        fresh = [there for there in graph.get(pending.pop(), ()) if there not in seen]
        seen.update(fresh)
        pending.extend(fresh)
    return len(seen) - before


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """What the isChildOf associations `edges` make of the objects. `document` is the identifier of the CFDocument of
    the package, "" where the input has none; `items` are the identifiers of its items."""

    edges: list["Edge"]
    document: str
    items: frozenset[str]

    @cached_property
    def upside_down(self) -> list["Edge"]:
        """Associations that make the document the child of one of its own items."""
        if not self.document:
            return []
        own = self.items - {self.document}
        return [e for e in self.edges if e.origin.identifier == self.document and e.destination.identifier in own]

    @cached_property
    def sound(self) -> list["Edge"]:
        """Associations of a child with a parent: both ends named, not the same, and not upside down."""
        wrong = {id(edge) for edge in self.upside_down}
        return [
            edge
            for edge in self.edges
            if edge.origin.identifier
            and edge.destination.identifier
            and edge.origin.identifier != edge.destination.identifier
            and id(edge) not in wrong
        ]

    @cached_property
    def children(self) -> Graph:
        """Parent to its children, by the sound associations."""
        return backward(self.sound)

    @cached_property
    def cycles(self) -> "list[Cycle[Edge]]":
        """The cycles among the sound associations, walked down from the document."""
        return list(cycles(self.children, (self.document,)))

    @cached_property
    def tops(self) -> list["Edge"]:
        """Associations that put an item of the package directly below its document."""
        return [edge for edge in self.children.get(self.document, {}).values() if edge.origin.identifier in self.items]
