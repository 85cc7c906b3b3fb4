"""The lines of a CSV file: a stream of bytes, decoded and looked at block by block."""

from array import array
import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
import hashlib
import io
import re
from typing import Protocol

BLOCK = 1 << 20
LONGEST = 1 << 23
"""Bytes without a line break after which a file is no longer taken for lines."""

MOST = 100_000
"""Lines with bad quotes whose numbers are kept."""

WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
NEIGHBOURS = re.compile(rb"[\x80-\xff]{2}")
FIELD = r'(?:"(?:[^"]++|"")*+"|[^"{0}\r\n]*+)'


class Stream(Protocol):
    """Whatever bytes can be read from."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(slots=True)
class Text:
    """What was noticed in the text of a file while its lines were read.

    `size` is that of the bytes, without the byte order mark. `undecodable` is the 0-based offset of the first byte that
    is not UTF-8, None where there is none, `undecodable_line` its line, and `looks_like` the encoding that the file
    seems to have, "" where nobody can tell. `badly_quoted` holds the numbers (from 1) of lines with a quote that
    neither surrounds a field nor is doubled within one. `unclosed` says that the file ends within a quoted field,
    `endless` that reading was given up for want of a line break.
    """

    sha256: str = ""
    size: int = 0
    bom: bool = False
    undecodable: int | None = None
    undecodable_line: int = 1
    looks_like: str = ""
    badly_quoted: "array[int]" = field(default_factory=lambda: array("Q"))
    unclosed: bool = False
    endless: bool = False


def lines(stream: Stream, text: Text) -> Iterator[str]:
    """The lines of `stream` with their ends, line breaks within quoted fields included; `text` is told what was
    noticed. What is not UTF-8 is read as Windows-1252 where it looks like that, else as U+FFFD."""
    digest = hashlib.sha256()
    reading = _Quotes(text)
    for block in _texts(_blocks(_pieces(stream, text, digest.update), text), text):
        yield from reading.lines(block)
    text.sha256 = digest.hexdigest()
    text.unclosed = reading.inside


class _Quotes:
    """Splits text into lines and follows the quotes in it. Text without quotes costs no time."""

    def __init__(self, text: Text) -> None:
        self.inside = False
        self._text = text
        self._number = 0
        self._well_quoted: re.Pattern[str] | None = None

    def lines(self, block: str) -> Iterator[str]:
        separated = io.StringIO(block, newline="")
        if self._well_quoted is None:
            self._well_quoted = well_quoted(delimiter_in(block))
        if '"' not in block:
            for line in separated:
                self._number += 1
                yield line
            return
        for line in separated:
            self._number += 1
            if '"' in line:
                self._look_at(line, self._well_quoted)
            yield line

    def _look_at(self, line: str, well_quoted: re.Pattern[str]) -> None:
        odd = line.count('"') % 2 == 1
        bad = not odd and not self.inside and not well_quoted.fullmatch(line)
        if bad and len(self._text.badly_quoted) < MOST:
            self._text.badly_quoted.append(self._number)
        self.inside ^= odd


def well_quoted(delimiter: str) -> re.Pattern[str]:
    """Matches a line in which every quote surrounds a field or is doubled within one."""
    one = FIELD.format(re.escape(delimiter))
    return re.compile(f"{one}(?:{re.escape(delimiter)}{one})*+[\r\n]*")


DELIMITERS = (",", ";", "\t", "|")


def delimiter_in(text: str) -> str:
    """The character that separates the names of the header with which `text` begins: a comma where there is any."""
    header = text[: 1 << 14].partition("\n")[0].partition("\r")[0]
    return "," if "," in header else max(DELIMITERS, key=header.count)


# -- bytes -----------------------------------------------------------------------------------------------------------


def _pieces(stream: Stream, text: Text, tell: Callable[[bytes], object]) -> Iterator[bytes]:
    """The bytes as they come, as UTF-8 where they are UTF-16, without the mark that may stand before them."""
    decoder: codecs.IncrementalDecoder | None = None
    while piece := stream.read(BLOCK):
        tell(piece)
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


def _blocks(pieces: Iterator[bytes], text: Text) -> Iterator[bytes]:
    """Blocks that end with a line, or with the file."""
    left = b""
    for piece in pieces:
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


def _texts(blocks: Iterator[bytes], text: Text) -> Iterator[str]:
    at, line = 0, 1
    for block in blocks:
        try:
            yield block.decode()
        except UnicodeDecodeError as error:
            if text.undecodable is None:
                text.undecodable = at + error.start + 3 * text.bom
                text.undecodable_line = line + block.count(b"\n", 0, error.start)
                text.looks_like = "" if NEIGHBOURS.search(block) else "Windows-1252"
            yield block.decode("cp1252" if text.looks_like else "utf-8", "replace")
        at += len(block)
        line += block.count(b"\n") if text.undecodable is None else 0
