"""Progress along pathways and pace against them (profile, sections 3.5 and 3.6), at one or at many days."""

from collections.abc import Sequence
from datetime import date

import ibis
from ibis import _

from fairmark.server.reports.measures.attaining import PLACED, levels
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import Day, Determination, Pathway, Pause, Step
from fairmark.server.reports.tables import table
from fairmark.validators.learning.determining import PROFICIENT
from fairmark.validators.learning.pace import AHEAD, BEHIND, ON_PACE, SAME, TOO_EARLY

BUFFER, EARLIEST = 0.05, 10
"""The share by which a learner may be off before that is said, and the days before which nothing is."""


def moments(when: When, days: Sequence[date]) -> ibis.Table:
    """The ends of those days: `on` and the moment `at`. The day of the question ends when the question says."""
    own = table(Day)
    found = own.filter(own.calendar == when.calendar, own.day.isin(list(days)))
    return found.select(
        on="day", at=ibis.ifelse(found.day == when.day, ibis.literal(when.as_of, "timestamp(6)"), found.closes_at)
    )


def attained_spells(when: When, pairs: ibis.Table) -> ibis.Table:
    """When targets were attained, by what is known now: `learner`, `target`, from the moment `starts` on and until
    `stops` (null: still). Only of `pairs` of learner and target.

    Of what was effective at a moment the determination counts that was made last. So one counts from when it is
    effective until the first moment at which one that was made later is.
    """
    made = when.known(Determination).semi_join(pairs, ["learner", "target"])
    later = ibis.window(group_by=["learner", "target"], order_by=made.recorded_at.desc(), rows=(None, -1))
    spells = made.mutate(stops=made.effective_at.min().over(later))
    proficient = spells.filter(
        spells.status == PROFICIENT, spells.stops.isnull() | (spells.stops > spells.effective_at)
    ).select("learner", "target", starts="effective_at", stops="stops")
    return ibis.union(proficient, _placed_spells(when, pairs))


def _placed_spells(when: When, pairs: ibis.Table) -> ibis.Table:
    """Levels up to a starting level count from when that was found."""
    made = when.known(Determination).filter(_.status == PLACED).inner_join(levels(), "target")
    starts = made.group_by("learner", "competency").agg(placed=_.level.max(), starts=_.effective_at.min())
    own = levels().select("competency", "level", below="target")
    joined = starts.inner_join(own, "competency").filter(_.level <= _.placed)
    wanted = joined.inner_join(pairs, [joined.learner == pairs.learner, joined.below == pairs.target])
    return wanted.select("learner", "target", "starts", stops=ibis.null("timestamp(6)"))


def plans_at(when: When, times: ibis.Table, purpose: str | None = None) -> ibis.Table:
    """The pathways that learners go along at those times, as they were agreed on then: a row for each and time."""
    plans = table(Pathway)
    if purpose is not None:
        plans = plans.filter(plans.purpose == purpose)
    joined = plans.cross_join(times)
    known = ibis.least(joined["at"], ibis.literal(when.known_at))
    return joined.filter(
        joined.recorded_at <= known,
        joined.void_from.isnull() | (joined.void_from > known),
        joined.begins <= joined.on,
        joined.ends.isnull() | (joined.ends >= joined.on),
    )


def latest_plans(plans: ibis.Table) -> ibis.Table:
    """Of several pathways of a learner at a time the one that began last."""
    order = ibis.window(group_by=["learner", "on"], order_by=[plans.begins.desc(), plans.recorded_at.desc()])
    return plans.mutate(turn=ibis.row_number().over(order)).filter(_.turn == 0).drop("turn")


def paces(when: When, plans: ibis.Table) -> ibis.Table:
    """Progress and pace on the plans of `plans_at`: `pathway`, `learner`, `on`, `attained` and `planned` steps, the
    weights `credit` and `weight` with the share `progress`, `elapsed` and `days`, the shares `a` and `e`, the `gap` and
    the `status` (null where there is no gap)."""
    counted = _steps(when, plans)
    timed = _days(plans)
    joined = counted.inner_join(timed, ["pathway", "on"])
    a = joined.attained.cast("float64") / joined.planned
    e = ibis.ifelse(
        joined.days > 0,
        ibis.greatest(ibis.least(joined.elapsed.cast("float64") / joined.days, 1.0), 0.0),
        ibis.null("float64"),
    )
    whole = joined.mutate(a=a, e=e, gap=a - e, progress=joined.credit / joined.weight)
    status = ibis.cases(
        (whole.gap.isnull(), ibis.null("string")),
        (whole.elapsed < EARLIEST, TOO_EARLY),
        (whole.gap < -BUFFER - SAME, BEHIND),
        (whole.gap > BUFFER + SAME, AHEAD),
        else_=ON_PACE,
    )
    return whole.mutate(status=status)


def _steps(when: When, plans: ibis.Table) -> ibis.Table:
    """What of the steps is attained. Of a choice as many count as are enough, and that is its weight."""
    own = plans.select("pathway", "learner", "on", "at").inner_join(table(Step), "pathway")
    spells = attained_spells(when, own.select("learner", "target").distinct())
    joined = own.left_join(
        spells,
        [
            own.learner == spells.learner,
            own.target == spells.target,
            spells.starts <= own["at"],
            spells.stops.isnull() | (spells.stops > own["at"]),
        ],
    )
    each = joined.group_by("pathway", "learner", "on", "step", "choice", "enough", "weight").agg(
        is_attained=ibis.ifelse(joined.starts.count() > 0, 1, 0)
    )
    node = each.choice.coalesce(each.step)
    nodes = (
        each.mutate(node=node, in_choice=ibis.ifelse(each.choice.notnull(), 1, 0))
        .group_by("pathway", "learner", "on", "node", "in_choice")
        .agg(steps=_.is_attained.sum(), enough=_.enough.max(), own_weight=_.weight.max())
    )
    wanted = nodes.enough.fill_null(1)
    counted = ibis.least(nodes.steps, wanted)
    whole = nodes.mutate(
        counted=counted,
        wanted=wanted,
        weight=ibis.ifelse(nodes.in_choice == 1, wanted.cast("float64"), nodes.own_weight),
    )
    credit = ibis.ifelse(whole.in_choice == 1, whole.counted.cast("float64"), whole.weight * whole.counted)
    return (
        whole.mutate(credit=credit)
        .group_by("pathway", "learner", "on")
        .agg(
            attained=_.counted.sum().cast("int64"),
            planned=_.wanted.sum().cast("int64"),
            credit=_.credit.sum(),
            weight=_.weight.sum(),
        )
    )


def _days(plans: ibis.Table) -> ibis.Table:
    """`elapsed` and planned `days`: those after the first day up to the time and to the last day, without pauses."""
    days = table(Day).select("calendar", "day", "number", "is_instructional")
    dated = plans.select("pathway", "calendar", "begins", "ends", "on")
    for column in ("begins", "ends", "on"):
        named = days.select("calendar", "day", **{f"number_{column}": days.number})
        dated = dated.left_join(named, [dated.calendar == named.calendar, dated[column] == named.day]).drop(
            "calendar_right", "day"
        )
    paused = _paused(plans, days)
    joined = dated.left_join(paused, "pathway")
    at_all = joined.count(where=joined.day.notnull() & (joined.day <= joined.ends))
    until_now = joined.count(where=joined.day.notnull() & (joined.day <= joined.on))
    group = ("pathway", "on", "number_begins", "number_ends", "number_on")
    summed = joined.group_by(*group).agg(all_paused=at_all, now_paused=until_now)
    return summed.select(
        "pathway",
        "on",
        elapsed=summed.number_on - summed.number_begins - summed.now_paused,
        days=(summed.number_ends - summed.number_begins - summed.all_paused).fill_null(0),
    )


def _paused(plans: ibis.Table, days: ibis.Table) -> ibis.Table:
    """`pathway` and `day` of the instructional days that lie in a pause, after the first day of the pathway."""
    own = plans.select("pathway", "calendar", first="begins").distinct().inner_join(table(Pause), "pathway")
    taught = days.filter(days.is_instructional)
    joined = own.inner_join(
        taught,
        [own.calendar == taught.calendar, taught.day >= own.begins, taught.day < own.ends, taught.day > own["first"]],
    )
    return joined.select("pathway", "day").distinct()
