"""The bytes of a CSV file, block by block, each of which ends with a line."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
import hashlib
from typing import Protocol

from fairmark.validators.readers.tables.decoding import Undecodable

BLOCK = 1 << 21
"""Bytes that are read at once: some ten thousand rows, or 30 milliseconds of work."""

LONGEST = 1 << 23
"""Bytes without a line break after which a file is no longer taken for lines."""

WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Stream(Protocol):
    """Whatever bytes can be read from."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(slots=True)
class Text:
    """What was noticed in the text of a file.

    `sha256` is the digest of its bytes, "" where they were not read to the end; `size` is their number, without the
    byte order mark. `undecodable` is the 0-based offset of the first byte that is not UTF-8, None where there is none,
    `undecodable_line` its line, and `looks_like` the encoding that the file seems to have, "" where nobody can tell.
    `unclosed` says that the file ends within a quoted field, `endless` that reading was given up for want of a line
    break.
    """

    sha256: str = ""
    size: int = 0
    bom: bool = False
    undecodable: int | None = None
    undecodable_line: int = 1
    looks_like: str = ""
    unclosed: bool = False
    endless: bool = False

    def note(self, wrong: Undecodable | None, at: int, line: int) -> None:
        """Take note of what is not UTF-8 in a block that begins at that byte, in that line (from 1), if it is the first
        of the file."""
        if wrong is not None and self.undecodable is None:
            self.undecodable = at + wrong.offset + 3 * self.bom
            self.undecodable_line = line + wrong.line
            self.looks_like = wrong.looks_like


def blocks(stream: Stream, text: Text) -> Iterator[bytes]:
    """Blocks that end with a line, or with the file, as UTF-8 where it is UTF-16; `text` is told what was noticed."""
    left = b""
    for piece in _pieces(stream, text):
        data = left + piece
        end = len(data) - 1  # a carriage return at the very end may be half of a line break
        cut = max(data.rfind(b"\n"), data.rfind(b"\r", 0, end)) + 1
        left = data[cut:]
        if cut:
            yield data[:cut]
        elif len(left) > LONGEST:
            text.endless = True
            return
    if left:
        yield left


def _pieces(stream: Stream, text: Text) -> Iterator[bytes]:
    """The bytes as they come, as UTF-8 where they are UTF-16, without the mark that may stand before them."""
    digest = hashlib.sha256()
    decoder: codecs.IncrementalDecoder | None = None
    while piece := stream.read(BLOCK):
        digest.update(piece)
        if not text.size:
            for mark, codec in WIDE.items():
                if piece.startswith(mark):
                    piece = piece.removeprefix(mark)
                    decoder = codecs.getincrementaldecoder(codec)("replace")
                    text.undecodable, text.looks_like = 0, "UTF-16"
            text.bom = piece.startswith(codecs.BOM_UTF8)
            piece = piece.removeprefix(codecs.BOM_UTF8)
        text.size += len(piece)
        yield decoder.decode(piece).encode("utf-8", "replace") if decoder else piece
    text.sha256 = digest.hexdigest()
