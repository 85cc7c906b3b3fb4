"""R-18 in plain Python."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Any

from fairmark.server.reports.clock import Clock
from fairmark.validators.learning.gaps import Group, hedges_g, rate_gap
from plain_reports.grades import gaps
from plain_reports.growth import growth_of
from plain_reports.mastery import resting
from plain_reports.pace import latest_paces
from plain_reports.process import second_chances, turnarounds
from plain_reports.world import Expected, World, named

MEANS = ("annualGrowth", "feedbackTurnaround")


Value = tuple[str, str, str | None, float]
"""Learner, measure, subject and value."""


def measured(world: World) -> Iterator[Value]:
    yield from _standing(world)
    yield from _moving(world)
    yield from _offered(world)


def _standing(world: World) -> Iterator[Value]:
    for (learner, subject), gap in gaps(world).items():
        yield learner, "atOrAboveGrade", subject, float(gap >= 0)
        yield learner, "aboveGrade", subject, float(gap > 0)
    deepest: dict[str, int] = {}
    for judgment in resting(world):
        deepest[judgment.learner] = max(judgment.depth, deepest.get(judgment.learner, 0))
    for learner, depth in deepest.items():
        yield learner, "depth", None, float(depth >= 3)


def _moving(world: World) -> Iterator[Value]:
    for learner, each in latest_paces(world, "plan").items():
        if each.pace.status not in (None, "tooEarly"):
            yield learner, "onPaceOrAhead", None, float(each.pace.status != "behind")
    for (learner, subject), grown in growth_of(world).items():
        if grown.growth.annualised.value is not None:
            yield learner, "annualGrowth", subject, grown.growth.annualised.value


def _offered(world: World) -> Iterator[Value]:
    since, helped = world.when.year_begins, _supported(world)
    for learner, days in turnarounds(world, since).items():
        yield learner, "feedbackTurnaround", None, fmean(days)
    for learner, chances in second_chances(world, since).items():
        yield learner, "reassessmentAccess", None, max(chances)
    for learner, _ in world.roster([]):
        yield learner, "supported", None, float(learner in helped)


def _supported(world: World) -> set[str]:
    begun = {
        each.support
        for each in world.plans("supports")
        if each.status != "dismissed" and world.when.year_begins <= each.begins <= world.when.day
    }
    return {link.learner for link in world.rows["supported"] if link.support in begun}


Key = tuple[Any, ...]


def _values(world: World, by: Sequence[str]) -> dict[Key, dict[str, list[float]]]:
    """Groupings, measure, subject and dimension to the values of each of its groups."""
    groups, found = dict(world.roster(by)), defaultdict(lambda: defaultdict(list))
    belongs = defaultdict(dict)
    for each in world.spells("memberships"):
        belongs[each.learner][each.dimension] = each.value
    for learner, measure, subject, value in measured(world):
        if learner in groups:
            for dimension, group in belongs[learner].items():
                own = tuple(groups[learner][name] for name in by)
                found[(*own, measure, subject, dimension)][group].append(value)
    return found


def _difference(values: dict[str, list[float]], group: str) -> float | None:
    focal = values.get(group, [])
    others = [value for name, own in values.items() if name != group for value in own]
    return fmean(focal) - fmean(others) if focal and others else None


def r_18(world: World, clock: Clock, by: Sequence[str]) -> Expected:
    earlier = world.when.day.replace(year=world.when.day.year - 1)
    before = _values(world.at(clock.on(earlier, world.when.known_at)), by)
    found = []
    for key, values in _values(world, by).items():
        *own, measure, subject, dimension = key
        for group, focal in values.items():
            others = [value for name, each in values.items() if name != group for value in each]
            now, then = _difference(values, group), _difference(before.get(key, {}), group)
            row: dict[str, Any] = {
                **named(by, own),
                "measure": measure,
                "subject": subject,
                "dimension": dimension,
                "focal": group,
                "focalN": len(focal),
                "referenceN": len(others),
                "difference": now,
                "trend": now - then if now is not None and then is not None else None,
            }
            if measure in MEANS:
                ratio = fmean(focal) / fmean(others) if others and fmean(others) else None
                row |= {"ratio": ratio, "low": None, "high": None, "effect": hedges_g(focal, others).value}
            else:
                gap = rate_gap(Group(int(sum(focal)), len(focal)), Group(int(sum(others)), len(others)))
                low, high = gap.interval or (None, None)
                row |= {"ratio": gap.ratio.value, "low": low, "high": high, "effect": gap.cohen_h.value}
            found.append(row)
    return found
