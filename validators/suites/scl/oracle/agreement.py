"""How far scorers agree (section 3.12)."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

UNSTABLE = 10
"""Doubly scored pieces below which a value is unstable."""

Pairs = Sequence[tuple[float, float]]


class Agreement(NamedTuple):
    """What two scorers agree on over `n` pieces. None where there are no pieces, or nothing varies."""

    n: int
    exact: float | None
    adjacent: float | None
    at_cut: float | None
    kappa: float | None
    quadratic: float | None
    alpha: float | None
    shift: float | None


def agreement(pairs: Pairs, cut: float | None) -> Agreement:
    """The agreement over pieces that both have rated. Without a cut nothing is said of it."""
    n = len(pairs)
    if not n:
        return Agreement(0, None, None, None, None, None, None, None)
    return Agreement(
        n,
        sum(a == b for a, b in pairs) / n,
        sum(abs(a - b) <= 1 for a, b in pairs) / n,
        None if cut is None else sum((a >= cut) is (b >= cut) for a, b in pairs) / n,
        kappa(pairs, 0),
        kappa(pairs, 2),
        alpha(pairs),
        sum(a - b for a, b in pairs) / n,
    )


def kappa(pairs: Pairs, power: int) -> float | None:
    """Cohen's kappa; disagreement counts by that power of its size, or alike for 0."""

    def weight(a: float, b: float) -> float:
        return 0.0 if a == b else abs(a - b) ** power

    seen = sum(weight(a, b) for a, b in pairs)
    by_chance = sum(weight(a, b) for a, _ in pairs for _, b in pairs) / len(pairs)
    return 1 - seen / by_chance if by_chance else None


def alpha(units: Sequence[Sequence[float]]) -> float | None:
    """Krippendorff's alpha for ordinal ratings; each unit holds the ratings of one piece."""
    rated = [unit for unit in units if len(unit) > 1]
    counts = Counter(value for unit in rated for value in unit)
    total, values = sum(counts.values()), sorted(counts)

    def distance(a: float, b: float) -> float:
        low, high = sorted((a, b))
        between = sum(counts[value] for value in values if low < value < high)
        return float((between + (counts[low] + counts[high]) / 2) ** 2) if low != high else 0.0

    seen = sum(2 * distance(a, b) / (len(unit) - 1) for unit in rated for a, b in combinations(unit, 2))
    by_chance = sum(2 * counts[a] * counts[b] * distance(a, b) for a, b in combinations(values, 2))
    return 1 - (total - 1) * seen / by_chance if by_chance else None


def severity(pairs: Pairs) -> float | None:
    """The mean by which ratings (first) lie above anchors (second)."""
    return sum(a - b for a, b in pairs) / len(pairs) if pairs else None
