"""Gaps between groups (section 3.13), and how long feedback takes (section 3.15)."""

from collections.abc import Sequence
from math import ceil, sqrt
from statistics import median
from typing import NamedTuple

NORMAL = 1.959964
FEWEST = 30
"""Learners below which the usual interval does not hold."""


class Gap(NamedTuple):
    """The rate of a group less that of another, as shares; the ends of the interval are None below FEWEST."""

    difference: float
    ratio: float | None
    low: float | None
    high: float | None


def gap(focal: int, of_focal: int, reference: int, of_reference: int) -> Gap:
    """The gap between `focal` of `of_focal` learners and `reference` of `of_reference`."""
    p, q = focal / of_focal, reference / of_reference
    half = NORMAL * sqrt(p * (1 - p) / of_focal + q * (1 - q) / of_reference)
    is_usual = min(of_focal, of_reference) >= FEWEST
    return Gap(p - q, p / q if q else None, p - q - half if is_usual else None, p - q + half if is_usual else None)


class Turnaround(NamedTuple):
    """Days until feedback."""

    median: float
    p90: float
    within: float


def turnaround(days: Sequence[float], target: float) -> Turnaround:
    """Of one or more pieces that were returned: the median, the nearest-rank 90th percentile, the share in time."""
    ordered = sorted(days)
    return Turnaround(
        median(ordered), ordered[ceil(0.9 * len(ordered)) - 1], sum(day <= target for day in ordered) / len(ordered)
    )
