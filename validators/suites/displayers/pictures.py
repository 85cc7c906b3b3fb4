"""The images into which badges of a kit are baked: a plain square, as PNG and as SVG."""

import struct
import zlib

SIZE = 96
COLOUR = b"\x1f\x6f\x8b"


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


PNG = b"".join(
    (
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)),
        _chunk(b"IDAT", zlib.compress((b"\0" + COLOUR * SIZE) * SIZE)),
        _chunk(b"IEND", b""),
    )
)
SVG = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}">'
    f'<rect width="{SIZE}" height="{SIZE}" fill="#{COLOUR.hex()}"/></svg>\n'
).encode()
