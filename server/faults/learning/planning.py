"""Goals, plans and pace: who agreed, whose plan it is, and which days count."""

from fairmark.server.faults.learning.exchange import Asked, Json, Reply, Serve, is_done
from fairmark.server.faults.learning.fault import each_pathway, fault, kept_of, secretly, told_of
from fairmark.server.faults.learning.weighing import refusal


@fault("goal-is-active-at-once", breaks="SCL-LRN-082")
@kept_of("Goal")
def goal_is_active_at_once(goal: Json) -> Json:
    """A goal is active as soon as it is proposed.

    What nobody else has agreed to is shown as a plan.
    """
    return {**goal, "status": "active"} if goal["status"] == "proposed" else goal


@fault("goal-stays-proposed", breaks="SCL-LRN-082")
@kept_of("Goal")
def goal_stays_proposed(goal: Json) -> Json:
    """A goal stays proposed although two have agreed.

    A learner waits for what has long been given.
    """
    return {**goal, "status": "proposed"} if goal["status"] == "active" else goal


@fault("agreements-are-lost", breaks="SCL-LRN-082")
@kept_of("Goal")
def agreements_are_lost(goal: Json) -> Json:
    """Of those who have agreed to a goal the last alone is kept.

    It looks as if the learner had never been asked.
    """
    return {**goal, **({"agreedBy": goal["agreedBy"][-1:]} if "agreedBy" in goal else {})}


@fault("goal-of-somebody-else", breaks="SCL-LRN-032")
@told_of("getGoal")
def goal_of_somebody_else(goal: Json) -> Json:
    """It is not told who proposed a goal.

    A goal of the learner's own looks like one that they were set.
    """
    return {name: value for name, value in goal.items() if name != "proposedBy"}


@fault("template-follows-the-learner", breaks="SCL-LRN-042")
def template_follows_the_learner(asked: Asked, serve: Serve) -> Reply:
    """Reordering the steps of a learner's pathway reorders those of its template.

    The plan of every other learner changes with it.
    """
    reply = serve(asked)
    if asked.operation == "postPathway" and is_done(reply) and "previousVersion" in asked.data:
        asked.memory[str(asked.data.get("basedOn"))] = asked.data["steps"]
    steps = asked.memory.get(asked.id)
    return reply.saying({**reply.object(), "steps": steps}) if asked.operation == "getPathway" and steps else reply


@fault("own-order-is-lost", breaks="SCL-LRN-042")
@kept_of("Pathway")
def own_order_is_lost(pathway: Json) -> Json:
    """Steps are told in the order of their names, whatever order a learner has put them in.

    A plan of one's own is everybody's plan.
    """
    return {**pathway, "steps": sorted(pathway["steps"], key=lambda step: str(step["target"]))}


@fault("pace-counts-weekends", breaks="SCL-PAC-032", also=("SCL-PAC-042",))
@secretly("postCalendar", "weekdays")
def pace_counts_weekends(calendar: Json) -> Json:
    """Days elapse on which is not taught.

    Everybody falls behind on Sundays.
    """
    return {**calendar, "weekdays": [1, 2, 3, 4, 5, 6, 7]}


@fault("pace-counts-holidays", breaks="SCL-PAC-032", also=("SCL-PAC-042",))
@secretly("postCalendar", "holidays")
def pace_counts_holidays(calendar: Json) -> Json:
    """Days elapse in holidays.

    Everybody falls behind in summer.
    """
    return {**calendar, "holidays": []}


@fault("pauses-are-ignored", breaks="SCL-PAC-032")
@secretly("postPathway", "pauses")
def pauses_are_ignored(pathway: Json) -> Json:
    """Days elapse in an agreed pause.

    A learner falls behind in bed.
    """
    return {name: value for name, value in pathway.items() if name != "pauses"}


@fault("moved-end-changes-history", breaks="SCL-PAC-022")
def moved_end_changes_history(asked: Asked, serve: Serve) -> Reply:
    """When the end of a pathway is moved, pace changes for the time before as well.

    Whoever was behind in March has never been.
    """
    reply = serve(asked)
    moved: dict[str, str] = asked.memory.setdefault("moved", {})
    if asked.operation == "postPathway" and is_done(reply) and "previousVersion" in asked.data:
        moved[asked.data["previousVersion"]] = reply.object()["id"]
    if asked.operation != "getLearnerProgress" or not is_done(reply) or "asOf" not in asked.query:
        return reply
    today = {one["pathway"]: one for one in serve(asked.arguing(asOf=None)).object().get("pathways", ())}
    told = reply.object()
    for one in told["pathways"]:
        later = today.get(moved.get(one["pathway"], ""))
        if later and later["plannedDays"]:
            one["e"] = one["elapsedDays"] / later["plannedDays"]
    return reply.saying(told)


@fault("behind-at-the-buffer", breaks="SCL-PAC-042")
@each_pathway
def behind_at_the_buffer(pathway: Json) -> Json:
    """A gap that is just the buffer is behind.

    A learner is called behind on the day on which they are where the plan allows.
    """
    at_buffer = pathway["paceGap"] is not None and abs(pathway["paceGap"] + 5) < 1e-9
    return {"status": "behind"} if at_buffer and pathway["status"] == "onPace" else {}


@fault("never-too-early", breaks="SCL-PAC-042")
@each_pathway
def never_too_early(pathway: Json) -> Json:
    """Pace is told from the first day on.

    A learner who has not begun is behind, or on pace, for no reason.
    """
    return {"status": "onPace"} if pathway["status"] == "tooEarly" else {}


@fault("gap-as-a-share", breaks="SCL-PAC-042")
@each_pathway
def gap_as_a_share(pathway: Json) -> Json:
    """The gap is told as a share in place of percentage points.

    Twelve points behind look like an eighth of a point.
    """
    return {"paceGap": pathway["paceGap"] / 100} if pathway["paceGap"] is not None else {}


@fault("projects-from-nothing", breaks="SCL-PAC-052")
@each_pathway
def projects_from_nothing(pathway: Json) -> Json:
    """Where nothing is attained yet, the finish is projected all the same.

    A date that rests on nothing is taken for one that rests on something.
    """
    return {"projectedRemainingDays": 10_000} if not pathway["attained"] else {}


@fault("dismissed-without-a-reason", breaks="SCL-INT-032")
def dismissed_without_a_reason(asked: Asked, serve: Serve) -> Reply:
    """A flag can be dismissed without a reason.

    Who is stuck is waved away without a word.
    """
    reply = serve(asked)
    dismissed = asked.operation == "postSupport" and asked.data.get("status") == "dismissed"
    return refusal(201) if dismissed and reply.status == 422 and "dismissal" not in asked.data else reply


@fault("support-without-its-dosage", breaks="SCL-INT-032")
@kept_of("Support")
def support_without_its_dosage(support: Json) -> Json:
    """It is not kept how much of a support was planned.

    Nobody can tell whether it failed, or was never given.
    """
    return {name: value for name, value in support.items() if name != "plannedDosage"}
