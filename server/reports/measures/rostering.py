"""Who is enrolled at a time, and in which groups: as it was then, whatever has changed since."""

from collections.abc import Collection, Sequence

import ibis
from ibis import _

from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import Enrolment, Membership, SchoolClass, Seat
from fairmark.server.reports.tables import table

SCHOOL, GRADE, COHORT = "school", "grade", "cohort"
OF_ENROLMENT = (SCHOOL, GRADE, COHORT)
CLASS, TEACHER, ADVISOR = "class", "teacher", "advisor"
OF_CLASSES = (CLASS, TEACHER, ADVISOR)
"""Groupings that a learner can belong to several groups of."""

UNKNOWN = "unknown"
LAST_GRADE = 12


def enrolled(when: When) -> ibis.Table:
    """`learner`, `school`, `grade` and `cohort` (the year of graduation) of all who are enrolled: of several schools
    the one that was entered last."""
    stays = when.spells(Enrolment)
    order = ibis.window(group_by=stays.learner, order_by=[stays.begins.desc(), stays.school])
    first = stays.mutate(turn=ibis.row_number().over(order)).filter(_.turn == 0)
    return first.select("learner", "school", "grade", cohort=when.year + LAST_GRADE - first.grade)


def roster(when: When, groupings: Collection[str]) -> ibis.Table:
    """`learner` and a column for each of the groupings: of OF_ENROLMENT, of OF_CLASSES, or a dimension of groups. Who
    is in several classes has a row for each."""
    people = enrolled(when)
    for name in groupings:
        if name in OF_CLASSES:
            people = people.inner_join(_seats(when, name), "learner")
        elif name not in OF_ENROLMENT:
            people = _with_group(people, when, name)
    return people.select("learner", *groupings)


def _with_group(people: ibis.Table, when: When, dimension: str) -> ibis.Table:
    groups = when.spells(Membership)
    own = groups.filter(groups.dimension == dimension).select("learner", **{dimension: groups.value})
    joined = people.left_join(own, "learner").drop("learner_right")
    return joined.mutate(**{dimension: joined[dimension].fill_null(UNKNOWN)})


def _seats(when: When, grouping: str) -> ibis.Table:
    classes, seats = table(SchoolClass), when.spells(Seat)
    if grouping == ADVISOR:
        classes = classes.filter(classes.is_advisory)
    joined = seats.inner_join(classes, "class_id")
    column = joined.class_id if grouping == CLASS else joined.teacher
    return joined.select("learner", **{grouping: column}).distinct()


def sizes(people: ibis.Table, groupings: Sequence[str], name: str) -> ibis.Table:
    """How many learners each group has, as column `name`."""
    return people.aggregate(by=list(groupings), **{name: people.learner.nunique()})
