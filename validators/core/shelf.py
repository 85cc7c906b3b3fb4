"""The shelf: CASE objects that an input may refer to although it does not hold them."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Shelved:
    """What a shelf knows of an object: its class (such as CFItem), `uri`, `title`, `language` and its document."""

    identifier: str
    cls: str
    uri: str
    title: str
    language: str
    document: str


class Shelf(Protocol):
    """Looks up CASE objects by identifier. Rules ask it about what is not in the input at hand."""

    def find(self, identifier: str) -> Shelved | None:
        """The object, or None when the shelf does not hold it."""


class EmptyShelf:
    """The shelf of a user who gave none."""

    def find(self, identifier: str) -> None:
        return None
