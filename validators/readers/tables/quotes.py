"""The quotes in a text: whether each surrounds a cell or is doubled within one."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
import io
import re

FIELD = r'(?:"(?:[^"]++|"")*+"|[^"{0}\r\n]*+)'
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Quotes:
    """What is to be said of the quotes of a block, by physical row: `badly` holds the rows with a bad quote where the
    block begins outside of quotes, and where it begins within them. Of the block itself nobody can tell: what stands
    before it decides. `turns` says that there is an odd number of quotes in it, so that the next one begins the other
    way."""

    badly: tuple["array[int]", "array[int]"]
    turns: bool


@cache
def well_quoted(delimiter: str) -> re.Pattern[str]:
    """Matches a line in which every quote surrounds a field or is doubled within one."""
    one = FIELD.format(re.escape(delimiter))
    return re.compile(f"{one}(?:{re.escape(delimiter)}{one})*+[\r\n]*")


def delimiter_in(text: str) -> str:
    """The character that separates the names of the header with which `text` begins: a comma where there is any."""
    header = text[: 1 << 14].partition("\n")[0].partition("\r")[0]
    return "," if "," in header else max(DELIMITERS, key=header.count)


def quotes_in(text: str, delimiter: str, broken: Sequence[tuple[int, int]]) -> Quotes | None:
    """The quotes in a text that begins with a row; None where there are none. `broken` are its rows of several lines,
    each with how many more than one."""
    if '"' not in text:
        return None
    fine = well_quoted(delimiter).fullmatch
    badly, turned = (array("Q"), array("Q")), False
    rows = _Rows(broken)
    for number, line in enumerate(io.StringIO(text, newline="")):
        if '"' not in line:
            continue
        if line.count('"') % 2:
            turned = not turned
        elif not fine(line):
            badly[turned].append(rows.of_line(number))
    return Quotes(badly, turned)


class _Rows:
    """The rows of lines that are asked for one after the other."""

    def __init__(self, broken: Sequence[tuple[int, int]]) -> None:
        self._broken = broken
        self._passed = 0
        self._surplus = 0

    def of_line(self, line: int) -> int:
        while self._passed < len(self._broken):
            row, more = self._broken[self._passed]
            if line - self._surplus <= row + more:
                return min(row, line - self._surplus)
            self._surplus += more
            self._passed += 1
        return line - self._surplus
