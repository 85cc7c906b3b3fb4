"""Who is enrolled at a time, and in which groups: as it was then, whatever has changed since."""

from collections.abc import Collection, Sequence

import ibis
from ibis import _

from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import Enrolment, Membership, SchoolClass, SchoolYear, Seat
from fairmark.server.reports.tables import table

SCHOOL, GRADE, COHORT = "school", "grade", "cohort"
OF_ENROLMENT = (SCHOOL, GRADE, COHORT)
LEARNER = "learner"
CLASS, TEACHER, ADVISOR = "class", "teacher", "advisor"
OF_CLASSES = (CLASS, TEACHER, ADVISOR)
"""Groupings that a learner can belong to several groups of."""

UNKNOWN = "unknown"
LAST_GRADE = 12


def enrolled(when: When, times: ibis.Table | None = None) -> ibis.Table:
    """`learner`, `school`, `grade`, `cohort` (the year of graduation) and `on` of all who are enrolled: on the day of
    the question, or on each day `on` of `times`. Of several schools it is the one that was entered last."""
    stays = when.known(Enrolment)
    dated = stays.mutate(on=ibis.literal(when.day)) if times is None else stays.cross_join(times.select("on"))
    there = dated.filter(_holds(dated, dated.on))
    order = ibis.window(group_by=["learner", "on"], order_by=[there.begins.desc(), there.school])
    first = (
        there.mutate(turn=ibis.row_number().over(order)).filter(_.turn == 0).select("learner", "school", "grade", "on")
    )
    if times is None:
        return first.mutate(cohort=when.year + LAST_GRADE - first.grade)
    joined = first.inner_join(_years(times), "on")
    return joined.mutate(cohort=joined.year + LAST_GRADE - joined.grade).drop("year")


def _holds(spell: ibis.Table, day: ibis.Value) -> ibis.Value:
    return (spell.begins <= day) & (spell.ends.isnull() | (spell.ends > day))


def _years(times: ibis.Table) -> ibis.Table:
    """Each day `on` with the school `year` that it lies in, or that was last before it."""
    joined = times.select("on").cross_join(table(SchoolYear).select("year", "begins"))
    return joined.filter(joined.begins <= joined.on).group_by("on").agg(year=_.year.max())


def roster(when: When, groupings: Collection[str], times: ibis.Table | None = None) -> ibis.Table:
    """`learner`, `on` where it is asked for `times`, and a column for each of the groupings: of OF_ENROLMENT, of
    OF_CLASSES, or a dimension of groups. Who is in several classes has a row for each."""
    people = enrolled(when, times)
    for name in groupings:
        if name in OF_CLASSES:
            people = _in_classes(people, when, name)
        elif name not in OF_ENROLMENT:
            people = _with_group(people, when, name)
    return people.select("learner", *(["on"] if times is not None else []), *groupings)


def _with_group(people: ibis.Table, when: When, dimension: str) -> ibis.Table:
    groups = when.known(Membership).filter(_.dimension == dimension)
    own = groups.select("begins", "ends", member="learner", **{dimension: groups.value})
    joined = people.left_join(own, [people.learner == own.member, _holds(own, people.on)])
    return joined.select(*people.columns, **{dimension: joined[dimension].fill_null(UNKNOWN)})


def _in_classes(people: ibis.Table, when: When, grouping: str) -> ibis.Table:
    classes = table(SchoolClass)
    if grouping == ADVISOR:
        classes = classes.filter(classes.is_advisory)
    seats = when.known(Seat).inner_join(classes, "class_id")
    column = seats.class_id if grouping == CLASS else seats.teacher
    own = seats.select("begins", "ends", member="learner", **{grouping: column})
    joined = people.inner_join(own, [people.learner == own.member, _holds(own, people.on)])
    return joined.select(*people.columns, grouping).distinct()


def sizes(people: ibis.Table, groupings: Sequence[str], name: str) -> ibis.Table:
    """How many learners each group has, as column `name`."""
    return people.aggregate(by=list(groupings), **{name: people.learner.nunique()})
