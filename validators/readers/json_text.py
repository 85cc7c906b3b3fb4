"""JSON text to documents: one, or one a line, with the problems met on the way and the positions of values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from fairmark.validators.core.location import Location, Position
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.readers.problem import Problem


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed JSON value: the `number`-th (from 0) of its text."""

    data: Any
    number: int = 0


@dataclass(frozen=True, slots=True)
class JsonText:
    """What became of a text: its documents, and the problems met. `partial` is True where a part was not read."""

    documents: Sequence[Document]
    problems: Sequence[Problem] = ()
    partial: bool = False


def read_json(text: bytes) -> JsonText:
    """Parse `text`. Whatever is wrong with it becomes a problem, never an exception."""
    try:
        return JsonText([Document(orjson.loads(text))])
    except orjson.JSONDecodeError as error:
        at = Location(privacy=Privacy.PUBLIC, line=error.lineno, column=error.colno)
        return JsonText([], [Problem("FM-INPUT-001", at, error.msg)])


def locate(text: bytes, wanted: Sequence[Location]) -> list[Position | None]:
    """Line and column of each location in `text`, in one pass over what leads to them."""
    return [Position(place.line, place.column or 1) if place.line else None for place in wanted]
