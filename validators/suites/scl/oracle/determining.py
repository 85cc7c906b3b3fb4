"""What a determination rule makes of scores, oldest first (section 3.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, log
from typing import Any, NamedTuple

PROFICIENT, NOT_YET, INSUFFICIENT = "proficient", "notYet", "insufficientEvidence"
RECURSIVE, LAST_VS_REST = "decayingRecursive", "decayingLastVsRest"
BODY = "bodyOfEvidence"
NUMERIC = ("mostRecent", "highest", "mean", "mode", RECURSIVE, LAST_VS_REST, "nTimes", "powerLaw")
METHODS = (*NUMERIC, BODY)
OFFERED = ("mostRecent", "highest", "mean", "mode", "decaying average", BODY)
"""What every system offers at least: SCL-PRF-02."""

NEAR = 1e-12
USUAL = {"weight": 0.65, "k": 3, "minCount": 1, "minTasks": 1, "minScorers": 1, "window": 1, "floor": float("-inf")}
"""What a parameter is that a rule leaves out."""


class Score(NamedTuple):
    """A judgment as a rule sees it."""

    value: float
    task: str = ""
    scorer: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a determination may say. `statuses` are those that the profile leaves open; `value` is None where there is
    none, and says nothing for a body of evidence, which `is_numeric` is False of."""

    statuses: frozenset[str]
    value: float | None
    is_numeric: bool = True


def expected(method: str, scores: Sequence[Score], given: Mapping[str, Any]) -> Expected:
    """What the rule with that method and those parameters comes to. KeyError for a method that there is not."""
    rule = {**USUAL, **given}
    if len(scores) < max(1, rule["minCount"]):
        return Expected(frozenset({INSUFFICIENT}), None)
    if method == BODY:
        return Expected(_of_body(scores, rule), None, is_numeric=False)
    value = value_of(method, [score.value for score in scores], rule)
    if value is None:
        return Expected(frozenset({INSUFFICIENT}), None)
    return Expected(_beside(value, rule["cut"]), value)


def _beside(value: float, cut: float) -> frozenset[str]:
    """On which side of the cut the value is. So near to it that the order of a sum decides, both will do."""
    if abs(value - cut) <= NEAR:
        return frozenset({PROFICIENT} if value == cut else {PROFICIENT, NOT_YET})
    return frozenset({PROFICIENT if value > cut else NOT_YET})


def value_of(method: str, values: Sequence[float], rule: Mapping[str, Any]) -> float | None:
    """The value of one or more scores, None where the method has none for them."""
    last, count = values[-1], len(values)
    match method:
        case "mostRecent":
            return last
        case "highest":
            return sorted(values)[-1]
        case "mean":
            return _mean(values)
        case "mode":
            return max(values, key=lambda value: (values.count(value), _last_place(values, value)))
        case "decayingRecursive":
            # The sum that the recursion unfolds to: each score by its weight and what all later ones have left of it.
            weight, rest = rule["weight"], 1 - rule["weight"]
            shares = [rest ** (count - 1), *(weight * rest ** (count - place) for place in range(2, count + 1))]
            return fsum(share * value for share, value in zip(shares, values, strict=True))
        case "decayingLastVsRest":
            return last if count == 1 else rule["weight"] * last + (1 - rule["weight"]) * _mean(values[:-1])
        case "nTimes":
            reached = [value for value in values if value >= rule["cut"]]
            return _mean(reached) if len(reached) >= rule["k"] else None
        case "powerLaw":
            return _power_law(values)
    raise KeyError(method)


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


def _last_place(values: Sequence[float], wanted: float) -> int:
    return max(place for place, value in enumerate(values) if value == wanted)


def _power_law(values: Sequence[float]) -> float | None:
    count = len(values)
    if count < 3 or any(value <= 0 for value in values):
        return None
    x, y = [log(place) for place in range(1, count + 1)], [log(value) for value in values]
    sum_x, sum_y = fsum(x), fsum(y)
    slope = (count * fsum(a * b for a, b in zip(x, y, strict=True)) - sum_x * sum_y) / (
        count * fsum(a * a for a in x) - sum_x * sum_x
    )
    return exp((sum_y - slope * sum_x) / count + slope * log(count))


def _of_body(scores: Sequence[Score], rule: Mapping[str, Any]) -> frozenset[str]:
    """The profile says that a body that lacks something does not hold; whether that is called not yet proficient or too
    little evidence, it leaves open."""
    reached = [score for score in scores if score.value >= rule["cut"]]
    lacks = (
        len(reached) < rule["minCount"]
        or len({score.task for score in reached}) < rule["minTasks"]
        or len({score.scorer for score in reached}) < rule["minScorers"]
    )
    last = scores[len(scores) - rule["window"] :] if rule["window"] < len(scores) else scores
    falls = any(score.value < rule["floor"] for score in last)
    if lacks:
        return frozenset({NOT_YET, INSUFFICIENT})
    return frozenset({NOT_YET if falls else PROFICIENT})
