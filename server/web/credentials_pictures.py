"""Pictures that a credential carries in itself, as data URIs that a page may show. Nothing is ever fetched.

What is shown is PNG or JPEG, looks like one from its first byte on, and is of a size that a browser shows easily. SVG
is a program as much as a picture, and is not shown.
"""

from base64 import b64decode, b64encode
import binascii
from collections.abc import Iterator
import re
import struct

LARGEST = 512 << 10
"""Bytes of a picture: a page holds several."""
MOST_PIXELS = 4_000 * 4_000
"""What a browser unpacks it to is four bytes for each."""

DATA_URI = re.compile(r"data:image/(?:png|jpe?g);base64,([A-Za-z0-9+/=\s]+)", re.IGNORECASE)
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""JPEG markers (ITU-T T.81 table B.1) of a frame, which tells the size of the picture."""
BARE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length."""


def picture_in(address: object) -> str:
    """The data URI of the picture that the data URI `address` holds, "" for any other address and any other data."""
    if not isinstance(address, str) or len(address) > 2 * LARGEST:
        return ""
    found = DATA_URI.fullmatch(address)
    try:
        return picture_of(b64decode(found[1], validate=False)) if found else ""
    except binascii.Error:
        return ""


def picture_of(data: bytes) -> str:
    """The data URI of the picture, "" where it is no PNG or JPEG, or too large."""
    if len(data) > LARGEST:
        return ""
    kind = "png" if data.startswith(PNG) else "jpeg" if data.startswith(JPEG) else ""
    size = _png_size(data) if kind == "png" else next(_jpeg_sizes(data), None) if kind else None
    if size is None or not 0 < size[0] * size[1] <= MOST_PIXELS:
        return ""
    return f"data:image/{kind};base64,{b64encode(data).decode('ascii')}"


def _png_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] != b"IHDR" or len(data) < 24:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_sizes(data: bytes) -> Iterator[tuple[int, int]]:
    """Width and height of each frame, from marker to marker up to the first scan."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in BARE:
            at += 2
        elif marker == 0xDA:
            return
        else:
            if marker in FRAMES:
                height, width = struct.unpack(">HH", data[at + 5 : at + 9])
                yield width, height
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
