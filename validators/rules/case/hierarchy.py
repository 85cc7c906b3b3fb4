"""CASE-ASSOC, CASE-ITEM, CASE-PKG: the hierarchy that isChildOf associations build below the document.

Every item that cannot be reached from the document is explained once: by CASE-PKG-002 where the document has no child
at all, else at the top of what is cut off: by CASE-ITEM-004 for an item without a parent, by CASE-ASSOC-006 for one
whose parent is not in the package, by CASE-ASSOC-003 or -004 where the way up goes round, and by CASE-ASSOC-008 where
it is upside down.
"""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Link, Package
from fairmark.validators.readers.case_graph import reach
from fairmark.validators.rules.case.naming import name_of, way_round
from fairmark.validators.rules.case.versions import BOTH

PACKAGE = ("case-package",)
LEVELS = ("CFItem", "CFDocument")
"""Classes that take part in a hierarchy."""


def _is_absent(package: Package, end: Link) -> bool:
    """Whether no item or document in the package has the identifier of `end`. One that has it in another letter case
    is there, and CASE-ID-005 speaks about the spelling."""
    node = package.by_identifier.get(end.identifier) or package.by_lower_case.get(end.identifier.lower())
    return node is None or node.cls not in LEVELS


@rule(
    "CASE-ASSOC-003",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.4.1",
    message="isChildOf goes round in a circle: {observed}",
    notes=(
        "One finding for each association that leads back onto the way down from the document; without those the "
        "hierarchy has no cycle. All groupings count as one hierarchy, as consumers walk them so."
    ),
)
def hierarchy_has_no_cycle(package: Package) -> Findings:
    """No item is, by isChildOf, its own ancestor.

    Why: A consumer that walks the hierarchy never comes to an end, or loses the items on the circle.

    Example: `N.1.a` is a child of `N.1`, and `N.1` is a child of `N.1.a`.

    Repair: Delete the association named here, or point its destination at the parent that was meant.
    """
    for cycle in package.hierarchy.cycles:
        yield finding(at=package.at(cycle.closing.node), observed=way_round(package, cycle))


@rule(
    "CASE-ASSOC-005",
    severity=ERROR,
    versions=BOTH,
    kinds=PACKAGE,
    basis="CASE 1.1 IM 7.1.21.3",
    message="The child {observed} is not in the package",
    notes="The origin has to be a CFItem or, where frameworks are nested, the CFDocument itself.",
)
def child_is_in_the_package(package: Package) -> Findings:
    """The origin of every isChildOf association is in the package.

    Why: The package places something in the hierarchy that it does not hold, so consumers show a gap or refuse it.

    Example: An isChildOf whose originNodeURI names an item that was deleted.

    Repair: Add the item to CFItems, or delete the association.
    """
    for edge in package.hierarchy.sound:
        if _is_absent(package, edge.origin):
            yield finding(
                at=package.at_link(edge.origin, "identifier"),
                observed=edge.origin.identifier,
                expected="a CFItem of the package",
            )


@rule(
    "CASE-ASSOC-006",
    severity=ERROR,
    versions=BOTH,
    kinds=PACKAGE,
    basis="CASE 1.1 IM 7.1.21",
    message="The parent {observed} is not in the package",
    notes=(
        "The text asks for the direct and indirect children of the document, so a parent elsewhere leads nowhere. "
        "Nothing is said where the CFDocument has no identifier, as its children cannot be told then."
    ),
)
def parent_is_in_the_package(package: Package) -> Findings:
    """The destination of every isChildOf association is an item of the package or its document.

    Why: The item and all below it hang on a parent that the package does not hold, and drop out of the hierarchy.

    Example: An isChildOf whose destinationNodeURI names an item that was deleted.

    Repair: Point the destination at the parent in this package or at the CFDocument, or add the parent to CFItems.
    """
    if not package.hierarchy.document:
        return
    for edge in package.hierarchy.sound:
        if _is_absent(package, edge.destination):
            yield finding(
                at=package.at_link(edge.destination, "identifier"),
                observed=edge.destination.identifier,
                expected="a CFItem of the package, or its CFDocument",
            )


@rule(
    "CASE-ASSOC-007",
    severity=WARNING,
    versions=BOTH,
    kinds=PACKAGE,
    basis="best practice: many consumers show a tree and keep one parent only",
    message="{observed} has another parent already",
    notes=(
        "The standard does not forbid several parents. Those in different association groupings are taken for "
        "different views of the framework. A parent that makes a cycle is the business of CASE-ASSOC-003 alone, the "
        "same parent twice that of CASE-ASSOC-009."
    ),
)
def item_has_one_parent(package: Package) -> Findings:
    """An item has one isChildOf parent in its document.

    Why: Many consumers keep one parent only, each another one, so the same framework looks different in each.

    Example: `N.1.a` is a child of `N.1` and of `N.2`.

    Repair: Keep the parent where the item belongs, and state the other relation as isRelatedTo or isPartOf.
    """
    sound = package.hierarchy.sound
    if len({edge.origin.identifier for edge in sound}) == len(sound):
        return
    closing = {id(cycle.closing) for cycle in package.hierarchy.cycles}
    first: dict[tuple[str, str], str] = {}
    told: set[tuple[str, str, str]] = set()
    for edge in sound:
        child, parent = edge.origin.identifier, edge.destination.identifier
        if id(edge) in closing or parent not in package.by_identifier:
            continue
        view = edge.grouping
        if first.setdefault((child, view), parent) != parent and (child, view, parent) not in told:
            told.add((child, view, parent))
            yield finding(at=package.at_link(edge.destination), observed=name_of(package, child))


@rule(
    "CASE-ASSOC-008",
    severity=ERROR,
    versions=BOTH,
    kinds=PACKAGE,
    basis="best practice: isChildOf has the child as origin (CASE 1.1 IM 7.4.1), and nothing is above the document",
    message="The document is stated to be a child of its own item {observed}",
)
def document_is_no_child_of_its_items(package: Package) -> Findings:
    """The document is never the child of one of its own items.

    Why: The direction is upside down, so the item does not appear below the document.

    Example: An isChildOf with the CFDocument as originNodeURI and a top-level item as destinationNodeURI.

    Repair: Swap originNodeURI and destinationNodeURI.
    """
    for edge in package.hierarchy.upside_down:
        yield finding(at=package.at(edge.node), observed=name_of(package, edge.destination.identifier))


@rule(
    "CASE-ITEM-004",
    severity=WARNING,
    versions=BOTH,
    kinds=PACKAGE,
    basis="CASE 1.1 IM 7.1.21.2",
    message="No isChildOf leads from {observed} to the document",
    follows=("CASE-LINK-001", "CASE-ASSOC-001", "CASE-ID-005"),
    notes=(
        "Only the top of what is cut off is named, with the number of items that are cut off with it. An item that has "
        "a parent is cut off by a fault higher up, which its own rule names: CASE-ASSOC-003, -004, -006 or -008. "
        "Where no item at all is a child of the document, CASE-PKG-002 says so once."
    ),
)
def item_is_below_the_document(package: Package) -> Findings:
    """Every item is a direct or indirect child of the document by isChildOf.

    Why: Consumers build the framework from the document downwards and never show what is not below it.

    Example: An item in CFItems that is the origin of no isChildOf association.

    Repair: Add an isChildOf association from the item to its parent, or to the CFDocument for a top-level item.
    """
    hierarchy = package.hierarchy
    if not hierarchy.tops:
        return
    explained = {edge.origin.identifier for edge in hierarchy.edges}
    explained.update(edge.destination.identifier for edge in hierarchy.upside_down)
    orphans = [item for item in package.of("CFItem") if item.identifier and item.identifier not in explained]
    if not orphans:
        return
    seen: set[str] = set()
    reach(hierarchy.children, hierarchy.document, seen)
    for item in orphans:
        below = reach(hierarchy.children, item.identifier, seen) - 1
        if below >= 0:  # the same identifier twice is one object: CASE-ID-002 or -003 speaks about it
            name = name_of(package, item.identifier)
            yield finding(at=package.at(item), observed=f"{name} and {below} below it" if below else name)


@rule(
    "CASE-PKG-002",
    severity=WARNING,
    versions=BOTH,
    kinds=PACKAGE,
    basis="best practice: consumers build the framework from the children of the document",
    message="The package has {observed} and none is a child of the document",
    follows=(
        *("CASE-LINK-001", "CASE-ID-005", "CASE-ASSOC-001"),
        *("CASE-ASSOC-008", "CASE-ASSOC-006", "CASE-ASSOC-003", "CASE-ASSOC-004"),
    ),
    notes="Nothing is said where the CFDocument has no identifier, as its children cannot be told then.",
)
def document_has_children(package: Package) -> Findings:
    """Where a package has items, at least one is a child of the document by isChildOf.

    Why: Consumers build the framework from the document downwards, and this one looks empty to them.

    Example: A package in which every isChildOf leads from item to item.

    Repair: Add an isChildOf association to the CFDocument for each top-level item.
    """
    hierarchy = package.hierarchy
    if hierarchy.document and hierarchy.items and not hierarchy.tops:
        count = len(hierarchy.items)
        yield finding(
            at=package.at_path((*package.root, "CFAssociations")),
            observed="1 item" if count == 1 else f"{count} items",
        )
