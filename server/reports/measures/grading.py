"""Where learners stand to the grade that they are enrolled in (profile, section 3.9)."""

import ibis
from ibis import _

from fairmark.server.reports.measures.attaining import levels, standings
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import Competency
from fairmark.server.reports.tables import table


def graded_competencies() -> ibis.Table:
    """`competency`, `subject` and `levels` of those whose levels all belong to grades."""
    per = levels().group_by("competency").agg(graded=_.count(where=_.grade_from.notnull()))
    known = table(Competency).inner_join(per, "competency")
    return known.filter(known.levels == known.graded).select("competency", "subject", "levels")


def subjects() -> ibis.Table:
    """`subject` of all that belong to grades."""
    return graded_competencies().select("subject").distinct()


def working_grades(when: When) -> ibis.Table:
    """The grades of the level that a learner works on, in each competency that has any: `learner`, `competency`,
    `subject`, `grade_from`, `grade_to`. Who has attained all levels works beyond the last grade of the last one."""
    stands = standings(when).inner_join(graded_competencies(), "competency")
    at = stands.mutate(
        level=ibis.least(stands.position + 1, stands.levels), beyond=ibis.ifelse(stands.position < stands.levels, 0, 1)
    )
    own = levels().select("competency", "level", "grade_from", "grade_to")
    joined = at.inner_join(own, ["competency", "level"])
    return joined.select(
        "learner",
        "competency",
        "subject",
        grade_from=ibis.ifelse(joined.beyond == 1, joined.grade_to + 1, joined.grade_from),
        grade_to=joined.grade_to + joined.beyond,
    )


def grade_gaps(when: When, people: ibis.Table) -> ibis.Table:
    """`learner`, `subject` and `gap`: the grade of the level that the learner works on less that of enrolment, 0 where
    the level is expected in it. Of several competencies of the subject it is the low median. `people` has `learner` and
    `enrolled_in`."""
    joined = working_grades(when).inner_join(people.select("learner", "enrolled_in").distinct(), "learner")
    grade = joined.enrolled_in
    gap = ibis.ifelse(
        grade > joined.grade_to,
        joined.grade_to - grade,
        ibis.ifelse(grade < joined.grade_from, joined.grade_from - grade, 0),
    )
    gaps = joined.mutate(gap=gap)
    group = ["learner", "subject"]
    ranked = gaps.mutate(
        turn=ibis.row_number().over(ibis.window(group_by=group, order_by="gap")),
        many=gaps.count().over(ibis.window(group_by=group)),
    )
    return ranked.filter(ranked.turn == (ranked.many - 1) // 2).select(*group, "gap")
