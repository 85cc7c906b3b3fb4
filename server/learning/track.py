"""Growth over the competencies of a continuum, and where it leads until the exit. Profile, sections 3.7 and 3.9."""

from collections.abc import Iterable, Sequence
from statistics import fmean

from fairmark.server.learning.competencies import Grown, grown
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.figures import because, shown
from fairmark.server.learning.scene import Scene
from fairmark.server.learning.shape import Shape
from fairmark.validators.learning.calendar import share_of_year
from fairmark.validators.learning.growth import Growth, learner_growth
from fairmark.validators.learning.measure import undefined
from fairmark.validators.learning.on_track import on_track


def continuum_growth(scene: Scene, shape: Shape, competencies: Sequence[str]) -> Json:
    """The mean growth over the competencies that have levels, where at least half of them have both values."""
    every = [grown(scene, levels) for one in competencies if (levels := shape.levels.get(one))]
    found = _over(scene, every, [(one.baseline, one.current) for one in every])
    return {"n": found.n, "eligible": found.eligible, **shown(value=found.mean, annualised=found.annualised)}


def _over(scene: Scene, every: Sequence[Grown], pairs: Iterable[tuple[float | None, float | None]]) -> Growth:
    """The growth over those pairs, from the earliest beginning to the latest end."""
    begins = [one.begin for one in every if one.begin]
    ends = [one.until for one in every if one.until]
    days = scene.days(min(begins), max(ends).date()) if begins and ends else None
    found = learner_growth(pairs, days or 0, scene.year or 0)
    if found.mean.value is not None and (days is None or scene.year is None):
        return Growth(found.n, found.eligible, found.mean, undefined("noCalendar"))
    return found


def track(scene: Scene, shape: Shape, competencies: Sequence[str]) -> tuple[Json | None, str]:
    """Where the learner is against the grade of enrolment, by the mean over competencies, and where the rate leads; or
    why that is not known. Positions are told in grades: that at whose end the level is expected."""
    graded = [levels for one in competencies if (levels := shape.levels.get(one)) and _is_graded(shape, levels)]
    if not graded:
        return None, "noGrade" if shape.levels else "noLevels"
    if scene.grade is None:
        return None, "noRoster"
    shares = [share_of_year(calendar, scene.today) for calendar in scene.chosen.values()]
    share = next((one for one in shares if one is not None), None)
    if share is None:
        return None, "noCalendar"
    position = fmean(_grade_at(shape, levels, scene.attained.standing(levels).position) for levels in graded)
    every = [grown(scene, levels) for levels in graded]
    pairs = [
        tuple(None if number is None else _grade_at(shape, levels, number) for number in (one.baseline, one.current))
        for levels, one in zip(graded, every, strict=True)
    ]
    rate = _over(scene, every, [(before, now) for before, now in pairs]).annualised
    found = on_track(position, scene.grade, share, rate.value)
    members = {
        "position": position,
        "expected": found.expected,
        "statusOk": found.status,
        "rate": rate.value,
        "projected": found.projected.value,
        "trajectoryOk": found.trajectory,
        "cell": found.cell,
    }
    why = dict.fromkeys(("rate", "projected", "trajectoryOk"), rate.reason) if rate.value is None else {}
    return {**members, **because(why)}, ""


def _is_graded(shape: Shape, levels: Sequence[str]) -> bool:
    return all(shape.grades.get(level) for level in levels)


def _grade_at(shape: Shape, levels: Sequence[str], position: int) -> float:
    """The grade at whose end a position is expected; the one before that of the first level for none."""
    return max(shape.grades[levels[position - 1]]) if position else min(shape.grades[levels[0]]) - 1
