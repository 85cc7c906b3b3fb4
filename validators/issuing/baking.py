"""Bake a credential into a PNG or an SVG, and take it out again (Open Badges 3.0 section 5.3).

The image is not decoded and not written anew: everything but the credential keeps its bytes. What is baked is the
credential's own text, so that no signature is touched.
"""

import re
import struct
from typing import Any
import zlib

import orjson

from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers import baked_svg
from fairmark.validators.readers.baked import CLR, OPEN_BADGE, Baked, DamagedImage, Form, UnsafeImage
from fairmark.validators.readers.baked_png import LARGEST_CHUNK, SIGNATURE, chunks, is_png, read_png
from fairmark.validators.readers.compact_jws import MARK, SPACE, BrokenToken, payload_of, token_in
from fairmark.validators.readers.limits import Limits, in_words

TYPES = {"ClrCredential": CLR, "OpenBadgeCredential": OPEN_BADGE, "AchievementCredential": OPEN_BADGE}
"""Types of credentials that are baked, to the form; a record that is also called a badge is a record."""

STANDARD_LIMITS = Limits()

NAME = re.compile(rb"<[^\s/>]+")
TAG = re.compile(rb"<(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+')*+>")
NOT_IN_XML = re.compile("[\ufffe\uffff]")
"""What JSON may hold as it is and XML may not."""


class CannotBake(WrongUsage):
    """The image or the credential cannot be used; the message says why, without values of either."""


class AlreadyBaked(CannotBake):
    """The image carries a credential, and was not to be overwritten."""

    def __init__(self) -> None:
        super().__init__("the image carries a credential already; --overwrite replaces it")


def bake(image: bytes, credential: bytes, *, overwrite: bool = False) -> bytes:
    """The PNG or SVG `image` with `credential`, JSON or a compact JWS, baked into it.

    An image never carries two: with `overwrite` every credential and assertion that it carries already is taken out;
    without, AlreadyBaked is raised. CannotBake for anything that is no such image or no OB 3.0 or CLR 2.0 credential.
    """
    form, text, is_token = _read_credential(credential)
    try:
        if is_png(image):
            return _into_png(image, form, text, overwrite=overwrite)
        if baked_svg.is_svg(image, ""):
            return _into_svg(image, form, text, is_token=is_token, overwrite=overwrite)
    except DamagedImage as error:
        raise CannotBake(f"the image is damaged: {error}") from None
    except UnsafeImage:
        raise CannotBake("the SVG declares entities in its document type; save it as plain SVG") from None
    raise CannotBake("the image is neither a PNG nor an SVG")


def unbake(image: bytes, limits: Limits = STANDARD_LIMITS) -> bytes:
    """The credential that the image carries, as it stands there: of several forms the newest. CannotBake where there is
    none that can be read."""
    if is_png(image):
        baked = read_png(image, limits)
    elif baked_svg.is_svg(image, ""):
        baked = baked_svg.read_svg(image)
    else:
        raise CannotBake("the image is neither a PNG nor an SVG")
    whole = [carried for carried in baked.carried if not carried.problem]
    if not whole:
        raise CannotBake(_why_nothing(baked))
    return whole[0].text


def _why_nothing(baked: Baked) -> str:
    spoken = [*baked.problems, *(carried.problem for carried in baked.carried if carried.problem)]
    if any(problem.rule.startswith("FM-INPUT-") for problem in spoken):
        return "the image is damaged or refused; fairmark validate says why"
    return "the image carries no credential"


def _read_credential(credential: bytes) -> tuple[Form, bytes, bool]:
    """The form that the credential is baked in, its text, and whether that is a compact JWS."""
    token = token_in(credential, promised=False)
    text = token.encode("ascii") if token else credential.removeprefix(MARK).strip(SPACE)
    try:
        value = orjson.loads(payload_of(token) if token else text)
    except (orjson.JSONDecodeError, BrokenToken):
        raise CannotBake("the credential is neither JSON in UTF-8 nor a compact JWS") from None
    types = _types(value)
    form = next((form for name, form in TYPES.items() if name in types), None)
    if form is None:
        raise CannotBake("the credential is neither an OpenBadgeCredential nor a ClrCredential")
    return form, text, bool(token)


def _types(value: Any) -> list[Any]:
    if isinstance(value, dict) and isinstance(value.get("vc"), dict) and "@context" not in value:
        value = value["vc"]  # a token of the older data model
    types = value.get("type") if isinstance(value, dict) else None
    return types if isinstance(types, list) else [types]


# -- PNG -------------------------------------------------------------------------------------------------------------


def _into_png(image: bytes, form: Form, text: bytes, *, overwrite: bool) -> bytes:
    """The chunk of the credential stands before the image data, where a reader finds it first."""
    made, pieces = _chunk(b"iTXt", form.keyword.encode("ascii") + b"\0\0\0\0\0" + text), [SIGNATURE]
    for chunk in chunks(image):
        if chunk.form and not overwrite:
            raise AlreadyBaked
        if chunk.type in (b"IDAT", b"IEND") and made:
            pieces.append(made)
            made = b""
        if not chunk.form:
            pieces.append(image[chunk.start : chunk.end])
    return b"".join(pieces)


def _chunk(type: bytes, content: bytes) -> bytes:
    if len(content) > LARGEST_CHUNK:
        raise CannotBake("the credential is larger than a PNG can carry")
    return struct.pack(">I", len(content)) + type + content + struct.pack(">I", zlib.crc32(content, zlib.crc32(type)))


# -- SVG -------------------------------------------------------------------------------------------------------------


def _into_svg(image: bytes, form: Form, text: bytes, *, is_token: bool, overwrite: bool) -> bytes:
    """The element of the credential stands directly behind the root's start tag, as the standard says."""
    if len(image) + len(text) > baked_svg.LARGEST:
        raise CannotBake(f"an SVG with its credential may have {in_words(baked_svg.LARGEST)} at most")
    svg = baked_svg.parse(image)
    if svg.encoding.lower() not in ("", "utf-8") or b"\0" in image:
        raise CannotBake("the SVG is not in UTF-8; save it so")
    if svg.elements and not overwrite:
        raise AlreadyBaked
    image = _without(image, svg.elements)
    bound = svg.prefixes.get(form.prefix)
    declaration = b"" if bound == form.namespace else f' xmlns:{form.prefix}="{form.namespace}"'.encode()
    element = _element(form, text, is_token=is_token, declaration=declaration if bound else b"")
    named = _end(NAME, image, svg.root)
    tag = _end(TAG, image, svg.root)
    head = image[:named] + (b"" if bound else declaration)
    if image[tag - 2 : tag] == b"/>":
        name = image[svg.root + 1 : named]
        return head + image[named : tag - 2] + b">" + element + b"</" + name + b">" + image[tag:]
    return head + image[named:tag] + element + image[tag:]


def _element(form: Form, text: bytes, *, is_token: bool, declaration: bytes) -> bytes:
    """The element with the credential. `declaration` binds its prefix where the root binds it to something else: other
    readers look for the usual prefix."""
    name = f"{form.prefix}:{form.element}".encode()
    if is_token:
        return b"<" + name + declaration + b' verify="' + text + b'"/>'
    escaped = NOT_IN_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text.decode())
    body = escaped.replace("]]>", "]]]]><![CDATA[>").encode()
    return b"<" + name + declaration + b"><![CDATA[" + body + b"]]></" + name + b">"


def _without(image: bytes, elements: list[baked_svg.Element]) -> bytes:
    """The image without the elements, one of which may stand in another."""
    pieces, done = [], 0
    for element in elements:
        if element.start < done:
            continue
        pieces.append(image[done : element.start])
        tag = _end(TAG, image, element.start)
        done = tag if image[tag - 2 : tag] == b"/>" else _end(TAG, image, element.closing)
    return b"".join([*pieces, image[done:]])


def _end(pattern: re.Pattern[bytes], image: bytes, start: int) -> int:
    """Where the tag, or its name, ends that begins at `start`; the parser has found it there."""
    found = pattern.match(image, start)
    if not found:
        raise DamagedImage("a tag is not where the parser found it")
    return found.end()
