"""SCL-LRN-05, SCL-INT-03, SCL-INT-04: what a learner is ready for, and the support that is given."""

from collections.abc import Collection, Iterator, Mapping

from fairmark.validators.core.moments import instant
from fairmark.validators.suites.result import Results
from fairmark.validators.suites.scl.accounts import number
from fairmark.validators.suites.scl.exported import PROGRESS, REPORT
from fairmark.validators.suites.scl.graph import as_objects, identifier_of
from fairmark.validators.suites.scl.history import Reading
from fairmark.validators.suites.scl.results import Case, over
from fairmark.validators.suites.scl.subject import Export, check_of_package
from fairmark.validators.suites.scl.views import Cell, cell, day, has, meta, reading_of, report_id, rows

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

    views, reports = list(_lists_in_progress(export)), list(_lists_in_reports(export))
    if views or not reports:
        yield over(PROGRESS, views, nothing="no list of what a learner is ready for, in progress or in a report R-03")
    if reports:
        yield over(REPORT, reports, nothing="no report R-03")


def _lists_in_reports(export: Export) -> Iterator[Case]:
    for view in export.exported.view(REPORT):
        if report_id(view) != "R-03":
            continue
        as_of, known_at = (instant(str(meta(view).get(name))) for name in ("asOf", "knownAt"))
        reading = Reading(as_of=as_of, known_at=known_at)
        listed: dict[str, set[str]] = {}
        for row in rows(view):
            listed.setdefault(str(cell(row, "learner")), set()).add(_level(export, row))
        for learner in listed.keys() - export.exported.learners.keys():
            del listed[learner]  # of whom nothing is known here
        everybody = () if meta(view).get("filters") else export.exported.learners
        said = (
            _wrong(export, learner, listed.get(learner, set()), reading, everybody) for learner in {*everybody, *listed}
        )
        yield view, next((each for each in said if each), "")


def _level(export: Export, row: Mapping[str, Cell]) -> str:
    """The level that a row is about: by its URI, or by its number in the competency."""
    level, competency = cell(row, "level", "target"), identifier_of(cell(row, "competency"))
    if isinstance(level, int):
        levels = export.exported.graph.ordered(competency)
        return levels[level - 1] if 0 < level <= len(levels) else competency
    return identifier_of(level)


def _lists_in_progress(export: Export) -> Iterator[Case]:
    for view in export.exported.view(PROGRESS):
        for continuum in as_objects(view.data.get("continuums")):
            if isinstance(continuum.get("ready"), list):
                levels = {identifier_of(each.get("level")) for each in as_objects(continuum.get("ready"))}
                within = {identifier_of(part.get("competency")) for part in as_objects(continuum.get("competencies"))}
                yield view, _wrong(export, view.text("learner"), levels, reading_of(view), within)


def _wrong(export: Export, learner: str, listed: set[str], reading: Reading, within: Collection[str]) -> str:
    """What is wrong with the list of a learner. It should be whole for the competencies, or learners, in `within`."""
    if any(not _is_ready(export, learner, level, reading) for level in listed):
        return "not ready, or attained already"
    for competency, level in _surely_ready(export, learner, reading):
        if (competency in within or learner in within) and not _is_listed(export, level, listed):
            return "what a learner is ready for is left out"
    return ""


def _is_listed(export: Export, level: str, listed: set[str]) -> bool:
    """Whether the level is on the list, itself or what counts as it."""
    return not listed.isdisjoint(export.history.leading_to(level, Reading(both_ways=True)))


def _is_ready(export: Export, learner: str, level: str, reading: Reading) -> bool:
    history = export.history
    return any(
        not history.holds(learner, level, each)
        and all(history.holds(learner, before, each) for before in export.exported.graph.before.get(level, ()))
        for each in reading.right()
    )


def _surely_ready(export: Export, learner: str, reading: Reading) -> Iterator[tuple[str, str]]:
    """Competencies in which the learner was judged, with a level that is ready however one reads it: the next one,
    where the prerequisites of it are attained, and the competency itself has none."""
    graph, history = export.exported.graph, export.history
    judged = {identifier_of(one.text("target")) for one in history.judgments(learner, reading)}
    for competency in {each for target in judged for each in graph.competency_of(target)}:
        standings = {history.standing(learner, competency, each) for each in reading.right()}
        working = {one.working for one in standings if one is not None}
        if graph.before.get(competency) or len(working) != 1 or (number := working.pop()) is None:
            continue
        level = graph.ordered(competency)[number - 1]
        before = graph.before.get(level, ())
        if all(history.holds(learner, one, each) for one in before for each in reading.right()):
            yield competency, level


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
