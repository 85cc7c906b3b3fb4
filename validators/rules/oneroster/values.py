"""What the texts of cells mean to the rules that compare them. A text of the wrong form means nothing here: OR-TYP
speaks of it."""

from collections.abc import Callable, Iterable, Iterator
import re
from typing import TypeVar

DELETED = "tobedeleted"
"""The status of a record that is only named to be deleted: nothing is asked of its other cells."""

UNBOUNDED = "9999-99-99"
"""Later than every date."""

LONGEST = 40
"""Characters of a number that are looked at; no score has more."""

IS_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII).fullmatch
IS_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII).fullmatch

Value = TypeVar("Value")
Named = TypeVar("Named")


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


def overlapping(periods: Iterable[tuple[str, str, Named]]) -> Iterator[tuple[Named, Named]]:
    """Of periods (begin, end, what), those that begin before an earlier one has ended, each with that earlier one.

    The end is not in the period; a date that is missing, or none, leaves that side open.
    """
    dated = [(date(begin), date(end) or UNBOUNDED, what) for begin, end, what in periods]
    dated.sort(key=lambda period: period[0])  # by the beginning alone, so that equal ones stay in the order of rows
    latest, holder = "", None
    for begin, end, what in dated:
        if holder is not None and begin < latest:
            yield what, holder
        if holder is None or end > latest:
            latest, holder = end, what
