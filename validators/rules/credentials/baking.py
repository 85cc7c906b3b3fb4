"""OB-BAKE: how a credential stands in an image. The readers of images note what is wrong; these rules say it.

What Open Badges 3.0 asks of its own keyword and namespace is asked of those of CLR too, which 1EdTech's validator reads
in the same way. Images of Open Badges 1 and 2 keep their own form: they are told only of what that form forbids as
well.
"""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, rule
from fairmark.validators.readers.problem import Reading
from fairmark.validators.rules.credentials.versions import OB2, OB3
from fairmark.validators.rules.input.text import said_by

IMAGES = ("baked-image",)


@rule(
    "OB-BAKE-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 5.3.1",
    kinds=IMAGES,
    message="no iTXt chunk has the keyword openbadgecredential or clrcredential: {observed}",
    notes="A PNG with a text of the keyword openbadges is a badge of Open Badges 1 or 2 and judged as such, unless "
    "that text is a verifiable credential.",
)
def png_carries_a_credential(reading: Reading) -> Findings:
    """A PNG that is a badge carries a credential in an iTXt chunk with the keyword of its standard.

    Why: Wallets look for that chunk and for nothing else; to them the image is a picture.

    Example: The plain image of the badge, or one from which a program for pictures has removed all texts.

    Repair: Bake the credential into the image with `fairmark bake`, and send the file as it is, not a copy that was
    saved anew.
    """
    return said_by(reading, "OB-BAKE-001")


@rule(
    "OB-BAKE-002",
    severity=ERROR,
    versions=(*OB2, *OB3),
    basis="Open Badges 3.0 section 5.3.1",
    kinds=IMAGES,
    message="the credential is compressed in the image",
    notes="It is unpacked and judged all the same.",
)
def baked_text_is_not_compressed(reading: Reading) -> Findings:
    """The credential stands uncompressed in the image.

    Why: Many readers take the text as it stands and find no credential in it.

    Example: A badge whose iTXt chunk has the compression flag 1, as programs for pictures write it to save space.

    Repair: Bake it anew with `fairmark bake --overwrite`.
    """
    return said_by(reading, "OB-BAKE-002")


@rule(
    "OB-BAKE-003",
    severity=ERROR,
    versions=(*OB2, *OB3),
    basis="Open Badges 3.0 section 5.3.1",
    kinds=IMAGES,
    message="the image carries more than one credential under the same keyword: {observed}",
    notes="The first one is judged, as the standard has readers take it.",
)
def png_carries_one_credential(reading: Reading) -> Findings:
    """A PNG has no more than one iTXt chunk with the keyword of a credential.

    Why: One program reads the first credential and another the last, so nobody knows what the badge says.

    Example: A badge that was baked a second time after a correction, without the first credential being removed.

    Repair: Bake the credential that is meant with `fairmark bake --overwrite`.
    """
    return said_by(reading, "OB-BAKE-003")


@rule(
    "OB-BAKE-004",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 5.3.2",
    kinds=IMAGES,
    message="no credential element in the namespace https://purl.imsglobal.org/ob/v3p0 or "
    "https://purl.imsglobal.org/clr/v2p0: {observed}",
    notes="An SVG with an element in the namespace http://openbadges.org is a badge of Open Badges 1 or 2 and judged "
    "as such, unless a verifiable credential stands there.",
)
def svg_carries_a_credential(reading: Reading) -> Findings:
    """An SVG that is a badge carries a credential in an element of its standard's namespace.

    Why: Wallets look for that element and for nothing else; to them the image is a picture.

    Example: A plain drawing, or one whose namespace is written https://purl.imsglobal.org/spec/ob/v3p0.

    Repair: Bake the credential into the image with `fairmark bake`, and send the file as it is, not a copy that a
    drawing program saved anew.
    """
    return said_by(reading, "OB-BAKE-004")


@rule(
    "OB-BAKE-005",
    severity=ERROR,
    versions=(*OB2, *OB3),
    basis="Open Badges 3.0 section 5.3.2",
    kinds=IMAGES,
    message="the image carries more than one credential in the same namespace: {observed}",
    notes="The first one is judged.",
)
def svg_carries_one_credential(reading: Reading) -> Findings:
    """An SVG has no more than one element with a credential.

    Why: One program reads the first credential and another the last, so nobody knows what the badge says.

    Example: A badge that was baked a second time after a correction, without the first element being removed.

    Repair: Bake the credential that is meant with `fairmark bake --overwrite`.
    """
    return said_by(reading, "OB-BAKE-005")
