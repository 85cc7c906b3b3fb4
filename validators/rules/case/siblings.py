"""CASE-ASSOC, CASE-ITEM: the order and the difference of the children of one parent."""

from collections.abc import Iterator

from fairmark.validators.core.levels import INFO, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Edge, Node, Package
from fairmark.validators.rules.case.repeats import surplus
from fairmark.validators.rules.case.versions import BOTH

PACKAGE = ("case-package",)


def _families(package: Package) -> Iterator[list[Edge]]:
    """The isChildOf associations of each parent in the package that has several children, one for each child, parted
    by association grouping: every grouping is a view of the framework with an order of its own."""
    families: dict[tuple[str, str], dict[str, Edge]] = {}
    for edge in package.hierarchy.sound:
        family = families.setdefault((edge.destination.identifier, edge.grouping), {})
        family.setdefault(edge.origin.identifier, edge)
    for (parent, _), family in families.items():
        if len(family) > 1 and parent in package.by_identifier:
            yield list(family.values())


def _is_numbered(edge: Edge) -> bool:
    """Whether the association has a sequenceNumber, of whatever type: the type is the schema's business."""
    return edge.node.data.get("sequenceNumber") is not None


@rule(
    "CASE-ASSOC-010",
    severity=WARNING,
    versions=BOTH,
    kinds=PACKAGE,
    basis="CASE 1.1 IM 7.1.23.3",
    message="The order of siblings is open: {observed}",
    notes=(
        "The standard says that sequenceNumber orders the associations of one parent, not that the numbers differ. "
        "One finding for each child that repeats a number, and one for each parent only some of whose children have "
        "one. Children in different association groupings are not compared."
    ),
)
def siblings_have_an_order(package: Package) -> Findings:
    """The children of one parent have different sequenceNumbers, or none of them has any.

    Why: Consumers sort siblings by it, and where it does not decide each shows another order.

    Example: Two isChildOf associations to the same parent with `"sequenceNumber": 3`.

    Repair: Number the children of the parent 1, 2, 3 and so on, every one of them.
    """
    for family in _families(package):
        bare = [edge for edge in family if not _is_numbered(edge)]
        if bare and len(bare) < len(family):
            yield finding(
                at=package.at(bare[0].node, "sequenceNumber"),
                observed=f"{len(bare)} of the {len(family)} children of this parent have no sequenceNumber",
            )
        taken: set[int] = set()
        for edge in family:
            if edge.sequence in taken:
                yield finding(
                    at=package.at(edge.node, "sequenceNumber"), observed=f"a sibling has the number {edge.sequence} too"
                )
            elif edge.sequence is not None:
                taken.add(edge.sequence)


def _words(item: Node) -> tuple[str, str] | None:
    """What a reader tells an item by. Templates repeat a statement such as "None" under different short forms."""
    statement = item.text("fullStatement").strip()
    return (statement, item.text("abbreviatedStatement").strip()) if statement else None


@rule(
    "CASE-ITEM-007",
    severity=INFO,
    versions=BOTH,
    kinds=PACKAGE,
    basis="best practice: teachers cannot tell two siblings with the same words apart",
    message="A sibling has the same words: {observed}",
    notes="Items whose abbreviatedStatement differs are told apart by it.",
)
def siblings_have_different_statements(package: Package) -> Findings:
    """No two items below the same parent have the same fullStatement.

    Why: It is often one item entered twice, and nobody can tell which of the two is meant.

    Example: Two children of `N.1` with `"fullStatement": "Count to 100."`.

    Repair: Delete the copy, or say in the statements how the two differ.
    """
    told: set[str] = set()
    for children in package.hierarchy.children.values():
        if len(children) < 2:
            continue
        found = (package.by_identifier.get(child) for child in children)
        items = [item for item in found if item and item.cls == "CFItem"]
        for item in surplus(items, _words):
            if item.identifier not in told:
                told.add(item.identifier)
                yield finding(at=package.at(item, "fullStatement"), observed=item.text("fullStatement"))


@rule(
    "CASE-ITEM-009",
    severity=INFO,
    versions=BOTH,
    kinds=PACKAGE,
    basis="CASE 1.1 IM 7.1.25.7",
    message="The item has the listEnumeration {observed} and no sequenceNumber",
    notes="An item without a parent has no association to put a sequenceNumber on: nothing is said about it here.",
)
def listed_item_has_a_sequence_number(package: Package) -> Findings:
    """An item with a listEnumeration has a sequenceNumber too, on the association to its parent.

    Why: A listEnumeration is text to show, such as `a.`; consumers sort by sequenceNumber, and show these in any order.

    Example: `"listEnumeration": "2"` on an item whose isChildOf association has no sequenceNumber.

    Repair: Put the position as sequenceNumber on the isChildOf association; keep listEnumeration for display.
    """
    listed = [item for item in package.of("CFItem") if item.text("listEnumeration").strip()]
    if not listed:
        return
    placed: dict[str, bool] = {}
    for edge in package.hierarchy.sound:
        child = edge.origin.identifier
        placed[child] = placed.get(child, False) or _is_numbered(edge)
    for item in listed:
        if placed.get(item.identifier) is False:
            yield finding(at=package.at(item, "listEnumeration"), observed=item.text("listEnumeration"))
