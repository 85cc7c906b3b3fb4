"""How long it takes to attain a level (profile, section 3.10): who has not attained it yet still tells."""

from collections.abc import Sequence

import ibis
from ibis import _

from fairmark.server.reports.measures.attaining import placements
from fairmark.server.reports.measures.growing import numbers
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import Determination, Evidence, EvidenceTarget, Goal, GoalTarget, Target
from fairmark.server.reports.tables import table
from fairmark.validators.learning.determining import PROFICIENT

HALF = 0.5 + 1e-9
"""Survival is a product of fractions: what is a half is one, whatever the last digit says."""


def spells(when: When) -> ibis.Table:
    """`learner`, `target`, the instructional `days` from first engagement to attainment, or until now where it is not
    `is_attained`. Levels that count by a starting level are left out."""
    begun = _engagements(when).group_by("learner", "target").agg(first=_.on.min())
    attained = when.facts(Determination).filter(_.status == PROFICIENT)
    reached = attained.group_by("learner", "target").agg(last=_.effective_on.min())
    targets = table(Target).select("target", "competency", "level")
    own = begun.inner_join(targets, "target")
    placed = placements(when).select("learner", "competency", "placed")
    known = own.left_join(placed, ["learner", "competency"], rname="{name}_placed")
    known = known.filter(known.placed.isnull() | known.level.isnull() | (known.level > known.placed))
    dated = known.left_join(reached, ["learner", "target"], rname="{name}_reached")
    days = numbers(when)
    start = days.select(first="day", number_first="number")
    end = days.select(last="day", number_last="number")
    numbered = dated.inner_join(start, "first").left_join(end, "last", rname="{name}_end")
    until = numbered.number_last.coalesce(when.number)
    return numbered.select(
        "learner",
        "target",
        days=ibis.greatest(until - numbered.number_first, 0),
        is_attained=ibis.ifelse(numbered["last"].notnull(), 1, 0),
    )


def _engagements(when: When) -> ibis.Table:
    """Each day on which a learner has shown something at a target, or set it as a goal."""
    evidence = when.facts(Evidence).inner_join(table(EvidenceTarget), "evidence")
    goals = when.plans(Goal).inner_join(table(GoalTarget), "goal")
    goals = goals.filter(goals.begins.notnull(), goals.begins <= when.day)
    return ibis.union(
        evidence.select("learner", "target", on="effective_on"), goals.select("learner", "target", on="begins")
    )


def survival(spells: ibis.Table, group: Sequence[str], by_day: int) -> ibis.Table:
    """The curve of Kaplan and Meier of each group: `n`, `attained`, the `median` days (null where fewer than half have
    attained it), and the share `attained_by` that day."""
    names = list(group)
    counts = spells.group_by([*names, "days"]).agg(left=_.count(), reached=_.is_attained.sum())
    onward = ibis.window(group_by=names, order_by="days", rows=(0, None))
    upto = ibis.window(group_by=names, order_by="days", rows=(None, 0))
    at_risk = counts.mutate(at_risk=counts.left.sum().over(onward))
    is_last = at_risk.reached == at_risk.at_risk
    step = ibis.ifelse(is_last, 0.0, (1 - at_risk.reached.cast("float64") / at_risk.at_risk).ln())
    logs = at_risk.mutate(step=step, ends=ibis.ifelse(is_last, 1, 0))
    curve = logs.mutate(survival=ibis.ifelse(logs.ends.max().over(upto) == 1, 0.0, logs.step.sum().over(upto).exp()))
    return curve.aggregate(
        by=names,
        n=curve.left.sum().cast("int64"),
        attained=curve.reached.sum().cast("int64"),
        median=curve.days.min(where=(curve.survival <= HALF) & (curve.reached > 0)),
        attained_by=1 - curve.survival.min(where=curve.days <= by_day).fill_null(1.0),
    )
