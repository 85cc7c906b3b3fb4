"""R-09 and R-10 in plain Python."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean, median_low
from typing import Any

from fairmark.validators.learning.on_track import CELLS, STATUS_ONLY, OnTrack, on_track
from fairmark.validators.learning.standing import count_grades, grade_gap
from plain_reports.growth import growth_of
from plain_reports.standings import standings
from plain_reports.world import Expected, World, named


def graded(world: World) -> dict[str, list[Any]]:
    """Competencies whose levels all belong to grades, with their levels in order."""
    levels: dict[str, list[Any]] = defaultdict(list)
    for target in world.targets.values():
        if target.level is not None:
            levels[target.competency].append(target)
    return {
        id: sorted(own, key=lambda target: target.level)
        for id, own in levels.items()
        if all(target.grade_from is not None for target in own)
    }


def _grades(world: World) -> dict[str, int]:
    return {learner: groups["grade"] for learner, groups in world.roster(["grade"])}


def gaps(world: World) -> dict[tuple[str, str], float]:
    """Learner and subject to the gap."""
    grades, competencies = _grades(world), graded(world)
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for (learner, competency), stands in standings(world).items():
        if learner not in grades or competency not in competencies:
            continue
        own, grade = competencies[competency], grades[learner]
        if stands.working_level is None:
            first = last = own[-1].grade_to + 1
        else:
            level = own[stands.working_level - 1]
            first, last = level.grade_from, level.grade_to
        nearest = min(max(grade, first), last)
        gap = grade_gap(grade, nearest)
        assert gap is not None
        found[learner, world.competencies[competency].subject].append(gap)
    return {pair: median_low(values) for pair, values in found.items()}


def r_09(world: World, by: Sequence[str]) -> Expected:
    subjects = {world.competencies[id].subject for id in graded(world)}
    known, found = gaps(world), []
    for group, learners in world.groups(by).items():
        for subject in subjects:
            counts = count_grades(known.get((learner, subject)) for learner in learners)
            if learners:
                found.append(
                    {
                        **named(by, group),
                        "subject": subject,
                        "enrolled": len(learners),
                        "known": counts.known,
                        "below": counts.below,
                        "at": counts.at,
                        "above": counts.above,
                        "unknown": counts.unknown,
                        "twoOrMoreBelow": counts.two_or_more_below,
                        "belowShare": counts.below / counts.known if counts.known else None,
                        "unknownShare": counts.unknown / len(learners),
                    }
                )
    return found


def tracks(world: World) -> dict[tuple[str, str], OnTrack]:
    """Learner and subject to whether they are on track."""
    grades, competencies = _grades(world), graded(world)
    of: dict[tuple[str, str], list[tuple[float, float, float]]] = defaultdict(list)
    for (learner, competency), stands in standings(world).items():
        if learner in grades and competency in competencies:
            time = grades[learner] + world.when.share
            expected = sum(
                min(1.0, max(0.0, (time - level.grade_from) / (level.grade_to + 1 - level.grade_from)))
                for level in competencies[competency]
            )
            subject = world.competencies[competency].subject
            of[learner, subject].append((stands.position, expected, len(competencies[competency])))
    rates = growth_of(world)
    found = {}
    for (learner, subject), values in of.items():
        position, expected, exit = (fmean(column) for column in zip(*values, strict=True))
        rate = rates[learner, subject].growth.annualised.value if (learner, subject) in rates else None
        # the profile's function takes a grade and a share of the year: those at which it expects what is expected here
        found[learner, subject] = on_track(
            round(position, 9),
            expected + 1,
            0,
            rate,
            exit_level=exit,
            years_left=12 - grades[learner] + (1 - world.when.share),
        )
    return found


def r_10(world: World, by: Sequence[str]) -> Expected:
    known, found = tracks(world), []
    for group, learners in world.groups(by).items():
        for subject in {subject for _, subject in known}:
            cells = [known[learner, subject].cell for learner in learners if (learner, subject) in known]
            for cell in (*CELLS.values(), STATUS_ONLY):
                if cells:
                    count = cells.count(cell)
                    row = {"subject": subject, "cell": cell, "known": len(cells), "learners": count}
                    found.append({**named(by, group), **row, "share": count / len(cells)})
    return found
