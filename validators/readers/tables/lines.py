"""The lines of a CSV file that is read as a whole."""

from collections.abc import Iterator
import io

from fairmark.validators.readers.tables.blocks import Stream, Text, blocks
from fairmark.validators.readers.tables.decoding import decoded


def lines(stream: Stream, text: Text) -> Iterator[str]:
    """The lines of `stream` with their ends, line breaks within quoted fields included; `text` is told what was
    noticed. What is not UTF-8 is read as Windows-1252 where it looks like that, else as U+FFFD."""
    at, line, quotes = 0, 1, 0
    for block in blocks(stream, text):
        found = decoded(block, text.looks_like if text.undecodable is not None else None)
        text.note(found.wrong, at, line)
        yield from io.StringIO(found.text, newline="")
        at, line, quotes = at + len(block), line + block.count(b"\n"), quotes + block.count(b'"')
    text.unclosed = quotes % 2 == 1
