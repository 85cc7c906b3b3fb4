"""CASE-ASSOC: associations as statements: between whom, how often, and whether they agree with each other.

An association of an object with itself is the business of CASE-ASSOC-004 alone.
"""

from collections.abc import Iterable

from fairmark.validators.core.cycles import cycles
from fairmark.validators.core.levels import ERROR, INFO, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Edge, Package
from fairmark.validators.readers.case_graph import forward
from fairmark.validators.rules.case.naming import name_of, way_round
from fairmark.validators.rules.case.versions import BOTH, V1_1

ONE_WAY = ("precedes", "replacedBy", "isPartOf")
"""Types that cannot lead back to where they began."""

SYMMETRIC = ("isPeerOf", "exactMatchOf", "isRelatedTo")
"""Types that say the same in both directions."""

BETWEEN_ALIKE = (*SYMMETRIC, "precedes", "replacedBy", "exemplar", "hasSkillLevel", "isTranslationOf")
"""Types that join two items or two documents: those of the standard without isChildOf and isPartOf, which join a part
to its whole. Proprietary types mean what their owner says."""


def _ends(edge: Edge) -> tuple[str, str]:
    return edge.origin.identifier, edge.destination.identifier


def _joins_two(edge: Edge) -> bool:
    """Whether both ends are named and differ."""
    origin, destination = _ends(edge)
    return bool(origin and destination) and origin != destination


def _of_types(package: Package, types: Iterable[str]) -> Iterable[Edge]:
    return (edge for type in types for edge in package.edges_by_type.get(type, ()) if _joins_two(edge))


@rule(
    "CASE-ASSOC-004",
    severity=ERROR,
    versions=BOTH,
    basis="best practice: no type of CASE 1.1 IM 7.4.1 can hold between an object and itself",
    message="Both ends of the association are {observed}",
)
def association_joins_two_objects(package: Package) -> Findings:
    """An association joins two different objects.

    Why: It says nothing, and a consumer that follows it walks in a circle.

    Example: An isChildOf whose originNodeURI and destinationNodeURI name the same CFItem.

    Repair: Point one end at the object that was meant, or delete the association.
    """
    for edge in package.edges:
        origin, destination = _ends(edge)
        if origin == destination and origin:
            yield finding(at=package.at(edge.node), observed=name_of(package, origin))


@rule(
    "CASE-ASSOC-009",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: consumers count and show associations",
    message="The association says the same as {observed}",
    notes=(
        "One finding for each association that repeats an earlier one. Where both have the same identifier it is one "
        "object stated twice, about which CASE-ID-002 or CASE-ID-003 speaks."
    ),
)
def association_is_stated_once(package: Package) -> Findings:
    """No two associations have the same type, origin, destination and grouping.

    Why: Consumers show the relation twice, and deleting one of the two does not end it.

    Example: Two isChildOf associations from `N.1.a` to `N.1`.

    Repair: Delete the copy.
    """
    first: dict[tuple[str, str, str, str], Edge] = {}
    for edge in package.edges:
        origin, destination = _ends(edge)
        if not (origin and destination and edge.type) or origin == destination:
            continue
        earlier = first.setdefault((edge.type, origin, destination, edge.grouping), edge)
        if earlier is not edge and not (edge.node.identifier and edge.node.identifier == earlier.node.identifier):
            yield finding(at=package.at(edge.node), observed=earlier.node.identifier or "an earlier one")


@rule(
    "CASE-ASSOC-011",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: consumers count from 0 or 1",
    message="The sequenceNumber is {observed}",
    notes="The standard declares an integer and no minimum.",
)
def sequence_number_is_not_negative(package: Package) -> Findings:
    """A sequenceNumber is not negative.

    Why: Consumers that count from 0 or 1 refuse it or show the item in the wrong place.

    Example: `"sequenceNumber": -1`.

    Repair: Number the children of the parent 1, 2, 3 and so on.
    """
    for edge in package.edges:
        if edge.sequence is not None and edge.sequence < 0:
            yield finding(at=package.at(edge.node, "sequenceNumber"), observed=edge.sequence, expected="0 or more")


@rule(
    "CASE-ASSOC-012",
    severity=WARNING,
    versions=BOTH,
    kinds=("case-package",),
    basis="CASE 1.1 IM 7.1.21.3",
    message="Neither {observed} is in the package",
    notes=(
        "An association whose one end is outside the package is what the standard provides for. For isChildOf the "
        "errors CASE-ASSOC-005 and CASE-ASSOC-006 speak instead, for an end in another letter case CASE-ID-005."
    ),
)
def association_has_an_end_in_the_package(package: Package) -> Findings:
    """At least one end of every association is in the package.

    Why: It says something about two objects of other frameworks, and a consumer of this one cannot place it.

    Example: An exactMatchOf between items of two other frameworks.

    Repair: Move the association to the package of one of the two, or add the item that was left out.
    """
    here = package.by_identifier
    for edge in package.edges:
        if edge.type == "isChildOf" or edge.origin.identifier in here or edge.destination.identifier in here:
            continue
        if _joins_two(edge) and not any(end.lower() in package.by_lower_case for end in _ends(edge)):
            yield finding(at=package.at(edge.node), observed=" nor ".join(_ends(edge)))


@rule(
    "CASE-ASSOC-017",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: order, succession and containment lead one way (CASE 1.1 IM 7.4.1)",
    message="The associations go round in a circle: {observed}",
    notes=(
        "One finding for each association that leads back onto the way already walked; without those there is no "
        "cycle. Each association grouping is looked at for itself, as groupings may state different orders."
    ),
)
def one_way_types_have_no_cycle(package: Package) -> Findings:
    """The associations of type precedes, replacedBy or isPartOf do not lead back to where they began.

    Why: Nothing can come before itself, replace itself or contain itself, and a consumer that follows them never ends.

    Example: `A` precedes `B`, and `B` precedes `A`.

    Repair: Delete the association named here, or swap its ends.
    """
    for type in ONE_WAY:
        views: dict[str, list[Edge]] = {}
        for edge in package.edges_by_type.get(type, ()):
            views.setdefault(edge.grouping, []).append(edge)
        for edges in views.values():
            for cycle in cycles(forward(edges)):
                yield finding(at=package.at(cycle.closing.node), observed=way_round(package, cycle))


@rule(
    "CASE-ASSOC-018",
    severity=INFO,
    versions=BOTH,
    basis="best practice: isPeerOf, exactMatchOf and isRelatedTo hold in both directions when stated in one",
    message="The association says the same as {observed}, from the other end",
)
def symmetric_association_is_stated_once(package: Package) -> Findings:
    """An association of a symmetric type is stated in one direction only.

    Why: Consumers that show both ends show it twice.

    Example: `A` isPeerOf `B`, and `B` isPeerOf `A`.

    Repair: Keep one of the two.
    """
    first: dict[tuple[str, str, str, str], Edge] = {}
    for edge in _of_types(package, SYMMETRIC):
        origin, destination = _ends(edge)
        if earlier := first.get((edge.type, destination, origin, edge.grouping)):
            yield finding(at=package.at(edge.node), observed=earlier.node.identifier or "an earlier one")
        else:
            first.setdefault((edge.type, origin, destination, edge.grouping), edge)


@rule(
    "CASE-ASSOC-019",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: what has been replaced is no longer in force",
    message="{observed} is replaced and has no statusEndDate",
)
def replaced_object_has_an_end(package: Package) -> Findings:
    """An item or document that is replaced by another has a statusEndDate.

    Why: Without an end date consumers keep offering it beside its successor.

    Example: An item that is the origin of a replacedBy association and has no statusEndDate.

    Repair: Give it the last day on which it is in force as statusEndDate.
    """
    told: set[str] = set()
    for edge in _of_types(package, ("replacedBy",)):
        node = package.by_identifier.get(edge.origin.identifier)
        if node is None or node.cls not in ("CFItem", "CFDocument") or node.identifier in told:
            continue
        if node.data.get("statusEndDate") is None:
            told.add(node.identifier)
            yield finding(at=package.at(node, "statusEndDate"), observed=name_of(package, node.identifier))


@rule(
    "CASE-ASSOC-021",
    severity=WARNING,
    versions=V1_1,
    basis="best practice: a translation is in another language (CASE 1.1 IM 7.4.1)",
    message="Both ends of the translation are in the language {observed}",
    notes=(
        "Only the language that an item or document states itself counts. The text makes the destination the "
        "translation, against the English reading, so nothing is concluded from the direction."
    ),
)
def translation_is_in_another_language(package: Package) -> Findings:
    """The two ends of isTranslationOf are in different languages.

    Why: Consumers offer a reader of one language the other one, and get the same again.

    Example: An isTranslationOf between two items with `"language": "en"`.

    Repair: Correct the language of the one that is mislabelled, or use exactMatchOf.
    """
    for edge in _of_types(package, ("isTranslationOf",)):
        language = _language(package, edge.origin.identifier)
        if language and language.casefold() == _language(package, edge.destination.identifier).casefold():
            yield finding(at=package.at(edge.node), observed=language)


def _language(package: Package, identifier: str) -> str:
    """The language that the object states, in the input or on the shelf; "" where none is known."""
    if node := package.by_identifier.get(identifier):
        return node.text("language").strip()
    shelved = package.shelf.find(identifier)
    return shelved.language.strip() if shelved else ""


@rule(
    "CASE-ASSOC-022",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1.23: between two CFDocuments or between two CFItems",
    message="The association joins {observed}",
    notes=(
        "isChildOf and isPartOf are left out, as a hierarchy begins at its document, and proprietary types mean what "
        "their owner says. An end outside the input counts where the shelf knows its class."
    ),
)
def association_joins_objects_of_one_class(package: Package) -> Findings:
    """An association other than isChildOf and isPartOf joins two items or two documents.

    Why: Consumers look for the other end among objects of the same class and do not find it.

    Example: An exactMatchOf from a CFItem to a CFDocument.

    Repair: Point the end at the item or document that was meant, or use isPartOf.
    """
    for edge in _of_types(package, BETWEEN_ALIKE):
        classes = [_class(package, identifier) for identifier in _ends(edge)]
        if sorted(classes) == ["CFDocument", "CFItem"]:
            yield finding(at=package.at(edge.node), observed=" and ".join(classes), expected="two of the same class")


def _class(package: Package, identifier: str) -> str:
    """The class of the object, in the input or on the shelf; "" where it is not known."""
    if node := package.by_identifier.get(identifier):
        return node.cls
    shelved = package.shelf.find(identifier)
    return shelved.cls if shelved else ""
