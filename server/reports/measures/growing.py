"""Growth in levels (profile, section 3.7)."""

import ibis
from ibis import _

from fairmark.server.reports.measures.attaining import PLACED, levels, placements, standings, standings_by
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import Competency, Day, Determination
from fairmark.server.reports.tables import table
from fairmark.validators.learning.determining import INSUFFICIENT
from fairmark.validators.learning.growth import SHORTEST

GROUP = ("learner", "competency")


def changes(when: When) -> ibis.Table:
    """`learner`, `competency`, `baseline` with the day `since`, and `current`, each null where there is none.

    The baseline is the starting level, else the position at the end of the first day of which there is a conclusion;
    the current value is the position now. It takes two dated values, or one and a starting level.
    """
    concluded = when.facts(Determination).filter(~_.status.isin((PLACED, INSUFFICIENT))).inner_join(levels(), "target")
    dated = concluded.group_by(*GROUP).agg(first=_.effective_on.min(), last=_.effective_on.max())
    placed = placements(when)
    now = standings(when).select(*GROUP, now="position")
    then = _first_positions(when, concluded, dated).select(*GROUP, then="position")
    pairs = ibis.union(placed.select(*GROUP), dated.select(*GROUP), distinct=True)
    whole = pairs.left_join(placed, list(GROUP)).left_join(dated, list(GROUP), rname="{name}_dated")
    whole = whole.left_join(now, list(GROUP), rname="{name}_now").left_join(then, list(GROUP), rname="{name}_then")
    two = whole["first"] < whole["last"]
    return whole.select(
        *GROUP,
        baseline=whole.placed.coalesce(ibis.ifelse(two, whole.then, ibis.null("int64"))),
        since=whole.placed_on.coalesce(ibis.ifelse(two, whole["first"], ibis.null("date"))),
        current=ibis.ifelse(whole["last"].notnull(), whole.now, ibis.null("int64")),
    )


def _first_positions(when: When, concluded: ibis.Table, dated: ibis.Table) -> ibis.Table:
    """Positions by what was concluded of each competency on the first of its days."""
    firsts = dated.select(*GROUP, effective_on="first")
    early = concluded.semi_join(firsts, [*GROUP, "effective_on"])
    statuses = early.group_by("learner", "target").agg(status=early.status.argmax(early.recorded_at))
    return standings_by(when, statuses)


def learner_growth(when: When, by: str = "subject") -> ibis.Table:
    """Growth of each learner in each subject: `learner`, `subject`, `eligible` and `counted` competencies, the mean
    `growth`, `days` since the first baseline, `annualised`, the mean `baseline` and `current` value and number of
    `levels` of those that count; figures are null, and `why` says so, where too little is known."""
    known = table(Competency).select("competency", "levels", "subject", "is_academic")
    own = changes(when).inner_join(known, "competency")
    both = own.baseline.notnull() & own.current.notnull()
    summed = own.group_by("learner", by).agg(
        eligible=own.count(),
        counted=own.count(where=both),
        grown=(own.current - own.baseline).sum(where=both),
        began=own.baseline.sum(where=both),
        reached=own.current.sum(where=both),
        whole=own.levels.sum(where=both),
        since=own.since.min(where=both),
    )
    days = numbers(when).select(since="day", number_then="number")
    dated = summed.left_join(days, "since")
    elapsed = when.number - dated.number_then
    enough = dated.counted * 2 >= dated.eligible
    growth = ibis.ifelse(enough, dated.grown.cast("float64") / dated.counted, ibis.null("float64"))
    rated = dated.select(
        "learner",
        by,
        "eligible",
        "counted",
        growth=growth,
        days=elapsed,
        annualised=ibis.ifelse(
            elapsed >= SHORTEST, growth * when.year_days / elapsed.cast("float64"), ibis.null("float64")
        ),
        baseline=dated.began.cast("float64") / dated.counted,
        current=dated.reached.cast("float64") / dated.counted,
        levels=dated.whole.cast("float64") / dated.counted,
    )
    return rated.mutate(
        why=ibis.cases(
            (rated.growth.isnull(), "belowHalf"), (rated.annualised.isnull(), "tooShort"), else_=ibis.null("string")
        )
    )


def numbers(when: When) -> ibis.Table:
    """`day` and `number` of the days of the calendar."""
    days = table(Day)
    return days.filter(days.calendar == when.calendar).select("day", "number")
