"""SCL-PRF of a running system: it is given scores by chance, and has to come to what its rules say."""

from collections.abc import Mapping, Sequence
from typing import Any

from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.result import Result, Results, breach, either, holds
from fairmark.validators.suites.scl.accounts import CLOSE, number
from fairmark.validators.suites.scl.history import key
from fairmark.validators.suites.scl.live.system import LEARNER, SCORER, TEACHER, Json, Lacking, System
from fairmark.validators.suites.scl.live.targets import Target
from fairmark.validators.suites.scl.oracle.determining import (
    BODY,
    INSUFFICIENT,
    LAST_VS_REST,
    PROFICIENT,
    RECURSIVE,
    Expected,
    Score,
    expected,
)
from fairmark.validators.suites.scl.subject import check_of_system

LENGTH = 5
"""Scores of a series."""
WEIGHT = 0.65


@check_of_system(
    "SCL-PRF-021",
    "SCL-PRF-02 and section 3.2",
    "{observed}",
    notes="The scores are drawn by chance. What the learner was judged by before counts too, where the system says so.",
)
def methods_give_their_values(system: System) -> Results:
    """By each of the methods most recent, highest, mean, mode, decaying average and body of evidence, a determination
    from a series of judgments has the value of that method.

    Why: The same work would be proficient in one school and not in the other.

    Example: The mode of 4, 3, 2, 2, 3 given as 2: of two that are as frequent the later one counts.

    Repair: Compute the method as section 3.2 has it, and compare the unrounded value with the cut.
    """
    target, posted = _series(system)
    for method in ("mostRecent", "highest", "mean", "mode", RECURSIVE, BODY):
        yield _concluded(system, target, method, {"cut": target.scores[1]}, posted)


@check_of_system("SCL-PRF-032", "SCL-PRF-03 and section 3.2", "{observed}", needs=("SCL-PRF-021",))
def both_decaying_averages_are_told_apart(system: System) -> Results:
    """decayingRecursive and decayingLastVsRest each give their own value.

    Why: For 1, 2, 3, 4, 5 one gives 4.47 and the other 4.125.

    Example: A rule whose method is decayingLastVsRest, with the value of the recursive form.

    Repair: Offer both under their names, or refuse the one that is not offered.
    """
    target, posted = _series(system)
    for method in (RECURSIVE, LAST_VS_REST):
        yield _concluded(system, target, method, {"cut": target.scores[1], "weight": WEIGHT}, posted)


@check_of_system("SCL-PRF-042", "SCL-PRF-04 and section 3.1", "{observed}")
def late_entries_are_no_recent_work(system: System) -> Results:
    """Older work that is entered last does not change the most recent score.

    Why: A learner would fall back for what was done half a year before.

    Example: Work of September, entered in May after that of April, which becomes the most recent.

    Repair: Order by effectiveAt, then by recordedAt, then by identifier.
    """
    target = system.target()
    first, last = target.scores[0], target.scores[-1]
    for day, score in ((system.latest, last), (20, first)):
        system.judge(system.work(target, day), target, score)
    found = system.determine(target, system.rule(target, "mostRecent", {"cut": target.scores[1]}))
    if number(found.get("value")) == last:
        yield holds("mostRecent")
    else:
        yield breach("mostRecent", observed="not the score of the latest work")


@check_of_system("SCL-PRF-052", "SCL-PRF-05 and section 3.2", "{observed}")
def bodies_of_evidence_want_variety(system: System) -> Results:
    """A body of evidence by one scorer and on one task does not hold where the rule wants two of each.

    Why: Good work on one task shows that the task was done.

    Example: `proficient` from three good scores of one task, under a rule with minTasks 2.

    Repair: Count distinct tasks and scorers among the scores at or above the cut.
    """
    target = system.target()
    parameters = {"cut": target.scores[1], "minCount": 3, "minTasks": 2, "minScorers": 2, "window": 2, "floor": 0}
    task, best = "https://conformance.fairmark.example/tasks/1", target.scores[-1]
    works = [system.work(target, day, task=task) for day in (1, 2, 3)]
    posted = [system.judge(work, target, best)["id"] for work in works]
    yield _concluded(system, target, BODY, parameters, posted)
    other = system.work(target, 4, task="https://conformance.fairmark.example/tasks/2")
    posted.append(system.judge(other, target, best, SCORER)["id"])
    yield _concluded(system, target, BODY, parameters, posted)


@check_of_system("SCL-PRF-072", "SCL-PRF-07", "{observed}")
def the_cut_is_held_against_the_unrounded_value(system: System) -> Results:
    """A value just below the cut is not proficient, although it is shown as the cut.

    Why: Whoever is told that they have reached it cannot rely on the cut.

    Example: A mean of 2.6667 and a cut of 2.6669: `notYet`, shown as 2.67.

    Repair: Compare first, round last.
    """
    target, posted = _series(system)
    found = _expected(system, target, system.determine(target, system.rule(target, "mean", {"cut": target.scores[0]})))
    if found.value is None:
        raise Lacking("Nothing was concluded from the scores.")
    yield _concluded(system, target, "mean", {"cut": found.value + 2e-4}, posted)


@check_of_system("SCL-PRF-082", "SCL-PRF-08", "{observed}")
def one_judgment_is_too_little_for_three(system: System) -> Results:
    """Under a rule that wants more judgments than there are, the status is insufficientEvidence, and `missing` says
    what is needed.

    Why: A learner of whom little is known yet would have failed.

    Example: `notYet` from one judgment, under a rule with minCount 3.

    Repair: Conclude nothing before there is enough, and say what is missing.
    """
    target = system.target()
    system.judge(system.work(target, 1), target, target.scores[-1])
    many = 1000
    determination = system.determine(target, system.rule(target, "mean", {"cut": target.scores[1], "minCount": many}))
    status, value = determination.get("status"), determination.get("value")
    if status != INSUFFICIENT or value is not None:
        yield breach("postDetermination", observed="a conclusion from too few judgments", expected=INSUFFICIENT)
    elif not determination.get("missing"):
        yield breach("postDetermination", observed="it is not said what is missing", expected="missing")
    else:
        yield holds("postDetermination")


@check_of_system("SCL-PRF-062", "SCL-PRF-06", "{observed}")
def overrides_stand_beside(system: System) -> Results:
    """A professional decides otherwise by name and with a reason; what the rule had computed stands beside it. Without
    a reason it is refused.

    Why: Nobody could ask who decided, nor count how often it happens.

    Example: A determination with the status that somebody chose, and no word of the computed one.

    Repair: Keep `override` with by, reason, computedStatus and computedValue.
    """
    target = system.target()
    system.judge(system.work(target, system.latest), target, target.scores[-1])
    rule = system.rule(target, "mostRecent", {"cut": target.scores[-1]})
    by = {"by": system.person(TEACHER).id, "reason": "Conformance test: seen otherwise in class."}
    body = system.determination_of(target, rule, status="notYet", override=by)
    posted = system.ask("POST", "/determinations", body=body)
    if posted.status not in (200, 201):
        yield breach("override", posted, observed=f"refused with {posted.told()}", expected="201")
        return
    read = system.read("/determinations", str(posted.object().get("id")))
    kept = read.object().get("override")
    kept = kept if isinstance(kept, dict) else {}
    computed = (kept.get("computedStatus"), number(kept.get("computedValue")))
    if read.object().get("status") != "notYet" or {name: kept.get(name) for name in by} != by:
        yield breach("override", read, observed="not what was decided, by whom, and why")
    else:
        beside = computed == (PROFICIENT, target.scores[-1])
        yield either("override", "" if beside else "what the rule computed does not stand beside it", read)
    without = system.ask("POST", "/determinations", body={**body, "override": {"by": by["by"]}})
    yield either("reason", "" if 400 <= without.status < 500 else "taken without a reason", without, expected="422")


@check_of_system("SCL-PRF-093", "SCL-PRF-09", "{observed}")
def new_rules_leave_what_was(system: System) -> Results:
    """When a rule changes from a day on, what is determined anew is a record of its own that names the new rule as its
    cause; asked for a day before, the earlier result stands.

    Why: Last year's certificate would have been given by this year's rule.

    Example: `asOf` a day before the change, answered by the new rule.

    Repair: Let a new determination supersede the earlier one from the rule's `validFrom` on.
    """
    target = system.target()
    system.judge(system.work(target, system.latest), target, target.scores[1])
    cut, higher = ({"cut": target.scores[place]} for place in (1, -1))
    old = system.rule(target, "mostRecent", cut)
    first = system.determine(target, old)
    changes = system.latest + 30
    new = system.rule(target, "mostRecent", higher, validFrom=system.moment(changes), previousVersion=old["id"])
    anew = system.determine(target, new, supersedes=first["id"], causedBy=new["id"])
    read = system.read("/determinations", anew["id"]).object()
    wrong = "" if (read.get("causedBy"), read.get("rule")) == (new["id"], new["id"]) else "the cause is not named"
    yield either("causedBy", wrong)
    told = [_status_at(system, target, system.moment(day)) for day in (changes - 1, changes + 1)]
    right = [first["id"], anew["id"]]
    yield either("asOf", "" if told[0] == right[0] else "a time before the change is answered otherwise than before")
    yield either("now", "" if told[1] == right[1] else "the new rule does not count from its date on")


def _status_at(system: System, target: Target, as_of: str) -> str:
    """The id of the determination of the target that stood as of that time; "" for none."""
    learner = system.person(LEARNER).id
    found = list(system.listed("/determinations", learner=learner, target=target.uri, asOf=as_of))
    return str(found[-1].get("id")) if found else ""


# -- what comes of it --------------------------------------------------------------------------------------------------


def _series(system: System) -> tuple[Target, list[str]]:
    """Record a series of judgments of one item, and give their ids."""
    target = system.target()
    drawn = system.scores(target, LENGTH)
    works = [system.work(target, 10 + 3 * number) for number in range(LENGTH)]
    return target, [system.judge(work, target, score)["id"] for work, score in zip(works, drawn, strict=True)]


def _concluded(
    system: System, target: Target, method: str, parameters: Mapping[str, Any], posted: Sequence[str]
) -> Result:
    """Whether what the system determines by that method is what follows from the judgments that it names."""
    answered = system.determine(target, system.rule(target, method, dict(parameters)))
    used = answered.get("judgments")
    if not isinstance(used, list) or not set(posted) <= set(map(str, used)):
        return breach(method, observed="judgments that were recorded are left out")
    right = _expected(system, target, answered, {**parameters, "method": method})
    if answered.get("status") not in right.statuses:
        return breach(
            method, observed="another status than the rule gives", expected=" or ".join(sorted(right.statuses))
        )
    value = number(answered.get("value"))
    if right.is_numeric and (value is None or right.value is None or abs(value - right.value) > CLOSE):
        return breach(method, observed="another value than the method gives")
    return holds(method)


def _expected(system: System, target: Target, determination: Json, rule: Mapping[str, Any] | None = None) -> Expected:
    """What follows from the judgments that a determination names."""
    parameters = dict(rule or {"method": "mean", "cut": target.scores[0]})
    method = parameters.pop("method")
    found = (system.recorded("/judgments", str(id)) for id in determination.get("judgments") or ())
    judgments = sorted((Record("Judgment", one, "", 0) for one in found), key=key)
    scores = [
        Score(
            number(one.data.get("score")) or 0.0,
            _task(system, one) if method == BODY else "",
            one.text("scorer"),
        )
        for one in judgments
    ]
    return expected(method, scores, parameters)


def _task(system: System, judgment: Record) -> str:
    work = system.recorded("/evidence", judgment.text("evidence"))
    return str(work.get("task") or judgment.text("evidence"))
