"""SCL-PKG: continuums and pathways have an order that leads somewhere."""

from collections.abc import Iterator

from fairmark.validators.core.cycles import cycles
from fairmark.validators.core.headline import plural
from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.moments import is_date
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.learning.package import LearningPackage, Record
from fairmark.validators.rules.learning.versions import ONLY


@rule(
    "SCL-PKG-08",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.16 V-08; SCL-CON-02, SCL-CON-04",
    message="{observed}",
    notes="Prerequisites go round, or two levels of a competency have one number, across all frameworks of the package "
    "together; that of a single framework CASE-ASSOC-003 and its like say too.",
)
def order_leads_somewhere(package: LearningPackage) -> Findings:
    """The levels of a competency have different sequence numbers; neither prerequisites (`precedes`) nor the steps of a
    pathway (`after`) go round in a circle.

    Why: Nobody could begin: each of them waits for another one.

    Example: A step that comes after one that comes after it.

    Repair: Take out the link that was put in by mistake.
    """
    for place, said in package.continuums.disorder:
        yield finding(at=package.at_file(place), observed=f"{place}: {said}")
    for pathway in package.of("Pathway"):
        waits = {
            str(step.get("id")): dict.fromkeys(_after(step.get("after")), index)
            for index, step in pathway.objects("steps")
        }
        for cycle in cycles(waits):
            said = f"{plural(cycle.length, 'step')} of the pathway wait for one another"
            yield finding(at=package.at(pathway, "steps", cycle.closing, "after"), observed=said)


def _after(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


@rule(
    "SCL-PKG-11",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.16 V-11; SCL-PAC-02, SCL-PAC-03",
    message="{observed}",
    notes="The end date belongs to a pathway; the day on which a pause ends does not belong to the pause.",
)
def dates_lie_within_the_pathway(package: LearningPackage) -> Findings:
    """Every target date of a pathway lies within its start and end, and its pauses do not overlap.

    Why: Pace is counted in days of the pathway; days outside of it, or counted off twice, give a wrong one.

    Example: A pathway until June with a step that is due in August.

    Repair: Move the end of the pathway, or the date of the step; make one pause of two that overlap.
    """
    for pathway in package.of("Pathway"):
        start, end = _day(pathway.data.get("startDate")), _day(pathway.data.get("endDate"))
        for index, step in pathway.objects("steps"):
            due = _day(step.get("targetDate"))
            if due and ((start and due < start) or (end and due > end)):
                at = package.at(pathway, "steps", index, "targetDate")
                yield finding(at=at, observed="outside of the days of the pathway")
        for index in _overlapping(pathway):
            yield finding(at=package.at(pathway, "pauses", index), observed="overlaps with another pause")


def _day(value: object) -> str:
    """A date, "" for what is none. Dates sort as the days do."""
    return value if isinstance(value, str) and is_date(value) else ""


def _overlapping(pathway: Record) -> Iterator[int]:
    """The pauses that begin before one that began earlier has ended, by their index."""
    spans = [
        (begin, end, index)
        for index, pause in pathway.objects("pauses")
        if (begin := _day(pause.get("from"))) and (end := _day(pause.get("until")))
    ]
    latest = ""
    for begin, end, index in sorted(spans):
        if latest and begin < latest:
            yield index
        latest = max(latest, end)
