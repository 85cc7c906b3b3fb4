"""Where a learner stood over time along a continuum, by what was known at one moment. Profile, sections 3.3 and 3.7."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fairmark.server.learning.kind import DETERMINATION
from fairmark.server.learning.scene import Scene
from fairmark.server.learning.shape import Attained, Shape


@dataclass(frozen=True, slots=True)
class Step:
    """That a learner stood at `position` from that day on (in UTC)."""

    since: date
    position: int


def history(scene: Scene, shape: Shape) -> dict[str, list[Step]]:
    """For each competency of the framework that has levels, the positions in turn; nothing for those in which the
    learner never was anywhere. Of several changes on one day the last one counts."""
    found: dict[str, list[Step]] = {}
    for day, moment in _last_of_each_day(scene).items():
        for competency, position in _positions(scene.attained_by(moment), shape).items():
            steps = found.setdefault(competency, [])
            if position != (steps[-1].position if steps else 0):
                steps.append(Step(day, position))
    return {competency: steps for competency, steps in found.items() if steps}


def attained_counts(scene: Scene, targets: Sequence[str]) -> list[Step]:
    """How many of the targets were attained, over time: for frameworks whose competencies have no levels."""
    steps: list[Step] = []
    for day, moment in _last_of_each_day(scene).items():
        attained = scene.attained_by(moment)
        number = sum(attained.holds(target) for target in targets)
        if number != (steps[-1].position if steps else 0):
            steps.append(Step(day, number))
    return steps


def _last_of_each_day(scene: Scene) -> Mapping[date, datetime]:
    """The days on which determinations began to stand or were replaced, each with the last moment at which one was."""
    turns = scene.known.turns(DETERMINATION)
    return {turn.date(): turn for turn in turns if turn <= scene.as_of}


def _positions(attained: Attained, shape: Shape) -> Mapping[str, int]:
    return {competency: attained.standing(levels).position for competency, levels in shape.levels.items()}
