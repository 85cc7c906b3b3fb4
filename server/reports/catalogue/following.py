"""R-06, R-07 and R-08: what waits for feedback, which supports are open, and where one learner stands."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import ibis
from ibis import _

from fairmark.server.reports.asking import Question
from fairmark.server.reports.declaration import (
    GROUPS,
    ROSTER_GROUPINGS,
    Detail,
    Key,
    Parameter,
    Report,
    Suppression,
)
from fairmark.server.reports.measures.attaining import standings
from fairmark.server.reports.measures.growing import numbers
from fairmark.server.reports.measures.pacing import latest_plans, moments, paces, plans_at
from fairmark.server.reports.measures.positioning import positions_at
from fairmark.server.reports.measures.rostering import roster
from fairmark.server.reports.rows import (
    Competency,
    Day,
    Event,
    Evidence,
    EvidenceTarget,
    Goal,
    GoalTarget,
    SchoolClass,
    Support,
    Supported,
    SupportTarget,
    Target,
    Task,
)
from fairmark.server.reports.tables import table

TARGET_DAYS = 5

# -- R-06 --------------------------------------------------------------------------------------------------------------


def unreturned(question: Question) -> ibis.Table:
    """Versions of evidence that were submitted and not returned: with `scorer`, the teacher of the class that the task
    was set to, else the advisor, and `age` in instructional days."""
    when = question.when
    returned = when.facts(Event).filter(_.kind == "returned").select(evidence="about").distinct()
    waiting = when.facts(Evidence).anti_join(returned, "evidence")
    classes = table(SchoolClass).select("class_id", of_task="teacher")
    tasks = table(Task).select("task", "class_id").inner_join(classes, "class_id").select("task", "of_task")
    advisors = roster(when, ["advisor"]).group_by("learner").agg(of_learner=_.advisor.max())
    joined = waiting.left_join(tasks, "task", rname="{name}_set").left_join(advisors, "learner", rname="{name}_advised")
    days = numbers(when).select(submitted_on="day", number_submitted="number")
    dated = joined.left_join(days, "submitted_on", rname="{name}_numbered")
    return dated.select(
        "learner",
        "evidence",
        "title",
        "submitted_on",
        scorer=dated.of_task.coalesce(dated.of_learner),
        age=when.number - dated.number_submitted,
    )


def _queue(question: Question) -> ibis.Table:
    found = question.roster().inner_join(unreturned(question), "learner", rname="{name}_waiting")
    return found.select(*question.by, "scorer", "learner", "evidence", "title", "age", submittedOn=found.submitted_on)


def _overdue(rows: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    """With what is older than the target, and the share of it in the queue of the scorer."""
    target = question.parameter("days", TARGET_DAYS)
    queues: Counter[Any] = Counter(row["scorer"] for row in rows)
    late: Counter[Any] = Counter(row["scorer"] for row in rows if (row["age"] or 0) > target)
    for row in rows:
        row["overdue"] = (row["age"] or 0) > target
        row["overdueShare"] = late[row["scorer"]] / queues[row["scorer"]]
    return rows


R_06 = Report(
    id="R-06",
    title="Feedback queue",
    row="one version of evidence that was submitted and not returned",
    horizon="S",
    formulas=("3.15",),
    columns=(
        Key("scorer", "person"),
        Key("learner", "learner"),
        Key("title", "title"),
        Key("evidence", "id"),
        Detail("submittedOn", "day"),
        Detail("age", "instructional days", "outsideCalendar"),
        Detail("overdue", "yes or no", formula="age > days"),
        Detail("overdueShare", "share", formula="of the queue of the scorer"),
    ),
    groupings=(*ROSTER_GROUPINGS, GROUPS),
    parameters=(Parameter("days", int, TARGET_DAYS, "a number of instructional days"),),
    suppression=Suppression.NAMED,
    expression=_queue,
    finish=_overdue,
    notes=("The scorer is the teacher of the class that the task was set to, else the advisor of the learner.",),
)

# -- R-07 --------------------------------------------------------------------------------------------------------------


def _open_supports(question: Question) -> ibis.Table:
    when = question.when
    own = when.plans(Support).filter(_.status == "open", _.begins <= when.day)
    people = own.inner_join(table(Supported), "support")
    days = numbers(when)
    dated = people.left_join(days.select(begins="day", number_begins="number"), "begins", rname="{name}_begun")
    dated = dated.left_join(days.select(review_on="day", number_review="number"), "review_on", rname="{name}_due")
    counted = dated.mutate(elapsed=when.number - dated.number_begins, to_review=dated.number_review - when.number)
    return counted.left_join(_growth_around(question, counted), ["support", "learner"], rname="{name}_grown")


def _growth_around(question: Question, supports: ibis.Table) -> ibis.Table:
    """`support`, `learner` and the mean change of position in the competencies that it is about: `before` and `after`
    the day on which it began, over as many days."""
    when = question.when
    about = table(SupportTarget).inner_join(table(Target), "target").select("support", "competency").distinct()
    own = supports.select("support", "learner", "number_begins", "elapsed").inner_join(about, "support")
    taught = table(Day).filter(_.calendar == when.calendar, _.is_instructional).select("number", "closes_at")
    points = [
        (own, 0, own.number_begins - own.elapsed),
        (own, 1, own.number_begins),
    ]
    rows = [
        each.mutate(point=ibis.literal(point), number=number)
        .inner_join(taught, "number")
        .select("support", "learner", "competency", "point", at="closes_at")
        for each, point, number in points
    ]
    now = own.select(
        "support", "learner", "competency", point=ibis.literal(2), at=ibis.literal(when.as_of, "timestamp(6)")
    )
    keys = ["support", "learner", "competency", "point"]
    stood = positions_at(when, ibis.union(*rows, now), keys)
    each = stood.group_by("support", "learner", "competency").agg(
        **{f"p{point}": stood.position.max(where=stood.point == point) for point in (0, 1, 2)}
    )
    return each.group_by("support", "learner").agg(
        before=(each.p1 - each.p0).cast("float64").mean(), after=(each.p2 - each.p1).cast("float64").mean()
    )


def _support_rows(question: Question) -> ibis.Table:
    found = question.roster().inner_join(_open_supports(question), "learner", rname="{name}_supported")
    return found.select(
        *question.by,
        *("kind", "learner", "support", "planned", "delivered"),
        begins=found.begins,
        reviewOn=found.review_on,
        daysToReview=found.to_review,
        growthBefore=found.before,
        growthAfter=found.after,
    )


def _dosage(rows: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    for row in rows:
        known = row["planned"] and row["delivered"] is not None
        row["dosageShare"] = row["delivered"] / row["planned"] if known else None
    return rows


R_07 = Report(
    id="R-07",
    title="Support follow-up",
    row="one learner and open support",
    horizon="S",
    formulas=("3.7",),
    columns=(
        Key("kind", "kind"),
        Key("learner", "learner"),
        Key("support", "id"),
        Detail("begins", "day"),
        Detail("reviewOn", "day"),
        Detail("daysToReview", "instructional days", "outsideCalendar", formula="negative where it is overdue"),
        Detail("growthBefore", "levels", "outsideCalendar", formula="over as many days before it began"),
        Detail("growthAfter", "levels", "outsideCalendar", formula="since it began"),
        Detail("planned", "minutes", "notPlanned"),
        Detail("delivered", "minutes", "notRecorded"),
        Detail("dosageShare", "share", "notRecorded", formula="delivered / planned"),
    ),
    groupings=(*ROSTER_GROUPINGS, GROUPS),
    suppression=Suppression.NAMED,
    expression=_support_rows,
    finish=_dosage,
    notes=("Growth before and after says nothing of what a support has caused.",),
)

# -- R-08 --------------------------------------------------------------------------------------------------------------

SINCE = timedelta(days=90)


def _snapshot(question: Question) -> ibis.Table:
    when = question.when
    since: date = question.parameter("since", None) or when.day - SINCE
    then = question.clock.on(since, when.known_at)
    now = standings(when)
    before = standings(then).select("learner", "competency", earlier="position")
    known = now.left_join(before, ["learner", "competency"], rname="{name}_then")
    for extra in (_latest_evidence(question), _goals(question)):
        known = known.left_join(extra, ["learner", "competency"], rname="{name}_" + extra.columns[-1])
    words = table(Competency).select("competency", "subject", "code", "levels")
    named = known.inner_join(words, "competency", rname="{name}_words")
    paced = _pace(question)
    whole = named.left_join(paced, "learner", rname="{name}_paced")
    found = question.roster().inner_join(whole, "learner", rname="{name}_stood")
    return found.select(
        *question.by,
        *("learner", "subject", "code", "competency", "position", "reach", "levels", "held"),
        change=found.position - found.earlier,
        nextLevel=ibis.ifelse(found.position < found.levels, found.position + 1, ibis.null("int64")),
        goals=found.goals.fill_null(0),
        pace=found.pace,
        latestEvidence=found.shown_on,
    )


def _latest_evidence(question: Question) -> ibis.Table:
    when = question.when
    targets = table(Target).select("target", "competency")
    shown = when.facts(Evidence).inner_join(table(EvidenceTarget), "evidence").inner_join(targets, "target")
    return shown.group_by("learner", "competency").agg(shown_on=_.effective_on.max())


def _goals(question: Question) -> ibis.Table:
    """How many goals are agreed on and not met yet."""
    targets = table(Target).select("target", "competency")
    own = question.when.plans(Goal).filter(_.status == "active").inner_join(table(GoalTarget), "goal")
    return own.inner_join(targets, "target").group_by("learner", "competency").agg(goals=_.goal.nunique())


def _pace(question: Question) -> ibis.Table:
    """The pace on the learner's plan; of several on the one that began last."""
    when = question.when
    plans = latest_plans(plans_at(when, moments(when, [when.day]), "plan"))
    return paces(when, plans).select("learner", pace="status")


def _gaps(rows: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    """With how many levels below the highest one are missing."""
    for row in rows:
        row["gaps"] = (row["reach"] or 0) - row["held"]
    return rows


R_08 = Report(
    id="R-08",
    title="Learner and family snapshot",
    row="one competency of one learner",
    horizon="S",
    formulas=("3.3", "3.6"),
    columns=(
        Key("learner", "learner"),
        Key("subject", "subject"),
        Key("code", "code"),
        Key("competency", "CFItem"),
        Detail("position", "level"),
        Detail("reach", "level", "nothingAttained"),
        Detail("gaps", "levels", formula="levels below reach that are not attained"),
        Detail("change", "levels", "nothingKnownThen", formula="position now less that at `since`"),
        Detail("nextLevel", "level", "complete"),
        Detail("goals", "goals"),
        Detail("pace", "status", "noPathway"),
        Detail("latestEvidence", "day", "noEvidence"),
    ),
    groupings=(*ROSTER_GROUPINGS, GROUPS),
    parameters=(Parameter("since", date, None, "a day such as 2026-08-17; 90 days ago where it is left out"),),
    suppression=Suppression.NAMED,
    expression=_snapshot,
    finish=_gaps,
)
