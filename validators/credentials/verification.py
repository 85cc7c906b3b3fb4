"""Verify every credential of a document: which flaws its proofs and its standing have, and the steps that showed it.

A flaw is told once, at the credential and the place where it is. Which rule speaks about it, and how loudly, depends
on whose it is: the outermost credential's, one in a record, or an endorsement's. Rules decide that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from fairmark.validators.core.events import Taken
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.credentials.embedded import verify_embedded
from fairmark.validators.credentials.flaws import Defect


@dataclass(frozen=True, slots=True)
class Verification:
    """How one credential came out. `steps` are in the order in which they were taken."""

    defects: tuple[Defect, ...] = ()
    steps: tuple[Taken, ...] = ()


class Role(Enum):
    """What a credential is in its document."""

    OUTERMOST = "the document itself"
    NESTED = "a credential in a record"
    ENDORSEMENT = "an endorsement"


def role_of(node: Node) -> Role:
    if node.parent is None:
        return Role.OUTERMOST
    return Role.ENDORSEMENT if node.cls == "EndorsementCredential" else Role.NESTED


def verify_all(document: Credential) -> Mapping[Node, Verification]:
    """Every credential of the document with how it came out, the outermost first."""
    references = document.circumstances.references
    results = {}
    for node in document.credentials:
        outcome = verify_embedded(node, references)
        results[node] = Verification(tuple(outcome.defects), tuple(outcome.steps))
    return results
