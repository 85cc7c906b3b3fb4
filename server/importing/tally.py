"""What was mended on the way in: every place counted, by rule and by what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fairmark.validators.core.location import Path, pointer

SHOWN = 5
"""Places of a kind of repair that are named."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One kind of repair: the rule that it makes good, what was done as a sentence, how often, and the first places as
    JSON pointers into the input."""

    rule: str
    done: str
    count: int
    places: tuple[str, ...]


@dataclass(slots=True)
class Repairs:
    """Counts repairs. `shown` caps the places that are kept of each kind; None keeps all."""

    shown: int | None = SHOWN
    _counts: dict[tuple[str, str], int] = field(default_factory=dict)
    _places: dict[tuple[str, str], list[Path]] = field(default_factory=dict)

    def note(self, rule: str, done: str, path: Path) -> None:
        """Count a repair at `path`."""
        kind = (rule, done)
        count = self._counts[kind] = self._counts.get(kind, 0) + 1
        if self.shown is None or count <= self.shown:
            self._places.setdefault(kind, []).append(path)

    def __bool__(self) -> bool:
        return bool(self._counts)

    def listed(self) -> list[Repair]:
        """Every kind, by rule."""
        return [
            Repair(rule, done, count, tuple(pointer(path) for path in self._places[rule, done]))
            for (rule, done), count in sorted(self._counts.items())
        ]


def as_json(repairs: Iterable[Repair]) -> Sequence[dict[str, Any]]:
    return [{"rule": r.rule, "done": r.done, "count": r.count, "places": list(r.places)} for r in repairs]
