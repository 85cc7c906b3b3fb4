"""OB-JWT: credentials secured as VC-JWT, as compact JWS."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.credentials.flaws import Flaw
from fairmark.validators.readers.problem import Reading
from fairmark.validators.rules.credentials.told import told
from fairmark.validators.rules.credentials.versions import OB3
from fairmark.validators.rules.input.text import said_by


@rule(
    "OB-JWT-001",
    severity=ERROR,
    versions=OB3,
    basis="RFC 7515 section 5.2; Open Badges 3.0 section 8.2.6",
    message="the token does not verify: {observed}",
)
def token_verifies(document: Credential | Reading) -> Findings:
    """A token is a compact JWS whose signature is the key's over exactly this content.

    Why: A signature that does not verify means that the content was changed, or signed with another key.

    Example: A token whose payload was decoded, edited and coded again, or whose last segment was cut off in copying.

    Repair: Copy the whole token, three segments joined by full stops, as the issuer gave it; or issue it anew.
    """
    if isinstance(document, Reading):
        return said_by(document, "OB-JWT-001")
    return told(document, Flaw.TOKEN)


@rule(
    "OB-JWT-002",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 8.2.3, alg; RFC 8725 section 3.1",
    message="{observed}",
    notes="RS256 is what every verifier must know; ES256, ES384 and EdDSA are verified too. The algorithm must be the "
    "one of the key's own kind.",
)
def algorithm_is_of_public_keys(document: Credential) -> Findings:
    """A token is signed with an algorithm of public keys, the one that its key is made for.

    Why: With none anybody makes a token; with a shared secret everybody who can verify can also forge.

    Example: `"alg": "none"`, or `"alg": "HS256"` with the issuer's public key as the secret.

    Repair: Sign with RS256, or with ES256 or EdDSA where the receivers know them.
    """
    return told(document, Flaw.ALGORITHM)


@rule(
    "OB-JWT-003",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 8.2.3, kid and jwk",
    message="no usable key for the token: {observed}",
    notes="Where kid leads nowhere, jwk is used. Without the network kid can be followed only if it is did:key or "
    "did:jwk; --resources can stand in.",
)
def key_of_the_token_is_found(document: Credential) -> Findings:
    """The header of a token leads to its key, by `kid` or by `jwk`.

    Why: Without the key nobody can verify the signature.

    Example: A header with nothing but `alg`, or a kid at whose address nothing stands.

    Repair: Put the public key into `jwk`, or name in `kid` the URL where it is published.
    """
    return told(document, Flaw.TOKEN_KEY)


@rule(
    "OB-JWT-004",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 8.2.3, jwk: no private members; RFC 7517 section 9.2",
    message="{observed}",
)
def private_key_stays_private(document: Credential) -> Findings:
    """The key of a token is published without its private part.

    Why: Everybody who has the token can now sign in the issuer's name.

    Example: A `jwk` with the member `d`.

    Repair: Withdraw the key at once, re-issue all that it signed with a new one, and publish only its public members.
    """
    return told(document, Flaw.PRIVATE_KEY)


@rule(
    "OB-JWT-005",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 8.2.4, iss",
    message="iss, which repeats the id of the issuer, is {observed}",
)
def iss_is_the_issuer(document: Credential) -> Findings:
    """The claim iss is the id of the issuer.

    Why: Software that knows tokens but not credentials goes by the claim, and would credit somebody else.

    Example: A token whose iss names the platform, while the credential names the school.

    Repair: Set `iss` to the id of `issuer`, and sign anew.
    """
    return told(document, Flaw.ISS)


@rule(
    "OB-JWT-006",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 8.2.4, sub",
    message="sub, which repeats the id of the subject, is {observed}",
    notes="The claim is required, so a subject that is known by an identifier alone cannot be in a token.",
)
def sub_is_the_subject(document: Credential) -> Findings:
    """The claim sub is the id of the subject.

    Why: Software that knows tokens but not credentials goes by the claim, and would give the credential to another.

    Example: A token whose sub is an e-mail address, while the subject has a DID.

    Repair: Give `credentialSubject` an id, set `sub` to it, and sign anew; or use an embedded proof.
    """
    return told(document, Flaw.SUB)


@rule(
    "OB-JWT-007",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 8.2.4, nbf",
    message="nbf, which repeats the beginning of validity, is {observed}",
    notes="Compared by whole seconds. In the older data model the beginning is issuanceDate.",
)
def nbf_is_the_beginning(document: Credential) -> Findings:
    """The claim nbf is the moment from which the credential is valid, in seconds since 1970.

    Why: Two beginnings in one credential make verifiers disagree whether it counts.

    Example: An nbf of the moment of signing, while validFrom is the day of the award.

    Repair: Set `nbf` to validFrom as a number of seconds, and sign anew.
    """
    return told(document, Flaw.NBF)


@rule(
    "OB-JWT-008",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 8.2.4, jti",
    message="jti, which repeats the id of the credential, is {observed}",
)
def jti_is_the_credential(document: Credential) -> Findings:
    """The claim jti is the id of the credential.

    Why: A receiver that keeps tokens by jti would keep the same credential twice, or replace another.

    Example: A jti that is made anew with each download.

    Repair: Set `jti` to the id of the credential, and sign anew.
    """
    return told(document, Flaw.JTI)


@rule(
    "OB-JWT-009",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 8.2.4, exp",
    message="exp, which repeats the end of validity, is {observed}",
    notes="Compared by whole seconds. Where it repeats validUntil and both are past, the rule about expiry speaks "
    "alone.",
)
def exp_is_the_end(document: Credential) -> Findings:
    """The claim exp is the moment until which the credential is valid; a token without that moment is not past its exp.

    Why: Two ends in one credential make verifiers disagree whether it still counts.

    Example: A credential with validUntil whose token has no exp.

    Repair: Set `exp` to validUntil as a number of seconds, and sign anew.
    """
    return told(document, Flaw.EXP)


@rule(
    "OB-JWT-010",
    severity=ERROR,
    lenient=WARNING,
    may_be=(WARNING,),
    versions=OB3,
    basis="Open Badges 3.0 section 8.2.3",
    message="the header says {observed}; allowed: {expected}",
    notes="`typ: vc+jwt`, and `cty` beside it, is how the W3C secures credentials with JOSE: a warning, as verifiers "
    "of Open Badges expect JWT or nothing.",
)
def header_says_no_more_than_it_may(document: Credential) -> Findings:
    """The header of a token has alg, kid, jwk and typ alone, and typ is JWT.

    Why: A verifier must not pass over what it does not know in a header, so some turn such a token away.

    Example: A header with `x5c` or `iat`, or with `"typ": "JOSE"`.

    Repair: Leave all other parameters out, and set `typ` to JWT or leave it out.
    """
    return told(document, Flaw.HEADER)


@rule(
    "OB-JWT-011",
    severity=WARNING,
    versions=OB3,
    basis="Open Badges 3.0 section 8.2.4; Securing VCs with JOSE and COSE section 3.1",
    message="the token has a claim vc",
)
def credential_is_the_payload(document: Credential) -> Findings:
    """A credential of the current data model is the payload of its token itself, not a claim `vc` in it.

    Why: Current verifiers look for its members at the top and do not find them.

    Example: `{"iss": "...", "vc": {"@context": ["https://www.w3.org/ns/credentials/v2", ...]}}`.

    Repair: Put the members of the credential beside the claims, and sign anew.
    """
    return told(document, Flaw.VC_CLAIM)
