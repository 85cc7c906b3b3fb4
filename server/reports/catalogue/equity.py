"""R-18: gaps between groups of learners."""

from collections.abc import Collection
from datetime import date, timedelta
import math
from typing import Any

import ibis

from fairmark.server.reports.asking import Question
from fairmark.server.reports.declaration import (
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
from fairmark.server.reports.measures.comparing import MEANS, measures
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import Membership
from fairmark.validators.learning.disclosure import percentage
from fairmark.validators.learning.gaps import Group, rate_gap

A_YEAR = timedelta(days=365)
EMPTY = "emptyGroup"
FOCAL, REFERENCE = "focal", "reference"


def _grouped(question: Question, when: When) -> ibis.Table:
    """The groupings, `measure`, `subject`, `dimension` and `focal` (a group of it) with what learners of the group come
    to: `n`, the sum of their values and of the squares."""
    asked = Question(when, question.clock, question.by, question.where, question.parameters)
    members = when.spells(Membership).select("learner", "dimension", focal="value")
    known = asked.roster().inner_join(measures(when), "learner", rname="{name}_measured")
    joined = known.inner_join(members, "learner", rname="{name}_member")
    group = [*question.by, "measure", "subject", "dimension", "focal"]
    return joined.group_by(group).agg(
        n=joined.count(), total=joined.value.sum(), squares=(joined.value * joined.value).sum()
    )


def _against_others(groups: ibis.Table, question: Question) -> ibis.Table:
    """With the same of all other groups of the dimension."""
    table = [*question.by, "measure", "subject", "dimension"]
    window = ibis.window(group_by=table)
    sums = groups.mutate(
        **{f"other_{name}": groups[name].sum().over(window) - groups[name] for name in ("n", "total", "squares")}
    )
    return sums.mutate(n=sums.n.cast("int64"), other_n=sums.other_n.cast("int64"))


def _rows(question: Question) -> ibis.Table:
    when = question.when
    earlier = question.parameter("before", None) or when.day - A_YEAR
    then = question.clock.on(earlier, when.known_at)
    now = _against_others(_grouped(question, when), question)
    before = _against_others(_grouped(question, then), question)
    keys = [*question.by, "measure", "subject", "dimension", "focal"]
    names = ("n", "total", "squares", "other_n", "other_total", "other_squares")
    old = before.select(*keys, **{f"then_{name}": before[name] for name in names})
    return now.left_join(old, keys, rname="{name}_then")


def _gaps(rows: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    for row in rows:
        row |= {"focalN": row["n"], "referenceN": row["other_n"], "method": None, "low": None, "high": None}
        row["subject"] = row["subject"] or None
        found = _of_means(row) if row["measure"] in MEANS else _of_rates(row)
        row |= found
        earlier = _difference(row, "then_") if row["then_n"] and row["then_other_n"] else None
        known = earlier is not None and row["difference"] is not None
        row["trend"] = row["difference"] - earlier if known else None
    return rows


def _of_rates(row: dict[str, Any]) -> dict[str, Any]:
    counts = {"focalCount": round(row["total"]), "referenceCount": round(row["other_total"])}
    gap = rate_gap(Group(counts["focalCount"], row["n"]), Group(counts["referenceCount"], row["other_n"]))
    low, high = gap.interval or (None, None)
    return {
        **counts,
        "focalMean": None,
        "referenceMean": None,
        "difference": gap.difference.value,
        "ratio": gap.ratio.value,
        "whyRatio": gap.ratio.reason,
        "low": low,
        "high": high,
        "method": gap.method or None,
        "effect": gap.cohen_h.value,
    }


def _of_means(row: dict[str, Any]) -> dict[str, Any]:
    focal = row["total"] / row["n"] if row["n"] else None
    reference = row["other_total"] / row["other_n"] if row["other_n"] else None
    return {
        "focalCount": None,
        "referenceCount": None,
        "focalMean": focal,
        "referenceMean": reference,
        "difference": _difference(row, ""),
        "ratio": focal / reference if focal is not None and reference else None,
        "whyRatio": "referenceIsZero" if reference == 0 else EMPTY,
        "effect": _hedges(row),
    }


def _difference(row: dict[str, Any], prefix: str) -> float | None:
    n, others = row[f"{prefix}n"], row[f"{prefix}other_n"]
    return float(row[f"{prefix}total"] / n - row[f"{prefix}other_total"] / others) if n and others else None


def _hedges(row: dict[str, Any]) -> float | None:
    """Hedges g of sums: the difference in pooled standard deviations, corrected for small groups."""
    n, others = row["n"], row["other_n"]
    difference = _difference(row, "")
    if n < 2 or others < 2 or difference is None:
        return None
    spread = row["squares"] - row["total"] ** 2 / n + row["other_squares"] - row["other_total"] ** 2 / others
    pooled = math.sqrt(max(0.0, spread) / (n + others - 2))
    return difference / pooled * (1 - 3 / (4 * (n + others) - 9)) if pooled > 1e-9 else None


def _hidden(row: dict[str, Any], smallest: int) -> Collection[str]:
    """Where a share is near nothing or all, what it could be told from."""
    if row["measure"] in MEANS:
        return ()
    told = (percentage(row["focalCount"], row["focalN"], smallest), _reference_told(row, smallest))
    is_bound = any(text is None or text[0] in "<>" for text in told)
    return ("difference", "ratio", "low", "high", "effect", "trend") if is_bound else ()


def _reference_told(row: dict[str, Any], smallest: int) -> str | None:
    return percentage(row["referenceCount"], row["referenceN"], smallest)


R_18 = Report(
    id="R-18",
    title="Equity gaps",
    row="one measure, with a focal group against all others",
    horizon="L",
    formulas=("3.13",),
    columns=(
        Key("measure", "measure"),
        Key("subject", "subject"),
        Key("dimension", "dimension"),
        Key("focal", "group", parts=True),
        Size("focalN"),
        Figure("referenceN", "learners", "focalN", formula="all others whose group is known"),
        Count("focalCount", "focalN"),
        Count("referenceCount", "focalN"),
        Share("focalShare", "focalCount", "focalN", "focalN", EMPTY),
        Share("referenceShare", "referenceCount", "referenceN", "focalN", EMPTY, learners="referenceN"),
        Figure("focalMean", "levels or days", "focalN"),
        Figure("referenceMean", "levels or days", "focalN"),
        Figure("difference", "share, levels or days", "focalN", EMPTY, formula="focal - reference"),
        Figure("ratio", "ratio", "focalN", why="whyRatio", formula="focal / reference; of supported the risk ratio"),
        Figure("low", "share", "focalN", formula="of the interval that holds 95 %"),
        Figure("high", "share", "focalN"),
        Figure("method", "interval", "focalN"),
        Figure("effect", "effect size", "focalN", formula="Cohen h of shares, Hedges g of means"),
        Figure("trend", "share, levels or days", "focalN", formula="the difference now less that of a year before"),
    ),
    groupings=LEARNER_GROUPINGS,
    parameters=(Parameter("before", date, None, "a day such as 2025-11-10; a year before where it is left out"),),
    suppression=Suppression.WIDE,
    expression=_rows,
    finish=_gaps,
    hides=_hidden,
    notes=(
        "Shares are of learners of whom the measure is known. Intervals are Newcombe's where a group has fewer than 30 "
        "learners. Turnaround, second chances and supports are those of the school year.",
    ),
)
