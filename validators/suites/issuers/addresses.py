"""API-ISS: whether what a badge refers to can be reached, and safely."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.suites.credentials.versions import OPEN_BADGES
from fairmark.validators.suites.issuers.badges import ISSUERS, over_all
from fairmark.validators.suites.issuers.session import BADGE, Session
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results, not_applicable

MOST_IMAGES = 20
"""Images that are looked up; honest badges have about three."""
REFERRING = {
    "Profile": ("url",),
    "Criteria": ("id",),
    "Image": ("id",),
    "CredentialStatus": ("id", "statusListCredential"),
    "RefreshService": ("id",),
    "CredentialSchema": ("id",),
}
"""Classes of a badge to the members that lead readers and verifiers somewhere; other ids are names, which nobody has to
follow."""


@rule(
    "API-ISS-006",
    scope="live",
    severity=WARNING,
    versions=OPEN_BADGES,
    kinds=ISSUERS,
    basis="Open Badges 3.0 certification guide, Displayer, test 1 (the image of a badge is shown)",
    message="{observed}",
)
def images_can_be_got(session: Session) -> Results:
    """Every image that a badge names by an address can be got there, and is an image.

    Why: Displayers show it; where it is missing they show a gap, or leave the badge out.

    Example: An achievement whose image lies on a server that has been switched off.

    Repair: Keep the images at addresses that stay, or put them into the badge as data: URIs.
    """
    named = {url for _, badge in session.badges for url in _images(badge)}
    if session.badges and not named:
        yield not_applicable(BADGE, "no badge names an image by an address")
        return
    yield over_all(session, _missing(session))


def _images(badge: Credential) -> list[str]:
    ids = [node.id for node in badge.of("Image") if node.id.lower().startswith(("http://", "https://"))]
    return list(dict.fromkeys(ids))[:MOST_IMAGES]


def _missing(session: Session) -> Iterator[tuple[Credential, str]]:
    for _, badge in session.badges:
        told = next((told for url in _images(badge) if (told := _lacking(session.fetch(url)))), "")
        if told:
            yield badge, told


def _lacking(answer: Answer) -> str:
    """Why an answer is no image, "" where it is one."""
    if answer.status != 200:
        return f"an image is not there: {answer.told()}"
    if not answer.media_type.startswith("image/"):
        return f"at the address of an image stands {answer.media_type or 'something without a media type'}"
    return ""


@rule(
    "API-ISS-007",
    scope="live",
    severity=WARNING,
    versions=OPEN_BADGES,
    kinds=ISSUERS,
    basis="best practice: what comes over plain http can be changed on its way (the API of Open Badges 3.0 section 6.2 "
    "demands TLS)",
    message="without https: {observed}",
)
def everything_is_at_https(session: Session) -> Results:
    """The badge itself and all that it refers to is at https.

    Why: Whoever sits on the way can exchange a key, a status list or the badge, if it comes over plain http.

    Example: A status list at an http address: a revoked badge is made valid again by an old copy of the list.

    Repair: Serve it all over https, and issue badges anew that name the old addresses.
    """
    yield over_all(session, _plain(session))


def _plain(session: Session) -> Iterator[tuple[Credential, str]]:
    own = session.answer.request.url.origin.scheme == "http"
    for _, badge in session.badges:
        members = ["the address of the badge itself"] if own else []
        members += ["id of the issuer"] if _is_plain(badge.top.issuer) else []
        members += [
            f"{name} of {cls}"
            for cls, names in REFERRING.items()
            for node in badge.of(cls)
            for name in names
            if _is_plain(node.text(name))
        ]
        if members:
            yield badge, ", ".join(dict.fromkeys(members))


def _is_plain(url: str) -> bool:
    try:
        return urlsplit(url).scheme.lower() == "http"
    except ValueError:
        return False
