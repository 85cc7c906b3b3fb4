"""R-23: whether the records can be relied on."""

import ibis
from ibis import _

from fairmark.server.reports.asking import Question
from fairmark.server.reports.declaration import Count, Figure, Key, Report, Share, Size, Suppression
from fairmark.server.reports.measures.rostering import UNKNOWN
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import Determination, Enrolment, Evidence, EvidenceTarget, Judgment, Target
from fairmark.server.reports.tables import table

NO_RECORDS = "noRecords"
CLASSES = {"evidence": Evidence, "judgments": Judgment, "determinations": Determination}
"""What records are called to their rows."""


def _records(when: When, name: str, row: type) -> ibis.Table:
    """The records of a class that were shown up to the time, whether or not they count: when they were shown and
    recorded, whether they count no more, were overridden, and how many of their links lead nowhere."""
    rows = table(row)
    seen = rows.filter(rows.recorded_at <= when.known_at, rows.effective_at <= when.as_of)
    gone = seen.void_from.notnull() & (seen.void_from <= when.known_at)
    overridden = seen.is_overridden if row is Determination else ibis.literal(False)
    common = {
        "class": ibis.literal(name),
        "gone": ibis.ifelse(gone, 1, 0),
        "overridden": ibis.ifelse(overridden, 1, 0),
        "late": seen.recorded_on.delta(seen.effective_on, unit="day"),
    }
    if row is Evidence:
        lost = _lost_links()
        joined = seen.mutate(**common).left_join(lost, "evidence", rname="{name}_lost")
        return joined.select(
            "learner", "effective_on", *common, links=joined.links.fill_null(0), lost=joined.lost.fill_null(0)
        )
    known = table(Target).select(known="target")
    joined = seen.mutate(**common).left_join(known, seen.target == known.known)
    return joined.select(
        "learner",
        "effective_on",
        *common,
        links=ibis.literal(1, "int64"),
        lost=ibis.ifelse(joined.known.isnull(), 1, 0).cast("int64"),
    )


def _lost_links() -> ibis.Table:
    """`evidence` with its `links` to targets, and how many of those nobody knows."""
    links, known = table(EvidenceTarget), table(Target).select(known="target")
    joined = links.left_join(known, links.target == known.known)
    return joined.group_by("evidence").agg(links=joined.count(), lost=joined.count(where=joined.known.isnull()))


def _rows(question: Question) -> ibis.Table:
    when = question.when
    everything = ibis.union(*(_records(when, name, row) for name, row in CLASSES.items()))
    stays = when.known(Enrolment).select("begins", "ends", "school", who="learner")
    placed = everything.left_join(
        stays,
        [
            everything.learner == stays.who,
            stays.begins <= everything.effective_on,
            stays.ends.isnull() | (stays.ends > everything.effective_on),
        ],
    )
    named = placed.mutate(school=placed.school.fill_null(UNKNOWN))
    people = when.spells(Enrolment).group_by("school").agg(enrolled=_.learner.nunique())
    there = when.spells(Enrolment).select(here="school", who_is="learner").distinct()
    covered = named.inner_join(there, [named.school == there.here, named.learner == there.who_is])
    coverage = covered.group_by("school", "class").agg(covered=covered.learner.nunique())
    counted = named.group_by("school", "class").agg(
        records=named.count(),
        voided=named.gone.sum().cast("int64"),
        overridden=named.overridden.sum().cast("int64"),
        links=named.links.sum().cast("int64"),
        unresolved=named.lost.sum().cast("int64"),
        medianLateDays=named.late.cast("float64").median(),
    )
    whole = counted.left_join(coverage, ["school", "class"], rname="{name}_covered").left_join(
        people, "school", rname="{name}_people"
    )
    return whole.select(
        *("school", "class", "records", "voided", "overridden", "links", "unresolved", "medianLateDays"),
        enrolled=whole.enrolled.fill_null(0),
        covered=whole.covered.fill_null(0),
    )


R_23 = Report(
    id="R-23",
    title="Data quality",
    row="one class of record and school",
    horizon="S, L",
    formulas=("2.17",),
    columns=(
        Key("class", "class"),
        Key("school", "school"),
        Size("enrolled"),
        Count("covered", "enrolled", formula="enrolled learners with such a record"),
        Share("coverage", "covered", "enrolled", "enrolled", "nobodyEnrolled"),
        Count("records", "enrolled", "records"),
        Count("unresolved", "enrolled", "links", formula="to targets that no framework has"),
        Share("unresolvedShare", "unresolved", "links", "enrolled", "noLinks"),
        Figure("medianLateDays", "days", "enrolled", NO_RECORDS, formula="recorded - effective"),
        Count("overridden", "enrolled", "records"),
        Share("overriddenShare", "overridden", "records", "enrolled", NO_RECORDS),
        Count("voided", "enrolled", "records", formula="superseded or withdrawn"),
        Share("voidedShare", "voided", "records", "enrolled", NO_RECORDS),
    ),
    groupings=(),
    suppression=Suppression.STAFF,
    expression=_rows,
    notes=("The school is that at which the learner was on the day of the record.",),
)
