"""Smaller copies of a document for the schema engines: without what was accepted, or without what they choke on."""

from collections.abc import Iterable, Sequence
from typing import Any

from fairmark.validators.core.location import Path

DEEPEST = 64
"""Levels of nesting that the engines get to see. No class of a standard nests a quarter as deep; what does is data in
an open object, at which no schema looks."""

FIRST = 3
"""Members at the beginning of each list that are kept: as many as any schema demands, or gives a place of their own."""

Marks = dict[str | int, "Marks"]
"""Refused places as a tree: step to what was refused below it."""


class Skeleton:
    """`data` without the members of lists in which nothing was `refused`, but for the `FIRST` members of each list: a
    schema may say how many there must be, or what the first ones are. A list that was refused itself is kept whole, as
    its length may be the reason. What is kept is what the reference engine has to look at."""

    def __init__(self, data: Any, refused: Iterable[Path]) -> None:
        self._refused = set(refused)
        self._marks: Marks = {}
        for path in self._refused:
            marks = self._marks
            for step in path:
                marks = marks.setdefault(step, {})
        self._whole = data
        self.data = self._copy(data, self._marks, ())

    def original(self, path: Path) -> Path:
        """The path in the whole document of what stands at `path` in the skeleton."""
        found: Path = ()
        marks, value = self._marks, self._whole
        for step in path:
            if isinstance(value, list) and isinstance(step, int):
                step = self._kept(value, marks, found)[step]
                value = value[step]
            else:
                value = value.get(step) if isinstance(value, dict) else None
            marks = marks.get(step, {})
            found = (*found, step)
        return found

    def _copy(self, value: Any, marks: Marks, path: Path) -> Any:
        if len(path) > DEEPEST:
            return value
        if isinstance(value, dict):
            return {name: self._copy(member, marks.get(name, {}), (*path, name)) for name, member in value.items()}
        if isinstance(value, list):
            kept = self._kept(value, marks, path)
            return [self._copy(value[number], marks.get(number, {}), (*path, number)) for number in kept]
        return value

    def _kept(self, value: list[Any], marks: Marks, path: Path) -> Sequence[int]:
        """The numbers of the members of a list that the skeleton has, in order."""
        if len(path) > DEEPEST or path in self._refused:
            return range(len(value))
        return sorted({*range(min(FIRST, len(value))), *(mark for mark in marks if isinstance(mark, int))})


def printable(value: Any, level: int = 0) -> Any:
    """A copy of the JSON value that can be encoded, as lone surrogates are written as escapes, and that ends in empty
    arrays and objects `DEEPEST` levels down."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list):
        return [printable(member, level + 1) for member in value] if level < DEEPEST else []
    if isinstance(value, dict):
        return (
            {printable(name): printable(member, level + 1) for name, member in value.items()} if level < DEEPEST else {}
        )
    return value
