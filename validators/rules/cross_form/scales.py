"""Values on their scales, as records of learning and gradebooks give them, and when two of them are the same.

Each side says what it can: a level in words, a number, and the scale that they are on. Two values differ only where
both are on one scale; where that is not certain nothing is said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairmark.validators.readers.score_scales import pairs_in
from fairmark.validators.readers.tables.values import number


@dataclass(frozen=True, slots=True)
class Value:
    """A value on its scale. `labels` are what the level is called and `numbers` what it counts, often only one of them.
    `levels` are the labels of the whole scale, from low to high where it `is_ordered`, `points` its numbers, `bounds`
    the lowest and the highest number, None where the scale has none. Labels are in small letters."""

    labels: frozenset[str] = frozenset()
    numbers: frozenset[float] = frozenset()
    levels: tuple[str, ...] = ()
    is_ordered: bool = False
    points: frozenset[float] = frozenset()
    bounds: tuple[float, float] | None = None

    @property
    def says_nothing(self) -> bool:
        return not self.labels and not self.numbers

    def is_same_as(self, other: "Value") -> bool | None:
        """Whether both are one level; None where that is not certain."""
        if self.labels & other.labels or self.numbers & other.numbers:
            return True
        if self.labels and other.labels and (_known(other, self) or _known(self, other)):
            return False
        if self.numbers and other.numbers and self._is_numbered_as(other):
            return False
        return None

    def _is_numbered_as(self, other: "Value") -> bool:
        same_bounds = self.bounds is not None and self.bounds == other.bounds
        return same_bounds or (bool(self.points) and self.points == other.points)

    def is_among(self, others: Sequence["Value"]) -> bool:
        """Whether it lies between the lowest and the highest of the others, as an average of them would; True also
        where their order is not known."""
        if self.numbers and all(each.numbers for each in others):
            reached = [number for each in others for number in each.numbers]
            return any(min(reached) <= number <= max(reached) for number in self.numbers)
        places = [self._place(each) for each in (self, *others)]
        own, *rest = places
        if own is None or any(place is None for place in rest):
            return True
        known = [place for place in rest if place is not None]
        return min(known) <= own <= max(known)

    def _place(self, other: "Value") -> int | None:
        """Where a level stands on this scale, None where it does not, or nobody knows."""
        return next((at for at, level in enumerate(self.levels) if level in other.labels and self.is_ordered), None)


def _known(value: Value, scale: Value) -> bool:
    """Whether the level is one of the scale of the other value."""
    return value.labels <= frozenset(scale.levels)


def plain(label: str) -> str:
    """A label as labels are compared."""
    return " ".join(label.split()).casefold()


def on_score_scale(text: str, score: str, scales: Iterable[str], bounds: tuple[str, str]) -> Value:
    """A mastery of OneRoster: a textScore and a score, the scoreScaleValues that may be meant, and resultValueMin and
    resultValueMax. Where there are several scales, or one of ranges, words and numbers are not held together."""
    labels, value = {plain(text)} - {""}, number(score)
    numbers = {value} if value is not None else set()
    pairs = [pair for scale in scales for pair in pairs_in(scale) or ()]
    named = [(plain(left), number(right)) for left, right in map(_ordered, pairs)]
    for label, points in named:
        if points is not None and label in labels and value is None:
            numbers.add(points)
        if points is not None and points == value and not labels:
            labels.add(label)
    counted = sorted(((points, label) for label, points in named if points is not None))
    in_order = tuple(label for _, label in counted) if len(counted) == len(named) else ()
    lowest, highest = map(number, bounds)
    return Value(
        frozenset(labels),
        frozenset(numbers),
        in_order or tuple(label for label, _ in named),
        bool(in_order),
        frozenset(points for points, _ in counted) if in_order else frozenset(),
        (lowest, highest) if lowest is not None and highest is not None else None,
    )


def _ordered(pair: tuple[str, str]) -> tuple[str, str]:
    """A pair of a scale with the number last."""
    left, right = pair
    return (right, left) if number(left) is not None and number(right) is None else pair
