"""Where the items of a CASE package stand in a workbook, which has one place for each of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from fairmark.validators.readers.case import Edge, Node, Package


@dataclass(frozen=True, slots=True)
class Placement:
    """`levels` are the smartLevels of the items by their identifiers, in the order of the rows; `placing` are the
    associations that say so, by the identifier of the child. `hung` are items at the top that no association puts
    there: their parent is not in the package, or they go round in a circle."""

    levels: dict[str, str] = field(default_factory=dict)
    placing: dict[str, Edge] = field(default_factory=dict)
    hung: set[str] = field(default_factory=set)


def placement(package: Package) -> Placement:
    """The places of all items. Of several parents that of an association without a grouping counts, else the first."""
    document = package.document.identifier if package.document else ""
    items = {node.identifier: node for node in package.of("CFItem") if node.identifier}
    chosen = _chosen(package, {*items, document})
    children = _children(chosen.values())
    found = Placement()
    numbers = count(1)
    for top in children.get(document, ()):
        _walk(top, f"{next(numbers)}", children, found)
    for top in _strays(items, chosen, found):
        found.hung.add(top)
        _walk(top, f"{next(numbers)}", children, found)
    found.placing.update((child, edge) for child, edge in chosen.items() if child not in found.hung)
    return found


def _chosen(package: Package, known: set[str]) -> dict[str, Edge]:
    """The association that places an item, by the identifier of the item, in their order."""
    chosen: dict[str, Edge] = {}
    for edge in package.hierarchy.sound:
        child = edge.origin.identifier
        if child in known and edge.destination.identifier in known:
            first = chosen.setdefault(child, edge)
            if first.grouping and not edge.grouping:
                chosen[child] = edge
    return chosen


def _children(chosen: Iterable[Edge]) -> dict[str, list[str]]:
    """Parent to its children, in the order in which they are shown."""
    families: dict[str, list[Edge]] = {}
    for edge in chosen:
        families.setdefault(edge.destination.identifier, []).append(edge)
    return {
        parent: [edge.origin.identifier for edge in sorted(family, key=_order)] for parent, family in families.items()
    }


def _order(edge: Edge) -> tuple[bool, int]:
    return edge.sequence is None, edge.sequence or 0


def _walk(top: str, level: str, children: dict[str, list[str]], found: Placement) -> None:
    """Number an item and all below it, unless they have a number."""
    pending = [(top, level)]
    while pending:
        item, level = pending.pop()
        if item not in found.levels:
            found.levels[item] = level
            below = [child for child in children.get(item, ()) if child not in found.levels]
            pending += reversed([(child, f"{level}.{number}") for number, child in enumerate(below, 1)])


def _strays(items: dict[str, Node], chosen: dict[str, Edge], found: Placement) -> Iterator[str]:
    """The items that are not reached from the document, those on whom others hang first."""
    for item in items:
        if item not in found.levels and item not in chosen:
            yield item
    for item in items:
        if item not in found.levels:
            yield item
