"""The shelf: CASE objects that an input may refer to although it does not hold them."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Standing:
    """What its framework says of an item beside its text.

    `levels` are its education levels, `rubric` the qualities of the rubric levels that judge it, in small letters.
    `is_deprecated` says that its document is, `ended` is the date (`YYYY-MM-DD`) on which its status ends, "" where
    none does. `replaced_by` and `precedes` are identifiers of items, `has_children` whether it groups others.
    """

    levels: tuple[str, ...] = ()
    rubric: frozenset[str] = frozenset()
    is_deprecated: bool = False
    ended: str = ""
    replaced_by: tuple[str, ...] = ()
    precedes: tuple[str, ...] = ()
    has_children: bool = False


@dataclass(frozen=True, slots=True)
class Shelved:
    """What a shelf knows of an object: its class (such as CFItem), `uri`, `title`, `language` and its document; and of
    an item its `code` (humanCodingScheme, "" for none) and its standing in its framework."""

    identifier: str
    cls: str
    uri: str
    title: str
    language: str
    document: str
    standing: Standing = field(default_factory=Standing)
    code: str = ""


class Shelf(Protocol):
    """Looks up CASE objects by identifier. Rules ask it about what is not in the input at hand."""

    def find(self, identifier: str) -> Shelved | None:
        """The object, or None when the shelf does not hold it."""


class EmptyShelf:
    """The shelf of a user who gave none."""

    def find(self, identifier: str) -> None:
        return None
