"""Look at a refused value in parts, so that a list of millions of wrong members never has all its errors in memory.

The fast engine makes all its errors before it gives the first; a hostile file of 3 MB can have many millions. A list
longer than `PART` is therefore shown to it in pieces, each in the same surroundings, and the errors of the
surroundings are left aside but once.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fairmark.validators.core.location import Path

PART = 20_000
"""Members of a list that are looked at together."""


class Part(NamedTuple):
    """A piece of a value: `value` has the shape of the whole, but of the list at `path` only the members from `start`
    on. `path` is () for the first piece, which is the whole with all long lists cut off."""

    value: Any
    path: Path
    start: int

    def original(self, path: Path) -> Path | None:
        """A path in the piece as one in the whole; None for what another piece tells."""
        depth = len(self.path)
        if not depth:
            return path
        number = path[depth] if len(path) > depth else None
        if path[:depth] != self._spine or not isinstance(number, int):
            return None
        return (*self.path, number + self.start, *path[depth + 1 :])

    @property
    def _spine(self) -> Path:
        """The path in the piece: every list on the way has but one member."""
        return tuple(0 if isinstance(step, int) else step for step in self.path)


def parts(value: Any) -> Iterator[Part]:
    """The pieces of `value`: only itself where no list in it is long."""
    long = list(_long_lists(value))
    yield Part(_cut(value) if long else value, (), 0)
    for path, members in long:
        for start in range(PART, len(members), PART):
            yield Part(_wrapped([_cut(member) for member in members[start : start + PART]], path), path, start)


def _long_lists(value: Any) -> Iterator[tuple[Path, list[Any]]]:
    pending: list[tuple[Path, Any]] = [((), value)] if isinstance(value, dict | list) else []
    while pending:
        path, holder = pending.pop()
        if isinstance(holder, list) and len(holder) > PART:
            yield path, holder
        steps = holder.items() if isinstance(holder, dict) else enumerate(holder)
        pending += [((*path, step), inner) for step, inner in steps if isinstance(inner, dict | list)]


def _cut(value: Any) -> Any:
    """`value` without the members of its long lists beyond the first `PART`. The depth is that of JSON, which readers
    bound."""
    if isinstance(value, dict):
        return {name: _cut(inner) if isinstance(inner, dict | list) else inner for name, inner in value.items()}
    if isinstance(value, list):
        return [_cut(inner) if isinstance(inner, dict | list) else inner for inner in value[:PART]]
    return value


def _wrapped(value: Any, path: Path) -> Any:
    for step in reversed(path):
        value = {step: value} if isinstance(step, str) else [value]
    return value
