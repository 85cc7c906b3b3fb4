"""API-ISS: what certification asks of a badge that an issuer submits, beyond what makes it a valid one."""

from collections.abc import Iterator, Mapping

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import ProofError
from fairmark.validators.proofs.recipients import EMAIL, Recipient
from fairmark.validators.readers.sniff_credentials import texts
from fairmark.validators.suites.credentials.versions import OPEN_BADGES
from fairmark.validators.suites.issuers.session import BADGE, Session
from fairmark.validators.suites.reading import Served
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds, not_applicable

ISSUERS = ("issuer",)
GUIDE = "Open Badges 3.0 certification guide, Issuer"
CONFORMANCE = "conformance@imsglobal.org"
SUITES = ("eddsa-rdfc-2022", "ecdsa-sd-2023")
"""Cryptosuites of embedded proofs that certification accepts."""
ALGORITHMS = ("RS256", "ES256")
"""Algorithms of tokens that 1EdTech's own validator verifies."""
NO_BADGE = "there is no badge that could be read"
KINDS = {
    "clr": "a Comprehensive Learner Record",
    "endorsement": "an endorsement",
    "open-badge-2": "something of Open Badges 2.0",
}


def over_all(session: Session, broken: Iterator[tuple[Credential, str]], expected: str = "") -> Result:
    """The result of a check of which `broken` are the badges that break it, each with what was observed."""
    if not session.badges:
        return cannot_tell(BADGE, NO_BADGE, session.answer)
    found = list(broken)
    if not found:
        return holds(BADGE, session.answer)
    more = f" (so do {len(found)} of {len(session.badges)} badges)" if len(session.badges) > 1 else ""
    return breach(BADGE, session.answer, observed=found[0][1] + more, expected=expected)


@rule(
    "API-ISS-001",
    scope="live",
    severity=ERROR,
    versions=OPEN_BADGES,
    kinds=ISSUERS,
    basis="Open Badges 3.0 section 5, Open Badges Document Formats",
    message="at the address stands {observed}",
)
def address_leads_to_a_badge(session: Session) -> Results:
    """At the address of a badge stands an Open Badge 3.0: its JSON, its compact JWS, or an image that it is baked into.

    Why: A recipient hands the address on, and whoever follows it with a verifier finds nothing to verify.

    Example: A web page about the badge, or an assertion of Open Badges 2.0.

    Repair: Serve the credential itself at an address of its own, beside the page that people look at.
    """
    others = [one for one in session.served if not one.is_badge]
    if session.served and not others:
        yield holds(BADGE, session.answer)
    else:
        yield breach(BADGE, session.answer, observed=_instead(others[0]) if others else "an empty list")


def _instead(served: Served) -> str:
    """What something is that is no badge."""
    if served.kind:
        return KINDS.get(served.kind, "another credential")
    return "an image that carries no badge" if served.container else "what is no credential"


@rule(
    "API-ISS-002",
    scope="live",
    severity=ERROR,
    versions=OPEN_BADGES,
    kinds=ISSUERS,
    basis=f"{GUIDE}, test 1",
    message="the badge {observed}; expected {expected}",
    notes="The guide names the recipient by e-mail address, so an IdentityObject of the type emailAddress is looked "
    "for, plain or hashed. A subject whose id is the mailto: URI of that address names it too and is let pass.",
)
def badge_is_issued_to_the_test_recipient(session: Session) -> Results:
    """The badge that is submitted was issued to conformance@imsglobal.org.

    Why: Certification looks at a badge of nobody real, and sees by its recipient that it was issued for the test.

    Example: A badge whose subject has the `did:key` of the issuer's own tester and no identifier.

    Repair: Issue a badge to that address, as an `identifier` of the subject with `identityType` emailAddress, and
    submit that one.
    """
    yield over_all(
        session,
        ((badge, "is issued to somebody else") for _, badge in session.badges if not _is_for_the_test(badge)),
        expected=CONFORMANCE,
    )


def _is_for_the_test(badge: Credential) -> bool:
    subject = badge.data.get("credentialSubject")
    several = subject if isinstance(subject, list) else [subject]
    wanted = (Recipient(EMAIL, CONFORMANCE), Recipient("id", f"mailto:{CONFORMANCE}"))
    return any(one.is_named_by(each) for each in several if isinstance(each, Mapping) for one in wanted)


@rule(
    "API-ISS-003",
    scope="live",
    severity=ERROR,
    versions=OPEN_BADGES,
    kinds=ISSUERS,
    basis=f"{GUIDE}, Supported Proof Mechanisms; Open Badges 3.0 section 8.2",
    message="the badge is secured by {observed}; expected {expected}",
    needs=("OB-PROOF-001",),
    notes="The guide names cryptosuites of embedded proofs. Of tokens every verifier must know RS256; ES256, which "
    "1EdTech's own validator verifies too, is let pass.",
)
def proof_is_of_an_accepted_kind(session: Session) -> Results:
    """The badge has a proof of a kind that certification accepts: eddsa-rdfc-2022, ecdsa-sd-2023, or VC-JWT with RS256.

    Why: Displayers and hosts have to know these kinds and no others; for them a badge with another one has no proof.

    Example: A badge whose only proof is an Ed25519Signature2020.

    Repair: Sign it with one of these; a second proof of another kind may stand beside it.
    """
    yield over_all(
        session,
        ((badge, _kinds_of(badge)) for _, badge in session.badges if not _is_accepted(badge)),
        expected=f"{', '.join(SUITES)} or VC-JWT with RS256",
    )


def algorithm_of(badge: Credential) -> str:
    """The algorithm of the token that the badge came as, "" for none."""
    try:
        algorithm = jws.decode(badge.circumstances.token).header.get("alg") if badge.circumstances.token else ""
    except ProofError:
        return ""
    return algorithm if isinstance(algorithm, str) else ""


def _proofs(badge: Credential) -> list[Mapping[str, object]]:
    proof = badge.data.get("proof")
    return [one for one in (proof if isinstance(proof, list) else [proof]) if isinstance(one, Mapping)]


def _is_accepted(badge: Credential) -> bool:
    embedded = any(
        "DataIntegrityProof" in texts(one.get("type")) and one.get("cryptosuite") in SUITES for one in _proofs(badge)
    )
    return embedded or algorithm_of(badge) in ALGORITHMS


def _kinds_of(badge: Credential) -> str:
    """How a badge is secured whose proofs are all of other kinds; nothing but names of suites known here is told."""
    if badge.circumstances.token:
        known = algorithm_of(badge) if algorithm_of(badge) in jws.ALLOWED else "another algorithm"
        return f"VC-JWT with {known}"
    return "a proof of another kind" if _proofs(badge) else "no proof"


# -- how it is served ------------------------------------------------------------------------------------------------

JSON_TYPES = ("application/vc+ld+json", "application/vc", "application/ld+json", "application/json")
IMAGES = {"png": ("image/png",), "svg": ("image/svg+xml",)}


@rule(
    "API-ISS-004",
    scope="live",
    severity=WARNING,
    versions=OPEN_BADGES,
    kinds=ISSUERS,
    basis="Open Badges 3.0 section 5.2, Web Resource",
    message="the badge is served as {observed}; expected {expected}",
    needs=("API-ISS-001",),
    notes="Editions of the standard name application/json, application/ld+json and application/vc+ld+json for JSON; "
    "each of them is let pass, and application/vc, which is registered for credentials. Of images the standard says "
    "nothing; they have media types of their own.",
)
def badge_has_its_media_type(session: Session) -> Results:
    """A badge is served in the media type of its form: JSON as application/vc+ld+json, a compact JWS as text/plain.

    Why: Clients choose their parser by it, and browsers show or save by it.

    Example: A compact JWS that is served as text/html.

    Repair: Set the Content-Type of the address at which badges are served.
    """
    badges = session.badges
    if not badges or len(session.served) > 1:
        yield not_applicable(BADGE, "several badges are served together" if badges else NO_BADGE)
        return
    served, badge = badges[0]
    wanted = IMAGES.get(served.container) or (("text/plain",) if badge.circumstances.token else JSON_TYPES)
    told = session.answer.media_type
    if told in wanted:
        yield holds(BADGE, session.answer)
    else:
        yield breach(BADGE, session.answer, observed=told or "no media type", expected=wanted[0])
