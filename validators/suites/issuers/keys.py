"""API-ISS: whether the issuer's key can be found by whoever knows the issuer alone."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.credentials.anchoring import key_of_token
from fairmark.validators.credentials.document import Credential
from fairmark.validators.credentials.means import Means
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import ProofError
from fairmark.validators.proofs.json_object import json_object
from fairmark.validators.proofs.keys import PublicKey, public_key_from_jwk
from fairmark.validators.suites.credentials.versions import OPEN_BADGES
from fairmark.validators.suites.issuers.badges import ISSUERS, over_all
from fairmark.validators.suites.issuers.session import BADGE, Session
from fairmark.validators.suites.result import Results, not_applicable

PLACE = "/.well-known/jwks.json"


@rule(
    "API-ISS-005",
    scope="live",
    severity=WARNING,
    versions=OPEN_BADGES,
    kinds=ISSUERS,
    basis="Open Badges 3.0 implementation guide, on keys of VC-JWT",
    message="{observed}",
    needs=("OB-JWT-001", "OB-JWT-003", "OB-JWT-004"),
    notes="Advice of the guide for tokens of issuers whose id is an https address. Of the keys of other badges "
    "OB-PROOF-005, OB-PROOF-006 and OB-PROOF-011 speak.",
)
def key_of_a_token_stands_in_the_issuers_key_set(session: Session) -> Results:
    """The key of a token is in the key set at /.well-known/jwks.json of the issuer's own host.

    Why: Whoever knows the issuer finds its keys there; a key that only the token names may be anybody's.

    Example: A token with its key in the header, of an issuer whose host has no such file.

    Repair: Publish the public keys there as a JWK set, each with `kid` and with the issuer's id as `iss`, and keep old
    keys in it as long as badges signed with them are about.
    """
    tokens = [badge for _, badge in session.badges if badge.circumstances.token and _host(badge)]
    if not tokens:
        yield not_applicable(BADGE, "no badge is a token of an issuer whose id is an https address")
        return
    yield over_all(session, _unlisted(session, tokens))


def _unlisted(session: Session, tokens: list[Credential]) -> Iterator[tuple[Credential, str]]:
    for badge in tokens:
        url = f"https://{_host(badge)}{PLACE}"
        answer = session.fetch(url)
        if answer.status != 200:
            yield badge, f"there is no key set at {PLACE} of the issuer's host: {answer.told()}"
        elif not _is_listed(badge, answer.body, session):
            yield badge, f"the key set at {PLACE} of the issuer's host does not hold the key of the token"


def _host(badge: Credential) -> str:
    """The authority of the issuer's id, "" where that is no https address."""
    try:
        parts = urlsplit(badge.top.issuer)
    except ValueError:
        return ""
    return parts.netloc if parts.scheme == "https" and "@" not in parts.netloc else ""


def _is_listed(badge: Credential, body: bytes, session: Session) -> bool:
    means = Means(session.references, session.now)
    try:
        key = key_of_token(jws.decode(badge.circumstances.token).header, badge.top.issuer, means).key
        return key in list(_keys(json_object(body).get("keys")))
    except ProofError:
        return False


def _keys(members: object) -> Iterator[PublicKey]:
    for member in members if isinstance(members, list) else []:
        try:
            yield public_key_from_jwk(member)
        except ProofError:
            continue  # one of a kind that is not known here keeps no other from being found
