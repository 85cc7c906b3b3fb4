"""Needs-support flags (profile, section 3.11): productive struggle, being stuck and knowing too little are three
things."""

import ibis
from ibis import _

from fairmark.server.reports.measures.attaining import latest
from fairmark.server.reports.measures.growing import numbers
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import (
    Admission,
    Evidence,
    EvidenceTarget,
    Judgment,
    Pathway,
    Rule,
    Step,
    Support,
    Supported,
    SupportTarget,
)
from fairmark.server.reports.tables import table
from fairmark.validators.learning.determining import PROFICIENT
from fairmark.validators.learning.struggle import ATTAINED, INDETERMINATE, PRODUCTIVE, STUCK, USUAL, WATCH

PAIR = ("learner", "target")


def admitted(when: When) -> ibis.Table:
    """The scored judgments that some rule admits: those that conclusions rest on."""
    scored = when.facts(Judgment).filter(_.score.notnull())
    admissions = table(Admission).select("role", "purpose").distinct()
    return scored.semi_join(admissions, ["role", "purpose"])


def cuts(when: When) -> ibis.Table:
    """`learner`, `target` and the `cut` that was applied last."""
    rules = table(Rule).select("rule", "cut")
    return latest(when, "status", "rule").inner_join(rules, "rule").select(*PAIR, "status", "cut")


def flags(when: When) -> ibis.Table:
    """The flag of each learner and target with judgments and a conclusion: `attempts`, the last `score`, the `slope`
    per attempt, `days_since_rise`, `judged_at`, and `flag`."""
    order = ibis.window(group_by=list(PAIR), order_by=["effective_at", "recorded_at", "judgment"])
    before = ibis.window(group_by=list(PAIR), order_by=["effective_at", "recorded_at", "judgment"], rows=(None, -1))
    own = admitted(when).mutate(turn=ibis.row_number().over(order))
    tried = own.mutate(best=own.score.max().over(before)).select(
        *PAIR, "turn", "score", "best", "effective_on", "effective_at"
    )
    rises = tried.best.isnull() | (tried.score > tried.best)
    summed = tried.group_by(*PAIR).agg(
        attempts=tried.count(),
        score=tried.score.argmax(tried.turn),
        judged_at=tried.effective_at.max(),
        risen=tried.effective_on.max(where=rises),
    )
    sloped = summed.left_join(_slopes(tried), list(PAIR), rname="{name}_sloped")
    risen = numbers(when).select(risen="day", number_risen="number")
    known = sloped.left_join(risen, "risen", rname="{name}_risen").inner_join(
        cuts(when), list(PAIR), rname="{name}_cut"
    )
    whole = known.select(
        *PAIR, "attempts", "score", "slope", "judged_at", "cut", days_since_rise=when.number - known.number_risen
    )
    return whole.mutate(
        flag=ibis.cases(
            (whole.score >= whole.cut, ATTAINED),
            (whole.attempts < USUAL.attempts, INDETERMINATE),
            (whole.slope >= USUAL.slope, PRODUCTIVE),
            (whole.days_since_rise >= USUAL.days, STUCK),
            else_=WATCH,
        )
    )


def _slopes(tried: ibis.Table) -> ibis.Table:
    """The median of the slopes between all pairs of attempts."""
    later = tried.select(*PAIR, later_turn="turn", later_score="score")
    pairs = tried.inner_join(later, [*PAIR, tried.turn < later.later_turn])
    rise = (pairs.later_score - pairs.score) / (pairs.later_turn - pairs.turn)
    return pairs.select(*PAIR, rise=rise).group_by(*PAIR).agg(slope=_.rise.median())


def idle_steps(when: When) -> ibis.Table:
    """`learner`, `target` and `idle_days` of open steps: not attained, and begun or due. Days are those since the last
    evidence, or since the step was due where there is none."""
    plans = when.plans(Pathway).filter(_.begins <= when.day, _.ends.isnull() | (_.ends >= when.day))
    steps = plans.inner_join(table(Step), "pathway").group_by(*PAIR).agg(due_on=_.due_on.min())
    shown = when.facts(Evidence).inner_join(table(EvidenceTarget), "evidence")
    worked = shown.group_by(*PAIR).agg(last=_.effective_on.max())
    attained = latest(when, "status").filter(_.status == PROFICIENT).select(*PAIR)
    left = steps.anti_join(attained, list(PAIR)).left_join(worked, list(PAIR), rname="{name}_worked")
    due = ibis.ifelse(left.due_on <= when.day, left.due_on, ibis.null("date"))
    since = left["last"].coalesce(due)
    dated = left.select(*PAIR, since=since).filter(_.since.notnull())
    days = numbers(when).select(since="day", number_since="number")
    joined = dated.inner_join(days, "since")
    return joined.select(*PAIR, idle_days=when.number - joined.number_since)


def open_supports(when: When) -> ibis.Table:
    """`learner`, `target` and how many `supports` are open."""
    own = when.plans(Support).filter(_.status == "open", _.begins <= when.day)
    about = own.inner_join(table(Supported), "support").inner_join(table(SupportTarget), "support")
    return about.group_by(*PAIR).agg(supports=_.count())
