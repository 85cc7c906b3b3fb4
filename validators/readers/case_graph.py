"""The graphs that associations make of the objects: who is below whom, what is reached from where, what goes round.

Everything here is iterative and linear in the number of associations: hierarchies may be deeper than Python's stack,
and packages hold a hundred thousand items. An object is named by its identifier, in the package or not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the reader offers the hierarchy as a property of its Package, so it imports this module
    from fairmark.validators.readers.case import Edge

Graph = Mapping[str, Mapping[str, "Edge"]]
"""An object to those that one step leads to, each with the first association that makes the step."""

NAMED = 3
"""Members of a cycle that are kept by name: it may have as many as the package has items."""

DONE = -1


@dataclass(frozen=True, slots=True)
class Cycle:
    """A way that ends where it began: `closing` is the association that leads back, `members` the first few objects on
    the way, the one that it leads back to first, and `length` the number of all of them."""

    closing: "Edge"
    members: tuple[str, ...]
    length: int


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


def cycles(graph: Graph, first: Iterable[str] = ()) -> Iterator[Cycle]:
    """A cycle for each step that leads back onto the way just walked, depth first, from the objects in `first` and
    then from all others in their order.

    Without those steps the graph has no cycle, so whoever deletes each `closing` association is done. Walking down
    from the root makes the closing one the one that names a descendant as the parent of its ancestor.
    """
    place: dict[str, int] = {}  # on the way: how many steps from its start; once left for good: DONE
    for start in chain(first, graph):
        if start in place:
            continue
        place[start] = 0
        way, pending = [start], [iter(graph.get(start, {}).items())]
        while way:
            for there, edge in pending[-1]:
                seen = place.get(there)
                if seen is None:
                    place[there] = len(way)
                    way.append(there)
                    pending.append(iter(graph.get(there, {}).items()))
                    break
                if seen != DONE:
                    yield Cycle(edge, tuple(way[seen : seen + NAMED]), len(way) - seen)
            else:
                pending.pop()
                place[way.pop()] = DONE


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
    def cycles(self) -> list[Cycle]:
        """The cycles among the sound associations, walked down from the document."""
        return list(cycles(self.children, (self.document,)))

    @cached_property
    def tops(self) -> list["Edge"]:
        """Associations that put an item of the package directly below its document."""
        return [edge for edge in self.children.get(self.document, {}).values() if edge.origin.identifier in self.items]
