"""Gaps between groups of learners (section 3.13), each with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
import math
from statistics import fmean, variance

from fairmark.validators.learning.measure import Measure, share, undefined

Z = 1.959964
"""Standard deviations that hold 95 % of a normal distribution."""

FEWEST_FOR_NORMAL = 30
"""Learners in each group from which on the interval by the normal distribution is used; below, Newcombe's."""

WALD, NEWCOMBE = "wald", "newcombe"


@dataclass(frozen=True, slots=True)
class Group:
    """`count` of `n` learners."""

    count: int
    n: int

    @property
    def rate(self) -> float:
        return self.count / self.n


@dataclass(frozen=True, slots=True)
class RateGap:
    """A focal group against a reference group, as shares: -0.25 are 25 percentage points less. `interval` holds 95 %,
    None where a group is empty; `method` says how it was made."""

    focal: Measure
    reference: Measure
    difference: Measure
    ratio: Measure
    cohen_h: Measure
    interval: tuple[float, float] | None
    method: str


def rate_gap(focal: Group, reference: Group) -> RateGap:
    """The gap of two rates."""
    if not focal.n or not reference.n:
        none = undefined("emptyGroup")
        rates = (share(group.count, group.n, "emptyGroup") for group in (focal, reference))
        return RateGap(next(rates), next(rates), none, none, none, None, "")
    f, r = focal.rate, reference.rate
    method = WALD if min(focal.n, reference.n) >= FEWEST_FOR_NORMAL else NEWCOMBE
    return RateGap(
        Measure(f),
        Measure(r),
        Measure(f - r),
        share(f, r, "referenceIsZero"),
        Measure(2 * math.asin(math.sqrt(f)) - 2 * math.asin(math.sqrt(r))),
        wald(focal, reference) if method == WALD else newcombe(focal, reference),
        method,
    )


def wald(focal: Group, reference: Group) -> tuple[float, float]:
    f, r = focal.rate, reference.rate
    half = Z * math.sqrt(f * (1 - f) / focal.n + r * (1 - r) / reference.n)
    return f - r - half, f - r + half


def newcombe(focal: Group, reference: Group) -> tuple[float, float]:
    """Newcombe's hybrid score interval (1998, method 10), which stays within -1 and 1."""
    f, r = focal.rate, reference.rate
    (f_low, f_high), (r_low, r_high) = _wilson(focal), _wilson(reference)
    low = f - r - math.sqrt((f - f_low) ** 2 + (r_high - r) ** 2)
    high = f - r + math.sqrt((f_high - f) ** 2 + (r - r_low) ** 2)
    return low, high


def _wilson(group: Group) -> tuple[float, float]:
    """Wilson's score interval of a rate."""
    p, n, zz = group.rate, group.n, Z**2
    middle = (p + zz / (2 * n)) / (1 + zz / n)
    half = Z / (1 + zz / n) * math.sqrt(p * (1 - p) / n + zz / (4 * n**2))
    return middle - half, middle + half


def hedges_g(focal: Sequence[float], reference: Sequence[float]) -> Measure:
    """The difference of two means in pooled standard deviations, corrected for small groups."""
    a, b = len(focal), len(reference)
    if a < 2 or b < 2:
        return undefined("tooFew")
    pooled = math.sqrt(((a - 1) * variance(focal) + (b - 1) * variance(reference)) / (a + b - 2))
    if not pooled:
        return undefined("noVariation")
    return Measure((fmean(focal) - fmean(reference)) / pooled * (1 - 3 / (4 * (a + b) - 9)))


def risk_ratio(group: Group, others: Group) -> Measure:
    """How much likelier something is in a group than among all others."""
    if not group.n or not others.n:
        return undefined("emptyGroup")
    return share(group.rate, others.rate, "referenceIsZero")


def years_to_close(position_gap: float, growth_advantage: float) -> Measure:
    """Years until a focal group that lies `position_gap` levels away (negative: behind) and grows that much faster a
    year has caught up."""
    if position_gap >= 0:
        return Measure(0.0)
    return Measure(-position_gap / growth_advantage) if growth_advantage > 0 else undefined("notClosing")
