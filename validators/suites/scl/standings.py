"""SCL-GRO, and of SCL-CON what shows in the progress of learners: where they stand, and how they have grown."""

from collections.abc import Iterator

from fairmark.validators.core.levels import WARNING
from fairmark.validators.suites.result import Results
from fairmark.validators.suites.scl.accounts import CLOSE, number
from fairmark.validators.suites.scl.exported import PROGRESS
from fairmark.validators.suites.scl.graph import Json, as_object, as_objects, grade_of, identifier_of
from fairmark.validators.suites.scl.oracle.standing import Standing, required
from fairmark.validators.suites.scl.progress import Slip, Stated, is_as_of
from fairmark.validators.suites.scl.results import Case, over
from fairmark.validators.suites.scl.subject import Export, check_of_package
from fairmark.validators.suites.scl.views import day

SHORTEST = 45
"""Days under which growth is not projected onto a year: instructional ones, of which there are never more."""


def _explained_by(export: Export, slip: Slip) -> Iterator[Case]:
    """Statements that a mistake would have changed, each with whether it has."""
    for stated in export.statements:
        if slip in stated.matters:
            yield stated.view, stated.slip is slip


@check_of_package("SCL-CON-022", "SCL-CON-02", "levels are taken in the order of their grades: {observed}")
def grades_are_no_order(export: Export) -> Results:
    """Where a learner stands in a competency is counted in the order of its levels, not in that of their grades.

    Why: A level that has no grade, or an earlier one than the level before it, would be skipped or asked for too soon.

    Example: Levels 1, 2 and 3 with the grades 4, none and 5, of which the second is taken for the first.

    Repair: Order the levels of a competency by sequenceNumber alone.
    """
    cases = _explained_by(export, Slip.BY_GRADE)
    yield over(PROGRESS, cases, nothing="no progress in which the order of grades would show")


@check_of_package("SCL-CON-061", "SCL-CON-06", "{observed}")
def exact_matches_count_and_others_do_not(export: Export) -> Results:
    """What is attained counts for what it is an exactMatchOf, and for nothing that it is only related to.

    Why: A learner who moves would begin anew; or would be taken for able of what was never judged.

    Example: A level of the district, attained, that exactMatchOf a standard of the state, which stays open.

    Repair: In progress along a framework, count attained items whose exactMatchOf leads into it, and no others.
    """
    said = {Slip.NO_CROSSWALK: "an exact match does not count", Slip.RELATED: "a related item counts"}
    cases = [
        (stated.view, said.get(stated.slip, "")) for stated in export.statements if not stated.matters.isdisjoint(said)
    ]
    yield over(PROGRESS, cases, nothing="no progress to which a crosswalk leads")


@check_of_package("SCL-CON-111", "SCL-CON-11", "a translation stands apart: {observed}", severity=WARNING)
def translations_are_the_same_competency(export: Export) -> Results:
    """What was attained in an item counts for its translations, as if it were attained in them.

    Why: A learner who is judged in two languages would have learned half of it in each.

    Example: A level in Spanish, attained, whose English original stays open.

    Repair: Count judgments of an item that isTranslationOf another one for that other one too, and only once.
    """
    cases = _explained_by(export, Slip.NOT_TRANSLATED)
    yield over(PROGRESS, cases, nothing="no progress to which a translation leads")


@check_of_package("SCL-GRO-031", "SCL-GRO-03", "what was attained in an earlier version is lost: {observed}")
def growth_goes_on_across_versions(export: Export) -> Results:
    """What was attained in a version of a continuum counts in the version that replaces it.

    Why: With every revision all learners would begin anew.

    Example: Level 2 of version 1, attained, that is replacedBy level 2 of version 2, which stays open.

    Repair: In progress along the new version, count attained items whose replacedBy leads into it.
    """
    cases = _explained_by(export, Slip.NOT_REPLACED)
    yield over(PROGRESS, cases, nothing="no progress in a version that replaces another one")


@check_of_package("SCL-PRF-092", "SCL-PRF-09", "a new rule counts for the time before it: {observed}")
def new_rules_count_from_their_date(export: Export) -> Results:
    """Asked for a time before a rule was valid, progress is that by the rule before it.

    Why: What was said to learner and family then would be changed after the fact.

    Example: A rule of September that makes level 3 out of what was level 4 in June, also for June.

    Repair: Keep the determinations of the earlier rule, and answer with them for the time before validFrom.
    """
    cases = _explained_by(export, Slip.UNDATED_RULE)
    yield over(PROGRESS, cases, nothing="no progress of a time before a change of rules")


@check_of_package(
    "SCL-GRO-021",
    "SCL-GRO-02 and section 3.3",
    "not what the facts of that time say: {observed}",
    notes="Where the order in which determinations were recorded is not that of their effect, either is accepted.",
)
def progress_is_what_was_known(export: Export) -> Results:
    """Progress as of one time and known at another one is what the facts say that were effective and recorded by then:
    position, reach, gaps, working level, the determination that counts, and the latest work.

    Why: Otherwise nobody can tell afterwards what a teacher could have known; and late entries pass for recent work.

    Example: Progress as of July and known at July that counts a performance of June which was entered in August.

    Repair: Leave out what is effective after `asOf`, recorded after `knownAt`, or superseded by then.
    """
    cases = [
        (
            stated.view,
            (bool(stated.right) and stated.slip is Slip.UNEXPLAINED)
            or not is_as_of(export.exported, export.history, stated),
        )
        for stated in export.statements
    ]
    yield over(PROGRESS, cases, nothing="no progress of a learner in views/LearnerProgress.ndjson")


# -- grades ------------------------------------------------------------------------------------------------------------


@check_of_package("SCL-CON-031", "SCL-CON-03 and section 3.9", "not the distance that the levels state: {observed}")
def grades_come_from_the_levels(export: Export) -> Results:
    """The distance to a grade is that of the grade of the working level, as its educationLevel states it, from the
    enrolled grade; a level without a grade gives none.

    Why: A level without a grade that counts as grade zero makes a learner look years behind.

    Example: A working level without educationLevel, and `gradeGap` -6.

    Repair: Take the grade of the working level from the framework; where it has none, say null and the reason.
    """

    def cases() -> Iterator[Case]:
        for stated in export.statements:
            enrolled = _enrolled(export, stated.learner)
            levels = export.exported.graph.ordered(stated.competency)
            has_grades = any(map(export.exported.graph.grades, levels))  # else SCL-CON-081 speaks of it
            if "gradeGap" in stated.part and stated.slip is Slip.NOTHING and stated.right and has_grades:
                gaps = _grade_gaps(export, stated, enrolled)
                if gaps is not None:
                    yield stated.view, number(stated.part.get("gradeGap")) not in gaps

    yield over(PROGRESS, cases(), nothing="no distance of a learner to a grade")


def _enrolled(export: Export, learner: str) -> set[float]:
    row = export.exported.user(learner) or {}
    return {grade for code in row.get("grades", "").split(",") if (grade := grade_of(code.strip())) is not None}


def _grade_gaps(export: Export, stated: Stated, enrolled: set[float]) -> set[float | None] | None:
    """The distances that can be meant: a level may be for several grades. None where they cannot be told."""
    levels = export.exported.graph.ordered(stated.competency)
    working = {standing.working for standing in stated.right}
    gaps: set[float | None] = set()
    for each in working:
        grades = export.exported.graph.grades(levels[each - 1]) if each else []
        if grades and not enrolled:
            return None
        gaps |= {grade - own for grade in grades for own in enrolled} or {None}
    return gaps


# -- growth ------------------------------------------------------------------------------------------------------------


def _growth(stated: Stated) -> Json | None:
    return as_object(stated.part.get("growth")) or None


@check_of_package(
    "SCL-GRO-051",
    "SCL-GRO-05 and section 3.7",
    "{observed}",
    notes="Growth for a year is held to what is not projected: less than 45 days.",
)
def growth_is_the_way_between_two_points(export: Export) -> Results:
    """Growth is the current value less the baseline; with one of them missing it is null, with a reason; and under 45
    days it is not projected onto a year.

    Why: Growth from nothing to something tells how little was known, not how much was learned.

    Example: A baseline of null and a growth of 6 levels.

    Repair: State both points; where one is missing, state null and the reason.
    """

    def cases() -> Iterator[Case]:
        for stated in export.statements:
            if growth := _growth(stated):
                yield stated.view, _wrong_growth(stated, growth)

    yield over(PROGRESS, cases(), nothing="no growth of a learner")


def _wrong_growth(stated: Stated, growth: Json) -> str:
    value, baseline, current = (number(growth.get(name)) for name in ("value", "baseline", "current"))
    if baseline is None or current is None:
        if value is not None:
            return "growth without two values"
        return "" if growth.get("reason") else "null without a reason"
    if value is None:
        return ""  # that it is missing is judged where it may be: SCL-GRO-041
    if abs(value - (current - baseline)) > CLOSE:
        return "not the current value less the baseline"
    begun, until = day(growth.get("baselineAt")), day(stated.view.data.get("asOf"))
    is_short = begun and until and (until - begun).days < SHORTEST
    return "projected onto a year from a few days" if is_short and growth.get("annualised") is not None else ""


@check_of_package("SCL-GRO-052", "SCL-GRO-05 and section 3.7", "not the mean of at least half of them: {observed}")
def growth_is_told_for_half_of_the_competencies(export: Export) -> Results:
    """Growth over the competencies of a continuum is the mean of those with two values, and null where these are fewer
    than half.

    Why: The growth of the two competencies that happened to be judged twice is not that of a learner in ten.

    Example: A growth of 1.25 levels from 2 of 5 competencies.

    Repair: Count the competencies that could have grown, and say null where fewer than half of them tell.
    """

    def cases() -> Iterator[Case]:
        for view in export.exported.view(PROGRESS):
            for continuum in as_objects(view.data.get("continuums")):
                growth = as_object(continuum.get("growth"))
                n, eligible = number(growth.get("n")), number(growth.get("eligible"))
                if n is not None and eligible is not None:
                    yield view, _wrong_mean(continuum, growth, n, eligible)

    yield over(PROGRESS, cases(), nothing="no growth over the competencies of a continuum")


def _wrong_mean(continuum: Json, growth: Json, n: float, eligible: float) -> bool:
    """Whether the mean is told where it may not be, or is another one; of competencies that are left out nobody can
    tell."""
    parts = (as_object(part.get("growth")).get("value") for part in as_objects(continuum.get("competencies")))
    values = [value for part in parts if (value := number(part)) is not None]
    said = number(growth.get("value"))
    if not n or 2 * n < eligible:
        return said is not None
    return said is None or (len(values) == n and abs(said - sum(values) / n) > CLOSE)


@check_of_package("SCL-LRN-021", "SCL-LRN-02", "not the learner's own beginning in the competency: {observed}")
def growth_begins_where_the_learner_did(export: Export) -> Results:
    """The baseline of growth in a competency is the level at which the learner was placed in it.

    Why: A learner who began at level 4 in one competency and at level 7 in another has grown from there.

    Example: The baseline 4 of reading that is taken for mathematics too, where the learner began at 7.

    Repair: Record a placement for each competency, and measure growth in it from that.
    """

    def cases() -> Iterator[Case]:
        for stated in export.statements:
            growth = _growth(stated)
            placed = _placed(export, stated) if growth else set()
            if growth and len(placed) == 1 and number(growth.get("baseline")) is not None:
                yield stated.view, number(growth.get("baseline")) not in placed

    yield over(PROGRESS, cases(), nothing="no growth of a learner who was placed")


@check_of_package("SCL-GRO-061", "SCL-GRO-06 and section 3.7", "{observed}", severity=WARNING)
def required_growth_is_what_the_target_needs(export: Export) -> Results:
    """Growth against a standard gives the growth that the target needs a year, and how the growth seen stands to that.

    Why: Growing fast is not the same as growing fast enough.

    Example: 5.5 levels in 4.25 years, and a required growth of 1.5 a year.

    Repair: Divide the levels to the target by the years that are left; at or beyond it the required growth is 0.
    """

    def cases() -> Iterator[Case]:
        for stated in export.statements:
            growth = _growth(stated) or {}
            target, years, now = (number(growth.get(name)) for name in ("target", "yearsLeft", "current"))
            if target is not None and years is not None and now is not None:
                needed, ratio = required(now, target, years, number(growth.get("annualised")) or 0.0)
                is_ratio = "ratio" not in growth or number(growth.get("annualised")) is None
                fits = _is_close(growth.get("required"), needed) and (is_ratio or _is_close(growth.get("ratio"), ratio))
                yield stated.view, "" if fits else "not what the target needs"

    yield over(PROGRESS, cases(), nothing="no growth with target and yearsLeft")


def _is_close(said: object, right: float | None) -> bool:
    found = number(said)
    return found is right if found is None or right is None else abs(found - right) <= CLOSE


def _placed(export: Export, stated: Stated) -> set[int]:
    """The numbers of the levels at which the learner was placed in the competency."""
    levels = export.exported.graph.ordered(stated.competency)
    found = export.history.determinations(stated.learner, stated.reading)
    targets = {identifier_of(one.text("target")) for one in found if one.text("status") == "placed"}
    return {number for number, level in enumerate(levels, 1) if level in targets}


@check_of_package("SCL-GRO-041", "SCL-GRO-04", "growth is not told off the grade: {observed}")
def growth_off_the_grade_is_told(export: Export) -> Results:
    """The growth of a learner who works below or beyond the enrolled grade is told in levels like that of others.

    Why: Those who have caught up most, or gone furthest ahead, would seem not to have learned.

    Example: A learner in grade 9 who went from level 4 to 6, whose growth is null since no level of grade 9 was
    reached.

    Repair: Count growth in levels of the competency, whatever grade they are expected at.
    """

    def cases() -> Iterator[Case]:
        for stated in export.statements:
            growth, enrolled = _growth(stated), _enrolled(export, stated.learner)
            if growth is None or not enrolled or stated.slip is not Slip.NOTHING:
                continue
            placed, standings = _placed(export, stated), stated.right
            levels = export.exported.graph.ordered(stated.competency)
            reached = {level for one in standings for level in levels[: one.position]}
            grades = {grade for level in reached for grade in export.exported.graph.grades(level)}
            if len(placed) == 1 and grades and grades.isdisjoint(enrolled) and _has_grown(standings, placed):
                yield stated.view, number(growth.get("value")) is None

    yield over(PROGRESS, cases(), nothing="no growth of a learner off the enrolled grade")


def _has_grown(standings: frozenset[Standing], placed: set[int]) -> bool:
    return all(one.position > max(placed) for one in standings)
