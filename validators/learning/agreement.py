"""How far scorers agree (section 3.12). Agreement by chance is taken out where the name of a statistic promises so."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from statistics import fmean

from fairmark.validators.learning.measure import Measure, undefined

FEWEST = 10
"""Doubly scored pieces below which a figure is unstable."""

NO_VARIATION, NO_PAIRS = "noVariation", "noPairs"

Ratings = Sequence[float]
Distance = Callable[[float, float], float]

WEIGHTS: Mapping[str, Distance] = {
    "unweighted": lambda a, b: float(a != b),
    "linear": lambda a, b: abs(a - b),
    "quadratic": lambda a, b: (a - b) ** 2,
}
"""Weighting of a kappa to its disagreement between two ratings."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two scorers agree on over `n` pieces that both have rated. `unstable` says that there are too few."""

    n: int
    exact: Measure
    adjacent: Measure
    at_cut: Measure
    kappa: Measure
    quadratic_kappa: Measure
    alpha: Measure
    mean_shift: Measure

    @property
    def unstable(self) -> bool:
        return self.n < FEWEST


def agreement(one: Sequence[float | None], other: Sequence[float | None], cut: float) -> Agreement:
    """The agreement of two scorers, whose ratings of one piece stand at one index; None where one has not rated it.
    `mean_shift` is how much higher the first one rates."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    a, b = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return Agreement(
        n=len(pairs),
        exact=_share(pairs, lambda x, y: x == y),
        adjacent=_share(pairs, lambda x, y: abs(x - y) <= 1),
        at_cut=_share(pairs, lambda x, y: (x >= cut) == (y >= cut)),
        kappa=kappa(a, b, "unweighted"),
        quadratic_kappa=kappa(a, b, "quadratic"),
        alpha=alpha(pairs),
        mean_shift=Measure(fmean(x - y for x, y in pairs)) if pairs else undefined(NO_PAIRS),
    )


def _share(pairs: Sequence[tuple[float, float]], holds: Callable[[float, float], bool]) -> Measure:
    return Measure(fmean(holds(x, y) for x, y in pairs)) if pairs else undefined(NO_PAIRS)


def kappa(a: Ratings, b: Ratings, weighting: str) -> Measure:
    """Cohen's kappa: 1 less the observed disagreement by that which is expected. `weighting` is a key of WEIGHTS."""
    if not a:
        return undefined(NO_PAIRS)
    distance, n = WEIGHTS[weighting], len(a)
    observed = sum(distance(x, y) for x, y in zip(a, b, strict=True)) / n
    of_a, of_b = Counter(a), Counter(b)
    expected = sum(distance(x, y) * of_a[x] * of_b[y] for x in of_a for y in of_b) / n**2
    return Measure(1 - observed / expected) if expected else undefined(NO_VARIATION)


def alpha(units: Sequence[Sequence[float]]) -> Measure:
    """Krippendorff's alpha for ordinal ratings. A unit holds the ratings that one piece has; those with fewer than two
    say nothing."""
    rated = [unit for unit in units if len(unit) >= 2]
    if not rated:
        return undefined(NO_PAIRS)
    together: Counter[tuple[float, float]] = Counter()
    for unit in rated:
        for x, y in permutations(unit, 2):
            together[x, y] += 1 / (len(unit) - 1)  # type: ignore[assignment]  # a counter of shares
    values = sorted({value for unit in rated for value in unit})
    weight = {value: sum(together[value, other] for other in values) for value in values}
    total = sum(weight.values())

    def distance(x: float, y: float) -> float:
        low, high = min(x, y), max(x, y)
        between = sum(weight[value] for value in values if low <= value <= high)
        return float((between - (weight[low] + weight[high]) / 2) ** 2)

    pairs = [(x, y) for x in values for y in values if x != y]
    observed = sum(together[pair] * distance(*pair) for pair in pairs)
    expected = sum(weight[x] * weight[y] * distance(x, y) for x, y in pairs) / (total - 1)
    return Measure(1 - observed / expected) if expected else undefined(NO_VARIATION)


@dataclass(frozen=True, slots=True)
class IntraclassCorrelation:
    """ICC(2,1) of a single rating and ICC(2,k) of the mean of k: two-way random effects, absolute agreement."""

    single: Measure
    average: Measure


def intraclass(ratings: Sequence[Ratings]) -> IntraclassCorrelation:
    """The correlation over pieces (rows) that all of the same scorers (columns) have rated."""
    n, k = len(ratings), len(ratings[0]) if ratings else 0
    if n < 2 or k < 2:
        none = undefined(NO_PAIRS)
        return IntraclassCorrelation(none, none)
    grand = fmean(value for row in ratings for value in row)
    rows = [fmean(row) for row in ratings]
    columns = [fmean(column) for column in zip(*ratings, strict=True)]
    between_rows = k * sum((mean - grand) ** 2 for mean in rows) / (n - 1)
    between_columns = n * sum((mean - grand) ** 2 for mean in columns) / (k - 1)
    left = sum((ratings[i][j] - rows[i] - columns[j] + grand) ** 2 for i in range(n) for j in range(k))
    error = left / ((n - 1) * (k - 1))
    single = between_rows + (k - 1) * error + k * (between_columns - error) / n
    average = between_rows + (between_columns - error) / n
    none = undefined(NO_VARIATION)
    return IntraclassCorrelation(
        Measure((between_rows - error) / single) if single else none,
        Measure((between_rows - error) / average) if average else none,
    )


def severity(ratings: Sequence[float | None], anchors: Sequence[float | None]) -> Measure:
    """The mean by which a scorer rates above the anchors; negative is severe."""
    pairs = [(a, b) for a, b in zip(ratings, anchors, strict=True) if a is not None and b is not None]
    return Measure(fmean(a - b for a, b in pairs)) if pairs else undefined(NO_PAIRS)
