"""Smaller copies of a document for the schema engines: without what was accepted, or without what they choke on."""

from collections.abc import Iterable
from typing import Any

from fairmark.validators.core.location import Path

DEEPEST = 64
"""Levels of nesting that the engines get to see. No class of a standard nests a quarter as deep; what does is data in
an open object, at which no schema looks."""

Marks = dict[str | int, "Marks"]
"""Refused places as a tree: step to what was refused below it."""


class Skeleton:
    """`data` without the members of lists in which nothing was `refused`, except for the first member of each list
    that has none: a list must not become empty, as a schema may forbid that. A list that was refused itself is kept
    whole, as its length may be the reason. What is kept is what the reference engine has to look at."""

    def __init__(self, data: Any, refused: Iterable[Path]) -> None:
        self._refused = set(refused)
        self._marks: Marks = {}
        for path in self._refused:
            marks = self._marks
            for step in path:
                marks = marks.setdefault(step, {})
        self.data = self._copy(data, self._marks, ())

    def original(self, path: Path) -> Path:
        """The path in the whole document of what stands at `path` in the skeleton."""
        found: Path = ()
        marks = self._marks
        for step in path:
            numbers = [] if found in self._refused else sorted(mark for mark in marks if isinstance(mark, int))
            step = numbers[step] if isinstance(step, int) and numbers else step
            marks = marks.get(step, {})
            found = (*found, step)
        return found

    def _copy(self, value: Any, marks: Marks, path: Path) -> Any:
        if len(path) > DEEPEST:
            return value
        if isinstance(value, dict):
            return {name: self._copy(member, marks.get(name, {}), (*path, name)) for name, member in value.items()}
        if isinstance(value, list):
            if path in self._refused:
                kept: Iterable[int] = range(len(value))
            else:
                kept = sorted(mark for mark in marks if isinstance(mark, int)) or range(min(1, len(value)))
            return [self._copy(value[number], marks.get(number, {}), (*path, number)) for number in kept]
        return value


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
