"""A CSV file as a table of columns."""

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fairmark.validators.core.location import HEADER as HEADER
from fairmark.validators.readers.tables.blocks import Text
from fairmark.validators.readers.tables.column import Column
from fairmark.validators.readers.tables.portion import MOST
from fairmark.validators.readers.tables.store import Keep


@dataclass(slots=True)
class Faults:
    """What was wrong with the text of a table, by physical row (the header is row 1).

    `ragged` holds rows that have another number of cells than the header, with that number: they are no part of the
    columns, unless all that is too much is empty. `broken` holds rows with a line break in a cell, `badly_quoted` those
    with a quote that neither surrounds a cell nor is doubled within one. `too_long` is the row at which reading ended,
    since a cell in it goes on for longer than any text does: a quote that is never closed. `too_wide` is the number of
    cells of a header that has more than any header does, so that no row was read; else 0.
    """

    ragged: list[tuple[int, int]] = field(default_factory=list)
    broken: "array[int]" = field(default_factory=lambda: array("Q"))
    badly_quoted: "array[int]" = field(default_factory=lambda: array("Q"))
    too_long: int | None = None
    too_wide: int = 0

    @property
    def are_all(self) -> bool:
        """Whether there are no more of one sort than are kept."""
        return all(len(places) < MOST for places in (self.ragged, self.broken, self.badly_quoted))


class Skipped:
    """The rows of a file that are no part of the columns, in memory for those places alone where there are any."""

    def __init__(self) -> None:
        self._kept = array("Q")  # how many that are stand before each place
        self._sums = array("Q", [0])  # how many are skipped before each place; at last all of them

    def add(self, kept: int, count: int) -> None:
        """So many more are skipped, behind so many that are kept."""
        if not count:
            return
        if self._kept and self._kept[-1] == kept:
            self._sums[-1] += count
        else:
            self._kept.append(kept)
            self._sums.append(self._sums[-1] + count)

    def before(self, row: int) -> int:
        """How many are skipped before the row of that index."""
        return self._sums[bisect_right(self._kept, row)]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `header` are the names as they stand there; `rows` is the number of data rows, blank ones not counted.

    A row is known by its index from 0; `physical` tells where it stands in the file. `complete` is False where reading
    ended early. `lost` is the number of rows that are no part of the columns, and `outcasts` are their first cells:
    records that are there, but whose cells cannot be told apart; of very many only some. `beyond` are the cells of a
    row that stand to the right of the last name of the header, where the table was read as one with open ends.
    """

    header: tuple[str, ...]
    rows: int
    delimiter: str
    text: Text
    faults: Faults
    complete: bool
    lost: int
    outcasts: frozenset[str]
    beyond: Mapping[int, Sequence[str]]
    _columns: Sequence[Column]
    _skipped: Skipped

    def column_at(self, index: int) -> Column:
        return self._columns[index]

    def physical(self, row: int) -> int:
        """The 1-based row of the file, as a spreadsheet numbers it, in which the row of that index stands."""
        return row + HEADER + 1 + self._skipped.before(row)

    def may_hold(self, text: str) -> bool:
        """Whether a row that is no part of the columns begins with that text, as far as that is known."""
        return text in self.outcasts or len(self.outcasts) >= MOST

    @property
    def is_whole(self) -> bool:
        """Whether it was read to its end, and all that is wrong with its text is known."""
        return self.complete and self.faults.are_all

    def kept(self, keep: Keep) -> "Table":
        """The same table, with what is in its columns elsewhere."""
        return replace(self, _columns=[column.kept(keep) for column in self._columns])
