"""R-19, R-20 and R-21 in plain Python, and process indicators."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from statistics import fmean, median
from typing import Any

from fairmark.validators.learning.growth import growth
from plain_reports.mastery import targets_of
from plain_reports.pace import latest_paces
from plain_reports.rosters import admitted, cuts
from plain_reports.standings import changes, standings
from plain_reports.world import Expected, World, named

Values = dict[str, list[float]]
"""Learner to values."""

BANDS = {"feedbackTurnaround": (2, 5, 10), "reassessmentAccess": (0.25, 0.5, 0.75), "learnerVoice": (0.1, 0.2, 0.3)}


def turnarounds(world: World, since: date) -> Values:
    back: dict[str, date] = {}
    for each in world.facts("events"):
        if each.kind == "returned":
            back[each.about] = min(each.effective_on, back.get(each.about, each.effective_on))
    found: Values = defaultdict(list)
    for each in world.facts("evidence"):
        if each.submitted_on >= since and each.evidence in back:
            found[each.learner].append(world.days_between(each.submitted_on, back[each.evidence]))
    return found


def second_chances(world: World, since: date) -> Values:
    cut, found = cuts(world), defaultdict(list)
    of = defaultdict(list)
    for each in admitted(world):
        of[each.learner, each.target].append(each)
    for pair, own in of.items():
        for each in own:
            if pair in cut and each.score < cut[pair] and each.effective_on >= since:
                again = [
                    other
                    for other in own
                    if other.effective_at > each.effective_at
                    and world.days_between(each.effective_on, other.effective_on) <= 20
                ]
                found[pair[0]].append(float(bool(again)))
    return found


def voices(world: World, since: date) -> Values:
    works: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for each in world.facts("evidence"):
        if each.submitted_on >= since:
            works[each.learner, each.work].append(each.is_assigned)
    found: Values = defaultdict(list)
    for (learner, _), assigned in works.items():
        found[learner].append(float(not all(assigned)))
    return found


def r_19(world: World, by: Sequence[str]) -> Expected:
    since = world.when.year_begins
    known = {
        "feedbackTurnaround": turnarounds(world, since),
        "reassessmentAccess": second_chances(world, since),
        "learnerVoice": voices(world, since),
    }
    latest, plans, found = world.latest(), latest_paces(world, "plan"), []
    statuses = defaultdict(list)
    for (learner, _), made in latest.items():
        statuses[learner].append(made.status)
    for group, learners in world.groups(by).items():
        for indicator, values in known.items():
            bands: dict[int, list[str]] = defaultdict(list)
            for learner in learners:
                if values.get(learner):
                    bands[_band(fmean(values[learner]), BANDS[indicator])].append(learner)
            for band, members in bands.items():
                told = Counter(status for learner in members for status in statuses[learner])
                paces = [plans[one] for one in members if one in plans and one in statuses]
                rated = [each for each in paces if each.pace.status not in (None, "tooEarly")]
                behind = sum(each.pace.status == "behind" for each in rated)
                determined = told["proficient"] + told["notYet"]
                found.append(
                    {
                        **named(by, group),
                        "indicator": indicator,
                        "band": band,
                        "learners": len(members),
                        "value": fmean(fmean(values[learner]) for learner in members),
                        "determined": determined,
                        "proficient": told["proficient"],
                        "rated": len(rated),
                        "behind": behind,
                        "behindShare": behind / len(rated) if rated else None,
                        "medianProgress": median(each.progress or 0.0 for each in paces) if paces else None,
                    }
                )
    return found


def _band(value: float, bounds: Iterable[float]) -> int:
    all_bounds = list(bounds)
    return next((number for number, bound in enumerate(all_bounds, 1) if value - 1e-9 <= bound), len(all_bounds) + 1)


def r_20(world: World, by: Sequence[str]) -> Expected:
    cut, judged = cuts(world), defaultdict(list)
    for each in admitted(world):
        pair = (each.learner, each.target)
        if pair in cut:
            judged[pair].append((each.effective_on, each.score >= cut[pair]))
    people, about = defaultdict(list), defaultdict(list)
    for link in world.rows["supported"]:
        people[link.support].append(link.learner)
    for link in world.rows["support_targets"]:
        about[link.support].append(link.target)
    groups = dict(world.roster(by))
    of: dict[tuple[Any, ...], list[tuple[str, Any, float | None, float | None]]] = defaultdict(list)
    for each in world.plans("supports"):
        if each.status != "ended" or each.begins > world.when.day:
            continue
        length = world.days_between(each.begins, each.ends or each.review_on)
        for learner in people[each.support]:
            if learner in groups:
                hits = [hit for target in about[each.support] for hit in judged[learner, target]]
                days = [(world.days_between(each.begins, day), reached) for day, reached in hits]
                early = [reached for day, reached in days if -length < day <= 0]
                late = [reached for day, reached in days if 0 < day <= length]
                enough = len(early) >= 2 and len(late) >= 2
                rates = (fmean(early), fmean(late)) if enough else (None, None)
                key = (*(groups[learner][name] for name in by), each.kind)
                of[key].append((learner, each, *rates))
    found = []
    for (*group, kind), own in of.items():
        both = [(before, after) for _, _, before, after in own if before is not None and after is not None]
        given = [each for _, each, _, _ in own if each.planned is not None and each.delivered is not None]
        hours = [each.staff_hours for _, each, _, _ in own if each.staff_hours is not None]
        found.append(
            {
                **named(by, group),
                "kind": kind,
                "n": len({learner for learner, *_ in own}),
                "supports": len(own),
                "measured": len({learner for learner, _, before, _ in own if before is not None}),
                "before": fmean(before for before, _ in both) if both else None,
                "after": fmean(after for _, after in both) if both else None,
                "improved": sum(after > before for before, after in both),
                "delivered": sum(each.delivered for each in given),
                "planned": sum(each.planned for each in given),
                "staffHours": sum(hours) if hours else None,
            }
        )
    return found


def r_21(world: World, by: Sequence[str]) -> Expected:
    skills = {id for id, each in world.competencies.items() if not each.is_academic}
    contexts: dict[tuple[str, str], set[str]] = defaultdict(set)
    about = targets_of(world)
    for each in world.facts("evidence"):
        for id in about[each.evidence]:
            if id in world.targets:
                contexts[each.learner, world.targets[id].competency].add(each.context)
    stands, grown, groups = standings(world), changes(world), dict(world.roster(by))
    of: dict[tuple[Any, ...], list[tuple[str, str]]] = defaultdict(list)
    for learner, competency in stands:
        if competency in skills and learner in groups:
            of[(*(groups[learner][name] for name in by), competency)].append((learner, competency))
    found = []
    for (*group, competency), pairs in of.items():
        positions = [stands[pair].position for pair in pairs]
        growths = [
            value for pair in pairs if (value := growth(grown[pair].baseline, grown[pair].current).value) is not None
        ]
        found.append(
            {
                **named(by, group),
                "competency": competency,
                "learners": len(pairs),
                **{f"position{at}": positions.count(at) for at in range(6)},
                "medianPosition": float(median(positions)),
                "meanGrowth": fmean(growths) if growths else None,
                "meanContexts": fmean(len(contexts[pair]) for pair in pairs),
            }
        )
    return found
