"""Whether learners are on track to the exit level (profile, section 3.9), by the grades that levels are expected in.

A level is expected from the beginning of its first grade to the end of its last one, and more of it the further that
time has passed. Where each level belongs to one grade, this is the profile's formula.
"""

import ibis
from ibis import _

from fairmark.server.reports.measures.attaining import levels, standings
from fairmark.server.reports.measures.grading import graded_competencies
from fairmark.server.reports.measures.growing import learner_growth
from fairmark.server.reports.measures.rostering import LAST_GRADE
from fairmark.server.reports.measures.when import When
from fairmark.validators.learning.on_track import TOLERANCE

SAME = 1e-9
"""Differences up to it are none: sums of fractions differ in the last digit by the order in which they are made."""


def expectations(when: When) -> ibis.Table:
    """`competency`, `enrolled_in` (a grade) and the position that is `expected` in it now."""
    grades = ibis.range(-1, LAST_GRADE + 1).unnest().name("enrolled_in").as_table()
    own = levels().semi_join(graded_competencies(), "competency").cross_join(grades)
    passed = own.enrolled_in + when.share - own.grade_from
    share = passed / (own.grade_to + 1 - own.grade_from)
    of_level = ibis.greatest(ibis.least(share, 1.0), 0.0)
    return own.mutate(of_level=of_level).group_by("competency", "enrolled_in").agg(expected=_.of_level.sum())


def on_track(when: When, people: ibis.Table) -> ibis.Table:
    """`learner`, `subject` and the `cell` of each learner with a position in the subject, with what it is made of:
    `position`, `expected` and `exit` are means over the competencies, `rate` is that of a year. `people` has `learner`
    and `enrolled_in`."""
    known = graded_competencies()
    stands = (
        standings(when)
        .inner_join(known, "competency")
        .inner_join(people.select("learner", "enrolled_in").distinct(), "learner")
    )
    joined = stands.inner_join(expectations(when), ["competency", "enrolled_in"])
    means = joined.group_by("learner", "subject", "enrolled_in").agg(
        position=_.position.cast("float64").mean(), expected=_.expected.mean(), exit=_.levels.cast("float64").mean()
    )
    rates = learner_growth(when).select("learner", "subject", rate="annualised")
    rated = means.left_join(rates, ["learner", "subject"])
    years_left = LAST_GRADE - rated.enrolled_in + (1 - when.share)
    projected = rated.position + rated.rate * years_left
    whole = rated.select(
        "learner",
        "subject",
        "position",
        "expected",
        "exit",
        "rate",
        projected=projected,
        status=rated.position >= rated.expected - TOLERANCE - SAME,
        trajectory=projected >= rated.exit - SAME,
    )
    return whole.mutate(
        cell=ibis.cases(
            (whole.rate.isnull(), "statusOnly"),
            (whole.status & whole.trajectory, "onTrack"),
            (whole.status, "onTrackButSlowing"),
            (whole.trajectory, "catchingUp"),
            else_="offTrack",
        )
    )
