"""R-20: what became of learners who were supported."""

import ibis
from ibis import _

from fairmark.server.reports.asking import Question
from fairmark.server.reports.declaration import (
    GROUPS,
    LEARNER_GROUPINGS,
    Count,
    Figure,
    Key,
    Report,
    Share,
    Size,
    Suppression,
)
from fairmark.server.reports.measures.flagging import admitted, cuts
from fairmark.server.reports.measures.growing import numbers
from fairmark.server.reports.rows import Support, Supported, SupportTarget
from fairmark.server.reports.tables import settled, table

FEWEST = 2
"""Judgments that there must be before and after."""


def _measured(question: Question) -> ibis.Table:
    """Each learner and support that has ended: rates of judgments at the cut, over as many days before it began as
    since it did (`before`, `after`; null where either has too few)."""
    when = question.when
    ended = when.plans(Support).filter(_.status == "ended", _.begins <= when.day)
    own = ended.inner_join(table(Supported), "support")
    days = numbers(when)
    over = own["ends"].coalesce(own.review_on)
    timed = own.mutate(over=over).inner_join(days.select(begins="day", start="number"), "begins")
    timed = timed.inner_join(days.select(over="day", stop="number"), "over", rname="{name}_over")
    judged = admitted(when).inner_join(cuts(when), ["learner", "target"], rname="{name}_cut")
    judged = judged.inner_join(days.select(effective_on="day", at="number"), "effective_on", rname="{name}_day")
    hits = judged.select("learner", "target", "at", "effective_on", hit=ibis.ifelse(judged.score >= judged.cut, 1, 0))
    about = timed.inner_join(table(SupportTarget), "support").select("support", "learner", "target", "start", "stop")
    joined = about.inner_join(hits, ["learner", "target"], rname="{name}_hit")
    length = joined.stop - joined.start
    early = (joined["at"] > joined.start - length) & (joined["at"] <= joined.start)
    late = (joined["at"] > joined.start) & (joined["at"] <= joined.stop)
    rates = joined.group_by("support", "learner").agg(
        n_before=joined.count(where=early),
        n_after=joined.count(where=late),
        before=joined.hit.cast("float64").mean(where=early),
        after=joined.hit.cast("float64").mean(where=late),
    )
    enough = rates.filter(_.n_before >= FEWEST, _.n_after >= FEWEST).select("support", "learner", "before", "after")
    whole = timed.left_join(enough, ["support", "learner"], rname="{name}_rated")
    return settled(whole.select("support", "learner", "kind", "planned", "delivered", "staff_hours", "before", "after"))


def _rows(question: Question) -> ibis.Table:
    found = question.roster().inner_join(_measured(question), "learner", rname="{name}_supported")
    is_measured = found.before.notnull() & found.after.notnull()
    given = found.planned.notnull() & found.delivered.notnull()
    return found.group_by([*question.by, "kind"]).agg(
        n=found.learner.nunique(),
        supports=found.count(),
        measured=found.learner.nunique(where=is_measured),
        pairs=found.count(where=is_measured),
        before=found.before.mean(where=is_measured),
        after=found.after.mean(where=is_measured),
        improved=found.count(where=is_measured & (found.after > found.before)),
        planned=found.planned.sum(where=given).fill_null(0).cast("int64"),
        delivered=found.delivered.sum(where=given).fill_null(0).cast("int64"),
        staffHours=found.staff_hours.sum(),
    )


def _behind(question: Question) -> ibis.Table:
    found = question.roster().inner_join(_measured(question), "learner", rname="{name}_supported")
    return found.select(*question.by, "kind", "learner", "support", "before", "after", "delivered", "planned")


R_20 = Report(
    id="R-20",
    title="Support effectiveness",
    row="one kind of support",
    horizon="L",
    formulas=("2.8 INT-04",),
    columns=(
        Key("kind", "kind"),
        Size("n", formula="learners whose support has ended"),
        Count("supports", "n", "supports"),
        Size("measured", formula="learners with two judgments before and after"),
        Figure("before", "share", "measured", "tooFewJudgments", formula="judgments at the cut, mean of supports"),
        Figure("after", "share", "measured", "tooFewJudgments", formula="over as many days"),
        Count("improved", "measured", "supports"),
        Share("improvedShare", "improved", "pairs", "measured", "tooFewJudgments"),
        Count("delivered", "n", "minutes"),
        Count("planned", "n", "minutes"),
        Share("dosageShare", "delivered", "planned", "n", "notRecorded"),
        Figure("staffHours", "hours", "n", "notRecorded"),
    ),
    groupings=(*LEARNER_GROUPINGS, GROUPS),
    suppression=Suppression.WIDE,
    expression=_rows,
    behind=_behind,
    notes=("Rates before and after stand beside each other; what the support has caused they do not say.",),
)
