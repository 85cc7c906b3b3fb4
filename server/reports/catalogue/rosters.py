"""R-01, R-02 and R-03: who needs support, who is behind or ahead, and who is ready for what."""

from typing import Any

import ibis
from ibis import _

from fairmark.server.reports.asking import Question
from fairmark.server.reports.declaration import GROUPS, ROSTER_GROUPINGS, Detail, Key, Report, Suppression
from fairmark.server.reports.measures.deepening import WEBB, deep_rank, supporting
from fairmark.server.reports.measures.flagging import flags, idle_steps, open_supports
from fairmark.server.reports.measures.growing import numbers
from fairmark.server.reports.measures.pacing import moments, paces, plans_at
from fairmark.server.reports.measures.readying import ready
from fairmark.server.reports.rows import Competency, Evidence, EvidenceTarget, Target
from fairmark.server.reports.tables import table
from fairmark.validators.learning.struggle import ATTAINED, STUCK, USUAL, WATCH

PAIR = ["learner", "target"]


def words_of_targets() -> ibis.Table:
    """`target` with its words: `subject`, `code`, `level`, `competency`."""
    joined = table(Target).inner_join(table(Competency).select("competency", "subject"), "competency")
    return joined.select("target", "subject", "code", "level", "competency")


# -- R-01 --------------------------------------------------------------------------------------------------------------


def _flagged(question: Question) -> ibis.Table:
    """Of each learner and competency one level that is not attained: of those that were judged the one that was so
    last, if it is stuck or to be watched; else the step that nothing has happened with for the longest time."""
    when = question.when
    flagged = flags(when)
    targets = table(Target).select("target", "competency")
    judged = flagged.filter(_.flag != ATTAINED).inner_join(targets, "target")
    by_time = ibis.window(group_by=["learner", "competency"], order_by=[_.judged_at.desc(), _.target])
    current = judged.mutate(turn=ibis.row_number().over(by_time)).filter(_.turn == 0, _.flag.isin((STUCK, WATCH)))
    attained = flagged.filter(_.flag == ATTAINED).select(*PAIR)
    idle = idle_steps(when).filter(_.idle_days >= USUAL.idle).anti_join(attained, PAIR)
    candidates = ibis.union(
        current.select(*PAIR, "competency", rank=ibis.literal(0), idle=ibis.literal(0, "int64")),
        idle.inner_join(targets, "target").select(*PAIR, "competency", rank=ibis.literal(1), idle="idle_days"),
    )
    by_need = ibis.window(group_by=["learner", "competency"], order_by=[_.rank, _.idle.desc(), _.target])
    chosen = candidates.mutate(turn=ibis.row_number().over(by_need)).filter(_.turn == 0).select(*PAIR)
    whole = chosen.left_join(flagged, PAIR, rname="{name}_flagged").left_join(idle, PAIR, rname="{name}_idle")
    whole = whole.left_join(open_supports(when), PAIR, rname="{name}_supported")
    named = whole.inner_join(words_of_targets(), "target", rname="{name}_words")
    return question.roster().inner_join(named, "learner", rname="{name}_named")


def _support_rows(question: Question) -> ibis.Table:
    found = _flagged(question)
    return found.select(
        *question.by,
        "learner",
        "subject",
        "code",
        "competency",
        "flag",
        "slope",
        "attempts",
        inactive=found.idle_days.notnull(),
        daysSinceRise=found.days_since_rise,
        idleDays=found.idle_days,
        openSupports=found.supports.fill_null(0),
    )


R_01 = Report(
    id="R-01",
    title="Needs-support roster",
    row="one learner and competency that is stuck, to be watched, or inactive",
    horizon="S",
    formulas=("3.11",),
    columns=(
        Key("learner", "learner"),
        Key("subject", "subject"),
        Key("code", "code"),
        Key("competency", "CFItem"),
        Detail("flag", "flag", "noJudgments"),
        Detail("inactive", "yes or no", formula="no evidence of an open step for 15 days"),
        Detail("slope", "levels an attempt", "tooFewJudgments", formula="Theil and Sen"),
        Detail("daysSinceRise", "instructional days", "noJudgments"),
        Detail("attempts", "judgments", "noJudgments"),
        Detail("idleDays", "instructional days"),
        Detail("openSupports", "supports"),
    ),
    groupings=(*ROSTER_GROUPINGS, GROUPS),
    suppression=Suppression.NAMED,
    expression=_support_rows,
    notes=(
        "Of a competency the level counts that was judged last of those that are not attained, else the step that "
        "nothing has happened with for the longest time. A step is open once there is evidence of it, or it is due.",
    ),
)

# -- R-02 --------------------------------------------------------------------------------------------------------------


def _paced(question: Question) -> ibis.Table:
    when = question.when
    plans = plans_at(when, moments(when, [when.day]))
    paced = paces(when, plans)
    about = plans.select("pathway", "title", "purpose", "calendar", "begins")
    own = paced.inner_join(about, "pathway").left_join(_deep(question, plans), "pathway", rname="{name}_deep")
    left = own.planned - own.attained
    return own.mutate(
        remaining=ibis.ifelse(
            own.attained > 0,
            (ibis.greatest(left, 0) * own.elapsed + own.attained - 1) // own.attained,
            ibis.null("int64"),
        ),
        index=ibis.ifelse(own.e > 0, own.a / own.e, ibis.null("float64")),
        deep_share=own.deep.cast("float64") / own.judgments,
    )


def _deep(question: Question, plans: ibis.Table) -> ibis.Table:
    """`pathway`, and of the judgments since it began that attained levels rest on, how many are `deep`."""
    shown = supporting(question.when, WEBB).select("judgment", "depth", "effective_on", who="learner")
    own = plans.select("pathway", "learner", "begins")
    joined = own.inner_join(shown, [own.learner == shown.who, shown.effective_on >= own.begins])
    return joined.group_by("pathway").agg(
        judgments=joined.count(), deep=joined.count(where=joined.depth >= deep_rank(WEBB))
    )


def _pace_rows(question: Question) -> ibis.Table:
    found = question.roster().inner_join(_paced(question), "learner", rname="{name}_paced")
    return found.select(
        *question.by,
        *("learner", "pathway", "title", "purpose", "attained", "planned", "progress", "a", "e", "gap", "index"),
        *("status", "elapsed", "days", "calendar"),
        remainingDays=found.remaining,
        deepShare=found.deep_share,
    )


def _projected(rows: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    """With the day on which a learner is through who goes on as so far."""
    clock, day = question.clock, question.when.day
    for row in rows:
        left = row["remainingDays"]
        now = clock.number(row["calendar"], day)
        finish = None if left is None else day if left == 0 else clock.date_of(row["calendar"], now + left)
        row["projectedFinish"] = finish
        row["why"] = "nothingAttained" if left is None else "beyondCalendar"
    return rows


R_02 = Report(
    id="R-02",
    title="Pace roster",
    row="one learner and pathway",
    horizon="S",
    formulas=("3.5", "3.6", "3.8"),
    columns=(
        Key("learner", "learner"),
        Key("title", "pathway"),
        Key("purpose", "purpose"),
        Key("pathway", "id"),
        Detail("attained", "steps"),
        Detail("planned", "steps"),
        Detail("progress", "share", "emptyPathway", formula="weights of attained steps by those of all"),
        Detail("a", "share", "emptyPathway", formula="attained / planned"),
        Detail("e", "share", "noPlannedDays", formula="elapsed / days"),
        Detail("gap", "share", "noPlannedDays", formula="a - e"),
        Detail("index", "ratio", "nothingElapsed", formula="a / e"),
        Detail("status", "status", "noPlannedDays"),
        Detail("elapsed", "instructional days"),
        Detail("days", "instructional days"),
        Detail("remainingDays", "instructional days", "nothingAttained"),
        Detail("projectedFinish", "day", why="why"),
        Detail("deepShare", "share", "noQualifyingJudgment", formula="of depth 3 and more, since the pathway began"),
    ),
    groupings=(*ROSTER_GROUPINGS, GROUPS),
    suppression=Suppression.NAMED,
    expression=_pace_rows,
    finish=_projected,
    notes=("Days are those of the calendar of the pathway, without its pauses.",),
)

# -- R-03 --------------------------------------------------------------------------------------------------------------


def _ready_rows(question: Question) -> ibis.Table:
    when, people = question.when, question.roster()
    shown = when.facts(Evidence).inner_join(table(EvidenceTarget), "evidence")
    files = shown.group_by("learner", "target").agg(evidence=_.work.nunique())
    days = numbers(when).select(since="day", number_since="number")
    own = ready(when, people).left_join(days, "since", rname="{name}_numbered")
    own = own.left_join(files, PAIR, rname="{name}_filed").inner_join(
        words_of_targets(), "target", rname="{name}_words"
    )
    found = people.inner_join(own, "learner", rname="{name}_ready")
    return found.select(
        *question.by,
        *("learner", "subject", "code", "level", "competency"),
        daysReady=when.number - found.number_since,
        evidence=found.evidence.fill_null(0),
    )


R_03 = Report(
    id="R-03",
    title="Ready list",
    row="one learner and level in the ready set",
    horizon="S",
    formulas=("2.2 LRN-05",),
    columns=(
        Key("learner", "learner"),
        Key("subject", "subject"),
        Key("code", "code"),
        Key("level", "level"),
        Key("competency", "CFItem"),
        Detail("daysReady", "instructional days", "noPrerequisite"),
        Detail("evidence", "pieces"),
    ),
    groupings=(*ROSTER_GROUPINGS, GROUPS),
    suppression=Suppression.NAMED,
    expression=_ready_rows,
    notes=("A level needs what precedes it in the framework, and the level below it in its competency.",),
)
