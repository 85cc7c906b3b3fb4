"""Pace against a learner's own dated pathway (section 3.6), in instructional days."""

from dataclasses import dataclass

from fairmark.validators.learning.measure import Measure, share, undefined

TOO_EARLY, BEHIND, ON_PACE, AHEAD = "tooEarly", "behind", "onPace", "ahead"
SAME = 1e-12
"""Differences up to it are none: exactly at the buffer is on pace."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`attained` of the `planned` steps, after `elapsed` of the `days`, pauses taken out.

    `buffer` is the share by which a learner may be off before that is said, `earliest` the days before which nothing
    is. Defaults are those of the profile.
    """

    attained: int
    planned: int
    elapsed: float
    days: float
    buffer: float = 0.05
    earliest: float = 10

    @property
    def share_attained(self) -> Measure:
        """`a` of the profile."""
        return share(self.attained, self.planned, "emptyPathway")

    @property
    def share_elapsed(self) -> Measure:
        """`e` of the profile: from 0 to 1."""
        if self.days <= 0:
            return undefined("noPlannedDays")
        return Measure(min(1.0, max(0.0, self.elapsed / self.days)))

    @property
    def gap(self) -> Measure:
        """`a - e`, as a share: 0.05 are five percentage points ahead."""
        a, e = self.share_attained, self.share_elapsed
        if a.value is None or e.value is None:
            return undefined(a.reason or e.reason)
        return Measure(a.value - e.value)

    @property
    def index(self) -> Measure:
        """`a / e`."""
        a, e = self.share_attained, self.share_elapsed
        if a.value is None or e.value is None:
            return undefined(a.reason or e.reason)
        return share(a.value, e.value, "nothingElapsed")

    @property
    def status(self) -> str | None:
        """TOO_EARLY, BEHIND, ON_PACE or AHEAD; None where there is no gap."""
        gap = self.gap.value
        if gap is None:
            return None
        if self.elapsed < self.earliest:
            return TOO_EARLY
        if gap < -self.buffer - SAME:
            return BEHIND
        return AHEAD if gap > self.buffer + SAME else ON_PACE

    @property
    def remaining_days(self) -> Measure:
        """Days until the last step, if the learner goes on as so far."""
        if not self.attained:
            return undefined("nothingAttained")
        left = max(0, self.planned - self.attained)
        return Measure(-((-left * self.elapsed) // self.attained))  # rounded up, without a detour over a rate


def pace_rate(attained_in_window: int, window_days: float, year: float) -> Measure:
    """Steps in a year of so many instructional days, at the rate of a window."""
    return Measure(attained_in_window / window_days * year) if window_days > 0 else undefined("emptyWindow")
