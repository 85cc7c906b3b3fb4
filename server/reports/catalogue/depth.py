"""R-15: the depth of learning, and of what was offered."""

from typing import Any

import ibis
from ibis import _

from fairmark.server.reports.asking import Question
from fairmark.server.reports.declaration import (
    GROUPS,
    LEARNER_GROUPINGS,
    Column,
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
from fairmark.server.reports.measures.deepening import WEBB, deep_rank, offered, supporting
from fairmark.server.reports.rows import Competency, Target
from fairmark.server.reports.tables import table
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.learning.depth import TAXONOMIES

NOTHING_QUALIFIES = "noQualifyingJudgment"
MOST = max(len(values) for values in TAXONOMIES.values())


def taxonomy_of(question: Question) -> str:
    """The taxonomy that is asked in. WrongUsage for one that nobody knows."""
    found: str = question.parameter("taxonomy", WEBB)
    if found not in TAXONOMIES:
        raise WrongUsage(f"there is no taxonomy {found!r}: {', '.join(TAXONOMIES)}")
    return found


def _judged(question: Question) -> ibis.Table:
    """The judgments that attained levels of the people who are asked about rest on, with their `competency`."""
    shown = supporting(question.when, taxonomy_of(question))
    targets = table(Target).select("target", "competency")
    return shown.inner_join(targets, "target").inner_join(question.roster(), "learner", rname="{name}_there")


def _rows(question: Question) -> ibis.Table:
    deep, group = deep_rank(taxonomy_of(question)), [*question.by, "competency"]
    judged = _judged(question)
    depths = {f"depth{rank}": judged.count(where=judged.depth == rank) for rank in range(1, MOST + 1)}
    counted = judged.group_by(group).agg(
        learners=judged.learner.nunique(),
        judgments=judged.count(),
        deep=judged.count(where=judged.depth >= deep),
        **depths,
    )
    people = question.roster()
    set_tasks = offered(question.when, taxonomy_of(question)).inner_join(people, "learner", rname="{name}_at")
    own = set_tasks.select(*group, "task", "depth").distinct()
    tasks = own.group_by(group).agg(offered=_.count(), offeredDeep=_.count(where=_.depth >= deep))
    joined = counted.left_join(tasks, group, rname="{name}_offered")
    filled = joined.mutate(offered=joined.offered.fill_null(0), offeredDeep=joined.offeredDeep.fill_null(0))
    return filled.inner_join(table(Competency).select("competency", "subject", "code"), "competency")


def _finished(rows: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    """With the low median and the deepest, as values of the taxonomy, and the share of what was offered."""
    values = TAXONOMIES[taxonomy_of(question)]
    for row in rows:
        ranks = [rank for rank in range(1, len(values) + 1) for _ in range(row[f"depth{rank}"])]
        row["median"] = values[ranks[(len(ranks) - 1) // 2] - 1] if ranks else None
        row["deepest"] = values[ranks[-1] - 1] if ranks else None
        row["offeredDeepShare"] = row["offeredDeep"] / row["offered"] if row["offered"] else None
        for rank in range(len(values) + 1, MOST + 1):
            row[f"depth{rank}"] = None
    return rows


def _behind(question: Question) -> ibis.Table:
    words = table(Competency).select("competency", "subject", "code")
    found = _judged(question).inner_join(words, "competency")
    return found.select(*question.by, "subject", "code", "competency", "learner", "judgment", "depth", "effective_on")


def _reached(question: Question) -> ibis.Table:
    return supporting(question.when, taxonomy_of(question)).select("learner").distinct()


_DEPTHS: tuple[Column, ...] = tuple(
    Count(f"depth{rank}", "learners", "judgments", formula=f"judgments at the depth {rank} of the taxonomy")
    for rank in range(1, MOST + 1)
)

R_15 = Report(
    id="R-15",
    title="Depth profile",
    row="one competency",
    horizon="L",
    formulas=("3.8",),
    columns=(
        Key("subject", "subject"),
        Key("code", "code"),
        Key("competency", "CFItem"),
        Size("learners", formula="with judgments that attained levels rest on"),
        Count("judgments", "learners", "judgments"),
        *_DEPTHS,
        Count("deep", "learners", "judgments"),
        Share("deepShare", "deep", "judgments", "learners", NOTHING_QUALIFIES),
        Figure("median", "depth", "learners", NOTHING_QUALIFIES, formula="the lower of two"),
        Figure("deepest", "depth", "learners", NOTHING_QUALIFIES),
        Detail("offered", "tasks"),
        Detail("offeredDeep", "tasks"),
        Detail("offeredDeepShare", "share", "nothingOffered"),
    ),
    groupings=(*LEARNER_GROUPINGS, GROUPS),
    parameters=(Parameter("taxonomy", str, WEBB, "one of webb-dok, bloom-revised, solo"),),
    suppression=Suppression.WIDE,
    expression=_rows,
    finish=_finished,
    reached=_reached,
    behind=_behind,
)
