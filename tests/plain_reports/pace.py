"""R-13 in plain Python, and pace along pathways."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from statistics import median
from typing import Any, NamedTuple

from fairmark.server.reports.clock import Clock, month_ends
from fairmark.validators.learning.pace import Pace
from fairmark.validators.learning.rates import AtLeast, Step, progress
from plain_reports.standings import placements
from plain_reports.world import Expected, World, named


class Paced(NamedTuple):
    """A pathway, how far it is gone, and how fast."""

    plan: Any
    progress: float | None
    pace: Pace


def attained(world: World) -> set[tuple[str, str]]:
    """Learners and targets that are attained, or lie below a starting level."""
    found = {pair for pair, made in world.latest().items() if made.status == "proficient"}
    placed = placements(world)
    below: dict[tuple[str, str], list[str]] = defaultdict(list)
    for target in world.targets.values():
        for (learner, competency), placement in placed.items():
            if target.competency == competency and target.level is not None and target.level <= placement.level:
                below[learner, competency].append(target.target)
    return found | {(learner, target) for (learner, _), targets in below.items() for target in targets}


def paces(world: World, purpose: str | None = None) -> list[Paced]:
    """The pathways that learners go along on the day."""
    held, day = attained(world), world.when.day
    steps: dict[str, list[Any]] = defaultdict(list)
    for step in world.rows["steps"]:
        steps[step.pathway].append(step)
    found = []
    for plan in world.plans("pathways"):
        going = plan.begins <= day and (plan.ends is None or day <= plan.ends)
        if going and purpose in (None, plan.purpose):
            own = [(step, (plan.learner, step.target) in held) for step in steps[plan.pathway]]
            choices = {step.choice: step.enough for step, _ in own if step.choice}
            nodes = [Step(done, step.weight) for step, done in own if not step.choice] + [
                AtLeast(enough, [Step(done) for step, done in own if step.choice == choice])
                for choice, enough in choices.items()
            ]
            reached = sum(done for step, done in own if not step.choice) + sum(
                min(enough, sum(done for step, done in own if step.choice == choice))
                for choice, enough in choices.items()
            )
            planned = sum(1 for step, _ in own if not step.choice) + sum(choices.values())
            elapsed, days = _days(world, plan)
            found.append(Paced(plan, progress(nodes).progress.value, Pace(reached, planned, elapsed, days)))
    return found


def _days(world: World, plan: Any) -> tuple[int, int]:
    taught = [each.day for each in world.rows["days"] if each.is_instructional and each.calendar == plan.calendar]
    pauses = [each for each in world.rows["pauses"] if each.pathway == plan.pathway]
    counted = [
        day for day in taught if plan.begins < day and not any(each.begins <= day < each.ends for each in pauses)
    ]
    return sum(day <= world.when.day for day in counted), sum(day <= plan.ends for day in counted)


def latest_paces(world: World, purpose: str) -> dict[str, Paced]:
    """Each learner's pathway of that purpose; of several the one that began last."""
    own = sorted(paces(world, purpose), key=lambda each: (each.plan.begins, each.plan.recorded_at))
    return {each.plan.learner: each for each in own}


def r_13(world: World, clock: Clock, by: Sequence[str], since: date) -> Expected:
    found = []
    for month in month_ends(since, world.when.day):
        then = world.at(clock.on(month, world.when.known_at))
        groups = then.groups(by)
        latest = latest_paces(then, "plan")
        for group, learners in groups.items():
            own = [latest[learner] for learner in learners if learner in latest]
            statuses = [each.pace.status for each in own]
            rated = [status for status in statuses if status not in (None, "tooEarly")]
            if own:
                found.append(
                    {
                        **named(by, group),
                        "month": month,
                        "n": len(own),
                        "rated": len(rated),
                        "behind": rated.count("behind"),
                        "onPace": rated.count("onPace"),
                        "ahead": rated.count("ahead"),
                        "behindShare": rated.count("behind") / len(rated) if rated else None,
                        "medianProgress": median(each.progress or 0.0 for each in own),
                    }
                )
    return found
