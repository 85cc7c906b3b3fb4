"""OB-LD: a credential as linked data, in which nothing is lost and nothing is redefined."""

from dataclasses import replace

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.credentials.linked_data import Lost, Sort
from fairmark.validators.rules.credentials.versions import OB3

EXPECTED = {
    Sort.TERM: "a term that a context defines",
    Sort.TYPE: "a type that a context defines",
    Sort.IDENTIFIER: "an absolute IRI",
    Sort.UNPLACED: "defined by a context, or absolute",
}


@rule(
    "OB-LD-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 certification guide, Issuer: JSON-LD processing in safe mode",
    message="{observed} is not {expected}",
    general=True,
    follows=("OB-CTX-001", "CLR-CTX-001"),
    notes="It holds for VC-JWT too, although there the signature covers the text as it is: the guide of December 2025 "
    "asks for it whatever the proof. The claims of a token are no part of the credential and need no context.",
)
def nothing_is_lost_as_linked_data(document: Credential) -> Findings:
    """Every member and type of a credential is defined by its contexts, and every identifier is an absolute IRI.

    Why: JSON-LD processors drop everything else without a word. An embedded proof does not cover it, so anybody can
    change it or add it unnoticed.

    Example: `"grade": "A"` in the subject without a context that defines `grade`, or an achievement with the
    identifier `seal-1`.

    Repair: Spell the member or type as the context does, add a context that defines it after those of the standard, or
    leave it out; write identifiers in full. Then sign the credential anew.
    """
    for node, reading in document.readings.items():
        for lost in reading.lost:
            observed = lost.sort.value if lost.sort is Sort.UNPLACED else lost.name
            yield finding(at=_place(document, node, lost), observed=observed, expected=EXPECTED[lost.sort])
        if reading.problem and not reading.unknown_context and not reading.redefines and _is_own(document, node):
            yield finding(
                at=replace(document.at(node), privacy=Privacy.PUBLIC),
                observed="the credential",
                expected=f"usable JSON-LD: {reading.problem}",
            )


def _place(document: Credential, node: Node, lost: Lost) -> Location:
    """A type is placed at the member that holds it, where the rules about types speak. Names of members and types say
    nothing about a person; the text of an identifier may."""
    path = lost.path[:-1] if lost.sort is Sort.TYPE and isinstance(lost.path[-1], int) else lost.path
    place = document.at(node, *path)
    return place if lost.sort is Sort.IDENTIFIER else replace(place, privacy=Privacy.PUBLIC)


def _is_own(document: Credential, node: Node) -> bool:
    """Whether what keeps the credential from being processed is its own, and not that of one inside it."""
    readings = document.readings.items()
    inner = [reading for other, reading in readings if other is not node and _is_inside(other, node)]
    return not any(reading.problem for reading in inner)


def _is_inside(node: Node, credential: Node) -> bool:
    return not node.sealed and node.path[: len(credential.path)] == credential.path


@rule(
    "OB-LD-002",
    severity=ERROR,
    versions=OB3,
    basis="VC Data Model 2.0 section 4.3",
    message="one of the contexts gives another meaning to a term that a context before it protects",
)
def protected_terms_keep_their_meaning(document: Credential) -> Findings:
    """No context redefines a term that the contexts of the standard protect.

    Why: JSON-LD processors refuse the whole credential, so it can neither be read nor verified.

    Example: An extension context that defines `name` anew.

    Repair: Choose another name in the extension, and sign the credential anew.
    """
    for node, reading in document.readings.items():
        if reading.redefines and _is_own(document, node):
            yield finding(at=document.at(node, "@context"))
