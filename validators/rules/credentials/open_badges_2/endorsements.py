"""What others say about a badge."""

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.badge2 import Badge2
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
