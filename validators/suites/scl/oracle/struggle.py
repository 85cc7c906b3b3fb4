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


def last_rises(scores: Sequence[float]) -> set[int]:
    """The indices that may be called the last rise: of the last score above the one before it, and of the last above
    all before it. 0 where none is."""
    places = range(1, len(scores))
    above_the_last = (place for place in places if scores[place] > scores[place - 1])
    above_all = (place for place in places if scores[place] > max(scores[:place]))
    return {max(above_the_last, default=0), max(above_all, default=0)}
