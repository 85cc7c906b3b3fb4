"""SCL-GRO, SCL-LRN and SCL-INT of a running system: where learners begin, how they grow, and who needs support."""

from collections.abc import Iterator
from functools import partial

from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, either
from fairmark.validators.suites.scl.accounts import CLOSE, number
from fairmark.validators.suites.scl.graph import as_objects
from fairmark.validators.suites.scl.live.system import (
    GROWN,
    LEARNER,
    OTHER_LEARNER,
    TEACHER,
    Json,
    Lacking,
    System,
    is_same_item,
)
from fairmark.validators.suites.scl.live.targets import Target
from fairmark.validators.suites.scl.oracle.standing import mean_growth
from fairmark.validators.suites.scl.oracle.struggle import flag
from fairmark.validators.suites.scl.subject import check_of_system

LONG_AGO = 10_000
"""Days since a rise, where only a flag that does not look at them is expected."""


@check_of_system(
    "SCL-LRN-022",
    "SCL-LRN-02",
    "{observed}",
    notes="It takes a learner of whom nothing is known in two competencies.",
)
def each_competency_begins_by_itself(system: System) -> Results:
    """A learner who begins at level 1 in one competency and at level 2 in another has each as the baseline of their
    growth there.

    Why: Who begins higher would seem to have grown more, without having learned anything.

    Example: The same baseline in both competencies.

    Repair: Measure growth in each competency from its own placement.
    """
    for (name, begins, _), part in _grown_in(system):
        said = _growth(part).get("baseline")
        yield either(name, "" if number(said) == begins else "not the level at which the learner was placed")


@check_of_system(
    "SCL-GRO-042",
    "SCL-GRO-04 and section 3.7",
    "{observed}",
    notes="It takes a learner of whom nothing is known in two competencies.",
)
def growth_is_counted_in_levels(system: System) -> Results:
    """Growth is the levels between where the learner began and where they stand, whatever their grade.

    Why: Those who work far from the grade of their course would never be seen to learn.

    Example: Growth 0 for a learner who came from level 1 to level 3 in a course of another grade.

    Repair: Count levels of the continuum; grades have no part in it.
    """
    for (name, begins, reached), part in _grown_in(system):
        if number(part.get("position")) != reached:
            yield either(name, "not at the level up to which everything is attained")
        else:
            right = number(_growth(part).get("value")) == reached - begins
            yield either(name, "" if right else "not the levels between the beginning and now")


def _grown_in(system: System) -> Iterator[tuple[tuple[str, int, int], Json]]:
    """The competencies in which the learner has grown, each with what progress says of it."""
    levels = system.grown
    view = system.progress(system.person(LEARNER).id, calendar=system.running_calendar["id"]).object()
    for grown, run in zip(GROWN, levels, strict=True):
        found = [
            part
            for continuum in as_objects(view.get("continuums"))
            for part in as_objects(continuum.get("competencies"))
            if is_same_item(part.get("competency"), run[0].competency)
        ]
        if not found:
            raise Lacking("Progress says nothing of a competency in which the learner has attained two levels.")
        yield grown, dict(found[0])


@check_of_system("SCL-GRO-053", "SCL-GRO-05 and section 3.7", "{observed}")
def growth_of_a_continuum_is_the_mean(system: System) -> Results:
    """Growth over a continuum is the unrounded mean over its competencies that have both values, told for at least half
    of those that are eligible.

    Why: A mean over two of nine competencies, or one that was rounded, is compared with others as if it were whole.

    Example: 1 in place of 1.5; or a mean where four of nine competencies have two values.

    Repair: Compute the mean from the unrounded values, and answer null below half.
    """
    _ = system.grown
    view = system.progress(system.person(LEARNER).id, calendar=system.running_calendar["id"]).object()
    looked_at = 0
    for continuum in as_objects(view.get("continuums")):
        told = continuum.get("growth")
        if not isinstance(told, dict):
            continue
        looked_at += 1
        yield either(
            "growth", _wrong_mean([_growth(dict(part)) for part in as_objects(continuum.get("competencies"))], told)
        )
    if not looked_at:
        yield cannot_tell("growth", "Progress tells growth of no continuum.")


def _wrong_mean(parts: list[Json], told: Json) -> str:
    values = [number(part.get("value")) for part in parts]
    known = [value for value in values if value is not None]
    right = mean_growth([(0.0, value) for value in values])
    said, eligible = number(told.get("value")), number(told.get("eligible"))
    if eligible is not None and known and len(known) < eligible / 2:
        return "" if said is None else "told although fewer than half have two values"
    if said is None or right.value is None:
        return ""
    return "" if abs(said - sum(known) / len(known)) <= CLOSE else "not the mean over the competencies"


def _growth(part: Json) -> Json:
    found = part.get("growth")
    return found if isinstance(found, dict) else {}


# -- who needs support -------------------------------------------------------------------------------------------------


@check_of_system(
    "SCL-INT-022",
    "SCL-INT-02 and section 3.11",
    "{observed}",
    notes="It takes a learner of whom nothing is known in three competencies.",
)
def struggle_is_told_apart(system: System) -> Results:
    """Scores that rise are productive struggle, scores that stay are none, and two scores are too few to tell; each
    flag names the judgments that it was made from.

    Why: Who is on the way is interrupted, and who is stuck is left alone.

    Example: `stuck` for 1, 1, 2; or any of them from two scores.

    Repair: Take the median of the slopes between scores, from three scores on. Section 3.11.
    """
    yield from (_told_flag(system, name, series) for name, series in _series(system))


@check_of_system("SCL-INT-011", "SCL-INT-01", "{observed}")
def flags_follow_the_data(system: System) -> Results:
    """The flag changes with the judgment that it follows from: it names that judgment as soon as it is recorded.

    Why: Support that begins a week later begins a week too late.

    Example: A flag that still looks at the scores of yesterday.

    Repair: Work flags out at each request, or at the latest within a day; say within what time.
    """
    levels = system.fresh(OTHER_LEARNER, 1)[0]
    target = levels[0]
    rule = system.rule(target, "mostRecent", {"cut": target.scores[-1]})
    for turn in range(3):
        judged = _fail(system, target, turn, target.scores[0])
        if not turn:
            system.determine(target, rule, OTHER_LEARNER)
        inputs = _flag_at(system, target).get("inputs") or ()
        yield either(f"judgment {turn + 1}", "" if judged["id"] in inputs else "not within the answer that follows")


def _series(system: System) -> Iterator[tuple[str, tuple[Target, list[Json]]]]:
    runs = system.fresh(OTHER_LEARNER, 3)
    shapes = {"rising": (0, 0, 1), "level": (1, 1, 1), "two": (0, 0)}
    for (name, shape), levels in zip(shapes.items(), runs, strict=True):
        target = levels[0]
        rule = system.rule(target, "mostRecent", {"cut": target.scores[-1]})
        judged = [_fail(system, target, turn, target.scores[place]) for turn, place in enumerate(shape)]
        system.determine(target, rule, OTHER_LEARNER)
        yield name, (target, judged)


def _fail(system: System, target: Target, turn: int, score: float) -> Json:
    return system.judge(system.work(target, 10 + turn, OTHER_LEARNER), target, score)


def _told_flag(system: System, name: str, series: tuple[Target, list[Json]]) -> Result:
    target, judged = series
    told = _flag_at(system, target)
    inputs = told.get("inputs")
    if not isinstance(inputs, list) or {one["id"] for one in judged} - set(map(str, inputs)):
        return breach(name, observed="the flag does not name the judgments that it is made from")
    right = flag([float(one["score"]) for one in judged], target.scores[-1], LONG_AGO)
    return either(name, "" if told.get("code") == right else "another flag than the scores make", expected=right)


def _flag_at(system: System, target: Target) -> Json:
    """The flag of the learner in the competency of the target; Lacking where none is told."""
    answer = system.progress(system.person(OTHER_LEARNER).id, calendar=system.running_calendar["id"])
    for continuum in as_objects(answer.object().get("continuums")):
        for part in as_objects(continuum.get("competencies")):
            if is_same_item(part.get("competency"), target.competency) and isinstance(part.get("flag"), dict):
                return dict(part["flag"])
    raise Lacking("Progress tells no flag in a competency that is in progress.", answer)


@check_of_system("SCL-INT-032", "SCL-INT-03", "{observed}")
def flags_are_answered(system: System) -> Results:
    """A flag is answered by a support that says what, why, who, when, how much and until when; or by a dismissal, which
    takes a reason.

    Why: A flag that anybody can wave away without a word is no flag.

    Example: 201 for a dismissal without `dismissal`.

    Repair: Keep all of it, and refuse a dismissal without its reason.
    """
    target = system.target()
    body = support_of(system, target)
    kept = system.read("/supports", system.record("/supports", body)["id"])
    lost = next((name for name, value in body.items() if kept.object().get(name) != value), "")
    yield either("support", f"{lost} is not as it was given" if lost else "", kept)
    dismissed = {name: body[name] for name in ("learners", "kind", "targets", "reason", "startDate", "reviewDate")}
    ask = partial(system.ask, "POST", "/supports", TEACHER)
    without = ask({**dismissed, "status": "dismissed"})
    yield either("dismissal", "" if 400 <= without.status < 500 else "dismissed without a reason", without)
    told = ask({**dismissed, "status": "dismissed", "dismissal": "Conformance test: was ill."})
    yield either("dismissal", "" if told.status in (200, 201) else f"refused with {told.told()}", told)


def support_of(system: System, target: Target) -> Json:
    """The body of a support for the learner of the run."""
    return {
        "learners": [system.person(LEARNER).id],
        "kind": "Conformance test",
        "description": "Ten minutes with an older learner, every day",
        "targets": [target.uri],
        "reason": {"flag": "stuck", "target": target.uri, "at": system.moment(30)},
        "startDate": system.date(31),
        "reviewDate": system.date(60),
        "status": "open",
        "plannedDosage": 200,
        "staff": [system.person(TEACHER).id],
    }
