"""R-19: processes, and what became of the same learners."""

from datetime import date

import ibis
from ibis import _

from fairmark.server.reports.asking import Question
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
from fairmark.server.reports.measures.attaining import DETERMINED, latest
from fairmark.server.reports.measures.pacing import latest_plans, moments, paces, plans_at
from fairmark.server.reports.measures.processing import SECOND_CHANCES, TURNAROUND, indicators
from fairmark.validators.learning.determining import PROFICIENT
from fairmark.validators.learning.pace import BEHIND, TOO_EARLY
from fairmark.validators.learning.rates import NOBODY_DETERMINED

NEAR = 1e-9
"""A mean that is exactly at a bound is within it, whatever its last digit says."""

BANDS = {TURNAROUND: (2, 5, 10), SECOND_CHANCES: (0.25, 0.5, 0.75)}
SHARES = (0.1, 0.2, 0.3)
"""Upper bounds of bands, by indicator and of all others; above the last one there is one more."""


def since_of(question: Question) -> date:
    """The first day of what is looked at: that of the school year where nobody says."""
    found: date = question.parameter("since", None) or question.when.year_begins
    return found


def _banded(question: Question) -> ibis.Table:
    """Everybody who is asked about and each indicator that is known of them: `value`, and the `band` from 1."""
    own = indicators(question.when, since_of(question))
    value = own.value - NEAR

    def band(bounds: tuple[float, ...]) -> ibis.Value:
        above = [(value <= bound, number) for number, bound in enumerate(bounds, 1)]
        return ibis.cases(*above, else_=len(bounds) + 1)

    told = ibis.cases(*((own.indicator == name, band(bounds)) for name, bounds in BANDS.items()), else_=band(SHARES))
    return question.roster().inner_join(own.mutate(band=told), "learner", rname="{name}_told")


def _outcomes(question: Question) -> ibis.Table:
    """`learner`, how many levels are `determined` and `proficient`, the `pace` and the `progress` on the plan."""
    when = question.when
    statuses = (
        latest(when, "status")
        .group_by("learner")
        .agg(determined=_.count(where=_.status.isin(DETERMINED)), proficient=_.count(where=_.status == PROFICIENT))
    )
    plans = latest_plans(plans_at(when, moments(when, [when.day]), "plan"))
    paced = paces(when, plans).select("learner", "progress", pace="status")
    return statuses.left_join(paced, "learner", rname="{name}_paced")


def _crossed(question: Question) -> ibis.Table:
    return _banded(question).left_join(_outcomes(question), "learner", rname="{name}_become")


def _rows(question: Question) -> ibis.Table:
    found = _crossed(question)
    is_rated = found.pace.notnull() & (found.pace != TOO_EARLY)
    return found.group_by([*question.by, "indicator", "band"]).agg(
        learners=found.count(),
        value=found.value.mean(),
        determined=found.determined.sum().fill_null(0).cast("int64"),
        proficient=found.proficient.sum().fill_null(0).cast("int64"),
        rated=found.count(where=is_rated),
        behind=found.count(where=is_rated & (found.pace == BEHIND)),
        medianProgress=found.progress.median(),
    )


def _behind(question: Question) -> ibis.Table:
    names = ("value", "determined", "proficient", "pace", "progress")
    return _crossed(question).select(*question.by, "indicator", "band", "learner", *names)


R_19 = Report(
    id="R-19",
    title="Process and outcome",
    row="one band of a process indicator",
    horizon="L",
    formulas=("3.15", "3.4", "3.5", "3.6"),
    columns=(
        Key("indicator", "indicator"),
        Key("band", "band", parts=True),
        Size("learners", formula="of whom the indicator is known"),
        Figure("value", "days or share", "learners", formula="mean of the learners"),
        Count("determined", "learners", "levels"),
        Count("proficient", "learners", "levels"),
        Share("proficientShare", "proficient", "determined", "learners", NOBODY_DETERMINED, formula="P/D"),
        Size("rated", formula="learners whose pace is rated"),
        Count("behind", "rated"),
        Share("behindShare", "behind", "rated", "rated", "nobodyRated"),
        Figure("medianProgress", "share", "learners", "noPathway"),
    ),
    groupings=(*LEARNER_GROUPINGS, GROUPS),
    parameters=(Parameter("since", date, None, "a day such as 2026-08-17; the school year where it is left out"),),
    suppression=Suppression.WIDE,
    expression=_rows,
    behind=_behind,
    notes=(
        "Bands end at 2, 5 and 10 days of feedback turnaround, at a second chance within 20 days for 25 %, 50 % and "
        "75 % of judgments below the cut, and at 10 %, 20 % and 30 % of work that learners have begun themselves. P/D "
        "is that of all levels together.",
    ),
)
