"""OB-TYPE and CLR-TYPE: what a credential calls itself; OB-VCDM and CLR-VCDM: the data model that it follows."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.rules.credentials.versions import CLR2, OB3

WANTED = {
    "AchievementCredential": ("AchievementCredential", "OpenBadgeCredential"),
    "EndorsementCredential": ("EndorsementCredential",),
    "ClrCredential": ("ClrCredential",),
    "VerifiableCredential": (),
}
"""Class of a credential to the types of which it has one beside VerifiableCredential."""


def untyped(document: Credential, *classes: str) -> Findings:
    for node in document.of(*classes):
        wanted, found = WANTED[node.cls], node.types
        if node.data.get("type", ()) is None:
            continue
        if "VerifiableCredential" not in found or (wanted and not any(name in found for name in wanted)):
            yield finding(
                at=document.at(node, "type"),
                observed=node.data.get("type"),
                expected=" and ".join(("VerifiableCredential", *wanted[:1])),
            )


def old_model(document: Credential, *classes: str) -> Findings:
    for node in document.of(*classes):
        if node.model == "1.1":
            yield finding(at=document.at(node, "@context"))


@rule(
    "OB-TYPE-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.2 AchievementCredential",
    message="expected {expected}; found {observed}",
)
def credential_says_what_it_is(document: Credential) -> Findings:
    """The type of a badge holds VerifiableCredential, and AchievementCredential or OpenBadgeCredential; that of an
    endorsement EndorsementCredential instead.

    Why: Wallets and verifiers choose by the type how they read a credential; one that they do not know is turned away.

    Example: `"type": ["VerifiableCredential", "Badge"]`.

    Repair: Set `type` to `["VerifiableCredential", "AchievementCredential"]`, or the second to what the credential is.
    """
    return untyped(document, "AchievementCredential", "EndorsementCredential", "VerifiableCredential")


@rule(
    "CLR-TYPE-001",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0 data model, ClrCredential type",
    message="expected {expected}; found {observed}",
)
def record_says_what_it_is(document: Credential) -> Findings:
    """The type of a record holds VerifiableCredential and ClrCredential.

    Why: Wallets and verifiers choose by the type how they read a credential; one that they do not know is turned away.

    Example: `"type": ["VerifiableCredential", "Transcript"]`.

    Repair: Set `type` to `["VerifiableCredential", "ClrCredential"]`.
    """
    return untyped(document, "ClrCredential")


@rule(
    "OB-VCDM-001",
    severity=WARNING,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.2 AchievementCredential, @context",
    message="it follows version 1.1 of the W3C data model",
    notes="Displayers must still verify such credentials, so nothing else is held against them.",
)
def badge_follows_the_current_model(document: Credential) -> Findings:
    """A badge or an endorsement follows version 2.0 of the W3C data model.

    Why: Badges of version 1.1 are to be verified still but no longer issued; new software may not know their dates.

    Example: A first context `https://www.w3.org/2018/credentials/v1`, with `issuanceDate`.

    Repair: Issue it anew with the context `https://www.w3.org/ns/credentials/v2`, and with `validFrom` and `validUntil`
    instead of `issuanceDate` and `expirationDate`.
    """
    return old_model(document, "AchievementCredential", "EndorsementCredential")


@rule(
    "CLR-VCDM-001",
    severity=WARNING,
    versions=CLR2,
    basis="CLR 2.0 data model, ClrCredential @context",
    message="it follows version 1.1 of the W3C data model",
    notes="Displayers must still verify such records, so nothing else is held against them.",
)
def record_follows_the_current_model(document: Credential) -> Findings:
    """A ClrCredential follows version 2.0 of the W3C data model.

    Why: Records of version 1.1 are to be verified still but no longer issued; new software may not know their dates.

    Example: A first context `https://www.w3.org/2018/credentials/v1`, with `issuanceDate`.

    Repair: Issue it anew with the context `https://www.w3.org/ns/credentials/v2`, and with `validFrom` and `validUntil`
    instead of `issuanceDate` and `expirationDate`.
    """
    return old_model(document, "ClrCredential")
