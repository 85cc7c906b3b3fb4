"""FM-INPUT rules about images in which credentials are baked, as far as they concern the image."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, rule
from fairmark.validators.readers.problem import Reading
from fairmark.validators.rules.input.text import ALWAYS, said_by


@rule(
    "FM-INPUT-039",
    severity=ERROR,
    versions=ALWAYS,
    basis="PNG section 5.3; XML 1.0 section 2.1",
    message="the image is damaged: {observed}",
    notes="A credential that stands whole before the damage is judged all the same.",
)
def image_is_whole(reading: Reading) -> Findings:
    """A PNG or an SVG is whole and well-formed.

    Why: What stands behind the damage cannot be read, and many programs show no image at all.

    Example: A PNG whose download was interrupted, or an SVG with an unclosed element.

    Repair: Download the badge again from where it was issued; an image that was edited by hand has to be made anew.
    """
    return said_by(reading, "FM-INPUT-039")


@rule(
    "FM-INPUT-040",
    severity=ERROR,
    versions=ALWAYS,
    basis="Fairmark",
    message="the SVG declares entities or a grammar of its own, so nothing of it was read",
    notes="A document type that only names the SVG standard, as drawing programs write it, is let pass; it is not "
    "looked up.",
)
def image_declares_no_entities(reading: Reading) -> Findings:
    """An SVG has no declarations in its document type.

    Why: Entities declared there can read files of whoever opens the image, or grow without end, so careful programs
    refuse the image.

    Example: `<!DOCTYPE svg [ <!ENTITY ns "http://www.w3.org/2000/svg"> ]>`, as some drawing programs write it.

    Repair: Save the drawing as plain SVG and bake the credential into that.
    """
    return said_by(reading, "FM-INPUT-040")


@rule(
    "FM-INPUT-041",
    severity=WARNING,
    versions=ALWAYS,
    basis="Fairmark",
    message="holds only the address of an assertion, which was not looked up",
)
def assertion_is_in_the_image(reading: Reading) -> Findings:
    """An image holds the assertion itself, not only its address.

    Why: What the badge says stands elsewhere, so nothing of it was judged. With --online, or with a file for it in
    --resources, what stands there is judged in its place.

    Example: A badge of Open Badges 1, made when only the address was baked into images.

    Repair: Validate it with --online, or download the assertion from that address, which `fairmark unbake` prints.
    """
    return said_by(reading, "FM-INPUT-041")
