"""Process indicators (section 3.15)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
import math
from statistics import median

from fairmark.validators.learning.measure import Measure, share, undefined

NOTHING = "nothingReturned"


@dataclass(frozen=True, slots=True)
class Turnaround:
    """Instructional days from submission to return of what was returned; `open` is how many were not."""

    n: int
    open: int
    median: Measure
    p90: Measure
    within_target: Measure


def turnaround(days: Iterable[float | None], target: float) -> Turnaround:
    """The feedback turnaround, with the days of each piece; None for one that is not returned yet."""
    every = list(days)
    returned = sorted(day for day in every if day is not None)
    if not returned:
        none = undefined(NOTHING)
        return Turnaround(0, len(every), none, none, none)
    return Turnaround(
        len(returned),
        len(every) - len(returned),
        Measure(median(returned)),
        Measure(nearest_rank(returned, 0.9)),
        share(sum(day <= target for day in returned), len(returned), NOTHING),
    )


def nearest_rank(ordered: Sequence[float], quantile: float) -> float:
    """The quantile of values in ascending order that is itself one of them."""
    return ordered[max(1, math.ceil(quantile * len(ordered))) - 1]


def revision_rate(revised: int, returned_below_cut: int) -> Measure:
    """Of the evidence that was returned below the cut, the share with a later version."""
    return share(revised, returned_below_cut, NOTHING)
