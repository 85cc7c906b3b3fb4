"""How scores become a value, and attained levels a position: pure functions of the profile's sections 3.2 and 3.3."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

METHODS: Mapping[str, Callable[[Sequence[float]], float]] = {"mostRecent": lambda scores: scores[-1], "highest": max}
"""Method of a DeterminationRule to its value for one or more scores, oldest first. Nothing is rounded."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the attained levels of a competency put a learner. `reach` is None where nothing is attained,
    `working_level` where everything is."""

    position: int
    reach: int | None
    gaps: Sequence[int]
    working_level: int | None


def standing(attained: Collection[int], levels: int) -> Standing:
    """The standing of who has attained those of the levels 1 to `levels`."""
    position = next(level for level in range(levels + 1) if level + 1 not in attained)
    reach = max(attained, default=None)
    gaps = [level for level in range(1, reach or 0) if level not in attained]
    return Standing(position, reach, gaps, position + 1 if position < levels else None)


def shown(value: float) -> str:
    """The value with two decimals, rounded half away from zero."""
    return str(Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP))
