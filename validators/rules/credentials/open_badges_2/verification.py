"""That a badge is its issuer's, by what the issuer publishes or by its signature, and that it still counts."""

from collections.abc import Mapping

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.flaws import Flaw
from fairmark.validators.rules.credentials.open_badges_2.told import told
from fairmark.validators.rules.credentials.versions import OB2


@rule(
    "OB-V2-015",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, RevocationList; Revoking Hosted Assertions",
    message="the badge is revoked: {observed}",
    notes="A hosted badge is revoked by what stands at its id, or by the answer 410 Gone there; a signed one by the "
    "list of its issuer.",
)
def badge_is_not_revoked(document: Badge2) -> Findings:
    """A badge has not been revoked by its issuer.

    Why: Its issuer no longer stands behind it.

    Example: `"revoked": true`, or the id of the badge among `revokedAssertions`.

    Repair: Ask the issuer for the reason. Only the issuer can award it anew.
    """
    return told(document, Flaw.REVOKED)


@rule(
    "OB-V2-018",
    severity=ERROR,
    versions=OB2,
    may_be=(WARNING,),
    basis="Open Badges 2.0, VerificationObject: type",
    message="expected {expected}; found {observed}",
    notes="The standard lets extensions bring kinds of verification of their own. They are not known here: a warning.",
)
def badge_says_how_it_is_verified(document: Badge2) -> Findings:
    """The verification of a badge has the type HostedBadge or SignedBadge.

    Why: It tells a verifier whether to ask the issuer's server or to check the signature; without it nobody knows.

    Example: `"verification": {"type": "VerificationObject"}` in an assertion.

    Repair: Set it to `HostedBadge` where the assertion is published at its id, and to `SignedBadge` where it is a JWS.
    """
    return told(document, Flaw.UNSUPPORTED)


@rule(
    "OB-V2-019",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, HostedBadge Verification; VerificationObject: startsWith, allowedOrigins",
    message="the id of the assertion is {observed}; expected {expected}",
    notes="Where the profile of the issuer says nothing, badges have to be hosted where the profile itself is.",
)
def hosted_badge_lies_at_its_issuers(document: Badge2) -> Findings:
    """The id of a hosted badge is an address where its issuer says that its badges are published.

    Why: Anybody can publish an assertion that names a famous issuer; where it is published shows who did.

    Example: An assertion at `https://free-pages.example/1.json` with an issuer at `https://college.example/issuer`.

    Repair: Publish the assertions at the issuer's own host, or name the other one under `allowedOrigins` or
    `startsWith` in the issuer's profile.
    """
    return told(document, Flaw.SCOPE)


@rule(
    "OB-V2-020",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, HostedBadge Verification: steps to verify",
    message="what stands at the id of the assertion is otherwise: {observed}",
    notes="Compared are id, recipient, badge, issuedOn and expires: who was awarded what, and for how long. "
    "Descriptions and evidence may have been improved since.",
)
def hosted_badge_is_what_its_issuer_publishes(document: Badge2) -> Findings:
    """A hosted badge says the same as what its issuer publishes at its id.

    Why: Only what stands there counts. A copy that says otherwise was altered, or is outdated.

    Example: A copy with another `recipient` than the assertion at its address.

    Repair: Download the assertion from its id and use that one.
    """
    return told(document, Flaw.HOSTED_OTHERWISE)


@rule(
    "OB-V2-021",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, SignedBadge Verification: steps to verify; RFC 7515 section 5.2",
    message="{observed}",
    notes="RS256, ES256, ES384 and EdDSA are accepted; `none` and HMAC never. The standard recommends RS256.",
)
def signed_badge_is_signed(document: Badge2) -> Findings:
    """A signed badge is a compact JWS, and its signature is by a key of its issuer.

    Why: The signature is all that shows that nobody has altered the badge, or made it up.

    Example: A badge in which the recipient was changed after it had been signed.

    Repair: Use the badge as the issuer gave it out, as a JWS. If it was, the issuer has to sign it anew.
    """
    return told(document, Flaw.NO_PROOF, Flaw.TOKEN, Flaw.ALGORITHM)


@rule(
    "OB-V2-022",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, CryptographicKey; SignedBadge: creator",
    message="{observed}",
    follows=("OB-V2-016",),
    notes="Where the key, or a link on the way to it, was not looked up, the signature stays unverified, and what could"
    " not be verified is not accepted.",
)
def key_is_the_issuers(document: Badge2) -> Findings:
    """The key of a signed badge is a usable public key that the issuer's profile lists, and its owner is the issuer.

    Why: A signature by just any key proves nothing. Key and issuer have to name each other.

    Example: A `creator` that is not among the `publicKey` of the issuer's profile.

    Repair: List the key in the profile under `publicKey`, set its `owner` to the id of the profile, and publish it in
    PEM. Where a private key was published, make a new one at once.
    """
    return told(document, Flaw.TOKEN_KEY, Flaw.CONTROLLER, Flaw.PRIVATE_KEY)


@rule(
    "OB-V2-023",
    severity=ERROR,
    versions=OB2,
    may_be=(WARNING,),
    basis="Open Badges 2.0, RevocationList: revokedAssertions, issuer",
    message="expected {expected}",
    notes="That a list names another issuer than the one whose profile links to it is a warning: the link counts.",
)
def revocation_list_names_assertions(document: Badge2) -> Findings:
    """Every entry of a list of revoked badges names an assertion by its id or uid, and the list is the issuer's own.

    Why: A verifier passes over an entry that names nothing, and the badge that was meant stays good.

    Example: `{"revocationReason": "Awarded in error"}` among `revokedAssertions`.

    Repair: Give each entry the `id` of the assertion, or its `uid` where it is of an older version.
    """
    for entity in document.of("RevocationList"):
        entries = entity.data.get("revokedAssertions")
        for number, entry in enumerate(entries if isinstance(entries, list) else []):
            named = isinstance(entry, Mapping) and any(
                isinstance(entry.get(name), str) for name in ("id", "@id", "uid")
            )
            if isinstance(entry, Mapping) and not named:
                yield finding(at=document.at(entity, "revokedAssertions", number), expected="an id or a uid")
        owner = entity.text("issuer")
        if owner and entity.parent is not None and entity.parent.cls == "Profile" and owner != entity.parent.id:
            expected = "the issuer whose profile links to the list"
            yield finding(at=document.at(entity, "issuer"), observed=owner, expected=expected, severity=WARNING)
