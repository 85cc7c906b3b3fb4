"""R-04 and R-05: whom to bring together for a next step, and whose evidence is not enough yet."""

from collections import Counter
from typing import Any

import ibis
from ibis import _

from fairmark.server.reports.asking import Question
from fairmark.server.reports.catalogue.rosters import words_of_targets
from fairmark.server.reports.declaration import (
    GROUPS,
    ROSTER_GROUPINGS,
    Detail,
    Key,
    Parameter,
    Report,
    Suppression,
)
from fairmark.server.reports.measures.attaining import latest, standings
from fairmark.server.reports.measures.readying import unmet, working_targets
from fairmark.server.reports.measures.rostering import SCHOOL
from fairmark.server.reports.rows import Missing, Target
from fairmark.server.reports.tables import table
from fairmark.validators.learning.determining import INSUFFICIENT

DAYS = 10

# -- R-04 --------------------------------------------------------------------------------------------------------------


def _members(question: Question) -> ibis.Table:
    """A row for each learner, the level that they work on, and what they lack for it (null where nothing)."""
    when = question.when
    current = table(Target).filter(_.is_current).select("target")
    working = working_targets(when, standings(when)).semi_join(current, "target")
    codes = table(Target).select(before="target", lacking="code")
    lacking = unmet(when, working).inner_join(codes, "before").select("learner", "target", "lacking")
    whole = working.left_join(lacking, ["learner", "target"], rname="{name}_lacking")
    named = whole.inner_join(words_of_targets(), "target", rname="{name}_words")
    found = question.roster().inner_join(named, "learner", rname="{name}_working")
    return found.select(*question.by, "learner", "subject", "code", "level", "competency", "lacking")


def _groups(rows: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    """The rows of each group together: who is in it, and what most of them lack (of several the first by its code)."""
    when, days = question.when, question.parameter("days", DAYS)
    expires = question.clock.date_of(when.calendar, when.number + days)
    names = [*question.by, "subject", "code", "level", "competency"]
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    found = []
    for values, members in groups.items():
        learners = sorted({row["learner"] for row in members})
        lacks = Counter(row["lacking"] for row in members if row["lacking"] is not None)
        shared = min(lacks, key=lambda code: (-lacks[code], code), default=None)
        found.append(
            {
                **dict(zip(names, values, strict=True)),
                "number": len(learners),
                "learners": ", ".join(learners),
                "sharedUnmet": shared,
                "lacking": lacks[shared] if shared else 0,
                "expiresOn": expires,
            }
        )
    return found


R_04 = Report(
    id="R-04",
    title="Next-step groups",
    row="one competency and level that learners work on",
    horizon="S",
    formulas=("3.3",),
    columns=(
        Key("subject", "subject"),
        Key("code", "code"),
        Key("level", "level"),
        Key("competency", "CFItem"),
        Detail("number", "learners"),
        Detail("learners", "learners"),
        Detail("sharedUnmet", "code", "nothingUnmet", formula="the prerequisite that most of them lack"),
        Detail("lacking", "learners"),
        Detail("expiresOn", "day", "beyondCalendar"),
    ),
    groupings=(*ROSTER_GROUPINGS, GROUPS),
    by=(SCHOOL,),
    parameters=(Parameter("days", int, DAYS, "a number of instructional days after which a group is made anew"),),
    suppression=Suppression.NAMED,
    expression=_members,
    finish=_groups,
    notes=("Groups are suggestions for the days until they expire, by need and not by age.",),
)

# -- R-05 --------------------------------------------------------------------------------------------------------------

KINDS = {"judgments": "judgments", "scoresAtCut": "scoresAtCut", "tasks": "tasks", "scorers": "scorers"}
"""Kinds of what can be missing, and the columns that say how many are."""


def _insufficient(question: Question) -> ibis.Table:
    few = latest(question.when, "status", "determination").filter(_.status == INSUFFICIENT)
    lacks = table(Missing)
    kinds = {column: (lacks.needed - lacks.have).max(where=lacks.kind == kind) for kind, column in KINDS.items()}
    counted = lacks.group_by("determination").agg(**kinds, have=lacks.have.max())
    whole = few.left_join(counted, "determination", rname="{name}_counted")
    named = whole.inner_join(words_of_targets(), "target", rname="{name}_words")
    found = question.roster().inner_join(named, "learner", rname="{name}_few")
    return found.select(
        *question.by, "learner", "subject", "code", "competency", *KINDS.values(), have=found.have.fill_null(0)
    )


R_05 = Report(
    id="R-05",
    title="Evidence gaps",
    row="one learner and level with too little evidence for a conclusion",
    horizon="S",
    formulas=("3.2",),
    columns=(
        Key("learner", "learner"),
        Key("subject", "subject"),
        Key("code", "code"),
        Key("competency", "CFItem"),
        Detail("have", "judgments"),
        Detail("judgments", "missing judgments", formula="needed - have"),
        Detail("scoresAtCut", "missing scores at the cut"),
        Detail("tasks", "missing tasks"),
        Detail("scorers", "missing scorers"),
    ),
    groupings=(*ROSTER_GROUPINGS, GROUPS),
    suppression=Suppression.NAMED,
    expression=_insufficient,
    notes=("What is not missing is left empty.",),
)
