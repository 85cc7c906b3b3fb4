"""What others say about a badge."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.flaws import Flaw
from fairmark.validators.rules.credentials.open_badges_2.told import told
from fairmark.validators.rules.credentials.versions import OB2


@rule(
    "OB-V2-027",
    severity=WARNING,
    versions=OB2,
    basis="Open Badges 2.0, Endorsement: claim; Properties: endorsement",
    message="it is about something else: expected the id of {expected}",
    notes="That the two belong together follows from what endorsement means; the standard does not demand it in words.",
)
def endorsement_is_about_what_holds_it(document: Badge2) -> Findings:
    """An endorsement is about the badge, the badge class or the issuer that holds or links to it.

    Why: Praise of something else says nothing about this badge, however good it looks beside it.

    Example: An endorsement in a badge class, with the id of another class in its `claim`.

    Repair: Move the endorsement to what it is about, or correct the id in its `claim`.
    """
    for claim in document.of("Claim"):
        endorsement = claim.parent
        host = endorsement.parent if endorsement is not None else None
        if host is not None and host.id and claim.id and claim.id != host.id:
            yield finding(at=document.at(claim, "id"), observed=claim.id, expected=f"the {host.cls}")


@rule(
    "OB-V2-029",
    severity=ERROR,
    versions=OB2,
    may_be=(WARNING,),
    basis="Open Badges 2.0, Endorsement: verification; Verification",
    message="the endorsement does not hold: {observed}",
    follows=("OB-V2-016", "OB-V2-017"),
    notes="At most 100 endorsements of a document are verified, those of endorsements included. What is out of reach "
    "is OB-V2-016's; a signed one whose key is out of reach, and a kind of verification that an extension brings, are "
    "warnings. A signed one stands in a document without its signature: it is looked for at its id, as a JWS. Of a "
    "hosted one, id, claim, issuer and issuedOn are compared with what stands at its id.",
)
def endorsement_is_its_endorsers(document: Badge2) -> Findings:
    """An endorsement is its endorser's, by what that publishes at its id or by its signature, and is not revoked.

    Why: Anybody can write praise in the name of a state department; only what the department publishes or signs is its
    own.

    Example: An endorsement in a badge class whose `claim` says more than the endorsement at its id.

    Repair: Put the endorsement in exactly as the endorser gave it, or link to its address, or leave it out.
    """
    return told(document, Flaw.ENDORSEMENT)
