"""Images in badges are of a kind that a badge can be baked into."""

from dataclasses import replace

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_entities import Entity, is_web
from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.rules.credentials.images import BAKED, parts_of, sort_of
from fairmark.validators.rules.credentials.versions import OB2

BADGES = ("Assertion", "BadgeClass")
"""Classes whose image becomes, or is, a baked badge; the image of a profile is only shown."""


@rule(
    "OB-V2-007",
    severity=ERROR,
    versions=OB2,
    basis="Open Badges 2.0, image of Assertion and BadgeClass; Baking; RFC 2397",
    message="expected {expected}; found {observed}",
    notes="An image at an address is looked at where it can be looked up, and left out in silence where not: no claim "
    "depends on it.",
)
def images_can_be_baked(document: Badge2) -> Findings:
    """The image of an assertion or a badge class is a PNG or an SVG.

    Why: A badge can be baked into PNG and SVG only, and backpacks show no other.

    Example: `"image": "data:image/jpeg;base64,…"`.

    Repair: Convert the image to PNG or SVG, and give its right media type.
    """
    for entity in document.of(*BADGES):
        for holder, name, uri in _images(document, entity):
            found = _sort(document, uri)
            if found not in (*BAKED, ""):
                place = replace(document.at(holder, name), privacy=Privacy.PUBLIC)
                yield finding(at=place, observed=found, expected=" or ".join(BAKED))


def _images(document: Badge2, entity: Entity) -> list[tuple[Entity, str, str]]:
    """The images of an object, each with the object and the member in which its address stands."""
    told = [(entity, "image", entity.text("image"))]
    return [
        each for each in (*told, *((inner, "id", inner.id) for inner in document.linked(entity, "image"))) if each[2]
    ]


def _sort(document: Badge2, uri: str) -> str:
    """The media type of the content, "" where it is not known."""
    if uri[:5].lower() == "data:":
        _, content = parts_of(uri)
        if content is None:
            return "what cannot be decoded"
        return sort_of(content)
    if not is_web(uri):
        return ""
    try:
        return sort_of(document.means.get(uri))
    except Unavailable:
        return ""
