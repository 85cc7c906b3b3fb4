"""Where the header of a CSV file ends and its rows begin."""

from collections.abc import Iterator
import csv
from dataclasses import dataclass
import io
from itertools import chain

from fairmark.validators.readers.tables.portion import END, offset_of_line
from fairmark.validators.readers.tables.quotes import delimiter_in


@dataclass(frozen=True, slots=True)
class Top:
    """What stands at the top of a text: `blank` lines, and then the header, down to the byte `end`. `row` is [] where
    there is nothing but blank lines; `is_whole` is False where the text ends within the header, or it is too long."""

    delimiter: str
    blank: int
    row: list[str]
    end: int
    is_whole: bool


def top_of(data: bytes) -> Top:
    """What stands at the top of a text, read as UTF-8, whatever it is."""
    text = data.decode("utf-8", "replace")
    delimiter, ended, blank = delimiter_in(text), False, 0
    behind = f"{END}{delimiter}{END}"

    def end() -> Iterator[str]:
        nonlocal ended
        ended = True
        yield behind

    reader = csv.reader(chain(io.StringIO(text, newline=""), end()), delimiter=delimiter)
    try:
        while (row := next(reader)) == []:
            blank += 1
    except csv.Error:
        return Top(delimiter, blank, [], len(data), is_whole=False)
    if ended:
        is_end = row == [END, END]
        row[-1] = row[-1].removesuffix(behind)  # where the quote before it was never closed
        return Top(delimiter, blank, [] if is_end else row, len(data), is_whole=is_end)
    return Top(delimiter, blank, row, offset_of_line(data, reader.line_num), is_whole=True)
