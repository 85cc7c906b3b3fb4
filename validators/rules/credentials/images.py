"""OB-IMG: images that are in the credential itself are what they say."""

import base64
import binascii
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.rules.credentials.versions import OB3

BEGINNINGS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}
"""Media type to the bytes with which such a file begins."""

SVG = "image/svg+xml"
BAKED = ("image/png", SVG)


@rule(
    "OB-IMG-001",
    severity=WARNING,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.3 AchievementSubject, image; RFC 2397",
    message="expected {expected}; found {observed}",
    notes="Only data: URIs are looked at: the ending of any other address says nothing about what it leads to. What "
    "the clause says of the subject's image, that it must be PNG or SVG, it says of no other image.",
)
def images_are_what_they_say(document: Credential) -> Findings:
    """An image in a data: URI is of the media type that the URI gives, and that of a subject is PNG or SVG.

    Why: Viewers go by the media type and show a broken image; and a badge can be baked into PNG and SVG only.

    Example: `data:image/png;base64,` followed by a JPEG.

    Repair: Correct the media type, or convert the image, and sign the credential anew.
    """
    for node in document.of("Image"):
        uri = node.text("id")
        if uri[:5].lower() != "data:":
            continue
        media, content = parts_of(uri)
        # Nothing of the image itself is shown.
        place = replace(document.at(node, "id"), privacy=Privacy.PUBLIC)
        if content is None:
            yield finding(at=place, observed="what cannot be decoded", expected="a data: URI with base64 (RFC 2397)")
        elif not _fits(media, content):
            yield finding(at=place, observed=sort_of(content), expected=media)
        elif _is_baked(node) and media not in BAKED:
            yield finding(at=place, observed=sort_of(content), expected="image/png or image/svg+xml")


def _is_baked(node: Node) -> bool:
    return node.parent is not None and node.parent.cls == "AchievementSubject"


def parts_of(uri: str) -> tuple[str, bytes | None]:
    """The media type of a data: URI, and its content; None where it has none that can be decoded."""
    head, comma, body = uri[5:].partition(",")
    media, *parameters = [part.strip().lower() for part in head.split(";")]
    content = unquote_to_bytes(body)
    if not comma:
        return media, None
    if "base64" not in parameters:
        return media, content
    text = b"".join(content.split())
    try:
        return media, base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        return media, None


def _fits(media: str, content: bytes) -> bool:
    """Whether the content may be of that type; for types that are not known here, always."""
    if media == SVG:
        return _is_svg(content)
    beginnings = BEGINNINGS.get(media)
    return beginnings is None or content.startswith(beginnings)


def _is_svg(content: bytes) -> bool:
    """Whether it may be SVG: text with such an element. Compressed SVG (RFC 6170) begins as gzip does."""
    return b"<svg" in content or b":svg" in content or content.startswith((b"\x1f\x8b", b"\xff\xfe", b"\xfe\xff"))


def sort_of(content: bytes) -> str:
    known = (media for media, beginnings in BEGINNINGS.items() if content.startswith(beginnings))
    return next(known, SVG if _is_svg(content) else "another type")
