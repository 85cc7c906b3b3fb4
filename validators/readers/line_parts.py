"""A text of a document a line, such as NDJSON, cut into parts that can be judged one by one, here or elsewhere."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
import hashlib
from itertools import pairwise
from pathlib import Path
import re

from fairmark.validators.readers.json_text import begins_document, is_document
from fairmark.validators.readers.other_formats import other_format
from fairmark.validators.readers.sniff import Recognition

BLOCK = 1 << 19
"""Bytes of a part, give or take a line."""
LONGEST = 1 << 26
"""Bytes of the longest line; what has longer ones is read as a whole."""
NOT_BLANK = re.compile(rb"[^ \t\r\n][^\n]*")


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes from `start` to `end` of a text: whole lines. So many `documents` and `lines` stand before them.

    `first` is what the first document of the whole text that was recognised is.
    """

    start: int
    end: int
    documents: int
    lines: int
    first: Recognition | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over a text has shown: its parts, its digest and its size."""

    parts: list[Part]
    sha256: str
    size: int


def survey(path: Path, *, promised: bool) -> Survey | None:
    """The parts of a file; None where it is not sure, without reading it as a whole, that it holds a document a line in
    plain UTF-8. `promised`: its name says that it does. OSError where it cannot be read."""
    digest, parts, start, documents, lines = hashlib.sha256(), [], 0, 0, 0
    for block in _blocks(path):
        if block is None or not _is_plain(block) or (not start and not _has_lines(block, promised)):
            return None
        digest.update(block)
        parts.append(Part(start, start + len(block), documents, lines))
        start += len(block)
        documents += sum(1 for _ in NOT_BLANK.finditer(block))
        lines += block.count(b"\n")
    return Survey(parts, digest.hexdigest(), start)


def _blocks(path: Path) -> Iterator[bytes | None]:
    """The file in pieces that end with a line; None where a line is too long."""
    begun: list[bytes] = []
    with path.open("rb") as stream:
        while piece := stream.read(BLOCK):
            cut = piece.rfind(b"\n") + 1
            if cut:
                yield b"".join((*begun, piece[:cut]))
                begun = []
            elif len(begun) * BLOCK > LONGEST:
                yield None
                return
            begun.append(piece[cut:])
    if any(begun):
        yield b"".join(begun)


def _is_plain(block: bytes) -> bool:
    """Whether it is UTF-8 in lines that end with LF, or with CR and LF. A zero byte has no place in JSON and may be a
    sign of another encoding."""
    if block.count(b"\r") != block.count(b"\r\n") or b"\0" in block:
        return False
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True


def _has_lines(block: bytes, promised: bool) -> bool:
    """Whether the beginning of a text shows that there is a document a line. No text of a single document holds two
    lines that are one each."""
    if block.startswith(codecs.BOM_UTF8) or other_format(block):
        return False
    lines = [match.group() for match in NOT_BLANK.finditer(block)]
    if len(lines) < 2:
        return False
    if is_document(lines[0]) and begins_document(lines[1], 0):
        return True
    return promised and any(is_document(one) and is_document(other) for one, other in pairwise(lines))
