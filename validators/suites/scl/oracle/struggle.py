"""Who needs support (section 3.11)."""

from collections.abc import Sequence
from itertools import combinations

ATTAINED, INDETERMINATE, PRODUCTIVE, STUCK, WATCH = "attained", "indeterminate", "productiveStruggle", "stuck", "watch"
INACTIVE = "inactive"
FEWEST, RISING, LONG = 3, 0.1, 20


def slope(scores: Sequence[float]) -> float:
    """The median of the slopes between any two of at least two scores, per attempt."""
    slopes = sorted((b - a) / (later - earlier) for (earlier, a), (later, b) in combinations(enumerate(scores), 2))
    middle = len(slopes) // 2
    return slopes[middle] if len(slopes) % 2 else (slopes[middle - 1] + slopes[middle]) / 2


def flag(scores: Sequence[float], cut: float, days_since_rise: float) -> str:
    """What is said of the scores of a level in progress, oldest first; there is at least one."""
    if scores[-1] >= cut:
        return ATTAINED
    if len(scores) < FEWEST:
        return INDETERMINATE
    if slope(scores) >= RISING:
        return PRODUCTIVE
    return STUCK if days_since_rise >= LONG else WATCH


def last_rise(scores: Sequence[float]) -> int:
    """The index of the last score that is higher than the one before it; 0 where none is."""
    return max((place for place in range(1, len(scores)) if scores[place] > scores[place - 1]), default=0)
