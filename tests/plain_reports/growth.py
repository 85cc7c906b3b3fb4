"""R-12 in plain Python."""

from collections import defaultdict
from collections.abc import Sequence
from math import floor
from statistics import fmean, median, quantiles
from typing import NamedTuple

from fairmark.validators.learning.growth import Growth, learner_growth, required_growth
from plain_reports.standings import Change, changes
from plain_reports.world import Expected, World, named


class Grown(NamedTuple):
    """The growth of a learner in a subject; means of those competencies that count."""

    growth: Growth
    baseline: float | None
    current: float | None
    levels: float | None


def growth_of(world: World) -> dict[tuple[str, str], Grown]:
    """Learner and subject to growth."""
    of: dict[tuple[str, str], list[tuple[Change, int]]] = defaultdict(list)
    for (learner, competency), change in changes(world).items():
        about = world.competencies[competency]
        of[learner, about.subject].append((change, about.levels))
    found = {}
    for pair, own in of.items():
        both = [(change, levels) for change, levels in own if change.current is not None and change.since is not None]
        since = min((change.since for change, _ in both if change.since), default=None)
        days = world.days_between(since, world.when.day) if since else 0
        pairs = [(change.baseline, change.current) for change, _ in own]
        growth = learner_growth(pairs, days, world.when.year_days)
        means = [
            fmean(values) if both else None
            for values in (
                [change.baseline or 0 for change, _ in both],
                [change.current or 0 for change, _ in both],
                [levels for _, levels in both],
            )
        ]
        found[pair] = Grown(growth, *means)
    return found


def r_12(world: World, by: Sequence[str]) -> Expected:
    known, found = growth_of(world), []
    grades = {learner: groups["grade"] for learner, groups in world.roster(["grade"])}
    for group, learners in world.groups(by).items():
        bands: dict[tuple[str, int], list[tuple[float, bool | None]]] = defaultdict(list)
        for (learner, subject), grown in known.items():
            rate = grown.growth.annualised.value
            if learner not in learners or rate is None:
                continue
            assert grown.baseline is not None and grown.current is not None and grown.levels is not None
            left = 12 - grades[learner] + (1 - world.when.share)
            required = required_growth(grown.current, grown.levels, left, rate)
            ratio = required.ratio.value
            meets = True if required.status == "met" else None if ratio is None else ratio >= 1 - 1e-9
            bands[subject, floor(grown.baseline)].append((rate, meets))
        for (subject, band), values in bands.items():
            rates = [rate for rate, _ in values]
            lower, _, upper = quantiles(rates, method="inclusive") if len(rates) > 1 else rates * 3
            told = [meets for _, meets in values if meets is not None]
            found.append(
                {
                    **named(by, group),
                    "subject": subject,
                    "band": band,
                    "n": len(rates),
                    "mean": fmean(rates),
                    "median": median(rates),
                    "lowerQuartile": lower,
                    "upperQuartile": upper,
                    "meeting": sum(told),
                    "meetingShare": sum(told) / len(told) if told else None,
                }
            )
    return found
