"""R-06, R-07 and R-08 in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from statistics import fmean

from fairmark.server.reports.clock import Clock
from plain_reports.mastery import targets_of
from plain_reports.pace import attained, latest_paces
from plain_reports.standings import standings
from plain_reports.world import Expected, World


def r_06(world: World, by: Sequence[str]) -> Expected:
    returned = {each.about for each in world.facts("events") if each.kind == "returned"}
    classes = {each.class_id: each for each in world.rows["classes"]}
    teachers = {each.task: classes[each.class_id].teacher for each in world.rows["tasks"] if each.class_id}
    advisors: dict[str, str] = {}
    for seat in world.spells("seats"):
        if classes[seat.class_id].is_advisory:
            teacher = classes[seat.class_id].teacher
            advisors[seat.learner] = max(teacher, advisors.get(seat.learner, teacher))
    groups = dict(world.roster(by))
    found: Expected = [
        {
            **groups[each.learner],
            "scorer": teachers.get(each.task, advisors.get(each.learner)),
            "learner": each.learner,
            "evidence": each.evidence,
            "submittedOn": each.submitted_on,
            "age": world.days_between(each.submitted_on, world.when.day),
        }
        for each in world.facts("evidence")
        if each.evidence not in returned and each.learner in groups
    ]
    queues = Counter(row["scorer"] for row in found)
    late = Counter(row["scorer"] for row in found if row["age"] > 5)
    for row in found:
        row["overdue"] = row["age"] > 5
        row["overdueShare"] = late[row["scorer"]] / queues[row["scorer"]]
    return found


def position_on(world: World, clock: Clock, learner: str, competency: str, day: date) -> int:
    """The position at the end of that day, by what is known now; also where nothing was concluded yet."""
    then = world if day == world.when.day else world.at(clock.on(day, world.when.known_at))
    held = {
        world.targets[target].level
        for who, target in attained(then)
        if who == learner and target in world.targets and world.targets[target].competency == competency
    }
    return next(level for level in range(len(held) + 1) if level + 1 not in held)


def r_07(world: World, clock: Clock, by: Sequence[str]) -> Expected:
    people, about = defaultdict(list), defaultdict(set)
    for link in world.rows["supported"]:
        people[link.support].append(link.learner)
    for link in world.rows["support_targets"]:
        about[link.support].add(world.targets[link.target].competency)
    groups = dict(world.roster(by))
    when, found = world.when, []
    for each in world.plans("supports"):
        if each.status != "open" or each.begins > when.day:
            continue
        start = clock.number(when.calendar, each.begins)
        for learner in people[each.support]:
            if learner not in groups:
                continue
            first = clock.date_of(when.calendar, start - (when.number - start))
            begun = clock.date_of(when.calendar, start)
            assert first and begun
            days = (first, begun, when.day)
            positions = [[position_on(world, clock, learner, one, day) for day in days] for one in about[each.support]]
            found.append(
                {
                    **groups[learner],
                    "kind": each.kind,
                    "learner": learner,
                    "support": each.support,
                    "reviewOn": each.review_on,
                    "daysToReview": clock.number(when.calendar, each.review_on) - when.number,
                    "growthBefore": fmean(middle - early for early, middle, _ in positions),
                    "growthAfter": fmean(late - middle for _, middle, late in positions),
                    "planned": each.planned,
                    "delivered": each.delivered,
                }
            )
    return found


def r_08(world: World, clock: Clock, by: Sequence[str], since: date) -> Expected:
    then = standings(world.at(clock.on(since, world.when.known_at)))
    about, goal_targets = targets_of(world), defaultdict(set)
    shown: dict[tuple[str, str], date] = {}
    for each in world.facts("evidence"):
        for id in about[each.evidence]:
            if id in world.targets:
                pair = (each.learner, world.targets[id].competency)
                shown[pair] = max(each.effective_on, shown.get(pair, each.effective_on))
    for link in world.rows["goal_targets"]:
        goal_targets[link.goal].add(world.targets[link.target].competency)
    goals = Counter(
        (each.learner, competency)
        for each in world.plans("goals")
        if each.status == "active"
        for competency in goal_targets[each.goal]
    )
    plans, groups = latest_paces(world, "plan"), dict(world.roster(by))
    return [
        {
            **groups[pair[0]],
            "learner": pair[0],
            "competency": pair[1],
            "position": stands.position,
            "reach": stands.reach,
            "gaps": len(stands.gaps),
            "change": stands.position - then[pair].position if pair in then else None,
            "nextLevel": stands.working_level,
            "goals": goals[pair],
            "pace": plans[pair[0]].pace.status if pair[0] in plans else None,
            "latestEvidence": shown.get(pair),
        }
        for pair, stands in standings(world).items()
        if pair[0] in groups
    ]
