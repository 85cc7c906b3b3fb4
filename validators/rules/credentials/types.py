"""OB-TYPE, OB-SUBJ, CLR-TYPE, CLR-SUBJ: what a credential and its subject call themselves."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.rules.credentials.versions import OB3

BADGE_TYPES = ("AchievementCredential", "OpenBadgeCredential")


@rule(
    "OB-TYPE-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.1 AchievementCredential",
    message="expected {expected}; found {observed}",
)
def credential_says_what_it_is(document: Credential) -> Findings:
    """The type of a badge holds VerifiableCredential, and AchievementCredential or OpenBadgeCredential.

    Why: Wallets and verifiers choose by the type how they read a credential; one that they do not know is turned away.

    Example: `"type": ["VerifiableCredential", "Badge"]`.

    Repair: Set `type` to `["VerifiableCredential", "AchievementCredential"]`.
    """
    for node in document.of("AchievementCredential"):
        if "VerifiableCredential" not in node.types or not any(name in node.types for name in BADGE_TYPES):
            yield finding(
                at=document.at(node, "type"),
                observed=node.data.get("type"),
                expected="VerifiableCredential and AchievementCredential",
            )
