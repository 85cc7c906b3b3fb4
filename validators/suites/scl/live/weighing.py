"""SCL-ASM and SCL-ACC of a running system: what is judged, by what it counts, and that it is recorded once."""

from typing import Any
from uuid import UUID

from fairmark.validators.core.levels import WARNING
from fairmark.validators.suites.result import Results, breach, either, holds, not_applicable
from fairmark.validators.suites.scl.accounts import CLOSE, number
from fairmark.validators.suites.scl.live.handing_in import RECORDING, changed
from fairmark.validators.suites.scl.live.system import Json, System
from fairmark.validators.suites.scl.live.targets import Target
from fairmark.validators.suites.scl.oracle.determining import Score, expected
from fairmark.validators.suites.scl.subject import check_of_system

RECORDED = (200, 201)
UNSCORED = ("missing", "exempt", "notYet")
LACKING = (404, 405, 501)
"""How a system answers that does not offer something."""


@check_of_system("SCL-ASM-082", "SCL-ASM-08", "{observed}")
def what_is_not_scored_is_no_zero(system: System) -> Results:
    """Judgments that say missing, exempt or not yet are told as such, and none of them enters a mean: a real lowest
    score does.

    Why: A learner who was ill would have failed.

    Example: 4, 4 and a missing one that make a mean of 2.67.

    Repair: Keep the status, and take scores alone into what is computed.
    """
    target = system.target()
    drawn = [target.scores[0], target.scores[-1]]
    posted = [system.judge(system.work(target, 10 + place), target, score)["id"] for place, score in enumerate(drawn)]
    unscored = [_unscored(system, target, status, 20 + place) for place, status in enumerate(UNSCORED)]
    for status, judgment in zip(UNSCORED, unscored, strict=True):
        read = system.read("/judgments", judgment["id"])
        told = read.object().get("status") == status and "score" not in read.object()
        yield either(status, "" if told else "not told as it was given", read)
    found = system.determine(target, system.rule(target, "mean", {"cut": target.scores[1]}))
    used = [str(id) for id in found.get("judgments") or ()]
    if not set(posted) <= set(used):
        yield breach("postDetermination", observed="judgments that were recorded are left out")
        return
    values = [number(system.recorded("/judgments", id).get("score")) for id in used]
    scores = [Score(value) for value in values if value is not None]
    right = expected("mean", scores, {"cut": target.scores[1]}).value
    said = number(found.get("value"))
    close = said is not None and right is not None and abs(said - right) <= CLOSE
    yield either("postDetermination", "" if close else "not the mean of the real scores")


def _unscored(system: System, target: Target, status: str, day: float) -> Json:
    body = system.judgment_of(system.work(target, day), target, target.scores[0], status=status)
    return system.record("/judgments", {name: it for name, it in body.items() if name not in ("rubricLevel", "score")})


@check_of_system("SCL-ASM-052", "SCL-ASM-05", "{observed}")
def tasks_say_whether_they_count(system: System) -> Results:
    """A task is kept as it is described; work for one that is not usable for determinations does not count, and one
    without a target is not usable.

    Why: A task that nobody has reviewed would decide about learners.

    Example: A determination from work for a task that is still a draft.

    Repair: Look at `usableForDeterminations`, and refuse it where target or rubric are missing.
    """
    target = system.target()
    body = _task(target, usable=False)
    kept = system.read("/tasks", system.record("/tasks", body)["id"])
    lost = changed(body, kept.object())
    yield either("getTask", f"{lost} is not as it was given" if lost else "", kept)
    work = system.work(target, 10, task=str(kept.object().get("id")))
    judged = system.judge(work, target, target.scores[-1])
    system.judge(system.work(target, 11), target, target.scores[-1])
    found = system.determine(target, system.rule(target, "highest", {"cut": target.scores[-1]}))
    counted = judged["id"] in (found.get("judgments") or ())
    yield either("postDetermination", "work for it counts although it is not usable" if counted else "")
    empty = system.ask("POST", "/tasks", body={**_task(target, usable=True), "targets": []})
    yield either("postTask", "" if 400 <= empty.status < 500 else "usable without a target", empty, expected="422")


def _task(target: Target, *, usable: bool) -> Json:
    return {
        "title": "Conformance test",
        "purpose": "Explaining to an audience",
        "targets": [target.uri],
        "rubric": target.rubric,
        "depth": {"taxonomy": "webb-dok", "value": 3},
        "conditions": "Not seen before",
        "reviewStatus": "draft",
        "usableForDeterminations": usable,
    }


@check_of_system("SCL-ASM-042", "SCL-ASM-04 and section 3.8", "{observed}")
def depth_is_that_of_the_performance(system: System) -> Results:
    """Work at depth 2 for a task of depth 3 is told as depth 2.

    Why: What a task hopes for is taken for what a learner has shown.

    Example: A distribution of depths that counts the 3 of the task.

    Repair: Count the depth of the judgment.
    """
    target = system.target()
    task = system.record("/tasks", {**_task(target, usable=True), "reviewStatus": "reviewed"})
    depth = {"taxonomy": "webb-dok", "value": 2}
    work = system.work(target, 10, task=task["id"])
    judged = system.judge(work, target, target.scores[-1], depth=depth)
    read = system.read("/judgments", judged["id"])
    yield either("getJudgment", "" if read.object().get("depth") == depth else "another depth than was seen", read)


@check_of_system("SCL-ASM-071", "SCL-ASM-07", "{observed}")
def strange_scales_stay_apart(system: System) -> Results:
    """The result of an outside test is kept with its own scale; a score of that scale is not taken for one of a rubric.

    Why: A score of 512 out of 800 is no level; whoever makes it one has invented a mapping.

    Example: A judgment with the score 512 that is recorded by the highest level of a rubric.

    Repair: Keep the result as evidence, and refuse a score that is not that of its level.
    """
    target = system.target()
    said = {
        "type": ["Evidence"],
        "name": "Conformance test",
        "genre": "Test result",
        "description": "512 on a scale from 200 to 800, with a standard error of 28.",
    }
    work = system.work(target, 10, evidence=said)
    read = system.read("/evidence", work["id"])
    yield either("getEvidenceRecord", "" if read.object().get("evidence") == said else "not as it was given", read)
    tried = system.ask("POST", "/judgments", body={**system.judgment_of(work, target, target.scores[0]), "score": 512})
    if 400 <= tried.status < 500:
        yield holds("postJudgment", tried)
        return
    found = system.determine(target, system.rule(target, "highest", {"cut": target.scores[-1]}))
    counted = tried.object().get("id") in (found.get("judgments") or ())
    yield either("postJudgment", "a score of a strange scale counts" if counted else "", tried)


# -- recorded once -----------------------------------------------------------------------------------------------------


@check_of_system(
    "SCL-ASM-022",
    "SCL-ASM-02",
    "{observed}",
    severity=WARNING,
    notes="The profile does not ask for idempotency keys, the contract of the API does.",
)
def a_repeated_request_records_once(system: System) -> Results:
    """A judgment that is sent twice with the same Idempotency-Key is recorded once, and answered alike.

    Why: A connection that breaks before the answer doubles a score.

    Example: Two judgments with two ids from the same request.

    Repair: Keep the answer by key, and give it again.
    """
    target = system.target()
    body = system.judgment_of(system.work(target, 10), target, target.scores[0])
    key = (("Idempotency-Key", str(UUID(int=system.chance.getrandbits(128)))),)
    first, again = (system.ask("POST", "/judgments", body=body, headers=key) for _ in range(2))
    if first.status not in RECORDED:
        yield breach("postJudgment", first, observed=f"refused with {first.told()}", expected="201")
    else:
        same = again.object().get("id") == first.object().get("id")
        yield either("postJudgment", "" if same else "the same request is recorded twice", first, again)


@check_of_system("SCL-ASM-023", "SCL-ASM-02", "{observed}")
def batches_are_whole(system: System) -> Results:
    """Of a batch with one wrong judgment nothing is recorded and the answer names it; or, where the client asks for
    that, all but that one is, and the answer says which.

    Why: Half of a class would have its scores, and nobody would know which half.

    Example: 422 for a batch of three, of which two are in the list afterwards.

    Repair: Record a batch in one transaction.
    """
    target = system.target()
    work = system.work(target, 10)
    good = system.judgment_of(work, target, target.scores[0])
    rows = [good, {**good, "scorerRole": "peer"}, {name: it for name, it in good.items() if name != "scorer"}]
    before = _count(system, work, target)
    tried = system.ask("POST", "/judgments/batch", body=rows)
    if tried.status in LACKING:
        yield not_applicable("postJudgments", f"The system takes no batches ({tried.told()}).")
        return
    if tried.status in RECORDED:
        yield breach("postJudgments", tried, observed="a batch with a wrong judgment is taken", expected="422")
        return
    half = _count(system, work, target) - before
    yield either("postJudgments", "refused, and half of it was recorded" if half else "", tried)
    said = tried.body.decode("utf-8", "replace")
    yield either("field", "" if "/2" in said else "it is not said which record is wrong", tried)
    partly = system.ask("POST", "/judgments/batch", body=rows, partial="true")
    recorded = _count(system, work, target) - before
    told = number(partly.object().get("recorded"))
    right = partly.status in RECORDED and recorded == len(rows) - 1 == told
    yield either("partial", "" if right else "not all that is right, or not told so", partly)


def _count(system: System, work: Json, target: Target) -> int:
    found = system.listed("/judgments", learner=work["learners"][0], target=target.uri)
    return sum(one.get("evidence") == work["id"] for one in found)


# -- forms and accommodations ------------------------------------------------------------------------------------------


@check_of_system("SCL-ACC-022", "SCL-ACC-02", "{observed}")
def forms_are_of_the_same_work(system: System) -> Results:
    """A transcript stands beside the recording in the same evidence, and a judgment of it is one judgment.

    Why: Whoever reads the transcript would judge something else than whoever watched.

    Example: A file without its `alternateFormOf`, or a second record for the transcript.

    Repair: Keep other forms as files of the same version, and which file they are a form of.
    """
    target = system.target()
    transcript = {
        "url": "https://files.example.org/transcript",
        "mediaType": "text/plain",
        "size": 0,
        "digest": RECORDING["digest"],
        "alternateFormOf": RECORDING["digest"],
    }
    work = system.work(target, 10, files=[RECORDING, transcript])
    read = system.read("/evidence", work["id"])
    kept = read.object().get("files") == [RECORDING, transcript]
    yield either("files", "" if kept else "a form of the work is lost, or of what it is one", read)
    system.judge(work, target, target.scores[0])
    yield either("judgments", "" if _count(system, work, target) == 1 else "not one judgment of the work")


@check_of_system("SCL-ACC-031", "SCL-ACC-03", "{observed}", severity=WARNING)
def accommodations_lower_nothing(system: System) -> Results:
    """The same scores come to the same determination, whether or not the work was done with an accommodation.

    Why: Extra time would be paid for with a level.

    Example: `notYet` with a note of extra time, `proficient` without.

    Repair: Keep accommodations with the work, and leave them out of what is computed.
    """
    told: list[tuple[Any, bool]] = []
    helped: Json = {"provenance": {"assistance": "Extra time, read aloud"}}
    for with_it in (helped, Json()):
        target = system.target()
        work = system.work(target, system.latest, **with_it)
        system.judge(work, target, target.scores[-1])
        found = system.determine(target, system.rule(target, "mostRecent", {"cut": target.scores[-1]}))
        told.append((found.get("status"), number(found.get("value")) == target.scores[-1]))
    yield either("postDetermination", "" if told[0] == told[1] else "the work counts for less with an accommodation")
