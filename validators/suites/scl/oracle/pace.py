"""Instructional days, progress and pace (sections 3.5 and 3.6)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

BEHIND, ON_PACE, AHEAD, TOO_EARLY = "behind", "onPace", "ahead", "tooEarly"
BUFFER, EARLIEST = 0.05, 10
NEAR = 1e-12
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a calendar on which is taught: `end` is the day after the last, `weekdays` are ISO numbers."""

    start: date
    end: date
    weekdays: frozenset[int]
    holidays: frozenset[date]

    def between(self, first: date, after: date, pauses: Sequence[tuple[date, date]] = ()) -> int:
        """Instructional days from `first` until the day before `after`, without those in a pause."""
        day, count = max(first, self.start), 0
        while day < min(after, self.end):
            count += self._is_taught(day) and not any(begin <= day < end for begin, end in pauses)
            day += DAY
        return count

    def _is_taught(self, day: date) -> bool:
        return day.isoweekday() in self.weekdays and day not in self.holidays


def progress(
    weights: Mapping[str, float], groups: Mapping[str, tuple[Sequence[str], int]], attained: Collection[str]
) -> float | None:
    """The share of a pathway that is attained. `weights` are those of the steps in no group; a group has its steps and
    how many of them are enough: so much is its weight, and no more."""
    whole = sum(weights.values()) + sum(enough for _, enough in groups.values())
    if not whole:
        return None
    reached = sum(weight for step, weight in weights.items() if step in attained)
    reached += sum(min(enough, sum(step in attained for step in steps)) for steps, enough in groups.values())
    return reached / whole


def status(attained: float, planned: float, elapsed: float, days: float, buffer: float = BUFFER) -> str:
    """What is said of a learner after `elapsed` of the `days`."""
    if elapsed < EARLIEST:
        return TOO_EARLY
    gap = attained / planned - min(1.0, max(0.0, elapsed / days))
    if abs(abs(gap) - buffer) <= NEAR or abs(gap) < buffer:
        return ON_PACE
    return BEHIND if gap < 0 else AHEAD


def remaining(attained: float, planned: float, elapsed: float) -> int | None:
    """Days until the last step at the rate so far; None where nothing is attained."""
    if not attained:
        return None
    return ceil(max(0.0, planned - attained) * elapsed / attained - 1e-9)
