"""What the texts of cells mean. A text of the wrong form means nothing here."""

from collections.abc import Callable
import re
from typing import TypeVar

LONGEST = 40
"""Characters of a number that are looked at; no score has more."""

IS_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII).fullmatch
IS_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII).fullmatch

Value = TypeVar("Value")


def date(cell: str) -> str:
    """The date, which as text comes before every later one; "" where it is none."""
    return cell if IS_DATE(cell) else ""


def number(cell: str) -> float | None:
    """The number, None where it is none."""
    return float(cell) if len(cell) <= LONGEST and IS_NUMBER(cell) else None


class Meanings(dict[str, Value]):
    """Text to what `read` makes of it, found out once for each text."""

    def __init__(self, read: Callable[[str], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Value:
        value = self[text] = self._read(text)
        return value
