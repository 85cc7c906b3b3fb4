"""What is handed in and judged: taken whole, once, and by what it is."""

from fairmark.server.faults.learning.exchange import Asked, Json, Reply, Serve, is_done, listing, records_in
from fairmark.server.faults.learning.fault import asked_for, fault, kept_of, secretly


def refusal(status: int, field: str = "") -> Reply:
    """A problem as the honest server tells one."""
    told = {"type": "about:blank", "title": "Refused", "status": status, **({"field": field} if field else {})}
    return Reply(status, (("Content-Type", "application/problem+json"),)).saying(told)


@fault("test-results-refused", breaks="SCL-EVD-011")
def results_of_tests_refused(asked: Asked, serve: Serve) -> Reply:
    """Evidence of the genre "Test result" is refused.

    What an outside test has shown cannot be brought along.
    """
    is_result = asked.operation == "postEvidenceRecord" and asked.data.get("evidence", {}).get("genre") == "Test result"
    return refusal(422, "/evidence/genre") if is_result else serve(asked)


@fault("links-are-lost", breaks="SCL-EVD-011")
@kept_of("EvidenceRecord")
def links_are_lost(record: Json) -> Json:
    """The address of evidence that is a link is not kept.

    A site that a learner has built cannot be found any more.
    """
    return {**record, "evidence": {name: value for name, value in record["evidence"].items() if name != "id"}}


@fault("descriptions-are-cut", breaks="SCL-EVD-011", also=("SCL-ASM-071",))
@kept_of("EvidenceRecord")
def descriptions_are_cut(record: Json) -> Json:
    """Descriptions of evidence are cut after twenty characters.

    A result loses its scale and its standard error.
    """
    evidence = record["evidence"]
    if "description" not in evidence:
        return record
    return {**record, "evidence": {**evidence, "description": evidence["description"][:20]}}


@fault("pages-repeat-at-a-boundary", breaks="SCL-EVD-012")
@asked_for("listEvidenceRecords")
def pages_repeat_at_a_boundary(asked: Asked) -> Asked:
    """The last record of a page stands again at the top of the next one.

    Whoever counts work counts some of it twice.
    """
    offset = int(asked.query.get("offset", "0") or 0)
    return asked.arguing(offset=offset - 1) if offset else asked


@fault("pages-skip-at-a-boundary", breaks="SCL-EVD-012")
@asked_for("listEvidenceRecords")
def pages_skip_at_a_boundary(asked: Asked) -> Asked:
    """Between two pages a record is left out.

    Whoever takes the record along loses work.
    """
    offset = int(asked.query.get("offset", "0") or 0)
    return asked.arguing(offset=offset + 1) if offset else asked


@fault("one-alignment-is-kept", breaks="SCL-EVD-022")
@kept_of("EvidenceRecord")
def one_alignment_is_kept(record: Json) -> Json:
    """Of the alignments of evidence the first alone is kept.

    A project that shows three things shows one.
    """
    return {**record, "alignment": record["alignment"][:1]}


@fault("own-work-refused", breaks="SCL-EVD-031")
def own_work_refused(asked: Asked, serve: Serve) -> Reply:
    """Evidence that nobody has assigned is refused.

    Who may only do what was set shows only what was asked.
    """
    is_own = asked.operation == "postEvidenceRecord" and asked.data.get("assigned") is False
    return refusal(403, "/assigned") if is_own else serve(asked)


@fault("own-work-not-listed", breaks="SCL-EVD-031")
def own_work_not_listed(asked: Asked, serve: Serve) -> Reply:
    """Evidence that nobody has assigned is in no list.

    A learner waits for feedback that nobody knows to give.
    """
    reply = serve(asked)
    if asked.operation != "listEvidenceRecords" or not is_done(reply):
        return reply
    return listing(reply, [one for one in records_in(reply) if one.get("assigned") is not False])


@fault("group-work-of-one", breaks="SCL-EVD-053")
@kept_of("EvidenceRecord")
def group_work_of_one(record: Json) -> Json:
    """It is not kept who did what in a group.

    Four learners are praised for what one has done.
    """
    return {name: value for name, value in record.items() if name != "provenance"}


@fault("work-from-elsewhere-does-not-count", breaks="SCL-EVD-071")
def work_from_elsewhere_does_not_count(asked: Asked, serve: Serve) -> Reply:
    """Judgments of work that somebody outside has attested are recorded as formative.

    What is learned in a workshop counts for nothing.
    """
    elsewhere: set[str] = asked.memory.setdefault("elsewhere", set())
    if asked.operation == "postJudgment" and asked.data.get("evidence") in elsewhere:
        return serve(asked.sending({**asked.data, "purpose": "formative"}))
    reply = serve(asked)
    if asked.operation == "postEvidenceRecord" and is_done(reply) and "attestation" in asked.data:
        elsewhere.add(reply.object()["id"])
    return reply


@fault("one-judge-is-enough", breaks="SCL-EVD-101")
def one_judge_is_enough(asked: Asked, serve: Serve) -> Reply:
    """Work that somebody has judged is judged by nobody else.

    A defence before three judges is that of the first.
    """
    judged: dict[str, str] = asked.memory.setdefault("judged", {})
    data = asked.data
    if asked.operation != "postJudgment" or "session" in data or "supersedes" in data:
        return serve(asked)
    if judged.get(str(data.get("evidence")), data.get("scorer")) != data.get("scorer"):
        return refusal(409, "/evidence")
    reply = serve(asked)
    if is_done(reply):
        judged[str(data["evidence"])] = str(data.get("scorer"))
    return reply


@fault("reflections-are-anybodys", breaks="SCL-EVD-062")
def reflections_are_anybodys(asked: Asked, serve: Serve) -> Reply:
    """Whoever revises a record can rewrite what the learner has said.

    Nobody writes honestly into what others rewrite.
    """
    reply = serve(asked)
    if asked.operation != "postEvidenceRecord" or reply.status != 403 or "reflection" not in asked.data:
        return reply
    before = serve(asked.getting(f"/evidence/{asked.data['previousVersion']}")).object()
    taken = serve(asked.sending({**asked.data, "reflection": before["reflection"]}))
    return taken.saying({**taken.object(), "reflection": asked.data["reflection"]})


@fault("scorer-not-asked-for", breaks="SCL-ASM-021")
def scorer_not_asked_for(asked: Asked, serve: Serve) -> Reply:
    """A judgment without a scorer is recorded as that of the learner.

    A score by nobody can be asked about by nobody.
    """
    if asked.operation != "postJudgment" or "scorer" in asked.data or "learner" not in asked.data:
        return serve(asked)
    return serve(asked.sending({**asked.data, "scorer": asked.data["learner"]}))


@fault("refusals-without-a-field", breaks="SCL-ASM-021", also=("SCL-ASM-023",))
def refusals_without_a_field(asked: Asked, serve: Serve) -> Reply:
    """Refusals say "Bad request" and nothing else.

    Whoever sends ten thousand records looks for the wrong one by hand.
    """
    reply = serve(asked)
    return reply.saying({"title": "Bad request"}) if reply.status == 422 else reply


@fault("idempotency-key-ignored", breaks="SCL-ASM-022")
def idempotency_key_ignored(asked: Asked, serve: Serve) -> Reply:
    """The same request with the same Idempotency-Key is recorded twice.

    A connection that breaks before the answer doubles a score.
    """
    return serve(asked.without("Idempotency-Key"))


@fault("batch-half-written", breaks="SCL-ASM-023")
def batch_half_written(asked: Asked, serve: Serve) -> Reply:
    """Of a batch that is refused, what is right has been recorded all the same.

    Half of a class has its scores, and nobody knows which half.
    """
    reply = serve(asked)
    if asked.operation == "postJudgments" and reply.status == 422:
        serve(asked.arguing(partial="true"))
    return reply


@fault("batch-miscounts", breaks="SCL-ASM-023")
def batch_miscounts(asked: Asked, serve: Serve) -> Reply:
    """A batch that was recorded in part says that all of it was.

    A client never sends again what is missing.
    """
    reply = serve(asked)
    if asked.operation != "postJudgments" or not is_done(reply):
        return reply
    told = reply.object()
    return reply.saying({**told, "recorded": told["recorded"] + told["refused"], "refused": 0})


@fault("self-assessment-counts", breaks="SCL-ASM-033")
@secretly("postDeterminationRule", "admits")
def self_assessment_counts(rule: Json) -> Json:
    """Judgments of all roles count, whatever a rule admits.

    Who thinks best of themselves is best.
    """
    return {**rule, "admits": {**rule["admits"], "roles": ["self", "peer", "educator"]}}


@fault("depth-of-the-task", breaks="SCL-ASM-042")
@kept_of("Judgment")
def depth_of_the_task(judgment: Json) -> Json:
    """A judgment is told with the depth 3, whatever was seen.

    What a task hopes for is taken for what a learner has shown.
    """
    return {**judgment, "depth": {**judgment["depth"], "value": 3}} if "depth" in judgment else judgment


@fault("every-task-counts", breaks="SCL-ASM-052")
@secretly("postTask", "usableForDeterminations")
def every_task_counts(task: Json) -> Json:
    """Work counts for tasks that are not usable for determinations.

    A task that nobody has reviewed decides about learners.
    """
    return {**task, "usableForDeterminations": True}


@fault("tasks-without-a-target", breaks="SCL-ASM-052")
def tasks_without_a_target(asked: Asked, serve: Serve) -> Reply:
    """A task that is usable for determinations needs no target.

    Nobody knows what it is meant to show.
    """
    reply = serve(asked)
    if asked.operation == "postTask" and reply.status == 422 and not asked.data.get("targets"):
        return refusal(201)
    return reply


@fault("strange-scores-taken", breaks="SCL-ASM-071")
def strange_scores_taken(asked: Asked, serve: Serve) -> Reply:
    """A score of another scale is taken for that of the rubric level.

    512 of 800 becomes whatever level somebody has clicked.
    """
    reply = serve(asked)
    if asked.operation != "postJudgment" or reply.status != 422 or "score" not in asked.data:
        return reply
    given = asked.data
    taken = serve(asked.sending({name: value for name, value in given.items() if name != "score"}))
    return taken.saying({**taken.object(), "score": given["score"]}) if is_done(taken) else reply


@fault("missing-counts-as-zero", breaks="SCL-ASM-082")
def missing_counts_as_zero(asked: Asked, serve: Serve) -> Reply:
    """Work that is missing counts as zero in means.

    A learner who was ill has failed.
    """
    missing: dict[tuple[str, str], int] = asked.memory.setdefault("missing", {})
    reply = serve(asked)
    told = reply.object()
    of = (str(told.get("learner")), str(told.get("target")))
    if asked.operation == "postJudgment" and is_done(reply) and told.get("status") == "missing":
        missing[of] = missing.get(of, 0) + 1
    if asked.operation != "postDetermination" or not is_done(reply) or not told.get("value") or of not in missing:
        return reply
    count = len(told["judgments"])
    return reply.saying({**told, "value": told["value"] * count / (count + missing[of])})


@fault("missing-is-exempt", breaks="SCL-ASM-082")
@kept_of("Judgment")
def missing_is_exempt(judgment: Json) -> Json:
    """What is missing is told as exempt.

    Nobody asks for work that is not there.
    """
    return {**judgment, "status": "exempt"} if judgment.get("status") == "missing" else judgment


@fault("transcripts-stand-alone", breaks="SCL-ACC-022")
@kept_of("EvidenceRecord")
def transcripts_stand_alone(record: Json) -> Json:
    """It is not kept which file another one is a form of.

    Whoever cannot hear finds a recording, and no transcript of it.
    """
    files = [{name: it for name, it in file.items() if name != "alternateFormOf"} for file in record.get("files", ())]
    return {**record, **({"files": files} if files else {})}


@fault("accommodations-cost-a-level", breaks="SCL-ACC-031")
def accommodations_cost_a_level(asked: Asked, serve: Serve) -> Reply:
    """Work that was done with an accommodation is not yet proficient.

    Extra time is paid for with a level.
    """
    helped: set[str] = asked.memory.setdefault("helped", set())
    reply = serve(asked)
    told = reply.object()
    if asked.operation == "postEvidenceRecord" and is_done(reply) and "assistance" in told.get("provenance", {}):
        helped.add(told["id"])
    if asked.operation == "postJudgment" and is_done(reply) and told.get("evidence") in helped:
        helped.add(told["id"])
    if asked.operation == "postDetermination" and is_done(reply) and helped & set(told.get("judgments", ())):
        return reply.saying({**told, "status": "notYet"})
    return reply
