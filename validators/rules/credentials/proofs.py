"""OB-PROOF: embedded proofs and the keys that they were made with."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, rule
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.credentials.flaws import Flaw
from fairmark.validators.rules.credentials.told import told
from fairmark.validators.rules.credentials.versions import OB3


def outermost_badge(node: Node) -> bool:
    """Whether the credential is the document itself and no CLR, of whose own proof CLR-PROOF rules speak."""
    return node.parent is None and node.cls != "ClrCredential"


@rule(
    "OB-PROOF-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 8.1",
    message="there is no proof",
)
def credential_has_a_proof(document: Credential) -> Findings:
    """A credential carries at least one proof.

    Why: Without a signature nobody can tell who issued it, or whether it was changed.

    Example: A badge without `proof` that did not come as a compact JWS.

    Repair: Sign it, as an embedded proof (eddsa-rdfc-2022) or as VC-JWT.
    """
    return told(document, Flaw.NO_PROOF, outermost_badge)


@rule(
    "OB-PROOF-002",
    severity=ERROR,
    versions=OB3,
    basis="VC Data Integrity 1.0 section 4.4",
    message="the signature does not verify: {observed}",
)
def signature_verifies(document: Credential) -> Findings:
    """The signature is the named key's over exactly this content.

    Why: A signature that does not verify means that the content was changed after signing, or signed with another key.

    Example: A badge whose achievement was renamed after it had been signed.

    Repair: Sign it anew after the last change, with the key that `verificationMethod` names.
    """
    return told(document, Flaw.NOT_VERIFIED, outermost_badge)
