"""How many different things were met, in little memory: rows of a table, or objects by name."""

from dataclasses import dataclass, field

PAGE = 1024
"""Rows whose marks are kept in one number."""


@dataclass(slots=True)
class Distinct:
    """A set of rows (a bit each, so that millions of them fit) and of names."""

    pages: dict[int, int] = field(default_factory=dict)
    """The marks of the rows from a multiple of `PAGE` on, as the bits of one number."""
    names: set[str] = field(default_factory=set)

    def add(self, what: int | str) -> None:
        if isinstance(what, int):
            page, bit = divmod(what, PAGE)
            self.pages[page] = self.pages.get(page, 0) | 1 << bit
        else:
            self.names.add(what)

    def update(self, other: "Distinct") -> None:
        for page, marks in other.pages.items():
            self.pages[page] = self.pages.get(page, 0) | marks
        self.names |= other.names

    def __contains__(self, what: int | str) -> bool:
        if isinstance(what, int):
            page, bit = divmod(what, PAGE)
            return bool(self.pages.get(page, 0) >> bit & 1)
        return what in self.names

    def __len__(self) -> int:
        return len(self.names) + sum(marks.bit_count() for marks in self.pages.values())

    def beyond(self, other: "Distinct") -> int:
        """How many are here and not in `other`."""
        rows = (marks & ~other.pages.get(page, 0) for page, marks in self.pages.items())
        return len(self.names - other.names) + sum(marks.bit_count() for marks in rows)
