"""What a column of parents means: in one product it holds their identifiers, in another their codes."""

from collections.abc import Iterator
from functools import cached_property

from fairmark.schemas.spreadsheets import CODE, IDENTIFIER, Dialect
from fairmark.validators.readers.spreadsheets.items import Items
from fairmark.validators.readers.spreadsheets.table import Row

ENOUGH = 0.9
"""The share of parents that must be found by one meaning for it to be the one that is meant."""

MIXED = "mixed"


class Parents:
    """The parents that the rows of a CSV file name in the column of the dialect."""

    def __init__(self, items: Items, dialect: Dialect) -> None:
        self._items = items
        self._dialect = dialect

    @property
    def column(self) -> str:
        return self._dialect.parent if self._dialect.parent in self._items.table.columns else ""

    @cached_property
    def meaning(self) -> str:
        """IDENTIFIER or CODE where nearly all parents are found by it, what the dialect means coming first; MIXED where
        all of them are found by the one or the other; "" where neither finds them."""
        named = [name for _, name in self.named()]
        found = {meaning: [self._by(meaning, name) is not None for name in named] for meaning in (IDENTIFIER, CODE)}
        order = sorted(found, key=lambda meaning: meaning != self._dialect.by)
        for meaning in order:
            if sum(found[meaning]) >= ENOUGH * len(named):
                return meaning
        either = [by_identifier or by_code for by_identifier, by_code in zip(*found.values(), strict=True)]
        return MIXED if sum(either) >= ENOUGH * len(named) else ""

    def named(self) -> Iterator[tuple[Row, str]]:
        """The rows that name a parent, each with that name."""
        if self.column:
            yield from ((row, name) for row in self._items.rows if (name := row.word(self.column)))

    def is_meant(self, name: str) -> bool:
        """Whether the parent is found by what the column means."""
        return self.meaning in (IDENTIFIER, CODE) and self._by(self.meaning, name) is not None

    def of(self, row: Row) -> Row | None:
        """The parent of a row, None for the top."""
        if name := row.word(self._dialect.parent):
            meant = self._by(self.meaning, name) if self.meaning in (IDENTIFIER, CODE) else None
            return meant or self._items.named(name)
        guess = row.word("humanCodingScheme").rpartition(".")[0] if self._dialect.guesses else ""
        return self._items.by_code.get(guess) if guess else None

    def _by(self, meaning: str, name: str) -> Row | None:
        return self._items.by_identifier.get(name.lower()) if meaning == IDENTIFIER else self._items.by_code.get(name)
