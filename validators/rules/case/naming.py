"""Name objects in findings as people know them."""

from fairmark.validators.core.cycles import Cycle
from fairmark.validators.readers.case import Edge, Package


def name_of(package: Package, identifier: str) -> str:
    """The humanCodingScheme of the item with that identifier; the identifier where it has none."""
    node = package.by_identifier.get(identifier)
    return (node.text("humanCodingScheme").strip() if node else "") or identifier


def way_round(package: Package, cycle: Cycle[Edge]) -> str:
    """The first few members of a cycle by name, and how many more there are."""
    return cycle.way_round(lambda member: name_of(package, member))
