"""What the portions of a file come to, added in their order."""

from collections.abc import Sequence

from fairmark.validators.readers.tables.blocks import Text
from fairmark.validators.readers.tables.building import ColumnBuilder
from fairmark.validators.readers.tables.portion import MOST, Portion
from fairmark.validators.readers.tables.table import HEADER, Faults, Skipped, Table


class Sum:
    """A table in the making. `faults` and `text` are told what is wrong; `columns` are the builders of its columns."""

    def __init__(self, text: Text) -> None:
        self.columns: Sequence[ColumnBuilder] = ()
        self.faults = Faults()
        self._text = text
        self._rows = 0
        self._lost = 0
        self._physical = HEADER
        self._outcasts = set[str]()
        self._beyond: dict[int, Sequence[str]] = {}
        self._skipped = Skipped()
        self._bytes = 0
        self._line = 1
        self._in_quotes = False

    @property
    def goes_on(self) -> bool:
        """Whether there is any sense in reading on."""
        return self.faults.too_long is None and not self.faults.too_wide

    def pass_by(self, data: bytes, *, blank: int) -> None:
        """Go past blank lines before the header."""
        self._physical += blank
        self._skipped.add(0, blank)
        self._pass(data)

    def pass_header(self, portion: Portion, data: bytes, *, blank: int) -> None:
        """Go past the header, and blank lines before it; `portion` knows what is wrong with their text."""
        self._note_text(portion, HEADER)
        self.pass_by(data, blank=blank)

    def end_in_a_row(self) -> None:
        """The next row goes on for longer than any does."""
        self.faults.too_long = self._physical + 1

    def add(self, portion: Portion, data: bytes) -> None:
        """Add a portion, which was made of `data`."""
        first = self._physical + 1
        self._note_text(portion, first)
        self.faults.ragged += [(first + row, cells) for row, cells in portion.ragged[: MOST - len(self.faults.ragged)]]
        self.faults.broken.extend(first + row for row, _ in portion.broken[: MOST - len(self.faults.broken)])
        for kept, count in portion.left_out:
            self._skipped.add(self._rows + kept, count)
        self._beyond.update((self._rows + row, cells) for row, cells in portion.beyond.items())
        if len(self._outcasts) < MOST:
            self._outcasts |= portion.outcasts
        for column, part in zip(self.columns, portion.columns, strict=True):
            column.add(part)
        self._lost += portion.lost
        self._rows += portion.rows
        self._physical += portion.read
        self._pass(data)
        if portion.is_too_long:
            self.end_in_a_row()

    def _pass(self, data: bytes) -> None:
        self._bytes += len(data)
        self._line += data.count(b"\n")

    def _note_text(self, portion: Portion, first: int) -> None:
        """What is wrong with the text of a portion, whose first physical row is `first`."""
        self._text.note(portion.undecodable, self._bytes, self._line)
        if (quotes := portion.quotes) is not None:
            bad = self.faults.badly_quoted
            bad.extend(first + row for row in quotes.badly[self._in_quotes][: MOST - len(bad)])
            self._in_quotes ^= quotes.turns

    def table(self, header: tuple[str, ...], delimiter: str, *, complete: bool) -> Table:
        """The table of all that was added."""
        self._text.unclosed = complete and self._in_quotes
        if not complete:  # though more may have been read ahead
            self._text.size, self._text.sha256 = self._bytes, ""
        return Table(
            header,
            self._rows,
            delimiter,
            self._text,
            self.faults,
            complete,
            self._lost,
            frozenset(self._outcasts),
            self._beyond,
            [column.column() for column in self.columns],
            self._skipped,
        )
