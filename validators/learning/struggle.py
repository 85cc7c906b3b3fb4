"""Needs-support flags (section 3.11): productive struggle, being stuck, and knowing too little are three things."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from fairmark.validators.learning.measure import Measure, undefined

ATTAINED, INDETERMINATE, PRODUCTIVE, STUCK, WATCH = (
    "attained",
    "indeterminate",
    "productiveStruggle",
    "stuck",
    "watch",
)
MASTERED, SPINNING = "mastered", "wheelSpinning"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`attempts` before anything is said, `slope` in levels per attempt that counts as rising, `days` since the last
    rise after which a learner is stuck, `idle` days without evidence after which an open step is inactive."""

    attempts: int = 3
    slope: float = 0.1
    days: float = 20
    idle: float = 15


USUAL = Thresholds()


def slope(scores: Sequence[float]) -> Measure:
    """The median of the slopes between all pairs of scores (Theil and Sen), per attempt."""
    pairs = combinations(enumerate(scores), 2)
    slopes = [(later - earlier) / (j - i) for (i, earlier), (j, later) in pairs]
    return Measure(median(slopes)) if slopes else undefined("tooFewJudgments")


def flag(scores: Sequence[float], cut: float, days_since_rise: float, limits: Thresholds = USUAL) -> str:
    """The flag of a learner at a level in progress; scores oldest first."""
    if scores and scores[-1] >= cut:
        return ATTAINED
    rate = slope(scores).value
    if len(scores) < limits.attempts or rate is None:
        return INDETERMINATE
    if rate >= limits.slope:
        return PRODUCTIVE
    return STUCK if days_since_rise >= limits.days else WATCH


def last_rise(scores: Sequence[float]) -> int | None:
    """The index of the last score that was higher than all before it; None where there are no scores. The first one is
    a rise: until then there was nothing."""
    best, at = float("-inf"), None
    for index, score in enumerate(scores):
        if score > best:
            best, at = score, index
    return at


def wheel_spinning(correct: Sequence[bool], window: int = 10, run: int = 3) -> tuple[str, int]:
    """For short practice: MASTERED, SPINNING or INDETERMINATE, and the opportunity at which that was known."""
    in_a_row = 0
    for number, right in enumerate(correct[:window], 1):
        in_a_row = in_a_row + 1 if right else 0
        if in_a_row == run:
            return MASTERED, number
    return (SPINNING, window) if len(correct) >= window else (INDETERMINATE, len(correct))
