"""R-13: pace and progress, month by month."""

from datetime import date, timedelta

import ibis
from ibis import _

from fairmark.server.reports.asking import Question
from fairmark.server.reports.clock import month_ends
from fairmark.server.reports.declaration import (
    GROUPS,
    LEARNER_GROUPINGS,
    Count,
    Figure,
    Key,
    Parameter,
    Report,
    Share,
    Size,
    Suppression,
)
from fairmark.server.reports.measures.pacing import latest_plans, moments, paces, plans_at
from fairmark.validators.learning.pace import AHEAD, BEHIND, ON_PACE, TOO_EARLY

NOBODY_RATED = "nobodyRated"
PLAN = "plan"
A_YEAR = timedelta(days=365)


def _months(question: Question) -> list[date]:
    when = question.when
    since: date = question.parameter("since", None) or when.day - A_YEAR
    return month_ends(since, when.day)


def _paced(question: Question) -> ibis.Table:
    """Everybody with a pathway at the end of each month, in the groups of that day."""
    when = question.when
    times = moments(when, _months(question))
    plans = latest_plans(plans_at(when, times, question.parameter("purpose", PLAN)))
    paced = paces(when, plans)
    return paced.inner_join(question.roster(times), ["learner", "on"])


def _rows(question: Question) -> ibis.Table:
    found = _paced(question)
    return (
        found.group_by([*question.by, "on"])
        .agg(
            n=_.count(),
            rated=_.count(where=_.status.notnull() & (_.status != TOO_EARLY)),
            behind=_.count(where=_.status == BEHIND),
            onPace=_.count(where=_.status == ON_PACE),
            ahead=_.count(where=_.status == AHEAD),
            medianProgress=_.progress.median(),
        )
        .rename(month="on")
    )


def _behind(question: Question) -> ibis.Table:
    names = ("attained", "planned", "elapsed", "days", "gap", "status", "progress")
    return _paced(question).select(*question.by, "learner", *names, month="on")


def _reached(question: Question) -> ibis.Table:
    when = question.when
    return plans_at(when, moments(when, [when.day]), question.parameter("purpose", PLAN)).select("learner").distinct()


R_13 = Report(
    id="R-13",
    title="Pace and progress trend",
    row="one month",
    horizon="L",
    formulas=("3.5", "3.6"),
    columns=(
        Key("month", "last day"),
        Size("n", formula="learners with a pathway"),
        Size("rated", formula="those not too early"),
        Count("behind", "rated", formula="a - e < -0.05"),
        Count("onPace", "rated"),
        Count("ahead", "rated", formula="a - e > 0.05"),
        Share("behindShare", "behind", "rated", "rated", NOBODY_RATED),
        Share("onPaceShare", "onPace", "rated", "rated", NOBODY_RATED),
        Share("aheadShare", "ahead", "rated", "rated", NOBODY_RATED),
        Figure("medianProgress", "share", "n", "emptyPathway", formula="median of attained by all weights"),
    ),
    groupings=(*LEARNER_GROUPINGS, GROUPS),
    parameters=(
        Parameter("since", date, None, "a day such as 2026-08-17"),
        Parameter("purpose", str, PLAN, "a purpose of pathways, such as plan or graduation"),
    ),
    suppression=Suppression.WIDE,
    expression=_rows,
    reached=_reached,
    behind=_behind,
    notes=("Of several pathways of a learner the one that began last counts; groups are those of the day.",),
)
