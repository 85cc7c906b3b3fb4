"""Positions and growth of learners, in plain Python."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from fairmark.validators.learning.standing import Standing, standing
from plain_reports.world import World

Pair = tuple[str, str]
"""A learner and a competency."""


class Placement(NamedTuple):
    level: int
    on: date


class Change(NamedTuple):
    """Baseline and current value with the day of the former; None where there is none."""

    baseline: int | None
    since: date | None
    current: int | None


def placements(world: World) -> dict[Pair, Placement]:
    found: dict[Pair, Placement] = {}
    for each in world.facts("determinations"):
        target = world.targets.get(each.target)
        if each.status == "placed" and target and target.level is not None:
            pair = (each.learner, target.competency)
            known = found.get(pair, Placement(0, date.max))
            found[pair] = Placement(max(known.level, target.level), min(known.on, each.effective_on))
    return found


def standings(world: World, statuses: dict[Pair, Any] | None = None) -> dict[Pair, Standing]:
    """Where learners stand in competencies with levels that something has been concluded about."""
    attained: dict[Pair, set[int]] = defaultdict(set)
    known: set[Pair] = set()
    for (learner, id), made in (statuses if statuses is not None else world.latest()).items():
        target = world.targets.get(id)
        if target is None or target.level is None or made.status == "insufficientEvidence":
            continue
        known.add((learner, target.competency))
        if made.status == "proficient":
            attained[learner, target.competency].add(target.level)
    placed = placements(world)
    return {
        pair: standing(attained[pair], world.competencies[pair[1]].levels, placed[pair].level if pair in placed else 0)
        for pair in known
    }


def changes(world: World) -> dict[Pair, Change]:
    placed = placements(world)
    dated: dict[Pair, list[Any]] = defaultdict(list)
    for each in world.facts("determinations"):
        target = world.targets.get(each.target)
        if target and target.level is not None and each.status not in ("placed", "insufficientEvidence"):
            dated[each.learner, target.competency].append(each)
    now = standings(world)
    found = {}
    for pair in {*placed, *dated}:
        made = dated.get(pair, [])
        current = now[pair].position if made else None
        days = sorted(each.effective_on for each in made)
        if pair in placed:
            found[pair] = Change(placed[pair].level, placed[pair].on, current)
        elif days[0] < days[-1]:
            found[pair] = Change(_position_on(world, pair, made, days[0]), days[0], current)
        else:
            found[pair] = Change(None, None, current)
    return found


def _position_on(world: World, pair: Pair, made: Iterable[Any], day: date) -> int:
    latest = {}
    for each in sorted(made, key=lambda each: each.recorded_at):
        if each.effective_on == day:
            latest[each.learner, each.target] = each
    found = standings(world, latest)
    return found[pair].position
