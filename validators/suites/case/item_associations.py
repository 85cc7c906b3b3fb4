"""CASE-API-017: the associations of an item."""

from dataclasses import dataclass
from typing import Any

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.readers.case import Edge, Package
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.suites.case.forms import Json, objects, packages
from fairmark.validators.suites.case.operations import ASSOCIATIONS
from fairmark.validators.suites.case.session import Session
from fairmark.validators.suites.case.tally import Tally
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results, cannot_tell

ENDS = ("originNodeURI", "destinationNodeURI")


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer about the item `identifier`, with the associations in it and those in the packages of the item that are
    missing from it."""

    identifier: str
    answer: Answer
    item: Any
    associations: list[Json]
    missing: list[Edge]

    def incoming(self) -> list[Json]:
        """The associations that have the item as their destination alone."""
        return [a for a in self.associations if self.is_at(a, ENDS[1]) and not self.is_at(a, ENDS[0])]

    def is_at(self, association: Json, end: str) -> bool:
        """Whether the item is at that end."""
        link = association.get(end)
        return isinstance(link, dict) and link.get("identifier") == self.identifier


@rule(
    "CASE-API-017",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1.5",
    message="{observed}; {expected}",
    needs=("CASE-API-001",),
    notes="Whether associations that only lead to the item belong into the answer, the standard does not say; the "
    "providers that are known send them. One that never sends any is not blamed for those. Associations of other "
    "documents may be there or not.",
)
def item_comes_with_its_associations(session: Session) -> Results:
    """The associations of an item come with the item in its standalone form, are all about it, and are complete.

    Why: This is how a client finds parents, children and equivalents of an item without fetching whole packages.

    Example: An isChildOf association that the package has for the item, and that getCFItemAssociations leaves out.

    Repair: Select the associations by their originNodeURI and destinationNodeURI, and send the item as getCFItem does.
    """
    asked = [
        _asked(session, identifier, answer)
        for identifier, answer in session.samples[ASSOCIATIONS]
        if answer.status == 200
    ]
    only_outgoing = not any(one.incoming() for one in asked) and any(one.missing for one in asked)
    tally = Tally(ASSOCIATIONS.name)
    for one in asked:
        outgoing = [edge for edge in one.missing if edge.origin.identifier == one.identifier]
        if fault := _fault(one, outgoing if only_outgoing else one.missing):
            observed, expected = fault
            tally.breaks(one.answer, observed=observed, expected=expected)
        else:
            tally.keeps(one.answer)
    if only_outgoing and not tally.broken:
        reason = "associations that only lead to an item never come, and the standard does not say whether they should"
        yield cannot_tell(ASSOCIATIONS.name, reason, *(one.answer for one in asked if one.missing))
    else:
        yield tally.result("no item was found that it could be asked for")


def _asked(session: Session, identifier: str, answer: Answer) -> Asked:
    associations = objects(answer.object().get("CFAssociations"))
    named = (association.get("identifier") for association in associations)
    came = {one for one in named if isinstance(one, str)}
    own = [package for package in session.once(packages).values() if _has_item(package, identifier)]
    edges = (edge for package in own for edge in package.once(_by_end).get(identifier, ()))
    missing = [edge for edge in edges if edge.node.identifier and edge.node.identifier not in came]
    return Asked(identifier, answer, answer.object().get("CFItem"), associations, missing)


def _has_item(package: Package, identifier: str) -> bool:
    return any(node.cls == "CFItem" for node in package.named(identifier))


def _by_end(package: Package) -> dict[str, list[Edge]]:
    """Identifier to the associations that have it at either end."""
    found: dict[str, list[Edge]] = {}
    for edge in package.edges:
        for identifier in {edge.origin.identifier, edge.destination.identifier}:
            found.setdefault(identifier, []).append(edge)
    return found


def _fault(one: Asked, missing: list[Edge]) -> tuple[str, str] | None:
    """What is wrong with the answer and what should be, None for nothing."""
    if not isinstance(one.item, dict):
        return "there is no CFItem", "the answer holds the item"
    if "CFDocumentURI" not in one.item:
        return "the CFItem has no CFDocumentURI", "the item is in its standalone form"
    strange = [a for a in one.associations if not any(one.is_at(a, end) for end in ENDS)]
    if strange:
        return f"the association {strange[0].get('identifier')} is not about the item", "it is at one end of each"
    if missing:
        named = f"{missing[0].type} {missing[0].node.identifier}"
        return f"{len(missing)} associations of its package are missing, such as {named}", "all of them come"
    return None
