"""Name objects in findings as people know them."""

from fairmark.validators.readers.case import Package
from fairmark.validators.readers.case_graph import Cycle


def name_of(package: Package, identifier: str) -> str:
    """The humanCodingScheme of the item with that identifier; the identifier where it has none."""
    node = package.by_identifier.get(identifier)
    return (node.text("humanCodingScheme").strip() if node else "") or identifier


def way_round(package: Package, cycle: Cycle) -> str:
    """The first few members of a cycle by name, and how many more there are."""
    names = " → ".join(name_of(package, member) for member in cycle.members)
    more = cycle.length - len(cycle.members)
    return f"{names} → {more} more" if more else names
