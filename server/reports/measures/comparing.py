"""What groups of learners are compared by (profile, sections 3.13 and 3.15): a value for each learner."""

from typing import Any, TypeAlias

import ibis
from ibis import _

from fairmark.server.reports.measures.deepening import WEBB, deep_rank, supporting
from fairmark.server.reports.measures.grading import grade_gaps
from fairmark.server.reports.measures.growing import learner_growth
from fairmark.server.reports.measures.pacing import latest_plans, moments, paces, plans_at
from fairmark.server.reports.measures.processing import second_chances, turnarounds
from fairmark.server.reports.measures.rostering import GRADE, enrolled
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import Support, Supported
from fairmark.server.reports.tables import table
from fairmark.validators.learning.pace import BEHIND, TOO_EARLY

AT_GRADE, ABOVE_GRADE, IN_PACE, GROWTH = "atOrAboveGrade", "aboveGrade", "onPaceOrAhead", "annualGrowth"
DEEP, TURNAROUND, SECOND_CHANCE, SUPPORTED = "depth", "feedbackTurnaround", "reassessmentAccess", "supported"

MEANS = (GROWTH, TURNAROUND)
"""Measures that are means of values; all others are shares of learners."""

Value: TypeAlias = Any
"""An expression of the engine, which tells no types."""

NO_SUBJECT = ibis.literal("")


def measures(when: When) -> ibis.Table:
    """`learner`, `measure`, `subject` ("" where it is about none) and `value`: 1 or 0 for what is a share, else a
    number. Who is not known has no row."""
    return ibis.union(
        _grades(when), _pace(when), _growth(when), _depth(when), _turnaround(when), _chances(when), _supports(when)
    )


def _row(rows: ibis.Table, measure: str, value: Value, subject: Value) -> ibis.Table:
    return rows.select("learner", measure=ibis.literal(measure), subject=subject, value=value.cast("float64"))


def _is(condition: Value) -> Value:
    return ibis.ifelse(condition, 1, 0)


def _grades(when: When) -> ibis.Table:
    people = enrolled(when).select("learner", enrolled_in=GRADE)
    gaps = grade_gaps(when, people)
    return ibis.union(
        _row(gaps, AT_GRADE, _is(gaps.gap >= 0), gaps.subject), _row(gaps, ABOVE_GRADE, _is(gaps.gap > 0), gaps.subject)
    )


def _pace(when: When) -> ibis.Table:
    plans = latest_plans(plans_at(when, moments(when, [when.day]), "plan"))
    rated = paces(when, plans).filter(_.status.notnull() & (_.status != TOO_EARLY))
    return _row(rated, IN_PACE, _is(rated.status != BEHIND), NO_SUBJECT)


def _growth(when: When) -> ibis.Table:
    grown = learner_growth(when).filter(_.annualised.notnull())
    return _row(grown, GROWTH, grown.annualised, grown.subject)


def _depth(when: When) -> ibis.Table:
    shown = supporting(when, WEBB).group_by("learner").agg(deepest=_.depth.max())
    return _row(shown, DEEP, _is(shown.deepest >= deep_rank(WEBB)), NO_SUBJECT)


def _turnaround(when: When) -> ibis.Table:
    waited = turnarounds(when, when.year_begins).group_by("learner").agg(days=_.days.cast("float64").mean())
    return _row(waited, TURNAROUND, waited.days, NO_SUBJECT)


def _chances(when: When) -> ibis.Table:
    low = second_chances(when, when.year_begins).group_by("learner").agg(had=_.was_another.max())
    return _row(low, SECOND_CHANCE, low.had, NO_SUBJECT)


def _supports(when: When) -> ibis.Table:
    begun = when.plans(Support).filter(_.status != "dismissed", _.begins >= when.year_begins, _.begins <= when.day)
    given = begun.inner_join(table(Supported), "support").select(helped="learner").distinct()
    people = enrolled(when).select("learner")
    joined = people.left_join(given, people.learner == given.helped)
    return _row(joined, SUPPORTED, _is(joined.helped.notnull()), NO_SUBJECT)
