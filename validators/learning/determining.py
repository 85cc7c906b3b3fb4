"""How the scores of a learner become a conclusion about one level (section 3.2).

Scores come oldest first: by effective time, then by record time, then by identifier. Only those that the rule admits
are among them.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
import math
from statistics import fmean

from fairmark.validators.learning.measure import Measure, undefined

PROFICIENT, NOT_YET, INSUFFICIENT = "proficient", "notYet", "insufficientEvidence"

LEAST_FOR_A_CURVE = 3
"""Scores that a power law needs."""


@dataclass(frozen=True, slots=True)
class Score:
    """One judgment, as a rule sees it."""

    value: float
    task: str = ""
    scorer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The parameters of a determination rule. `cut` is what a value must reach to count as proficient, `weight` that of
    the newest score in a decaying average (between 0 and 1), `k` the scores at or above the cut that `nTimes` wants.

    `min_count` is how many scores there must be before anything is concluded; for a body of evidence, how many at or
    above the cut, from at least `min_tasks` tasks and `min_scorers` scorers, while none of the last `window` scores may
    lie below `floor`.
    """

    cut: float
    weight: float = 0.65
    k: int = 3
    min_count: int = 1
    min_tasks: int = 1
    min_scorers: int = 1
    window: int = 1
    floor: float = -math.inf


@dataclass(frozen=True, slots=True)
class Missing:
    """What keeps a rule from concluding, or from concluding better: `needed` of a kind, and how many there are."""

    kind: str
    needed: int
    have: int


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The status of a determination, its value, and what was missing. A body of evidence has no value."""

    status: str
    measure: Measure
    missing: tuple[Missing, ...] = ()


def conclude(method: str, scores: Sequence[Score], rule: Parameters) -> Conclusion:
    """The conclusion by the method of that name. KeyError for a name that is not in METHODS or BODY."""
    least = max(1, rule.min_count)
    if len(scores) < least:
        few = Missing("judgments", least, len(scores))
        return Conclusion(INSUFFICIENT, undefined("tooFewJudgments" if scores else "noJudgments"), (few,))
    if method == BODY:
        missing = missing_in_body(scores, rule)
        holds = not missing and floor_holds(scores, rule)
        return Conclusion(PROFICIENT if holds else NOT_YET, undefined("notNumeric"), missing)
    measure = METHODS[method]([score.value for score in scores], rule)
    if measure.value is None:
        return Conclusion(INSUFFICIENT, measure, _missing_for(method, scores, rule))
    return Conclusion(PROFICIENT if measure.value >= rule.cut else NOT_YET, measure)


def _missing_for(method: str, scores: Sequence[Score], rule: Parameters) -> tuple[Missing, ...]:
    if method == "nTimes":
        return (Missing("scoresAtCut", rule.k, sum(score.value >= rule.cut for score in scores)),)
    return (Missing("judgments", LEAST_FOR_A_CURVE, len(scores)),) if len(scores) < LEAST_FOR_A_CURVE else ()


# -- values ----------------------------------------------------------------------------------------------------------

Values = Sequence[float]
Method = Callable[[Values, Parameters], Measure]


def mode(values: Values) -> float:
    """The most frequent value; of several the one that occurs latest."""
    counts = Counter(values)
    most = max(counts.values())
    return next(value for value in reversed(values) if counts[value] == most)


def decaying_recursive(values: Values, weight: float) -> float:
    """The first value, then each next one with the weight, and all before it with what is left."""
    average = values[0]
    for value in values[1:]:
        average = weight * value + (1 - weight) * average
    return average


def decaying_last_vs_rest(values: Values, weight: float) -> float:
    """The last value with the weight, the mean of all before it with what is left."""
    return values[0] if len(values) == 1 else weight * values[-1] + (1 - weight) * fmean(values[:-1])


def n_times(values: Values, cut: float, k: int) -> Measure:
    """The mean of the values at or above the cut, where there are at least `k`."""
    reached = [value for value in values if value >= cut]
    return Measure(fmean(reached)) if len(reached) >= k else undefined("tooFewAtCut")


def power_law(values: Values) -> Measure:
    """The last point of the curve a·k^b, fitted by least squares to the logarithms of the values and of their ranks."""
    if len(values) < LEAST_FOR_A_CURVE:
        return undefined("tooFewJudgments")
    if min(values) <= 0:
        return undefined("scoreNotPositive")
    ranks = [math.log(rank) for rank in range(1, len(values) + 1)]
    logs = [math.log(value) for value in values]
    middle, height = fmean(ranks), fmean(logs)
    slope = sum((x - middle) * (y - height) for x, y in zip(ranks, logs, strict=True))
    slope /= sum((x - middle) ** 2 for x in ranks)
    return Measure(math.exp(height - slope * middle) * len(values) ** slope)


METHODS: Mapping[str, Method] = {
    "mostRecent": lambda values, _: Measure(values[-1]),
    "highest": lambda values, _: Measure(max(values)),
    "mean": lambda values, _: Measure(fmean(values)),
    "mode": lambda values, _: Measure(mode(values)),
    "decayingRecursive": lambda values, rule: Measure(decaying_recursive(values, rule.weight)),
    "decayingLastVsRest": lambda values, rule: Measure(decaying_last_vs_rest(values, rule.weight)),
    "nTimes": lambda values, rule: n_times(values, rule.cut, rule.k),
    "powerLaw": lambda values, _: power_law(values),
}
"""Method to its value for one or more scores."""

BODY = "bodyOfEvidence"
"""The method that has no value, but holds or does not."""


# -- a body of evidence ----------------------------------------------------------------------------------------------


def missing_in_body(scores: Sequence[Score], rule: Parameters) -> tuple[Missing, ...]:
    """What the scores at or above the cut lack; empty where they are enough, from enough tasks and scorers."""
    reached = [score for score in scores if score.value >= rule.cut]
    wanted = (
        Missing("scoresAtCut", rule.min_count, len(reached)),
        Missing("tasks", rule.min_tasks, len({score.task for score in reached})),
        Missing("scorers", rule.min_scorers, len({score.scorer for score in reached})),
    )
    return tuple(missing for missing in wanted if missing.have < missing.needed)


def floor_holds(scores: Sequence[Score], rule: Parameters) -> bool:
    """Whether none of the last scores lies below the floor."""
    return all(score.value >= rule.floor for score in scores[-rule.window :]) if rule.window else True
