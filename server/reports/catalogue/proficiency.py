"""R-11: proficiency by competency and level."""

import ibis
from ibis import _

from fairmark.server.reports.asking import Question
from fairmark.server.reports.declaration import GROUPS, LEARNER_GROUPINGS, Count, Key, Report, Share, Size, Suppression
from fairmark.server.reports.measures.attaining import DETERMINED, latest
from fairmark.server.reports.measures.rostering import sizes
from fairmark.server.reports.rows import Competency, Determination, Target
from fairmark.server.reports.tables import table
from fairmark.validators.learning.determining import INSUFFICIENT, PROFICIENT
from fairmark.validators.learning.rates import NOBODY, NOBODY_DETERMINED


def _statuses(question: Question) -> ibis.Table:
    """The groupings, `learner`, `target` and `status` of everybody who is asked about."""
    return latest(question.when, "status").inner_join(question.roster(), "learner")


def _rows(question: Question) -> ibis.Table:
    people = question.roster()
    counted = (
        _statuses(question)
        .group_by([*question.by, "target"])
        .agg(
            determined=_.count(where=_.status.isin(DETERMINED)),
            proficient=_.count(where=_.status == PROFICIENT),
            insufficient=_.count(where=_.status == INSUFFICIENT),
        )
        .filter(_.determined + _.insufficient > 0)
    )
    groups = sizes(people, question.by, "enrolled")
    frame = groups.cross_join(counted.select("target").distinct())
    joined = frame.left_join(counted, [*question.by, "target"])
    filled = joined.select(
        *question.by,
        "target",
        "enrolled",
        **{name: joined[name].fill_null(0) for name in ("determined", "proficient", "insufficient")},
    )
    return _named(filled)


def _named(rows: ibis.Table) -> ibis.Table:
    """With the words for a target in place of its URI."""
    targets, competencies = table(Target), table(Competency)
    words = targets.inner_join(competencies, "competency").select(
        "target", "competency", "level", "statement", subject=competencies.subject, code=targets.code
    )
    return rows.inner_join(words, "target")


def _reached(question: Question) -> ibis.Table:
    made = question.when.facts(Determination)
    return made.filter(made.status.isin(DETERMINED)).select("learner").distinct()


def _behind(question: Question) -> ibis.Table:
    found = _statuses(question).select(*question.by, "learner", "target", "status")
    return _named(found).drop("target", "statement", "subject")


R_11 = Report(
    id="R-11",
    title="Proficiency by competency",
    row="one competency and level",
    horizon="L",
    formulas=("3.4",),
    columns=(
        Key("subject", "subject"),
        Key("code", "code"),
        Key("level", "level"),
        Key("competency", "CFItem"),
        Size("enrolled", formula="N"),
        Size("determined", formula="D"),
        Count("proficient", "determined", formula="P"),
        Count("insufficient", "enrolled"),
        Share("rateOfDetermined", "proficient", "determined", "determined", NOBODY_DETERMINED, formula="P/D"),
        Share("rateOfEnrolled", "proficient", "enrolled", "determined", NOBODY_DETERMINED, "determined", "P/N"),
        Share("coverage", "determined", "enrolled", "enrolled", NOBODY, formula="D/N"),
    ),
    groupings=(*LEARNER_GROUPINGS, GROUPS),
    suppression=Suppression.WIDE,
    expression=_rows,
    reached=_reached,
    behind=_behind,
    notes=(
        "Enrolled are all who are so at the time, whatever their grade. Levels that nothing has been concluded about "
        "are left out; placements are no conclusion.",
    ),
)
