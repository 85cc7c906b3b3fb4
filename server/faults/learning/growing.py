"""Where a learner stands, how they have grown, and who needs support."""

from fairmark.server.faults.learning.exchange import Asked, Json, Reply, Serve, is_done
from fairmark.server.faults.learning.fault import each_competency, fault, told_of


@fault("everybody-begins-at-nothing", breaks="SCL-LRN-022")
@each_competency
def everybody_begins_at_nothing(part: Json) -> Json:
    """The baseline of growth is 0, wherever a learner was placed.

    Who begins higher has grown more, without having learned anything.
    """
    growth = part["growth"]
    return {"growth": {**growth, "baseline": 0}} if growth and growth["baseline"] else {}


@fault("growth-ignores-the-baseline", breaks="SCL-GRO-042", also=("SCL-GRO-053",))
@each_competency
def growth_ignores_the_baseline(part: Json) -> Json:
    """Growth is the level that a learner has reached.

    Everybody seems to have come from nothing.
    """
    growth = part["growth"]
    return {"growth": {**growth, "value": growth["current"]}} if growth and growth["value"] is not None else {}


@fault("growth-from-the-rounded-value", breaks="SCL-GRO-053")
@told_of("getLearnerProgress")
def growth_from_the_rounded_value(progress: Json) -> Json:
    """Growth over a continuum is rounded to whole levels.

    Half a level in a year is none, or twice as much.
    """
    for continuum in progress["continuums"]:
        if continuum["growth"]["value"] is not None:
            continuum["growth"]["value"] = float(int(continuum["growth"]["value"]))
    return progress


@fault("gaps-ignored-in-position", breaks="SCL-GRO-021")
@each_competency
def gaps_ignored_in_position(part: Json) -> Json:
    """The position is the highest level that was attained, whatever is missing below.

    A learner is sent on over what they have never learned.
    """
    return {"position": part["reach"]} if part["gaps"] and part["reach"] is not None else {}


@fault("working-level-is-the-position", breaks="SCL-GRO-021")
@each_competency
def working_level_is_the_position(part: Json) -> Json:
    """The working level is the last one that was attained.

    A learner works on what they can do already.
    """
    return {"workingLevel": part["position"]} if part["position"] else {}


@fault("ready-for-what-is-attained", breaks="SCL-LRN-051")
def ready_for_what_is_attained(asked: Asked, serve: Serve) -> Reply:
    """The list of what a learner is ready for holds a level that they have attained.

    The next step is one that was taken last year.
    """
    reply = serve(asked)
    told = reply.object()
    if asked.operation == "postDetermination" and is_done(reply) and told["status"] == "proficient":
        asked.memory["attained"] = told["target"]
    if asked.operation != "getLearnerProgress" or not is_done(reply) or "asOf" in asked.query:
        return reply
    for continuum in told["continuums"]:
        if continuum["ready"]:
            continuum["ready"].append({**continuum["ready"][0], "level": asked.memory.get("attained")})
    return reply.saying(told)


@fault("two-scores-are-stuck", breaks="SCL-INT-022")
@each_competency
def two_scores_are_stuck(part: Json) -> Json:
    """A learner with two scores below the cut is called stuck.

    Who has hardly begun is taken out for support.
    """
    flag = part["flag"]
    return {"flag": {**flag, "code": "stuck"}} if flag and flag["code"] == "indeterminate" else {}


@fault("struggle-is-stuck", breaks="SCL-INT-022")
@each_competency
def struggle_is_stuck(part: Json) -> Json:
    """A learner whose scores rise is called stuck until they reach the cut.

    Who is on the way is interrupted.
    """
    flag = part["flag"]
    return {"flag": {**flag, "code": "stuck"}} if flag and flag["code"] == "productiveStruggle" else {}


@fault("flag-without-its-inputs", breaks="SCL-INT-022", also=("SCL-INT-011",))
@each_competency
def flag_without_its_inputs(part: Json) -> Json:
    """A flag does not say which judgments it is made from.

    Neither learner nor teacher can dispute it.
    """
    return {"flag": {**part["flag"], "inputs": []}} if part["flag"] else {}


@fault("flags-of-yesterday", breaks="SCL-INT-011", also=("SCL-INT-022",))
def flags_of_yesterday(asked: Asked, serve: Serve) -> Reply:
    """A flag looks at what was known before the last judgment.

    Support that begins a week later begins a week too late.
    """
    reply = serve(asked)
    if asked.operation == "postJudgment" and is_done(reply):
        asked.memory["last"] = reply.object()["id"]
    if asked.operation != "getLearnerProgress" or not is_done(reply):
        return reply
    told = reply.object()
    for continuum in told["continuums"]:
        for part in continuum["competencies"]:
            if part["flag"]:
                kept = [id for id in part["flag"]["inputs"] if id != asked.memory.get("last")]
                part["flag"]["inputs"] = kept
    return reply.saying(told)
