"""SCL-CON: the frameworks of a package as continuums of learning."""

from collections.abc import Iterator

from fairmark.validators.core.cycles import cycles
from fairmark.validators.readers.learning.continuum_profile import Topic
from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.result import Results, breach, cannot_tell, holds
from fairmark.validators.suites.scl.exported import PROGRESS
from fairmark.validators.suites.scl.graph import PRECEDES, as_object, identifier_of
from fairmark.validators.suites.scl.oracle.depth import is_legal
from fairmark.validators.suites.scl.results import over
from fairmark.validators.suites.scl.subject import Export, check_of_package
from fairmark.validators.suites.scl.views import competencies_in, reading_of

FRAMEWORKS = "case"
"""What a check of the frameworks calls them."""
NAMED = 3
NO_LEVELS = "There is no competency with levels."


def _several(names: list[str]) -> str:
    """A few of the identifiers, which are those of public objects, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


@check_of_package("SCL-CON-021", "SCL-CON-02 and section 4.2", "without an order of two or more levels: {observed}")
def competencies_have_levels_in_order(export: Export) -> Results:
    """Every competency that has levels has two or more, each with a sequence number of its own from 1; and every level
    is one of a competency.

    Why: With one level, or levels in no order, nobody can say what comes next, and growth cannot be counted.

    Example: A competency whose second and third level both have the sequence number 2.

    Repair: Give each hasSkillLevel of a competency its own sequenceNumber, from 1 on.
    """
    levels = export.exported.graph.levels
    # Where no level has a number, they are those of a scale that many competencies have in common.
    own = [each for each, numbered in levels.items() if any(number is not None for number, _ in numbered)]
    wrong = [competency for competency in own if not export.exported.graph.is_in_order(competency)]
    departures = export.exported.learning.continuums.departures
    stray = [departure.said for departure in departures if departure.topic is Topic.LEVELS]
    if not own and not stray:
        yield cannot_tell(FRAMEWORKS, NO_LEVELS)
    elif wrong:
        yield breach(FRAMEWORKS, observed=_several(wrong), expected="two or more levels, numbered from 1")
    elif stray:
        yield breach(FRAMEWORKS, observed=stray[0], expected="one competency, and a number in it")
    else:
        yield holds(FRAMEWORKS)


@check_of_package("SCL-CON-041", "SCL-CON-04", "prerequisites go round in a circle: {observed}")
def prerequisites_lead_somewhere(export: Export) -> Results:
    """Prerequisites (`precedes`), across all competencies and frameworks together, go round in no circle.

    Why: Nobody could begin: each of the levels waits for another one.

    Example: Level 2 of Fractions precedes level 1 of Ratios, which precedes level 2 of Fractions.

    Repair: Take out the association that was put in by mistake.
    """
    steps = export.exported.graph.origins(PRECEDES)
    if not steps:
        yield cannot_tell(FRAMEWORKS, "There is no prerequisite.")
        return
    found = [cycle.way_round() for cycle in cycles({origin: dict.fromkeys(to, origin) for origin, to in steps.items()})]
    if found:
        yield breach(FRAMEWORKS, observed=_several(found))
    else:
        yield holds(FRAMEWORKS)


@check_of_package(
    "SCL-CON-071",
    "SCL-CON-07",
    "pinned to a framework that does not hold the target: {observed}",
    notes="Targets that are in no framework of the package are not judged here: SCL-PKG-01 speaks of them.",
)
def facts_are_pinned_to_their_framework(export: Export) -> Results:
    """The `framework` that a judgment or a determination names is one that holds its target.

    Why: When a continuum is revised, nobody can tell any more by which text somebody was judged.

    Example: A judgment of version 1 whose `framework` is changed to that of version 2, which has other items.

    Repair: Record the framework and its version with the judgment, and leave them as they are when it is replaced.
    """
    for cls in ("Judgment", "Determination"):
        yield over(cls, _pinned(export, cls), nothing="no target in a framework of the package")


def _pinned(export: Export, cls: str) -> Iterator[tuple[Record, bool]]:
    home = export.exported.graph.home
    for record in export.exported.of(cls):
        held = home.get(identifier_of(record.text("target")))
        if held and record.text("framework"):
            yield record, record.text("framework") not in {framework.uri for framework in held}


@check_of_package("SCL-CON-091", "SCL-CON-09 and section 4.2", "no depth of a named taxonomy: {observed}")
def depth_is_of_one_taxonomy(export: Export) -> Results:
    """A level that states a depth names one taxonomy, and a value that the taxonomy has.

    Why: A depth of 5, or one of nothing in particular, cannot be compared with anything.

    Example: `{"taxonomy": "webb-dok", "value": 5}`.

    Repair: State a value of the taxonomy that is named: webb-dok has 1 to 4.
    """
    graph = export.exported.graph
    stated = {id: depth for id in graph.items if (depth := graph.depth(id)) is not None}
    wrong = [id for id, depth in stated.items() if not _is_depth(depth)]
    if not stated:
        yield cannot_tell(FRAMEWORKS, "There is no level that states a depth.")
    elif wrong:
        yield breach(FRAMEWORKS, observed=_several(wrong))
    else:
        yield holds(FRAMEWORKS)


def _is_depth(depth: object) -> bool:
    stated = as_object(depth)
    return is_legal(stated.get("taxonomy"), stated.get("value"))


@check_of_package(
    "SCL-CON-081",
    "SCL-CON-08",
    "a continuum without grades is left out, or measured by grades: {observed}",
    notes="Looked at where the package holds progress of a learner who was judged along such a continuum.",
)
def continuums_without_grades_count_alike(export: Export) -> Results:
    """Learning along a continuum that has no grades, such as working together, stands in the progress of a learner like
    any other, but without a distance to a grade.

    Why: What is not measured is not taught; and a skill of no grade must not make a learner look behind or ahead.

    Example: Progress that leaves collaboration out, or says that a learner is two grades below in it.

    Repair: Treat competencies by their levels; compute distances to grades only for levels that have one.
    """
    exported, history = export.exported, export.history
    ungraded = {c for c in exported.graph.levels if not any(map(exported.graph.grades, exported.graph.ordered(c)))}

    def cases() -> Iterator[tuple[Record, bool]]:
        for view in exported.view(PROGRESS):
            reading = reading_of(view)
            judged = (identifier_of(one.text("target")) for one in history.judgments(view.text("learner"), reading))
            wanted = {c for target in judged for c in exported.graph.competency_of(target)}
            shown = {identifier_of(part.get("competency")): part for part in competencies_in(view)}
            left_out = {c for c in wanted if shown.keys().isdisjoint(history.counting_for(c))}
            is_whole = left_out <= ungraded  # else it is one that was asked for along some continuums only
            if wanted & ungraded and is_whole:
                yield view, bool(left_out) or any(shown[c].get("gradeGap") is not None for c in ungraded & shown.keys())

    yield over(PROGRESS, cases(), nothing="no progress along a continuum without grades")
