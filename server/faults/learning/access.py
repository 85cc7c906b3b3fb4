"""Who sees what: nobody whose name is not known, and of what is a learner's own only they."""

from fairmark.server.faults.learning.exchange import Asked, Json, Reply, Serve, is_done, listing, records_in
from fairmark.server.faults.learning.fault import fault


@fault("open-to-everybody", breaks="SCL-PRV-011")
def open_to_everybody(asked: Asked, serve: Serve) -> Reply:
    """Whoever shows no token is answered as the last one who did.

    What children have done is open to everybody.
    """
    token = asked.header("Authorization") or asked.memory.get("token")
    reply = serve(asked.having(Authorization=token) if token else asked)
    if token and is_done(reply):
        asked.memory["token"] = token
    return reply


def _telling(asked: Asked, serve: Serve, kind: str) -> Reply:
    """Goals of that kind are told to whoever asks."""
    goals: dict[str, Json] = asked.memory.setdefault("goals", {})
    reply = serve(asked)
    if asked.operation == "postGoal" and is_done(reply) and asked.data.get("kind") == kind:
        goals[reply.object()["id"]] = reply.object()
    if asked.operation == "getGoal" and not is_done(reply) and asked.id in goals:
        return reply.being(200).saying(goals[asked.id])
    if asked.operation != "listGoals" or not is_done(reply):
        return reply
    there = {one["id"] for one in records_in(reply)}
    hidden = [goal for id, goal in goals.items() if id not in there and goal["learner"] == asked.query.get("learner")]
    return listing(reply, [*records_in(reply), *hidden])


@fault("private-interests-are-told", breaks="SCL-LRN-061")
def private_interests_are_told(asked: Asked, serve: Serve) -> Reply:
    """An interest that a learner keeps to themselves is told to their teacher.

    Who cannot say something in confidence says nothing.
    """
    return _telling(asked, serve, "interest")


@fault("plans-are-told-to-everybody", breaks="SCL-LRN-071")
def plans_are_told_to_everybody(asked: Asked, serve: Serve) -> Reply:
    """A goal of a support plan is told to teachers who have nothing to do with the learner.

    That somebody has such a plan is known all over the district.
    """
    return _telling(asked, serve, "plan")


def _by_another_token(asked: Asked, serve: Serve, *operations: str) -> Reply:
    """What is refused to somebody is answered as it was to others before."""
    told: dict[str, Reply] = asked.memory.setdefault("told", {})
    reply = serve(asked)
    if asked.operation in operations:
        if is_done(reply):
            told[asked.path] = reply
        elif reply.status in (403, 404):
            return told.get(asked.path, reply)
    return reply


@fault("teachers-read-every-child", breaks="SCL-PRV-012", also=("SCL-PRV-052",))
def teachers_read_every_child(asked: Asked, serve: Serve) -> Reply:
    """Evidence is read by whoever has an account.

    A district has thousands of accounts; each sees every child.
    """
    return _by_another_token(asked, serve, "getEvidenceRecord")


@fault("progress-is-open-to-accounts", breaks="SCL-PRV-012")
def progress_is_open_to_accounts(asked: Asked, serve: Serve) -> Reply:
    """Progress of any learner is read by whoever has an account.

    Where a child stands is known to every parent.
    """
    return _by_another_token(asked, serve, "getLearnerProgress")


@fault("comments-are-kept-from-families", breaks="SCL-PRV-021")
def comments_are_kept_from_families(asked: Asked, serve: Serve) -> Reply:
    """Judgments are told without the comments of those who scored.

    What a family may not see it cannot contest.
    """
    reply = serve(asked)
    if asked.operation != "getJudgment" or not is_done(reply):
        return reply
    return reply.saying({name: value for name, value in reply.object().items() if name != "comment"})


@fault("access-log-without-refusals", breaks="SCL-PRV-031")
def access_log_without_refusals(asked: Asked, serve: Serve) -> Reply:
    """The log holds what was read, and not what was refused.

    Nobody learns who has tried.
    """
    reply = serve(asked)
    if asked.operation != "listAccessEvents" or not is_done(reply):
        return reply
    return listing(reply, [one for one in records_in(reply) if one["action"] != "deny"])


@fault("access-log-of-days", breaks="SCL-PRV-031")
def access_log_of_days(asked: Asked, serve: Serve) -> Reply:
    """The log holds one entry for each person, however often they have read.

    Nobody sees that somebody has looked at a child every night.
    """
    reply = serve(asked)
    if asked.operation != "listAccessEvents" or not is_done(reply):
        return reply
    return listing(reply, list({(one["actor"], one["action"]): one for one in records_in(reply)}.values()))


@fault("grants-outlive-their-expiry", breaks="SCL-PRV-052")
def grants_outlive_their_expiry(asked: Asked, serve: Serve) -> Reply:
    """A grant opens the record after it has expired.

    Who applied once is read by the college for ever.
    """
    if asked.operation != "postShareGrant" or "revokedAt" in asked.data:
        return serve(asked)
    given = asked.data
    reply = serve(asked.sending({**given, "validUntil": "2999-01-01T00:00:00Z"}))
    return reply.saying({**reply.object(), "validUntil": given["validUntil"]}) if is_done(reply) else reply


@fault("grants-cannot-be-revoked", breaks="SCL-PRV-052")
def grants_cannot_be_revoked(asked: Asked, serve: Serve) -> Reply:
    """A grant that was revoked opens the record until it expires.

    A permission that cannot be ended is none.
    """
    if asked.operation == "postShareGrant" and "revokedAt" in asked.data:
        return Reply(201, (("Content-Type", "application/json"),)).saying({**asked.data, "id": "urn:uuid:0"})
    return serve(asked)


@fault("statements-stay-behind", breaks="SCL-PRV-042")
def statements_stay_behind(asked: Asked, serve: Serve) -> Reply:
    """A judgment is told without the statement of those who disagree with it.

    Whoever reads it does not learn that it is contested.
    """
    reply = serve(asked)
    if asked.operation != "getJudgment" or not is_done(reply):
        return reply
    return reply.saying({name: value for name, value in reply.object().items() if name != "statement"})


@fault("demographics-in-judgments", breaks="SCL-PRV-071")
def demographics_in_judgments(asked: Asked, serve: Serve) -> Reply:
    """Judgments say whether the learner is learning English.

    Whoever judges work knows where the child comes from.
    """
    reply = serve(asked)
    if asked.operation != "getJudgment" or not is_done(reply):
        return reply
    return reply.saying({**reply.object(), "englishLearner": True})
