"""R-09 and R-10: where learners stand to their grade, and whether they are on track."""

import ibis
from ibis import _

from fairmark.server.reports.asking import Question
from fairmark.server.reports.declaration import GROUPS, LEARNER_GROUPINGS, Count, Key, Report, Share, Size, Suppression
from fairmark.server.reports.measures.grading import grade_gaps, subjects
from fairmark.server.reports.measures.rostering import GRADE, enrolled
from fairmark.server.reports.measures.tracking import on_track
from fairmark.validators.learning.on_track import CELLS, STATUS_ONLY

NOBODY_KNOWN = "nobodyKnown"
ALL_CELLS = (*CELLS.values(), STATUS_ONLY)


def _people(question: Question) -> ibis.Table:
    """`learner`, the groupings and `enrolled_in`: the grade, whether or not it is asked by it."""
    grades = enrolled(question.when).select("learner", enrolled_in=GRADE)
    return question.roster().inner_join(grades, "learner")


def _gaps(question: Question) -> ibis.Table:
    """Everybody who is asked about, in each subject that belongs to grades, with the `gap` where it is known."""
    people = _people(question)
    gaps = grade_gaps(question.when, people)
    frame = people.cross_join(subjects())
    return frame.left_join(gaps, ["learner", "subject"], rname="{name}_known")


def _distribution(question: Question) -> ibis.Table:
    found = _gaps(question)
    return found.group_by([*question.by, "subject"]).agg(
        enrolled=_.count(),
        known=_.gap.count(),
        below=_.count(where=_.gap < 0),
        at=_.count(where=_.gap == 0),
        above=_.count(where=_.gap > 0),
        unknown=_.count(where=_.gap.isnull()),
        twoOrMoreBelow=_.count(where=_.gap <= -2),
    )


def _gaps_behind(question: Question) -> ibis.Table:
    found = _gaps(question)
    return found.select(*question.by, "subject", "learner", "gap")


def _known(question: Question) -> ibis.Table:
    return grade_gaps(question.when, _people(question)).select("learner").distinct()


R_09 = Report(
    id="R-09",
    title="Grade-level distribution",
    row="one subject and enrolled grade",
    horizon="L",
    formulas=("3.3", "3.9"),
    columns=(
        Key("subject", "subject"),
        Size("enrolled", formula="N"),
        Size("known", formula="learners with a position"),
        Count("below", "known", formula="gap < 0"),
        Count("at", "known", formula="gap = 0"),
        Count("above", "known", formula="gap > 0"),
        Count("unknown", "enrolled"),
        Count("twoOrMoreBelow", "known", formula="gap <= -2"),
        Share("belowShare", "below", "known", "known", NOBODY_KNOWN),
        Share("atShare", "at", "known", "known", NOBODY_KNOWN),
        Share("aboveShare", "above", "known", "known", NOBODY_KNOWN),
        Share("twoOrMoreBelowShare", "twoOrMoreBelow", "known", "known", NOBODY_KNOWN),
        Share("unknownShare", "unknown", "enrolled", "enrolled", NOBODY_KNOWN),
    ),
    groupings=(*LEARNER_GROUPINGS, GROUPS),
    by=(GRADE,),
    suppression=Suppression.WIDE,
    expression=_distribution,
    reached=_known,
    behind=_gaps_behind,
    notes=(
        "A learner's gap in a subject is the low median of those in its competencies; a level of several grades is "
        "expected in all of them; who has attained all levels works beyond the last grade.",
    ),
)


def _cells(question: Question) -> ibis.Table:
    people = _people(question)
    return people.inner_join(on_track(question.when, people), "learner", rname="{name}_known")


def _matrix(question: Question) -> ibis.Table:
    """A row for each cell, also for those that nobody is in."""
    found = _cells(question)
    group = [*question.by, "subject"]
    known = found.group_by(group).agg(known=_.count())
    cells = ibis.array(list(ALL_CELLS)).unnest().name("cell").as_table()
    counted = found.group_by([*group, "cell"]).agg(learners=_.count())
    joined = known.cross_join(cells).left_join(counted, [*group, "cell"], rname="{name}_counted")
    return joined.select(*group, "cell", "known", learners=joined.learners.fill_null(0))


def _cells_behind(question: Question) -> ibis.Table:
    numbers = ("position", "expected", "exit", "rate", "projected")
    return _cells(question).select(*question.by, "subject", "cell", "learner", *numbers)


def _with_position(question: Question) -> ibis.Table:
    return on_track(question.when, _people(question)).select("learner").distinct()


R_10 = Report(
    id="R-10",
    title="On-track matrix",
    row="one cell of status by trajectory",
    horizon="L",
    formulas=("3.7", "3.9"),
    columns=(
        Key("subject", "subject"),
        Key("cell", "cell"),
        Size("known", formula="learners with a position"),
        Count("learners", "known"),
        Share("share", "learners", "known", "known", NOBODY_KNOWN),
    ),
    groupings=(*LEARNER_GROUPINGS, GROUPS),
    suppression=Suppression.WIDE,
    expression=_matrix,
    reached=_with_position,
    behind=_cells_behind,
    notes=(
        "Position, expectation and exit are means over the competencies of the subject that something has been "
        "concluded about, in levels; a level is expected from the beginning of its first grade to the end of its last "
        "one.",
    ),
)
