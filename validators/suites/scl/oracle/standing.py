"""Where attained levels put a learner (section 3.3), and how far they have come (section 3.7)."""

from collections.abc import Collection
from typing import NamedTuple


class Standing(NamedTuple):
    """`reach` is 0 where nothing is attained, `working` None where everything is."""

    position: int
    reach: int
    gaps: tuple[int, ...]
    working: int | None


def standing(attained: Collection[int], levels: int) -> Standing:
    """Where those of the levels 1 to `levels` put a learner; levels below a placement are among the attained."""
    position = 0
    while position + 1 in attained and position < levels:
        position += 1
    reach = max(attained, default=0)
    gaps = tuple(sorted(set(range(1, reach)) - set(attained)))
    return Standing(position, reach, gaps, None if position == levels else position + 1)


class Growth(NamedTuple):
    """Mean growth over `n` of the `eligible` competencies; None where it may not be told."""

    n: int
    eligible: int
    value: float | None


def mean_growth(pairs: Collection[tuple[float | None, float | None]]) -> Growth:
    """Growth over competencies, each with its baseline and its current value: told for at least half of them."""
    known = [current - baseline for baseline, current in pairs if baseline is not None and current is not None]
    if not known or len(known) < len(pairs) / 2:
        return Growth(len(known), len(pairs), None)
    return Growth(len(known), len(pairs), sum(known) / len(known))


def required(current: float, target: float, years: float, observed: float) -> tuple[float | None, float | None]:
    """Levels a year that the target needs, and how what was seen stands to that."""
    if current >= target:
        return 0.0, None
    if years <= 0:
        return None, None
    needed = (target - current) / years
    return needed, observed / needed
