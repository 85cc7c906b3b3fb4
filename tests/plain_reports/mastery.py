"""R-14 and R-15 in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from fairmark.validators.learning.depth import TAXONOMIES, depth_profile
from fairmark.validators.learning.survival import Spell, survival
from plain_reports.standings import placements
from plain_reports.world import Expected, World, named

WEBB = "webb-dok"


def spells(world: World) -> dict[tuple[str, str], Spell]:
    """Learner and target to how long it took, or has taken so far."""
    begun: dict[tuple[str, str], date] = {}
    targets = targets_of(world)
    goals = {each.goal: each for each in world.plans("goals")}
    engaged = [
        ((each.learner, target), each.effective_on)
        for each in world.facts("evidence")
        for target in targets[each.evidence]
    ]
    for link in world.rows["goal_targets"]:
        goal = goals.get(link.goal)
        if goal and goal.begins and goal.begins <= world.when.day:
            engaged.append(((goal.learner, link.target), goal.begins))
    for pair, day in engaged:
        begun[pair] = min(day, begun.get(pair, day))
    reached: dict[tuple[str, str], date] = {}
    for each in world.facts("determinations"):
        if each.status == "proficient":
            pair = (each.learner, each.target)
            reached[pair] = min(each.effective_on, reached.get(pair, each.effective_on))
    placed, found = placements(world), {}
    for (learner, id), first in begun.items():
        target = world.targets.get(id)
        if target is None:
            continue
        held = placed.get((learner, target.competency))
        if held and target.level is not None and target.level <= held.level:
            continue
        last = reached.get((learner, id))
        days = world.days_between(first, last or world.when.day)
        found[learner, id] = Spell(max(0, days), last is not None)
    return found


def r_14(world: World, by: Sequence[str], day: int) -> Expected:
    known, found = spells(world), []
    for group, learners in world.groups(by).items():
        of: dict[str, list[Spell]] = defaultdict(list)
        for (learner, target), spell in known.items():
            if learner in learners:
                of[target].append(spell)
        for target, own in of.items():
            curve = survival(Spell(each.days, each.attained) for each in own)
            found.append(
                {
                    **named(by, group),
                    "code": world.targets[target].code,
                    "competency": world.targets[target].competency,
                    "n": curve.n,
                    "attained": sum(each.attained for each in own),
                    "median": curve.median.value,
                    "attainedByDay": curve.attained_by(day).value,
                }
            )
    return found


def targets_of(world: World) -> dict[str, list[str]]:
    """What versions of evidence are aligned to."""
    found: dict[str, list[str]] = defaultdict(list)
    for link in world.rows["evidence_targets"]:
        found[link.evidence].append(link.target)
    return found


def resting(world: World) -> list[Any]:
    """The judgments with a depth that attained levels rest on."""
    inputs: dict[str, list[str]] = defaultdict(list)
    for link in world.rows["determination_inputs"]:
        inputs[link.determination].append(link.judgment)
    under = {
        judgment
        for made in world.latest().values()
        if made.status == "proficient"
        for judgment in inputs[made.determination]
    }
    return [each for each in world.facts("judgments") if each.judgment in under and each.taxonomy == WEBB]


def r_15(world: World, by: Sequence[str]) -> Expected:
    shown = resting(world)
    found = []
    for group, learners in world.groups(by).items():
        of: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for each in shown:
            if each.learner in learners:
                of[world.targets[each.target].competency].append((each.learner, each.depth))
        tasks = _offered(world, set(learners))
        for competency, own in of.items():
            profile = depth_profile(WEBB, (TAXONOMIES[WEBB][depth - 1] for _, depth in own))
            counts = Counter(depth for _, depth in own)
            offered = tasks.get(competency, [])
            deep = sum(depth >= 3 for depth in offered)
            found.append(
                {
                    **named(by, group),
                    "competency": competency,
                    "learners": len({learner for learner, _ in own}),
                    "judgments": len(own),
                    **{f"depth{rank}": counts[rank] for rank in (1, 2, 3, 4)},
                    "deepShare": profile.share_deep.value,
                    "median": profile.median,
                    "deepest": profile.deepest,
                    "offered": len(offered),
                    "offeredDeep": deep,
                    "offeredDeepShare": deep / len(offered) if offered else None,
                }
            )
    return found


def _offered(world: World, learners: set[str]) -> dict[str, list[int]]:
    """Competency to the depths of the tasks that were set to those learners."""
    seats = defaultdict(list)
    for seat in world.known("seats"):
        if seat.learner in learners:
            seats[seat.class_id].append(seat)
    about = defaultdict(set)
    for link in world.rows["task_targets"]:
        about[link.task].add(world.targets[link.target].competency)
    found = defaultdict(list)
    for task in world.plans("tasks"):
        day = task.offered_on
        there = any(seat.begins <= day and (seat.ends is None or day < seat.ends) for seat in seats[task.class_id])
        if day <= world.when.day and task.taxonomy == WEBB and there:
            for competency in about[task.task]:
                found[competency].append(task.depth)
    return found
