"""R-14: how long it takes to attain a level."""

from typing import Any

import ibis

from fairmark.server.reports.asking import Question
from fairmark.server.reports.declaration import (
    GROUPS,
    LEARNER_GROUPINGS,
    Count,
    Figure,
    Key,
    Parameter,
    Report,
    Size,
    Suppression,
)
from fairmark.server.reports.measures.mastering import spells, survival
from fairmark.server.reports.rows import Competency, Target
from fairmark.server.reports.tables import table

SLOWEST = 10
DAY = 90


def _own_spells(question: Question) -> ibis.Table:
    return spells(question.when).inner_join(question.roster(), "learner", rname="{name}_there")


def _named(rows: ibis.Table) -> ibis.Table:
    words = table(Target).inner_join(table(Competency).select("competency", "subject"), "competency")
    return rows.inner_join(words.select("target", "subject", "code", "level", "competency"), "target")


def _rows(question: Question) -> ibis.Table:
    found = survival(_own_spells(question), [*question.by, "target"], question.parameter("day", DAY))
    return _named(found).rename(attainedByDay="attained_by")


def _ranked(rows: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    """With the rank of the slowest levels of each group: those that half have not attained yet come first."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        row["slowest"] = None
        groups.setdefault(tuple(row[name] for name in question.by), []).append(row)
    for found in groups.values():
        found.sort(key=_slowness)
        for rank, row in enumerate(found[:SLOWEST], 1):
            row["slowest"] = rank
    return rows


def _slowness(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["median"] is not None, -(row["median"] or 0), round(row["attainedByDay"], 9), row["code"]


def _behind(question: Question) -> ibis.Table:
    found = _named(_own_spells(question))
    return found.select(*question.by, "subject", "code", "level", "competency", "learner", "days", "is_attained")


def _reached(question: Question) -> ibis.Table:
    return spells(question.when).select("learner").distinct()


R_14 = Report(
    id="R-14",
    title="Time to mastery",
    row="one level",
    horizon="L",
    formulas=("3.10",),
    columns=(
        Key("subject", "subject"),
        Key("code", "code"),
        Key("level", "level"),
        Key("competency", "CFItem"),
        Size("n", formula="learners who have engaged with it"),
        Count("attained", "n"),
        Figure("median", "instructional days", "n", "notReached", formula="Kaplan and Meier"),
        Figure("attainedByDay", "share", "n", formula="1 - survival"),
        Figure("slowest", "rank", "n"),
    ),
    groupings=(*LEARNER_GROUPINGS, GROUPS),
    parameters=(Parameter("day", int, DAY, "a number of instructional days"),),
    suppression=Suppression.WIDE,
    expression=_rows,
    finish=_ranked,
    reached=_reached,
    behind=_behind,
    notes=(
        "Engagement begins with the first evidence at the level or the first goal about it. Who has not attained it is "
        "censored today; levels that count by a starting level are left out.",
    ),
)
