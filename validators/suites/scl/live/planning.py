"""SCL-LRN of a running system: goals, plans of one's own, and where a learner begins."""

from fairmark.validators.core.levels import WARNING
from fairmark.validators.suites.result import Results, breach, either, holds
from fairmark.validators.suites.scl.graph import as_objects
from fairmark.validators.suites.scl.live.system import LEARNER, OTHER_LEARNER, TEACHER, Json, System
from fairmark.validators.suites.scl.subject import check_of_system

HIDDEN = (403, 404)
OTHER_TEACHER = "teacher2"


def goal_of(system: System, **more: object) -> Json:
    """The body of a goal that learnerA proposes."""
    learner = system.person(LEARNER).id
    return {
        "learner": learner,
        "statement": "Conformance test: I explain it to somebody younger.",
        "kind": "academic",
        "targets": [system.target().uri],
        "successCriteria": "They can do it alone",
        "startDate": system.date(1),
        "dueDate": system.date(90),
        "proposedBy": learner,
        "visibility": "team",
        **more,
    }


@check_of_system("SCL-LRN-032", "SCL-LRN-03", "{observed}")
def goals_are_revised_by_their_learner(system: System) -> Results:
    """A learner posts a goal, their teacher reads it with the learner as its author, and a later edit is a new version
    beside which the old one stays readable.

    Why: What somebody wanted in autumn is half of what they have learned by spring.

    Example: A goal that was edited, and whose first version is answered with 404.

    Repair: Record each version as a record of its own with `previousVersion`.
    """
    body = goal_of(system)
    posted = system.ask("POST", "/goals", LEARNER, body)
    if posted.status not in (200, 201):
        yield breach("postGoal", posted, observed=f"refused with {posted.told()}", expected="201")
        return
    first = posted.object()
    seen = system.read("/goals", str(first.get("id")))
    wrong = "" if seen.object().get("proposedBy") == body["learner"] else "the teacher does not see whose goal it is"
    yield either("getGoal", wrong, seen)
    edited = {**body, "statement": "Conformance test: I explain it in writing.", "previousVersion": first.get("id")}
    second = system.ask("POST", "/goals", LEARNER, edited)
    former = system.read("/goals", str(first.get("id")))
    if second.status not in (200, 201):
        yield breach("postGoal", second, observed=f"an edit is refused with {second.told()}", expected="201")
    elif second.object().get("version") in (None, first.get("version")):
        yield breach("postGoal", second, observed="an edit is no new version")
    elif former.status != 200 or former.object().get("statement") != body["statement"]:
        yield breach("postGoal", second, former, observed="the version before cannot be read any more")
    else:
        yield holds("postGoal", second, former)


@check_of_system("SCL-LRN-082", "SCL-LRN-08", "{observed}")
def goals_are_active_once_two_agree(system: System) -> Results:
    """A goal to which the learner alone has agreed is proposed; once somebody else agrees it is active, with both
    stamps.

    Why: A goal that nobody else has agreed to is a wish, and one that the learner has not is an order.

    Example: `active` for a goal whose only agreement is its proposer's.

    Repair: Let the status follow from `proposedBy` and `agreedBy`, and keep who agreed and when.
    """
    learner, teacher = system.person(LEARNER).id, system.person(TEACHER).id
    own = {"by": learner, "at": system.moment(1)}
    body = goal_of(system, agreedBy=[own])
    first = system.record("/goals", body, LEARNER)
    yield either("proposed", "" if first.get("status") == "proposed" else "not proposed while one alone has agreed")
    agreed = [own, {"by": teacher, "at": system.moment(2)}]
    second = system.record("/goals", {**body, "agreedBy": agreed, "previousVersion": first["id"]})
    read = system.read("/goals", second["id"]).object()
    if read.get("status") != "active":
        yield breach("active", observed="not active although two have agreed")
    else:
        stamps = [(one.get("by"), one.get("at")) for one in as_objects(read.get("agreedBy"))]
        wanted = [(one["by"], one["at"]) for one in agreed]
        yield either("active", "" if stamps == wanted else "it is not kept who agreed, and when")


@check_of_system("SCL-LRN-042", "SCL-LRN-04", "{observed}")
def own_pathways_leave_the_template(system: System) -> Results:
    """Reordering the steps of one learner's pathway changes neither the template nor the pathway of another learner.

    Why: A plan that changes with somebody else's is nobody's own.

    Example: A step that learnerA moves to the end, and that stands at the end of the template as well.

    Repair: Copy the steps from the template when a pathway begins.
    """
    targets, calendar = [system.target() for _ in range(2)], system.running_calendar
    template = system.record("/pathways", system.pathway_of(targets, calendar))
    own, other = (
        system.record(
            "/pathways", system.pathway_of(targets, calendar, learner=system.person(who).id, basedOn=template["id"])
        )
        for who in (LEARNER, OTHER_LEARNER)
    )
    members = {"learner": own["learner"], "basedOn": template["id"], "previousVersion": own["id"]}
    moved = system.record("/pathways", system.pathway_of(targets[::-1], calendar, **members))
    for name, pathway in (("template", template), (OTHER_LEARNER, other)):
        read = system.read("/pathways", pathway["id"])
        steps = [step.get("target") for step in as_objects(read.object().get("steps"))]
        same = steps == [target.uri for target in targets]
        yield either(name, "" if same else "the steps have moved here too", read)
    read = system.read("/pathways", moved["id"])
    steps = [step.get("target") for step in as_objects(read.object().get("steps"))]
    kept = steps == [target.uri for target in targets[::-1]]
    yield either(LEARNER, "" if kept else "the steps of the learner are not in their own order", read)


@check_of_system("SCL-LRN-061", "SCL-LRN-06", "{observed}", severity=WARNING)
def private_interests_stay_private(system: System) -> Results:
    """An interest that the learner marks as their own is not told to their teacher.

    Why: Who cannot say something in confidence says nothing.

    Example: 200 with the statement, for a goal of the kind interest whose visibility is learner.

    Repair: Answer 403 or 404 to everybody but the learner, and leave it out of lists.
    """
    body = goal_of(system, kind="interest", visibility="learner", targets=[], statement="Conformance test: old clocks")
    del body["targets"]
    private = system.record("/goals", body, LEARNER)
    yield from _hidden_from(system, private, TEACHER)


@check_of_system("SCL-LRN-071", "SCL-LRN-07", "{observed}", severity=WARNING)
def goals_of_plans_stay_within_the_team(system: System) -> Results:
    """A goal of a support plan is seen by the learner's own teacher, and by nobody without that role: neither the goal
    nor its status.

    Why: That somebody has such a plan is told by its goal alone.

    Example: A teacher of another school who finds the goal in a list, even without its text.

    Repair: Look at role and relationship before a goal of the kind plan is listed or answered.
    """
    plan = system.record("/goals", goal_of(system, kind="plan", visibility="team"), LEARNER)
    seen = system.read("/goals", plan["id"])
    yield either("getGoal", "" if seen.status == 200 else f"the learner's teacher gets {seen.told()}", seen)
    yield from _hidden_from(system, plan, OTHER_TEACHER)


def _hidden_from(system: System, goal: Json, who: str) -> Results:
    read = system.read("/goals", goal["id"], who)
    wrong = "" if read.status in HIDDEN or "statement" not in read.object() else f"{who} reads it"
    yield either("getGoal", wrong, read, expected="403")
    listed = goal["id"] in [one.get("id") for one in system.listed("/goals", who, learner=goal["learner"])]
    yield either("listGoals", f"{who} finds it in the list" if listed else "")
