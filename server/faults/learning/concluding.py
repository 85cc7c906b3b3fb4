"""What follows from judgments by a rule: the method, the order, the cut, and who decided otherwise."""

from uuid import uuid4

from fairmark.server.faults.learning.exchange import Asked, Json, Reply, Serve, is_done
from fairmark.server.faults.learning.fault import Change, asked_for, fault, secretly, told_of


def _method(taken: str, given: str) -> Change:
    """Rules that name `given` determine by `taken`."""

    @secretly("postDeterminationRule", "method")
    def changed(rule: Json) -> Json:
        return {**rule, "method": taken if rule.get("method") == given else rule.get("method")}

    return changed


@fault("mean-for-mode", breaks="SCL-PRF-021")
def mean_for_mode(asked: Asked, serve: Serve) -> Reply:
    """A rule by mode determines by mean.

    Somebody who was right four times of five is told 3.4.
    """
    return _method("mean", "mode")(asked, serve)


@fault("mean-for-most-recent", breaks="SCL-PRF-021", also=("SCL-PRF-042",))
def mean_for_most_recent(asked: Asked, serve: Serve) -> Reply:
    """A rule by the most recent score determines by mean.

    What somebody could not do in autumn counts against what they can do in spring.
    """
    return _method("mean", "mostRecent")(asked, serve)


@fault("last-against-rest-for-recursive", breaks="SCL-PRF-021")
def last_against_rest_for_recursive(asked: Asked, serve: Serve) -> Reply:
    """A rule by the recursive decaying average determines by the last score against the mean of the rest.

    For 2, 3, 2, 4, 3 and a cut of 3 one says proficient and the other does not.
    """
    return _method("decayingLastVsRest", "decayingRecursive")(asked, serve)


@fault("recursive-for-last-against-rest", breaks="SCL-PRF-032")
def recursive_for_last_against_rest(asked: Asked, serve: Serve) -> Reply:
    """A rule by the last score against the rest determines by the recursive decaying average.

    Two districts that name the same rule mean two things.
    """
    return _method("decayingRecursive", "decayingLastVsRest")(asked, serve)


@fault("weight-turned-round", breaks="SCL-PRF-032")
@secretly("postDeterminationRule", "parameters")
def weight_turned_round(rule: Json) -> Json:
    """The weight of a decaying average is given to what was before.

    The first attempt of autumn outweighs that of spring.
    """
    parameters = rule.get("parameters", {})
    return (
        {**rule, "parameters": {**parameters, "weight": 1 - parameters["weight"]}} if "weight" in parameters else rule
    )


@fault("latest-entry-is-most-recent", breaks="SCL-PRF-042")
def latest_entry_is_most_recent(asked: Asked, serve: Serve) -> Reply:
    """By the most recent score that counts which was entered last.

    A learner falls back for what was done half a year before.
    """
    entered: dict[str, float] = asked.memory.setdefault("entered", {})
    reply = serve(asked)
    told = reply.object()
    if asked.operation == "postJudgment" and is_done(reply) and "score" in told:
        entered[told["id"]] = told["score"]
    if asked.operation == "postDeterminationRule" and is_done(reply):
        asked.memory[told["id"]] = told["method"]
    if (
        asked.operation != "postDetermination"
        or not is_done(reply)
        or asked.memory.get(str(told.get("rule"))) != "mostRecent"
    ):
        return reply
    last = [id for id in entered if id in told["judgments"]]
    return reply.saying({**told, "value": entered[last[-1]]}) if last else reply


@fault("one-task-is-enough", breaks="SCL-PRF-052")
@secretly("postDeterminationRule", "parameters")
def one_task_is_enough(rule: Json) -> Json:
    """A body of evidence needs neither several tasks nor several scorers.

    Good work on one task shows that the task was done.
    """
    return {**rule, "parameters": {**rule["parameters"], "minTasks": 1, "minScorers": 1}}


@fault("override-hides-what-was-computed", breaks="SCL-PRF-062")
@told_of("postDetermination", "getDetermination")
def override_hides_what_was_computed(determination: Json) -> Json:
    """Who decides otherwise than the rule takes the place of what it has computed.

    Nobody can see how often, and in which direction, that happens.
    """
    if "override" not in determination:
        return determination
    told = {name: determination["override"][name] for name in ("by", "reason")}
    return {**determination, "override": told}


@fault("override-without-a-reason", breaks="SCL-PRF-062")
def override_without_a_reason(asked: Asked, serve: Serve) -> Reply:
    """Who decides otherwise than the rule needs no reason.

    Whoever is told the result cannot be told why.
    """
    if asked.operation != "postDetermination" or "override" not in asked.data:
        return serve(asked)
    return serve(asked.sending({**asked.data, "override": {"reason": "None given", **asked.data["override"]}}))


@fault("cut-compared-after-rounding", breaks="SCL-PRF-072")
def cut_compared_after_rounding(asked: Asked, serve: Serve) -> Reply:
    """A value is rounded before it is compared with the cut.

    Somebody is told that they have reached what they have not.
    """
    reply = serve(asked)
    told = reply.object()
    if asked.operation == "postDeterminationRule" and is_done(reply):
        asked.memory[told["id"]] = told["parameters"]["cut"]
    if asked.operation != "postDetermination" or told.get("status") != "notYet" or not told.get("value"):
        return reply
    reached = round(told["value"], 2) >= round(asked.memory.get(told["rule"], 0.0), 2)
    return reply.saying({**told, "status": "proficient"}) if reached else reply


@fault("value-is-rounded", breaks="SCL-PRF-021", also=("SCL-PRF-032",))
@told_of("postDetermination", "getDetermination")
def value_is_rounded(determination: Json) -> Json:
    """The value of a determination is rounded to a whole number.

    What is computed from it goes on with what was thrown away.
    """
    value = determination.get("value")
    return determination if value is None else {**determination, "value": float(round(value))}


@fault("insufficient-evidence-is-a-zero", breaks="SCL-PRF-082")
@told_of("postDetermination", "getDetermination")
def insufficient_evidence_is_a_zero(determination: Json) -> Json:
    """Where there is too little evidence, the value is 0 and the status not yet.

    A learner of whom little is known has failed.
    """
    if determination.get("status") != "insufficientEvidence":
        return determination
    return {**determination, "status": "notYet", "value": 0}


@fault("missing-evidence-is-not-named", breaks="SCL-PRF-082")
@told_of("postDetermination", "getDetermination")
def missing_evidence_is_not_named(determination: Json) -> Json:
    """Where there is too little evidence, it is not said what is missing.

    Neither learner nor teacher know what to do about it.
    """
    return {name: value for name, value in determination.items() if name != "missing"}


@fault("new-rule-counts-from-ever-on", breaks="SCL-PRF-093")
@secretly("postDetermination", "causedBy")
def new_rule_counts_from_ever_on(determination: Json) -> Json:
    """What is determined anew by a new rule takes the place of what was for all times.

    Last year's certificate is judged by this year's rule.
    """
    return {name: value for name, value in determination.items() if name != "causedBy"}


@fault("cause-is-not-named", breaks="SCL-PRF-093")
@told_of("getDetermination")
def cause_is_not_named(determination: Json) -> Json:
    """What was determined anew does not say why.

    A learner who was proficient yesterday gets no answer.
    """
    return {name: value for name, value in determination.items() if name != "causedBy"}


@fault("lists-ignore-as-of", breaks="SCL-PRF-093")
@asked_for("listDeterminations")
def lists_ignore_as_of(asked: Asked) -> Asked:
    """asOf makes no difference to lists of determinations.

    A report about last year is one about today.
    """
    return asked.arguing(asOf=None)


@fault("differences-do-not-wait", breaks="SCL-CAL-062")
def differences_do_not_wait(asked: Asked, serve: Serve) -> Reply:
    """A determination is made although two scores are far apart and nobody has settled it.

    The mean of 1 and 4 is what neither of the two has seen.
    """
    reply = serve(asked)
    if asked.operation != "postDetermination" or reply.status != 409:
        return reply
    made = {**asked.data, "id": uuid4().urn, "type": "Determination", "status": "proficient", "value": 2.5}
    return reply.being(201).saying({**made, "judgments": []})
