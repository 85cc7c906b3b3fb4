"""Depth of learning (section 3.8): codes of a taxonomy are ordered, and never averaged or mixed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median_low

from fairmark.validators.learning.measure import Measure, undefined

Value = int | str

TAXONOMIES: Mapping[str, tuple[Value, ...]] = {
    "webb-dok": (1, 2, 3, 4),
    "bloom-revised": ("remember", "understand", "apply", "analyze", "evaluate", "create"),
    "solo": ("prestructural", "unistructural", "multistructural", "relational", "extendedAbstract"),
}
"""Taxonomy to its values, from shallow to deep."""

DEEP: Mapping[str, Value] = {"webb-dok": 3, "bloom-revised": "analyze", "solo": "relational"}
"""Taxonomy to the value from which on learning is deep. For Webb's it is the profile's; for the others ours."""


def reaches(taxonomy: str, value: Value, least_taxonomy: str, least: Value) -> bool:
    """Whether a depth is at least another one. Depths of two taxonomies cannot be compared, so neither reaches the
    other."""
    order = TAXONOMIES[taxonomy]
    return taxonomy == least_taxonomy and order.index(value) >= order.index(least)


@dataclass(frozen=True, slots=True)
class DepthProfile:
    """How often which depth was shown in one taxonomy. `deepest` and `median` (the lower of two) are values of it, None
    where nothing qualifies."""

    taxonomy: str
    distribution: Mapping[Value, int]
    share_deep: Measure
    median: Value | None
    deepest: Value | None

    @property
    def n(self) -> int:
        return sum(self.distribution.values())

    def shortfall(self, target: float) -> Measure:
        """How far the share of deep learning falls short of a target share."""
        deep = self.share_deep.value
        return self.share_deep if deep is None else Measure(max(0.0, target - deep))


def depth_profile(taxonomy: str, values: Iterable[Value]) -> DepthProfile:
    """The profile of the depths of judgments that support attained determinations. KeyError for an unknown taxonomy,
    ValueError for a value that it does not have."""
    order = TAXONOMIES[taxonomy]
    ranks = sorted(order.index(value) for value in values)
    counts = Counter(ranks)
    distribution = {value: counts[rank] for rank, value in enumerate(order)}
    if not ranks:
        return DepthProfile(taxonomy, distribution, undefined("noQualifyingJudgment"), None, None)
    deep = order.index(DEEP[taxonomy])
    share = sum(rank >= deep for rank in ranks) / len(ranks)
    return DepthProfile(taxonomy, distribution, Measure(share), order[median_low(ranks)], order[ranks[-1]])
