"""R-22: what learners leave school with, beyond an average of grades."""

from dataclasses import replace

import ibis
from ibis import _

from fairmark.server.reports.asking import Question
from fairmark.server.reports.declaration import (
    GROUPS,
    LEARNER_GROUPINGS,
    ROSTER_GROUPINGS,
    Count,
    Detail,
    Figure,
    Key,
    Parameter,
    Report,
    Share,
    Size,
    Suppression,
)
from fairmark.server.reports.measures.deepening import WEBB, deep_rank, supporting
from fairmark.server.reports.measures.flagging import admitted, cuts
from fairmark.server.reports.measures.pacing import latest_plans, moments, paces, plans_at
from fairmark.server.reports.measures.rostering import COHORT, GRADE, enrolled
from fairmark.server.reports.measures.tracking import on_track
from fairmark.server.reports.rows import Credential
from fairmark.validators.learning.on_track import CELLS, STATUS_ONLY

GRADUATION = "graduation"
PURPOSE = Parameter("purpose", str, GRADUATION, "a purpose of pathways, such as plan or graduation")


def _profiles(question: Question) -> ibis.Table:
    """Everybody who goes along such a pathway: `progress`, `status`, and what they have to show."""
    when = question.when
    plans = latest_plans(plans_at(when, moments(when, [when.day]), question.parameter("purpose", GRADUATION)))
    paced = paces(when, plans).select("learner", "progress", "status", "attained", "planned")
    issued = when.plans(Credential).filter(_.issued_on <= when.day, _.revoked_on.isnull() | (_.revoked_on > when.day))
    credentials = issued.group_by("learner").agg(credentials=_.count())
    shown = supporting(when, WEBB)
    deep = shown.group_by("learner").agg(
        judgments=shown.count(), deep=shown.count(where=shown.depth >= deep_rank(WEBB))
    )
    rated = admitted(when).inner_join(cuts(when), ["learner", "target"], rname="{name}_cut")
    best = rated.filter(rated.score > rated.cut, rated.taxonomy == WEBB, rated.depth >= deep_rank(WEBB))
    exemplars = best.group_by("learner").agg(exemplars=_.evidence.nunique())
    people = enrolled(when).select("learner", enrolled_in=GRADE)
    cells = on_track(when, people).select("learner", "subject", "cell")
    whole = paced.left_join(credentials, "learner", rname="{name}_c").left_join(deep, "learner", rname="{name}_d")
    whole = whole.left_join(exemplars, "learner", rname="{name}_e").left_join(cells, "learner", rname="{name}_t")
    found = question.roster().inner_join(whole, "learner", rname="{name}_profile")
    return found.select(
        *question.by,
        *("learner", "subject", "cell", "progress", "status", "attained", "planned", "judgments", "deep"),
        credentials=found.credentials.fill_null(0),
        exemplars=found.exemplars.fill_null(0),
        deepShare=found.deep.cast("float64") / found.judgments,
    )


def _cohorts(question: Question) -> ibis.Table:
    found = _profiles(question)
    cells = {cell: found.count(where=found.cell == cell) for cell in (*CELLS.values(), STATUS_ONLY)}
    return found.group_by([*question.by, "subject"]).agg(
        learners=found.count(),
        medianProgress=found.progress.median(),
        meanCredentials=found.credentials.cast("float64").mean(),
        meanExemplars=found.exemplars.cast("float64").mean(),
        meanDeepShare=found.deepShare.mean(),
        tracked=found.cell.count(),
        **cells,
    )


_OF_COHORTS = Report(
    id="R-22",
    title="Graduation and beyond-GPA profile",
    row="one cohort",
    horizon="L",
    formulas=("3.5", "3.8", "3.9"),
    columns=(
        Key("subject", "subject"),
        Size("learners", formula="with such a pathway"),
        Figure("medianProgress", "share", "learners", "emptyPathway"),
        Figure("meanCredentials", "credentials", "learners"),
        Figure("meanDeepShare", "share", "learners", "noQualifyingJudgment"),
        Figure("meanExemplars", "pieces", "learners"),
        Size("tracked", formula="with a position in the subject"),
        *(Count(cell, "tracked") for cell in (*CELLS.values(), STATUS_ONLY)),
        Share("onTrackShare", "onTrack", "tracked", "tracked", "nobodyKnown"),
    ),
    groupings=(*LEARNER_GROUPINGS, GROUPS),
    by=(COHORT,),
    parameters=(PURPOSE,),
    suppression=Suppression.WIDE,
    expression=_cohorts,
    behind=_profiles,
)

R_22 = replace(
    _OF_COHORTS,
    row="one learner and subject; for a wider circle one cohort",
    horizon="S, L",
    columns=(
        Key("learner", "learner"),
        Key("subject", "subject"),
        Detail("progress", "share", "emptyPathway", formula="weights of attained steps by those of all"),
        Detail("attained", "steps"),
        Detail("planned", "steps"),
        Detail("status", "pace", "noPlannedDays"),
        Detail("credentials", "credentials", formula="issued and not revoked"),
        Detail("deepShare", "share", "noQualifyingJudgment", formula="of depth 3 and more"),
        Detail("exemplars", "pieces", formula="work of depth 3 and more that was rated above the cut"),
        Detail("cell", "cell", "noPosition", formula="status by trajectory"),
    ),
    groupings=(*ROSTER_GROUPINGS, GROUPS),
    by=(),
    suppression=Suppression.NAMED,
    expression=_profiles,
    behind=None,
    wider=_OF_COHORTS,
    notes=("There is no average of grades in it, and none is needed for it.",),
)
