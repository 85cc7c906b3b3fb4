"""What the texts of cells mean to the rules that compare them. Of a text of the wrong form OR-TYP speaks."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from fairmark.validators.readers.oneroster import DELETED as DELETED
from fairmark.validators.readers.tables.values import Meanings as Meanings
from fairmark.validators.readers.tables.values import date as date
from fairmark.validators.readers.tables.values import number as number

UNBOUNDED = "9999-99-99"
"""Later than every date."""

Named = TypeVar("Named")


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
