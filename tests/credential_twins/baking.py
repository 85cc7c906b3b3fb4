"""Twins of OB-BAKE, and of the FM-INPUT rules about images: images of one pixel, and of one line.

The bad ones are put together from the parts of the formats, not by the code under test, which refuses to make them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
import json
import struct
import zlib

from credential_twins.samples import badge
from credential_twins.signing import as_jwt, embedded

SVG = '<svg xmlns="http://www.w3.org/2000/svg"{} viewBox="0 0 9 9">{}<path d="M1 1h7v7z"/></svg>\n'
NAMESPACE = ' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'


@dataclass(frozen=True, slots=True)
class Images:
    """The twins in one folder below fixtures/."""

    folder: str
    images: Mapping[str, bytes]

    def files(self) -> dict[str, bytes]:
        return {f"{self.folder}/{name}": content for name, content in self.images.items()}


def credential() -> bytes:
    return json.dumps(embedded(badge()), separators=(",", ":"), ensure_ascii=False).encode()


def token() -> str:
    return as_jwt(badge())


def chunk(type: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + type + content + struct.pack(">I", zlib.crc32(type + content))


def png(*texts: bytes) -> bytes:
    """A grey pixel, with these chunks before the data of the image."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    image = chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"".join((b"\x89PNG\r\n\x1a\n", header, *texts, image, chunk(b"IEND", b"")))


def text(content: bytes, keyword: bytes = b"openbadgecredential", *, packed: bool = False) -> bytes:
    """The iTXt chunk of a credential."""
    flags = b"\1\0" if packed else b"\0\0"
    return chunk(b"iTXt", keyword + b"\0" + flags + b"\0\0" + (zlib.compress(content) if packed else content))


def svg(*elements: str, namespace: str = NAMESPACE) -> bytes:
    return SVG.format(namespace, "".join(elements)).encode()


def element(content: bytes) -> str:
    return f"<openbadges:credential><![CDATA[{content.decode()}]]></openbadges:credential>"


def sealed(token: str) -> str:
    return f'<openbadges:credential verify="{token}"/>'


GOOD = png(text(credential()))
GOOD_SVG = svg(element(credential()))
ENTITIES = b'<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]>\n'
SVG_1_1 = (
    b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
    b"<!-- made by a drawing program -->\n"
)

TWINS = [
    Images(
        "credentials/OB-BAKE-001",
        {
            "good.png": GOOD,
            "good-token.png": png(text(token().encode())),
            "bad.png": png(),
            "bad-chunk.png": png(chunk(b"tEXt", b"openbadgecredential\0" + credential())),
            "bad-keyword.png": png(text(credential(), b"openbadges")),
        },
    ),
    Images("credentials/OB-BAKE-002", {"good.png": GOOD, "bad.png": png(text(credential(), packed=True))}),
    Images("credentials/OB-BAKE-003", {"good.png": GOOD, "bad.png": png(text(credential()), text(credential()))}),
    Images(
        "credentials/OB-BAKE-004",
        {
            "good.svg": GOOD_SVG,
            "good-token.svg": svg(sealed(token())),
            "good-doctype.svg": SVG_1_1 + GOOD_SVG,
            "bad.svg": svg(),
            "bad-namespace.svg": svg(element(credential()), namespace=NAMESPACE.replace("/ob/", "/spec/ob/")),
            "bad-name.svg": svg(element(credential()).replace(":credential", ":assertion")),
        },
    ),
    Images(
        "credentials/OB-BAKE-005",
        {"good.svg": GOOD_SVG, "bad.svg": svg(element(credential()), element(credential()))},
    ),
    Images(
        "input/FM-INPUT-039",
        {
            "good.png": GOOD,
            "bad.png": GOOD[:-20],
            "bad-checksum.png": GOOD[:-1] + b"\0",
            "good.svg": GOOD_SVG,
            "bad.svg": GOOD_SVG.replace(b"</svg>", b""),
        },
    ),
    Images("input/FM-INPUT-040", {"good.svg": SVG_1_1 + GOOD_SVG, "bad.svg": ENTITIES + GOOD_SVG}),
    Images(
        "input/FM-INPUT-041",
        {
            "good.png": GOOD,
            "bad.png": png(chunk(b"tEXt", b"openbadges\0https://valley.example/assertions/1")),
        },
    ),
]
