"""R-12: growth by where learners began."""

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
from fairmark.server.reports.measures.growing import learner_growth
from fairmark.server.reports.measures.rostering import GRADE, LAST_GRADE, enrolled
from fairmark.server.reports.measures.tracking import SAME

FEW = "nobodyHasGrowth"


def _grown(question: Question) -> ibis.Table:
    """Everybody whose growth in a subject is known, with the `band` of the baseline, and whether it `meets` what is
    required to reach the last level (1 or 0; null in the last moment of school)."""
    grades = enrolled(question.when).select("learner", enrolled_in=GRADE)
    people = question.roster().inner_join(grades, "learner")
    growth = learner_growth(question.when).filter(_.annualised.notnull())
    own = people.inner_join(growth, "learner", rname="{name}_grown")
    years_left = LAST_GRADE - own.enrolled_in + (1 - question.when.share)
    required = (own.levels - own.current) / years_left
    return own.mutate(
        band=own.baseline.floor().cast("int64"),
        required=required,
        meets=ibis.cases(
            (own.current >= own.levels - SAME, 1),
            (years_left <= 0, ibis.null("int64")),
            (own.annualised >= required - SAME, 1),
            else_=0,
        ),
    )


def _rows(question: Question) -> ibis.Table:
    return (
        _grown(question)
        .group_by([*question.by, "subject", "band"])
        .agg(
            n=_.count(),
            mean=_.annualised.mean(),
            median=_.annualised.median(),
            lowerQuartile=_.annualised.quantile(0.25),
            upperQuartile=_.annualised.quantile(0.75),
            required=_.meets.count(),
            meeting=_.meets.sum().fill_null(0).cast("int64"),
        )
    )


def _behind(question: Question) -> ibis.Table:
    names = ("baseline", "current", "annualised", "required", "meets")
    return _grown(question).select(*question.by, "subject", "band", "learner", *names)


def _reached(question: Question) -> ibis.Table:
    return learner_growth(question.when).filter(_.annualised.notnull()).select("learner").distinct()


R_12 = Report(
    id="R-12",
    title="Growth distribution",
    row="one band of starting levels, one level wide",
    horizon="L",
    formulas=("3.7",),
    columns=(
        Key("subject", "subject"),
        Key("band", "levels", parts=True),
        Size("n", formula="learners with annualised growth"),
        Figure("mean", "levels a year", "n", FEW),
        Figure("median", "levels a year", "n", FEW),
        Figure("lowerQuartile", "levels a year", "n", FEW, formula="linear interpolation"),
        Figure("upperQuartile", "levels a year", "n", FEW, formula="linear interpolation"),
        Count("meeting", "n", formula="annualised >= (last level - current) / years left"),
        Share("meetingShare", "meeting", "required", "n", "noTimeLeft"),
    ),
    groupings=(*LEARNER_GROUPINGS, GROUPS),
    suppression=Suppression.WIDE,
    expression=_rows,
    reached=_reached,
    behind=_behind,
    notes=("Growth of a learner counts where at least half of the competencies have two values, after 45 days.",),
)
