"""R-21: lifelong-learning skills."""

import ibis
from ibis import _

from fairmark.server.reports.asking import Question
from fairmark.server.reports.declaration import (
    GROUPS,
    LEARNER_GROUPINGS,
    Column,
    Count,
    Figure,
    Key,
    Report,
    Size,
    Suppression,
)
from fairmark.server.reports.measures.attaining import standings
from fairmark.server.reports.measures.growing import changes
from fairmark.server.reports.rows import Competency, Evidence, EvidenceTarget, Target
from fairmark.server.reports.tables import table

MOST = 6
"""Positions that have a column of their own; the last one counts higher ones too."""


def _skilled(question: Question) -> ibis.Table:
    """Everybody who is asked about, in each competency that belongs to no grade and that is known of them."""
    when = question.when
    skills = table(Competency).filter(~_.is_academic).select("competency", "subject", "code", "levels")
    stands = standings(when).inner_join(skills, "competency")
    grown = changes(when).select("learner", "competency", "baseline", "current")
    whole = stands.left_join(grown, ["learner", "competency"], rname="{name}_grown")
    whole = whole.left_join(_contexts(question), ["learner", "competency"], rname="{name}_shown")
    found = question.roster().inner_join(whole, "learner", rname="{name}_skilled")
    return found.select(
        *question.by,
        *("learner", "subject", "code", "competency", "position", "levels"),
        growth=found.current - found.baseline,
        contexts=found.contexts.fill_null(0),
    )


def _contexts(question: Question) -> ibis.Table:
    """In how many contexts a learner has evidence of a competency: school, home, work, community, online."""
    targets = table(Target).select("target", "competency")
    shown = question.when.facts(Evidence).inner_join(table(EvidenceTarget), "evidence").inner_join(targets, "target")
    return shown.group_by("learner", "competency").agg(contexts=_.context.nunique())


def _rows(question: Question) -> ibis.Table:
    found = _skilled(question)
    positions = {f"position{at}": found.count(where=found.position == at) for at in range(MOST)}
    return found.group_by([*question.by, "subject", "code", "competency"]).agg(
        learners=found.count(),
        **positions,
        **{f"position{MOST}": found.count(where=found.position >= MOST)},
        medianPosition=found.position.cast("float64").median(),
        meanGrowth=found.growth.cast("float64").mean(),
        meanContexts=found.contexts.cast("float64").mean(),
    )


def _reached(question: Question) -> ibis.Table:
    skills = table(Competency).filter(~_.is_academic).select("competency")
    return standings(question.when).semi_join(skills, "competency").select("learner").distinct()


_POSITIONS: tuple[Column, ...] = tuple(Count(f"position{at}", "learners") for at in range(MOST + 1))

R_21 = Report(
    id="R-21",
    title="Lifelong-learning skills",
    row="one transferable competency",
    horizon="L",
    formulas=("3.3", "3.7"),
    columns=(
        Key("subject", "framework"),
        Key("code", "code"),
        Key("competency", "CFItem"),
        Size("learners", formula="of whom something has been concluded"),
        *_POSITIONS,
        Figure("medianPosition", "level", "learners"),
        Figure("meanGrowth", "levels", "learners", "oneValueOnly", formula="current - baseline, of those with both"),
        Figure("meanContexts", "contexts", "learners", formula="contexts with evidence, of a learner"),
    ),
    groupings=(*LEARNER_GROUPINGS, GROUPS),
    suppression=Suppression.WIDE,
    expression=_rows,
    reached=_reached,
    behind=_skilled,
    notes=(f"The column position{MOST} counts higher positions too.",),
)
