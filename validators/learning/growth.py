"""Growth in levels (section 3.7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from fairmark.validators.learning.measure import Measure, undefined

SHORTEST = 45
"""Instructional days under which growth is not projected onto a year."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth of a learner over `eligible` competencies, `n` of which have two values: the mean in levels, and that for
    a year. Negative growth is growth."""

    n: int
    eligible: int
    mean: Measure
    annualised: Measure


def growth(baseline: float | None, current: float | None) -> Measure:
    """Growth in one competency."""
    if baseline is None or current is None:
        return undefined("oneValueOnly" if baseline is not None or current is not None else "noValue")
    return Measure(current - baseline)


def learner_growth(pairs: Iterable[tuple[float | None, float | None]], days: float, year: float) -> Growth:
    """The growth over competencies, given as baseline and current value each. It is reported when at least half of them
    have both. `days` are those between, `year` the instructional days of a year."""
    values = [growth(*pair).value for pair in pairs]
    known = [value for value in values if value is not None]
    n, eligible = len(known), len(values)
    if not eligible or 2 * n < eligible:
        why = undefined("belowHalf" if eligible else "noCompetency")
        return Growth(n, eligible, why, why)
    mean = fmean(known)
    yearly = Measure(mean * year / days) if days >= SHORTEST else undefined("tooShort")
    return Growth(n, eligible, Measure(mean), yearly)


@dataclass(frozen=True, slots=True)
class Required:
    """Growth that a target needs: levels a year, what was observed in relation to it, and where that leads. `status` is
    `met` at or beyond the target, `open` before."""

    per_year: Measure
    ratio: Measure
    projected: Measure
    status: str


def required_growth(current: float, target: float, years_left: float, observed: float | None) -> Required:
    """What a learner at `current` needs to reach `target` in so many years, who grows by `observed` levels a year."""
    known = observed is not None and years_left > 0
    projected = Measure(current + (observed or 0) * years_left) if known else undefined("rateUnknown")
    if current >= target:
        return Required(Measure(0.0), undefined("met"), projected, "met")
    if years_left <= 0:
        none = undefined("noTimeLeft")
        return Required(none, none, none, "open")
    per_year = (target - current) / years_left
    ratio = Measure(observed / per_year) if observed is not None else undefined("rateUnknown")
    return Required(Measure(per_year), ratio, projected, "open")
