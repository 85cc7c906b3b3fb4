"""What was recorded stays, each time is its own, and of two that take the same place one is refused."""

from uuid import uuid4

from fairmark.server.faults.learning.exchange import Asked, Json, Reply, Serve, is_done, listing, records_in
from fairmark.server.faults.learning.fault import asked_for, fault


@fault("deletes-judgments", breaks="SCL-GRO-012")
def deletes_judgments(asked: Asked, serve: Serve) -> Reply:
    """A judgment can be deleted; it is answered with 404 from then on.

    What a learner was told would never have been.
    """
    gone: set[str] = asked.memory.setdefault("gone", set())
    if asked.method == "DELETE" and asked.path.startswith("/scl/v1/judgments/"):
        gone.add(asked.id)
        return Reply(204)
    return Reply(404) if asked.operation == "getJudgment" and asked.id in gone else serve(asked)


@fault("overwrites-history", breaks="SCL-GRO-012")
def overwrites_history(asked: Asked, serve: Serve) -> Reply:
    """A judgment can be replaced, and is written over.

    Growth is then the difference between what is and what somebody made of what was.
    """
    written: dict[str, Json] = asked.memory.setdefault("written", {})
    if asked.method in ("PUT", "PATCH") and asked.path.startswith("/scl/v1/judgments/"):
        written[asked.id] = asked.data
        return Reply(200, (("Content-Type", "application/json"),)).saying(asked.data)
    reply = serve(asked)
    return reply.saying(written[asked.id]) if asked.operation == "getJudgment" and asked.id in written else reply


@fault("correction-takes-the-id", breaks="SCL-GRO-013")
def correction_takes_the_id(asked: Asked, serve: Serve) -> Reply:
    """A correction has the id of the judgment that it corrects.

    Nobody can tell any more which of the two a determination was made from.
    """
    reply = serve(asked)
    if asked.operation != "postJudgment" or "supersedes" not in asked.data or not is_done(reply):
        return reply
    return reply.saying({**reply.object(), "id": asked.data["supersedes"]})


@fault("lets-two-corrections-stand", breaks="SCL-GRO-014")
def lets_two_corrections_stand(asked: Asked, serve: Serve) -> Reply:
    """Of two corrections of the same judgment both are taken.

    Two results stand for one piece of work, and each report takes another one.
    """
    reply = serve(asked)
    if asked.operation != "postJudgment" or reply.status != 409 or "supersedes" not in asked.data:
        return reply
    loose = {name: value for name, value in asked.data.items() if name not in ("supersedes", "reason")}
    taken = serve(asked.sending(loose))
    return taken.saying({**taken.object(), "supersedes": asked.data["supersedes"]}) if is_done(taken) else reply


@fault("if-match-ignored", breaks="SCL-GRO-015")
def if_match_ignored(asked: Asked, serve: Serve) -> Reply:
    """If-Match makes no difference.

    Of two who revise a goal at once, one never learns what the other has written.
    """
    return serve(asked.without("If-Match"))


@fault("known-at-ignored", breaks="SCL-GRO-022")
@asked_for("getLearnerProgress")
def known_at_ignored(asked: Asked) -> Asked:
    """knownAt makes no difference: progress is told with all that is known today.

    Nobody can reconstruct what a teacher knew when deciding.
    """
    return asked.arguing(knownAt=None)


@fault("as-of-ignored", breaks="SCL-GRO-022")
@asked_for("getLearnerProgress")
def as_of_ignored(asked: Asked) -> Asked:
    """asOf makes no difference: progress is that of today.

    A line of growth over three years is flat.
    """
    return asked.arguing(asOf=None)


@fault("as-of-by-recording", breaks="SCL-GRO-022")
@asked_for("getLearnerProgress")
def as_of_by_recording(asked: Asked) -> Asked:
    """asOf is taken for the time of recording.

    What was done in June and entered in August is not told of June.
    """
    as_of = asked.query.get("asOf")
    return asked.arguing(asOf=None, knownAt=as_of) if as_of else asked


@fault("judgment-follows-the-work", breaks="SCL-EVD-043")
def judgment_follows_the_work(asked: Asked, serve: Serve) -> Reply:
    """Once there is a new version of the work, its judgments name that version.

    A judgment is about work that did not exist when it was made.
    """
    newer: dict[str, Json] = asked.memory.setdefault("newer", {})
    reply = serve(asked)
    if asked.operation == "postEvidenceRecord" and is_done(reply) and "previousVersion" in asked.data:
        newer[asked.data["previousVersion"]] = reply.object()
    told = reply.object()
    if asked.operation == "getJudgment" and (later := newer.get(str(told.get("evidence")))):
        return reply.saying({**told, "evidence": later["id"], "evidenceVersion": later["version"]})
    return reply


@fault("edited-goal-is-lost", breaks="SCL-LRN-032")
def edited_goal_is_lost(asked: Asked, serve: Serve) -> Reply:
    """Once a goal was edited, the version before is answered with 404.

    What somebody wanted in autumn is not to be found in spring.
    """
    edited: set[str] = asked.memory.setdefault("edited", set())
    if asked.operation == "getGoal" and asked.id in edited:
        return Reply(404)
    reply = serve(asked)
    if asked.operation == "postGoal" and is_done(reply) and "previousVersion" in asked.data:
        edited.add(asked.data["previousVersion"])
    return reply


@fault("edit-is-no-version", breaks="SCL-LRN-032")
def edit_is_no_version(asked: Asked, serve: Serve) -> Reply:
    """An edited goal stays at version 1.

    A client cannot tell that what it shows is not the latest.
    """
    reply = serve(asked)
    if asked.operation == "postGoal" and is_done(reply):
        return reply.saying({**reply.object(), "version": 1})
    return reply


@fault("withdrawn-is-listed", breaks="SCL-EVD-112")
def withdrawn_is_listed(asked: Asked, serve: Serve) -> Reply:
    """Work that was withdrawn stays in the list.

    A teacher talks with a learner about what they have taken back.
    """
    return serve(asked.arguing(history="true") if asked.operation == "listEvidenceRecords" else asked)


@fault("withdrawn-without-a-stub", breaks="SCL-EVD-112")
def withdrawn_without_a_stub(asked: Asked, serve: Serve) -> Reply:
    """Work that was withdrawn is answered with 404.

    A determination refers to something that nobody can ask about.
    """
    gone: set[str] = asked.memory.setdefault("withdrawn", set())
    if asked.operation == "getEvidenceRecord" and asked.id in gone:
        return Reply(404)
    reply = serve(asked)
    if asked.operation == "postEvidenceRecord" and is_done(reply) and asked.data.get("status") == "withdrawn":
        gone.update((str(asked.data.get("previousVersion")), str(reply.object().get("id"))))
    return reply


@fault("withdrawal-changes-nothing", breaks="SCL-EVD-112")
def withdrawal_changes_nothing(asked: Asked, serve: Serve) -> Reply:
    """What was determined from work that is withdrawn since stands on.

    A learner keeps, or lacks, what rests on work that is gone.
    """
    if asked.operation != "listDeterminations":
        return serve(asked)
    reply = serve(asked.arguing(history="true"))
    return listing(reply, [one for one in records_in(reply) if one.get("causedBy") in (None, one.get("rule"))])


@fault("portfolio-thaws", breaks="SCL-EVD-092")
def portfolio_thaws(asked: Asked, serve: Serve) -> Reply:
    """A portfolio that was submitted shows the latest version of the work.

    Reviewers speak about something else than what was handed in.
    """
    newer: dict[str, Json] = asked.memory.setdefault("newer", {})
    reply = serve(asked)
    if asked.operation == "postEvidenceRecord" and is_done(reply) and "previousVersion" in asked.data:
        newer[asked.data["previousVersion"]] = reply.object()
    if asked.operation != "getPortfolio" or not is_done(reply):
        return reply
    told = reply.object()
    for entry in told["entries"]:
        if later := newer.get(entry["evidence"]):
            entry.update(evidence=later["id"], evidenceVersion=later["version"])
            entry.pop("newerVersion", None)
    return reply.saying(told)


@fault("portfolio-hides-newer-work", breaks="SCL-EVD-092")
def portfolio_hides_newer_work(asked: Asked, serve: Serve) -> Reply:
    """A portfolio does not say that there is a newer version of the work in it.

    A learner who has improved it since is judged by the old one without knowing.
    """
    reply = serve(asked)
    if asked.operation != "getPortfolio" or not is_done(reply):
        return reply
    told = reply.object()
    for entry in told["entries"]:
        entry.pop("newerVersion", None)
    return reply.saying(told)


@fault("portfolio-copies", breaks="SCL-EVD-082", also=("SCL-EVD-092",))
def portfolio_copies(asked: Asked, serve: Serve) -> Reply:
    """A portfolio names copies of the work, with ids of their own.

    What is judged afterwards does not show in it.
    """
    reply = serve(asked)
    if asked.operation not in ("postPortfolio", "getPortfolio") or not is_done(reply):
        return reply
    told = reply.object()
    return reply.saying({**told, "entries": [{**entry, "evidence": uuid4().urn} for entry in told["entries"]]})
