"""OB-EVID: the evidence of what a learner did."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.rules.credentials.members import untyped
from fairmark.validators.rules.credentials.presence import says_nothing
from fairmark.validators.rules.credentials.versions import OB3


@rule(
    "OB-EVID-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.9 Evidence",
    message="the types of a piece of evidence do not include {expected}: {observed}",
)
def evidence_says_that_it_is_some(document: Credential) -> Findings:
    """The types of a piece of evidence include Evidence.

    Why: The context gives meaning to its members by this type; without it they are not signed.

    Example: `"type": ["Essay"]`.

    Repair: Set `type` to `["Evidence"]`; the kind of work belongs into `genre`.
    """
    return untyped(document, document.of("Evidence"), "Evidence")


@rule(
    "OB-EVID-002",
    severity=WARNING,
    versions=OB3,
    basis="best practice: evidence is a page to look at or a story to read (Open Badges 3.0 section B.1.9 Evidence)",
    message="the evidence has {observed}",
)
def evidence_can_be_looked_at(document: Credential) -> Findings:
    """A piece of evidence has an id that leads to it, or a narrative.

    Why: A name alone proves nothing: whoever judges the badge has nothing to look at.

    Example: `{"type": ["Evidence"], "name": "My capstone"}`.

    Repair: Give the stable address of the work in `id`, or tell in `narrative` what was done.
    """
    for node in document.of("Evidence"):
        if says_nothing(node.data.get("id")) and says_nothing(node.data.get("narrative")):
            expected = "an id or a narrative"
            yield finding(at=document.at(node), observed="neither id nor narrative", expected=expected)


@rule(
    "OB-EVID-003",
    severity=WARNING,
    versions=OB3,
    basis="best practice: the standard allows a Data URI (Open Badges 3.0 section B.1.9 Evidence), and every verifier "
    "has to carry it through its canonical form",
    message="the evidence itself stands in its id",
)
def evidence_is_not_in_its_identifier(document: Credential) -> Findings:
    """The id of a piece of evidence leads to it and does not hold it.

    Why: The work becomes a part of every copy of the badge, slows down each verification and cannot be withdrawn.

    Example: `"id": "data:application/pdf;base64,JVBERi0x..."`.

    Repair: Publish the work and put its address into `id`; or name it by a `urn:uuid:` and carry the content in a
    member of your own.
    """
    for node in document.of("Evidence"):
        if node.id.lstrip()[:5].lower() == "data:":
            expected = "an address that leads to the evidence"
            yield finding(at=document.at(node, "id"), observed=node.id, expected=expected)
