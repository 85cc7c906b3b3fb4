"""SCL-GRO, SCL-EVD and SCL-ASM of a running system: what was recorded stays, and is told as of its time."""

from collections.abc import Iterator
from typing import Any

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.moments import Instant, instant
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, Results, breach, either, holds, not_applicable
from fairmark.validators.suites.scl.graph import as_objects
from fairmark.validators.suites.scl.live.planning import goal_of
from fairmark.validators.suites.scl.live.system import LEARNER, Json, Lacking, System, is_same_item
from fairmark.validators.suites.scl.live.targets import Target
from fairmark.validators.suites.scl.subject import check_of_system

CHANGES = ("PUT", "PATCH", "DELETE")


@check_of_system("SCL-GRO-012", "SCL-GRO-01", "{observed}")
def judgments_are_not_changed(system: System) -> Results:
    """A judgment that somebody tries to replace, change or delete stands as before.

    Why: What a learner was told would never have been.

    Example: A DELETE of a judgment that is answered with 204, and the judgment with 404 afterwards.

    Repair: Answer 405, and record corrections as judgments that supersede the earlier one.
    """
    target = system.target()
    work = system.work(target, 1)
    first = system.judge(work, target, target.scores[0])
    changed = {**first, "score": target.scores[-1], "rubricLevel": target.levels[target.scores[-1]]}
    for method in CHANGES:
        body = None if method == "DELETE" else changed
        tried = system.ask(method, f"/judgments/{first['id']}", body=body)
        yield _still_there(system, method, first, tried)


def _still_there(system: System, operation: str, first: Json, tried: Answer) -> Result:
    after = system.read("/judgments", first["id"])
    if tried.status >= 500:
        return breach(operation, tried, observed=f"answered with {tried.told()}", expected="405")
    if after.status != 200:
        return breach(operation, tried, after, observed=f"the first one is gone ({after.told()})")
    if _core(after.object()) != _core(first):
        return breach(operation, tried, after, observed="the first one has been written over")
    return holds(operation, tried, after)


def _core(judgment: Json) -> Json:
    """What a judgment says. Members that the server adds later, such as a statement of disagreement, are left out."""
    names = ("id", "learner", "evidence", "evidenceVersion", "target", "rubricLevel", "score", "scorer", "recordedAt")
    return {name: judgment.get(name) for name in names}


@check_of_system("SCL-GRO-013", "SCL-GRO-01", "{observed}")
def corrections_leave_the_first_judgment(system: System) -> Results:
    """A correction is a judgment of its own that supersedes the first one, which can still be read.

    Why: Somebody who was told the first result must be able to see what became of it.

    Example: A correction that takes the id of the judgment that it corrects.

    Repair: Give the correction an id of its own, and keep both.
    """
    target = system.target()
    work = system.work(target, 1)
    first = system.judge(work, target, target.scores[0])
    body = system.judgment_of(work, target, target.scores[-1], supersedes=first["id"], reason="Conformance test")
    second = system.ask("POST", "/judgments", body=body)
    if second.status not in (200, 201):
        yield breach("postJudgment", second, observed=f"a correction is refused ({second.told()})", expected="201")
    elif second.object().get("id") == first["id"]:
        yield breach("postJudgment", second, observed="the correction has the id of the first judgment")
    else:
        yield _still_there(system, "postJudgment", first, second)


@check_of_system("SCL-GRO-014", "SCL-GRO-01", "{observed}")
def one_takes_the_place_of_one(system: System) -> Results:
    """Once a correction has taken the place of a judgment, a second correction of the same one is refused.

    Why: Two results would stand for the same work, and each report would take another one.

    Example: Two teachers correct the same judgment within a minute, and both corrections count.

    Repair: Answer 409 to whoever comes second, so that they begin from the latest one.
    """
    target = system.target()
    work = system.work(target, 1)
    first = system.judge(work, target, target.scores[0])
    correction = system.judgment_of(work, target, target.scores[1], supersedes=first["id"], reason="Conformance test")
    system.record("/judgments", correction)
    again = {**correction, "score": target.scores[-1], "rubricLevel": target.levels[target.scores[-1]]}
    tried = system.ask("POST", "/judgments", body=again)
    problem = "" if 400 <= tried.status < 500 else "two corrections of the same judgment stand"
    yield either("postJudgment", problem, tried, expected="409")


@check_of_system(
    "SCL-GRO-015",
    "SCL-GRO-01",
    "{observed}",
    severity=WARNING,
    notes="The profile does not ask for entity tags; a system that gives none is not held to them.",
)
def a_revision_begins_from_what_was_read(system: System) -> Results:
    """A revision that says by If-Match which version its author has read is refused once there is another one.

    Why: Of two who edit at once, one would never know what the other has written.

    Example: 201 for a revision with the ETag of a version before the last.

    Repair: Compare If-Match with the tag of the latest version, and answer 412.
    """
    body = goal_of(system)
    first = system.record("/goals", body, LEARNER)
    tag = system.read("/goals", first["id"], LEARNER).header("etag")
    if not tag:
        yield not_applicable("postGoal", "The system gives no ETag.")
        return
    second = system.record("/goals", {**body, "dueDate": system.date(91), "previousVersion": first["id"]}, LEARNER)
    stale = {**body, "dueDate": system.date(92), "previousVersion": second["id"]}
    tried = system.ask("POST", "/goals", LEARNER, stale, (("If-Match", tag),))
    yield either("postGoal", "" if 400 <= tried.status < 500 else "a stale tag is taken", tried, expected="412")


@check_of_system("SCL-EVD-043", "SCL-EVD-04", "{observed}")
def judgments_keep_their_version(system: System) -> Results:
    """After a new version of the work was recorded, the judgment names the version that was judged, which can still be
    read.

    Why: The judgment would be about work that did not exist when it was made.

    Example: A judgment of version 1 whose evidence is version 2 from the day on which that was handed in.

    Repair: Record each version as a record of its own, and leave judgments where they are.
    """
    target = system.target()
    work = system.work(target, 1)
    judged = system.judge(work, target, target.scores[0])
    system.work(target, 3, previousVersion=work["id"])
    after, version = system.read("/judgments", judged["id"]), system.read("/evidence", work["id"])
    if _core(after.object()) != _core(judged):
        yield breach("EvidenceRecord", after, observed="the judgment is about another version than before")
    elif version.status != 200 or version.object().get("version") != work.get("version"):
        yield breach("EvidenceRecord", version, observed="the version that was judged is not there any more")
    else:
        yield holds("EvidenceRecord", after, version)


@check_of_system("SCL-GRO-022", "SCL-GRO-02", "{observed}", needs=("SCL-GRO-012",))
def progress_has_two_times(system: System) -> Results:
    """Progress asked for with `asOf` and `knownAt` counts what was done by the one and recorded by the other.

    Why: Nobody could tell what a teacher knew when deciding; and late entries would pass for recent work.

    Example: A performance of June, entered in August, that shows in what was known in July.

    Repair: Leave out what is effective after asOf, and what was recorded after knownAt.
    """
    target = system.target()
    before = system.work(target, 100 + system.turn)
    system.judge(before, target, target.scores[0])
    late = system.work(target, 200 + system.turn)
    judged = system.judge(late, target, target.scores[-1])
    done = instant(late["effectiveAt"])
    known, then = str(judged["recordedAt"]), str(before["recordedAt"])
    yield from _at(system, target, "knownAt", done, shown=True, asOf=system.moment(201), knownAt=known)
    yield from _at(system, target, "knownAt", done, shown=False, asOf=system.moment(201), knownAt=then)
    yield from _at(system, target, "asOf", done, shown=False, asOf=system.moment(199), knownAt=known)


def _at(
    system: System, target: Target, name: str, done: Instant | None, *, shown: bool, **times: str
) -> Iterator[Result]:
    answer = system.progress(system.person("learnerA").id, **times)
    if answer.status not in (200, 404):
        raise Lacking(f"Progress cannot be read ({answer.told()}).", answer)
    moments = [
        moment
        for part in _parts(answer.object(), target)
        if isinstance(said := part.get("lastEvidenceAt"), str) and (moment := instant(said)) is not None
    ]
    latest = max(moments, default=None)
    if shown and (latest is None or done is None or latest < done):
        yield breach(name, answer, observed="what was done and recorded by then is left out")
    elif not shown and latest is not None and done is not None and latest >= done:
        late = "recorded" if name == "knownAt" else "done"
        yield breach(name, answer, observed=f"what was {late} later is told")
    else:
        yield holds(name, answer)


def _parts(view: Json, target: Target) -> Iterator[Any]:
    for continuum in as_objects(view.get("continuums")):
        for part in as_objects(continuum.get("competencies")):
            if is_same_item(part.get("competency"), target.competency):
                yield part


@check_of_system("SCL-ASM-033", "SCL-ASM-03", "{observed}")
def judgments_of_several_are_kept_apart(system: System) -> Results:
    """Judgments of one piece of work by the learner, a peer and an educator are all kept, and a determination is made
    from those alone whose role its rule admits.

    Why: Several people see several things; which of them decides is for the rule to say.

    Example: A self-assessment of 4 that raises the mean of a rule which admits educators alone.

    Repair: Keep each judgment with its scorerRole, and look at `admits` before anything is computed.
    """
    target = system.target()
    work = system.work(target, 1)
    own = system.judge(work, target, target.scores[-1], "learnerA", scorerRole="self")
    peer = system.judge(work, target, target.scores[1], "learnerB", scorerRole="peer")
    taught = system.judge(work, target, target.scores[0])
    for each in (own, peer, taught):
        answer = system.read("/judgments", each["id"])
        if _core(answer.object()) != _core(each):
            yield breach("getJudgment", answer, observed="a judgment is not kept as it was given")
            return
    determination = system.determine(target, system.rule(target, "mean", {"cut": target.scores[1]}))
    used = determination.get("judgments")
    if not isinstance(used, list) or taught["id"] not in used:
        yield breach("postDetermination", observed="the educator's judgment is left out")
    elif {own["id"], peer["id"]} & set(map(str, used)):
        yield breach("postDetermination", observed="a role counts that the rule does not admit")
    else:
        yield holds("postDetermination")
