"""R-01 to R-05 in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import Any

from fairmark.server.reports.clock import Clock
from fairmark.validators.learning.struggle import ATTAINED, STUCK, USUAL, WATCH, flag, last_rise, slope
from plain_reports.mastery import resting, targets_of
from plain_reports.pace import paces
from plain_reports.standings import placements, standings
from plain_reports.world import Expected, World, named

Pair = tuple[str, str]


def admitted(world: World) -> list[Any]:
    """The scored judgments that some rule admits, oldest first."""
    known = {(each.role, each.purpose) for each in world.rows["admissions"]}
    scored = [
        each for each in world.facts("judgments") if each.score is not None and (each.role, each.purpose) in known
    ]
    return sorted(scored, key=lambda each: (each.effective_at, each.recorded_at, each.judgment))


def cuts(world: World) -> dict[Pair, float]:
    rules = {each.rule: each.cut for each in world.rows["rules"]}
    return {pair: rules[made.rule] for pair, made in world.latest().items()}


def series(world: World) -> dict[Pair, list[Any]]:
    known = cuts(world)
    found: dict[Pair, list[Any]] = defaultdict(list)
    for each in admitted(world):
        if (each.learner, each.target) in known:
            found[each.learner, each.target].append(each)
    return found


def flags(world: World) -> dict[Pair, dict[str, Any]]:
    known, found = cuts(world), {}
    for pair, own in series(world).items():
        scores = [each.score for each in own]
        rise = last_rise(scores)
        assert rise is not None
        since = world.days_between(own[rise].effective_on, world.when.day)
        found[pair] = {
            "flag": flag(scores, known[pair], since),
            "slope": slope(scores).value,
            "daysSinceRise": since,
            "attempts": len(scores),
            "judged_at": own[-1].effective_at,
        }
    return found


def idle(world: World) -> dict[Pair, int]:
    """Open steps and the days for which nothing has happened."""
    day = world.when.day
    plans = {
        each.pathway: each
        for each in world.plans("pathways")
        if each.begins <= day and (each.ends is None or day <= each.ends)
    }
    due: dict[Pair, date | None] = {}
    for step in world.rows["steps"]:
        if step.pathway in plans:
            pair = (plans[step.pathway].learner, step.target)
            dates = [each for each in (due.get(pair), step.due_on) if each]
            due[pair] = min(dates, default=None)
    last: dict[Pair, date] = {}
    about = targets_of(world)
    for each in world.facts("evidence"):
        for target in about[each.evidence]:
            pair = (each.learner, target)
            last[pair] = max(each.effective_on, last.get(pair, each.effective_on))
    done = {pair for pair, made in world.latest().items() if made.status == "proficient"}
    found = {}
    for pair, by in due.items():
        since = last.get(pair) or (by if by and by <= day else None)
        if pair not in done and since is not None:
            found[pair] = world.days_between(since, day)
    return {pair: days for pair, days in found.items() if days >= USUAL.idle}


def open_supports(world: World) -> Counter[Pair]:
    people, about = defaultdict(list), defaultdict(list)
    for link in world.rows["supported"]:
        people[link.support].append(link.learner)
    for link in world.rows["support_targets"]:
        about[link.support].append(link.target)
    return Counter(
        (learner, target)
        for each in world.plans("supports")
        if each.status == "open" and each.begins <= world.when.day
        for learner in people[each.support]
        for target in about[each.support]
    )


def r_01(world: World, by: Sequence[str]) -> Expected:
    flagged, waiting, supports = flags(world), idle(world), open_supports(world)
    current: dict[Pair, Pair] = {}
    for pair, told in flagged.items():
        if told["flag"] != ATTAINED:
            key = (pair[0], world.targets[pair[1]].competency)
            best = current.get(key)
            if best is None or (told["judged_at"], best[1]) > (flagged[best]["judged_at"], pair[1]):
                current[key] = pair
    chosen = {key: pair for key, pair in current.items() if flagged[pair]["flag"] in (STUCK, WATCH)}
    longest: dict[Pair, Pair] = {}
    for pair, days in waiting.items():
        if flagged.get(pair, {}).get("flag") != ATTAINED and pair[1] in world.targets:
            key = (pair[0], world.targets[pair[1]].competency)
            best = longest.get(key)
            if best is None or (days, best[1]) > (waiting[best], pair[1]):
                longest[key] = pair
    groups = dict(world.roster(by))
    found = []
    for (learner, competency), pair in {**longest, **chosen}.items():
        if learner not in groups:
            continue
        told = flagged.get(pair, {})
        is_idle = pair in waiting and told.get("flag") != ATTAINED
        found.append(
            {
                **groups[learner],
                "learner": learner,
                "code": world.targets[pair[1]].code,
                "competency": competency,
                **{name: told.get(name) for name in ("flag", "slope", "daysSinceRise", "attempts")},
                "inactive": is_idle,
                "idleDays": waiting[pair] if is_idle else None,
                "openSupports": supports[pair],
            }
        )
    return found


def r_02(world: World, clock: Clock, by: Sequence[str]) -> Expected:
    groups, shown = dict(world.roster(by)), resting(world)
    found = []
    for each in paces(world):
        plan, pace = each.plan, each.pace
        if plan.learner not in groups:
            continue
        depths = [one.depth for one in shown if one.learner == plan.learner and one.effective_on >= plan.begins]
        left = pace.remaining_days.value
        now = clock.number(plan.calendar, world.when.day)
        finish = (
            None if left is None else world.when.day if not left else clock.date_of(plan.calendar, now + ceil(left))
        )
        found.append(
            {
                **groups[plan.learner],
                "learner": plan.learner,
                "pathway": plan.pathway,
                "attained": pace.attained,
                "planned": pace.planned,
                "progress": each.progress,
                "a": pace.share_attained.value,
                "e": pace.share_elapsed.value,
                "gap": pace.gap.value,
                "index": pace.index.value,
                "status": pace.status,
                "remainingDays": None if left is None else int(left),
                "projectedFinish": finish,
                "deepShare": sum(depth >= 3 for depth in depths) / len(depths) if depths else None,
            }
        )
    return found


def needs(world: World) -> dict[str, set[str]]:
    """A target to all that comes before it."""
    found: dict[str, set[str]] = defaultdict(set)
    for link in world.rows["prerequisites"]:
        found[link.after].add(link.before)
    by_level = {(each.competency, each.level): each.target for each in world.targets.values() if each.level}
    for (competency, level), target in by_level.items():
        if level > 1:
            found[target].add(by_level[competency, level - 1])
    return found


def attained_on(world: World) -> dict[Pair, date]:
    found: dict[Pair, date] = {}
    held = {pair for pair, made in world.latest().items() if made.status == "proficient"}
    for each in world.facts("determinations"):
        pair = (each.learner, each.target)
        if each.status == "proficient" and pair in held:
            found[pair] = min(each.effective_on, found.get(pair, each.effective_on))
    levels = defaultdict(list)
    for target in world.targets.values():
        levels[target.competency].append(target)
    for (learner, competency), placed in placements(world).items():
        for target in levels[competency]:
            if target.level is not None and target.level <= placed.level:
                pair = (learner, target.target)
                found[pair] = min(placed.on, found.get(pair, placed.on))
    return found


def r_03(world: World, by: Sequence[str]) -> Expected:
    done, wanted, files = attained_on(world), needs(world), defaultdict(set)
    about = targets_of(world)
    for each in world.facts("evidence"):
        for target in about[each.evidence]:
            files[each.learner, target].add(each.work)
    found = []
    for learner, groups in world.roster(by):
        for id, target in world.targets.items():
            before = [done.get((learner, other)) for other in wanted[id]]
            if (learner, id) in done or not target.is_current or not all(before):
                continue
            since = max((day for day in before if day), default=None)
            found.append(
                {
                    **groups,
                    "learner": learner,
                    "code": target.code,
                    "competency": target.competency,
                    "daysReady": world.days_between(since, world.when.day) if since else None,
                    "evidence": len(files[learner, id]),
                }
            )
    return found


def r_04(world: World, clock: Clock, by: Sequence[str]) -> Expected:
    done, wanted = attained_on(world), needs(world)
    levels = {(each.competency, each.level): each for each in world.targets.values() if each.is_current}
    groups = dict(world.roster(by))
    members: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for (learner, competency), stands in standings(world).items():
        target = levels.get((competency, stands.working_level)) if stands.working_level else None
        if learner in groups and target:
            members[(*(groups[learner][name] for name in by), target.target)].append(learner)
    found = []
    for (*group, id), learners in members.items():
        lacks = Counter(
            world.targets[other].code for learner in learners for other in wanted[id] if (learner, other) not in done
        )
        shared = min(lacks, key=lambda code: (-lacks[code], code), default=None)
        found.append(
            {
                **named(by, group),
                "code": world.targets[id].code,
                "competency": world.targets[id].competency,
                "number": len(learners),
                "learners": ", ".join(sorted(learners)),
                "sharedUnmet": shared,
                "lacking": lacks[shared] if shared else 0,
                "expiresOn": clock.date_of(world.when.calendar, world.when.number + 10),
            }
        )
    return found


def r_05(world: World, by: Sequence[str]) -> Expected:
    lacks = defaultdict(list)
    for each in world.rows["missing"]:
        lacks[each.determination].append(each)
    groups = dict(world.roster(by))
    return [
        {
            **groups[learner],
            "learner": learner,
            "code": world.targets[target].code,
            "have": max((each.have for each in lacks[made.determination]), default=0),
            **{
                kind: max(
                    (each.needed - each.have for each in lacks[made.determination] if each.kind == kind), default=None
                )
                for kind in ("judgments", "scoresAtCut", "tasks", "scorers")
            },
        }
        for (learner, target), made in world.latest().items()
        if made.status == "insufficientEvidence" and learner in groups
    ]
