"""OB-PROOF and CLR-PROOF: embedded proofs and the keys that they were made with."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.credentials.flaws import Flaw
from fairmark.validators.rules.credentials.told import of_badge, of_record, told
from fairmark.validators.rules.credentials.versions import CLR2, OB3


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
    return of_badge(document, Flaw.NO_PROOF)


@rule(
    "OB-PROOF-002",
    severity=ERROR,
    versions=OB3,
    basis="VC Data Integrity 1.0 section 4.4",
    message="the signature does not verify: {observed}",
    follows=("OB-CTX-003",),
    notes="A proof that cannot be judged, as a context is not at hand or the document is no usable JSON-LD, counts as "
    "one that does not verify.",
)
def signature_verifies(document: Credential) -> Findings:
    """The signature is the named key's over exactly this content.

    Why: A signature that does not verify means that the content was changed after signing, or signed with another key.

    Example: A badge whose achievement was renamed after it had been signed.

    Repair: Sign it anew after the last change, with the key that `verificationMethod` names.
    """
    return of_badge(document, Flaw.NOT_VERIFIED)


@rule(
    "OB-PROOF-003",
    severity=ERROR,
    versions=OB3,
    basis="VC Data Integrity 1.0 section 4.4; VC Data Model 2.0 section 4.12",
    message="proofPurpose is {observed}, where {expected} belongs",
)
def proof_is_an_assertion(document: Credential) -> Findings:
    """The purpose of a credential's proof is assertionMethod.

    Why: A key that only logs somebody in, or only signs for one session, was never meant to vouch for a credential.

    Example: `"proofPurpose": "authentication"`.

    Repair: Sign anew with the purpose assertionMethod, and a key that the issuer's document lists there.
    """
    return told(document, Flaw.PURPOSE)


@rule(
    "OB-PROOF-004",
    severity=ERROR,
    versions=OB3,
    basis="VC Data Integrity 1.0 section 2.1, verificationMethod; Open Badges 3.0 section 8.5",
    message="verificationMethod is {observed}",
    notes="did:key, did:jwk, did:web and https are followed. Other DID methods need registries of their own.",
)
def proof_names_its_key(document: Credential) -> Findings:
    """A proof names its key by a URL that can be followed.

    Why: Without the name of a key nobody can verify the signature.

    Example: A proof without `verificationMethod`, or with `did:example:123#key-1`.

    Repair: Name the key as did:key, did:web, or by the https URL of the issuer's document and a fragment.
    """
    return told(document, Flaw.METHOD_NAME)


@rule(
    "OB-PROOF-005",
    severity=ERROR,
    versions=OB3,
    basis="Controlled Identifiers 1.0 section 3.3; Open Badges 3.0 section 8.5",
    message="no usable key: {observed}",
    notes="A key that has expired or was revoked according to its own document is not used, as Controlled Identifiers "
    "1.0 section 2.2 asks. Without the network only did:key and did:jwk lead to a key; --resources can stand in.",
)
def key_of_the_proof_is_found(document: Credential) -> Findings:
    """The name of a proof's key leads to a key that may vouch for credentials.

    Why: If the issuer's document cannot be read, or does not list the key, the signature says nothing about the issuer.

    Example: A did:web whose document was taken down, or that lists the key under `authentication` only.

    Repair: Publish the document with the key in `verificationMethod` and its id in `assertionMethod`; keep old keys
    there for as long as credentials signed with them shall verify.
    """
    return told(document, Flaw.NO_KEY)


@rule(
    "OB-PROOF-006",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.6.1 Multikey, controller; the public validator holds it against the issuer's id",
    message="the key is somebody else's than the issuer's: {observed}",
    notes="The controller and the issuer's id are compared as text. It speaks of tokens too, where the issuer's own "
    "DID document or identifier denies the key.",
)
def key_is_the_issuers(document: Credential) -> Findings:
    """The key that signed is controlled by the issuer.

    Why: Everybody can sign with a key of their own; only the issuer's key makes it the issuer's credential.

    Example: The issuer is `https://valley.example/issuers/1`, and the proof names a did:key.

    Repair: Sign with a key that the issuer's identifier leads to, or name as issuer the identifier that owns the key.
    """
    return told(document, Flaw.CONTROLLER)


@rule(
    "OB-PROOF-007",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 8.3; VC Data Integrity 1.0 section 4.4",
    message="the proof cannot be verified here: {observed}",
    notes="Verified are eddsa-rdfc-2022, eddsa-jcs-2022, ecdsa-rdfc-2019, ecdsa-jcs-2019, derived proofs of "
    "ecdsa-sd-2023, and the older eddsa-2022 and Ed25519Signature2020. Where another proof holds, OB-PROOF-009 speaks.",
)
def proof_is_of_a_known_kind(document: Credential) -> Findings:
    """A proof is of a kind that verifiers know.

    Why: A verifier that does not know the kind must turn the credential away.

    Example: `"type": "RsaSignature2018"`, or a base proof of ecdsa-sd-2023, which only its holder should have.

    Repair: Sign with eddsa-rdfc-2022, which every verifier of Open Badges knows.
    """
    return told(document, Flaw.UNSUPPORTED)


@rule(
    "OB-PROOF-008",
    severity=ERROR,
    versions=OB3,
    basis="VC Data Integrity EdDSA 1.0 section 3.3; VC Data Integrity 1.0 section 2.1, proofValue",
    message="the proof is malformed: {observed}",
)
def proof_value_is_well_formed(document: Credential) -> Findings:
    """The value of a proof is a multibase text of the length that its kind of signature has.

    Why: A value that is cut short or coded otherwise can never verify.

    Example: A proofValue in base64, or with a character missing at its end.

    Repair: Copy the whole value; write Ed25519 signatures as `z` and base58btc of 64 octets.
    """
    return told(document, Flaw.MALFORMED)


@rule(
    "OB-PROOF-009",
    severity=WARNING,
    versions=OB3,
    basis="VC Data Integrity 1.0 section 4.5; Open Badges 3.0 section 8.1",
    message="one of several proofs does not hold: {observed}",
    notes="A verifier may accept a credential for any one of its proofs, so that one that fails beside one that holds "
    "is a warning.",
)
def every_proof_holds(document: Credential) -> Findings:
    """Every proof of a credential that carries several holds.

    Why: Another verifier may look at the one that fails, and turn the credential away.

    Example: A second proof that was left in place when the credential was changed and signed anew.

    Repair: Take out proofs that no longer hold, and sign anew with the key that they were made with.
    """
    return told(document, Flaw.ANOTHER_FAILS)


@rule(
    "OB-PROOF-010",
    severity=WARNING,
    versions=OB3,
    basis="Open Badges 3.0 section 8.3; VC Data Integrity EdDSA 1.0 section 3.1",
    message="{observed} is deprecated",
)
def proof_is_of_a_current_kind(document: Credential) -> Findings:
    """A proof is of a kind that is still in use.

    Why: Verifiers drop older kinds one by one, and then the credential no longer verifies.

    Example: `"type": "Ed25519Signature2020"`, or the cryptosuite eddsa-2022.

    Repair: Sign new credentials with eddsa-rdfc-2022, and re-issue those that shall last.
    """
    return told(document, Flaw.DEPRECATED_SUITE)


@rule(
    "OB-PROOF-011",
    severity=WARNING,
    strict=ERROR,
    versions=OB3,
    basis="Controlled Identifiers 1.0 section 3.3; Open Badges 3.0 implementation guide, public keys",
    message="nothing but the credential says that the key is the issuer's: {observed}",
    notes="Embedded proofs: if the document at the issuer's address cannot be got, a key in the fragment of the "
    "method's name is taken, as the official validator does without asking. Tokens: a key in the header (jwk), or at "
    "an address that is not the issuer's, shows that nothing was changed, and not who signed; the implementation guide "
    "wants it in /.well-known/jwks.json of the issuer, which is asked where the user allows it.",
)
def key_is_anchored_at_the_issuer(document: Credential) -> Findings:
    """The issuer itself says, by its identifier or at its own address, that the key is its own.

    Why: Everybody can put a key of their own beside somebody else's address, and the signature verifies.

    Example: `"verificationMethod": "https://valley.example/issuers/1#z6Mk..."`, while that address gives no document.

    Repair: Publish the issuer's document with the key in it, or the key set; verify with --online so that it is asked.
    """
    return told(document, Flaw.NOT_ANCHORED)


@rule(
    "OB-PROOF-012",
    severity=ERROR,
    versions=OB3,
    basis="VC Data Integrity 1.0 section 2.1, created and expires",
    message="the proof's dates speak against it: {observed}",
    notes="Five minutes in the future are let pass, as clocks differ. A moment without a zone is taken as UTC, as the "
    "standard says.",
)
def proof_is_of_its_time(document: Credential) -> Findings:
    """A proof was made before now and has not expired.

    Why: A proof that has expired no longer vouches for anything, and one from the future was dated by hand.

    Example: `"expires": "2026-07-01T00:00:00Z"`, judged in August.

    Repair: Sign anew; leave `expires` out unless the proof shall end before the credential does.
    """
    return told(document, Flaw.PROOF_DATES)


@rule(
    "CLR-PROOF-001",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0, proofs of a ClrCredential",
    message="the record has no proof of its own",
)
def record_has_a_proof(document: Credential) -> Findings:
    """A CLR carries a proof of its own, beside those of the credentials in it.

    Why: Without it nobody can tell who put the record together, or whether something was taken out.

    Example: A ClrCredential with signed badges inside and no `proof` of its own.

    Repair: Sign the record as a whole, as an embedded proof (eddsa-rdfc-2022) or as VC-JWT.
    """
    return of_record(document, Flaw.NO_PROOF)


@rule(
    "CLR-PROOF-002",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0, verification of a ClrCredential; VC Data Integrity 1.0 section 4.4",
    message="the record's own signature does not verify: {observed}",
    follows=("OB-CTX-003",),
    notes="Every other defect of its proof, key or token keeps the id of its OB rule.",
)
def signature_of_the_record_verifies(document: Credential) -> Findings:
    """The record's own signature is the named key's over exactly this content.

    Why: It means that the record was changed after signing: a credential added, exchanged or left out.

    Example: A record out of which a badge was taken after it had been signed.

    Repair: Sign it anew after the last change, with the key that `verificationMethod` names.
    """
    return of_record(document, Flaw.NOT_VERIFIED)
