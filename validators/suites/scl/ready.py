"""SCL-LRN-05, SCL-INT-03, SCL-INT-04: what a learner is ready for, and the support that is given."""

from collections.abc import Iterator, Mapping

from fairmark.validators.core.moments import instant
from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.result import Results
from fairmark.validators.suites.scl.accounts import number
from fairmark.validators.suites.scl.exported import REPORT
from fairmark.validators.suites.scl.graph import identifier_of
from fairmark.validators.suites.scl.history import Reading
from fairmark.validators.suites.scl.results import Case, over
from fairmark.validators.suites.scl.subject import Export, check_of_package
from fairmark.validators.suites.scl.views import Cell, cell, day, has, meta, report_id, rows

LEAST = 2
"""Judgments before and after a support without which nothing is said of it."""


@check_of_package(
    "SCL-LRN-051",
    "SCL-LRN-05",
    "{observed}",
    notes="Whether the level below is a prerequisite without being named as one is left open, so that either will do. "
    "What is left out is only told of a list without filters, and of competencies in which the learner was judged.",
)
def the_ready_list_is_that_of_the_graph(export: Export) -> Results:
    """The levels that a learner is listed as ready for are those that are not attained and whose prerequisites all are.

    Why: The next step is what a learner and a teacher look for first; a wrong one costs weeks.

    Example: A level of fractions on the list while its prerequisite, a level of division, is not attained.

    Repair: Compute the list from the prerequisites of the continuum and the determinations of the day.
    """

    def cases() -> Iterator[Case]:
        for view in export.exported.view(REPORT):
            if report_id(view) == "R-03":
                yield view, _wrong_list(export, view)

    yield over(REPORT, cases(), nothing="no report R-03")


def _wrong_list(export: Export, view: Record) -> str:
    as_of, known_at = (instant(str(meta(view).get(name))) for name in ("asOf", "knownAt"))
    reading = Reading(as_of=as_of, known_at=known_at)
    listed: dict[str, set[str]] = {}
    for row in rows(view):
        listed.setdefault(str(cell(row, "learner")), set()).add(identifier_of(cell(row, "level", "target")))
    for learner, levels in listed.items():
        if any(not _is_ready(export, learner, level, reading) for level in levels):
            return "not ready, or attained already"
    for learner in export.exported.learners if not meta(view).get("filters") else ():
        named = listed.get(learner, set())
        if any(not _is_listed(export, level, named) for level in _surely_ready(export, learner, reading)):
            return "what a learner is ready for is left out"
    return ""


def _is_listed(export: Export, level: str, listed: set[str]) -> bool:
    """Whether the level is on the list, itself or what counts as it."""
    return not listed.isdisjoint(export.history.leading_to(level, Reading(both_ways=True)))


def _is_ready(export: Export, learner: str, level: str, reading: Reading) -> bool:
    history = export.history
    return any(
        history.attains(learner, level, each) is None
        and all(history.attains(learner, before, each) for before in export.exported.graph.before.get(level, ()))
        for each in reading.right()
    )


def _surely_ready(export: Export, learner: str, reading: Reading) -> Iterator[str]:
    """Levels of competencies in which the learner was judged that are ready however one reads it: the next one of each
    whose prerequisites, the level below among them, are attained."""
    judged = {identifier_of(one.text("target")) for one in export.history.judgments(learner, reading)}
    for competency in {each for target in judged for each in export.exported.graph.competency_of(target)}:
        levels = export.exported.graph.ordered(competency)
        standings = {export.history.standing(learner, competency, each) for each in reading.right()}
        working = {one.working for one in standings if one is not None}
        if len(working) == 1 and (number := working.pop()) is not None:
            level = levels[number - 1]
            if all(
                export.history.attains(learner, before, each)
                for before in export.exported.graph.before.get(level, ())
                for each in reading.right()
            ):
                yield level


@check_of_package("SCL-INT-031", "SCL-INT-03", "{observed}")
def supports_are_reviewed_after_they_begin(export: Export) -> Results:
    """A support begins before it is reviewed and before it ends, and says which flag it answers.

    Why: A support without a review goes on because it went on.

    Example: A review date in March of a support that begins in April.

    Repair: State when it begins, when somebody looks whether it helps, and what it is given for.
    """

    def cases() -> Iterator[Case]:
        for support in export.exported.of("Support"):
            begin = day(support.data.get("startDate"))
            later = [day(support.data.get(name)) for name in ("reviewDate", "endDate")]
            is_early = begin is not None and any(each is not None and each < begin for each in later)
            yield support, "reviewed or ended before it begins" if is_early else ""

    yield over("Support", cases(), nothing="no support")


@check_of_package("SCL-INT-041", "SCL-INT-04", "a rate from fewer than two judgments: {observed}")
def supports_are_compared_on_enough(export: Export) -> Results:
    """Rates before and after a support are null where there are fewer than two judgments on either side.

    Why: One good day after a support is no effect of it.

    Example: One judgment before, five after, and a rate on both sides.

    Repair: Give counts on both sides, and rates only from two judgments on.
    """
    names = ("prejudgments", "postjudgments")

    def cases() -> Iterator[Case]:
        for view in export.exported.view(REPORT):
            found = [row for row in rows(view) if all(has(row, name) for name in names)]
            if found:
                yield view, any(_is_told_too_early(row) for row in found)

    yield over(REPORT, cases(), nothing="no report with columns preJudgments and postJudgments")


def _is_told_too_early(row: Mapping[str, Cell]) -> bool:
    counts = [number(cell(row, name)) for name in ("prejudgments", "postjudgments")]
    is_few = any(count is not None and count < LEAST for count in counts)
    return is_few and any(number(cell(row, name)) is not None for name in ("prerate", "postrate"))
