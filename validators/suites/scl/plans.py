"""The pathways in the progress of learners worked out anew: how far along the steps, how far along the days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.scl.accounts import number
from fairmark.validators.suites.scl.exported import PROGRESS, Exported
from fairmark.validators.suites.scl.graph import Json, as_object, as_objects, identifier_of
from fairmark.validators.suites.scl.history import History
from fairmark.validators.suites.scl.oracle.pace import Days, progress
from fairmark.validators.suites.scl.views import day, pathways_in, reading_of

DAY = timedelta(days=1)
LONGEST = timedelta(days=36_525)
"""A calendar that is longer than a century is a mistake, which would take long to count through."""
Pause = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a view says of a pathway, with the pathway itself. `attained` are the steps that are attained, of `planned`
    ones; both are counted as a group of which k are enough counts as k."""

    view: Record
    part: Json
    pathway: Record
    steps: frozenset[str]
    attained: float
    planned: float

    def says(self, name: str) -> float | None:
        return number(self.part.get(name))


def plans(exported: Exported, history: History) -> Iterator[Plan]:
    """The pathways in the views, as far as the package holds them."""
    for view in exported.view(PROGRESS):
        for part in pathways_in(view):
            named = next((str(part[name]) for name in ("pathway", "id") if isinstance(part.get(name), str)), "")
            pathway = exported.learning.find("Pathway", named)
            if pathway is not None:
                yield _plan(history, view, part, pathway)


def _plan(history: History, view: Record, part: Json, pathway: Record) -> Plan:
    reading = reading_of(view)
    steps = frozenset(
        str(step.get("id"))
        for step in as_objects(pathway.data.get("steps"))
        if history.holds(view.text("learner"), identifier_of(step.get("target")), reading)
    )
    free, groups = parts_of(pathway)
    planned = len(free) + sum(enough for _, enough in groups.values())
    attained = sum(step in steps for step in free)
    attained += sum(min(enough, len(steps.intersection(members))) for members, enough in groups.values())
    return Plan(view, part, pathway, steps, attained, planned)


def parts_of(pathway: Record) -> tuple[dict[str, float], dict[str, tuple[list[str], int]]]:
    """The weights of the steps that belong to no group; and the groups, each with its steps and how many are enough."""
    free: dict[str, float] = {}
    members: dict[str, list[str]] = {}
    for step in as_objects(pathway.data.get("steps")):
        if isinstance(step.get("group"), str):
            members.setdefault(step["group"], []).append(str(step.get("id")))
        else:
            free[str(step.get("id"))] = number(step.get("weight", 1)) or 0.0
    enough = {str(group.get("id")): group.get("atLeast") for group in as_objects(pathway.data.get("groups"))}
    groups = {
        name: (steps, at_least if isinstance(at_least := enough.get(name), int) else len(steps))
        for name, steps in members.items()
    }
    return free, groups


def progress_of(plan: Plan) -> float | None:
    return progress(*parts_of(plan.pathway), plan.steps)


def progress_without_groups(plan: Plan) -> set[float]:
    """What somebody gets who asks for all steps of a group, or for any one of them."""
    free, groups = parts_of(plan.pathway)
    every = {name: (steps, len(steps)) for name, (steps, _) in groups.items()}
    one = {name: (steps, 1) for name, (steps, _) in groups.items()}
    found = (progress(free, changed, plan.steps) for changed in (every, one))
    return {value for value in found if value is not None}


# -- days --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """Elapsed and planned days of a pathway."""

    elapsed: int
    planned: int

    @property
    def share(self) -> float:
        return min(1.0, max(0.0, self.elapsed / self.planned)) if self.planned > 0 else 0.0


def spans(exported: Exported, plan: Plan) -> list[Span]:
    """The days that can be meant: the profile does not say whether the first and the last of them count. Empty where
    the calendar or the dates are missing."""
    start, end = day(plan.pathway.data.get("startDate")), day(plan.pathway.data.get("endDate"))
    until, pauses = day(plan.view.data.get("asOf")), _pauses(plan.pathway)
    if start is None or end is None or until is None:
        return []
    return [
        Span(days.between(start, now, pauses), days.between(start, last, pauses))
        for calendar in _versions(exported, plan.pathway.text("calendar"))
        if (days := _days(calendar)) is not None
        for now in (until, until + DAY)
        for last in (end, end + DAY)
        if days.between(start, last, pauses) > 0
    ]


def _versions(exported: Exported, id: str) -> list[Record]:
    """The calendar of that id, and the versions after it: which of them held on the day is not looked at."""
    found = exported.learning.find("Calendar", id)
    versions: list[Record] = []
    while found is not None and found not in versions:
        versions.append(found)
        found = next(iter(exported.learning.followers.get(found.id, ())), None)
    return versions


def _days(calendar: Record) -> Days | None:
    start, end = (day(calendar.data.get(name)) for name in ("startDate", "endDate"))
    if start is None or end is None or end - start > LONGEST:
        return None
    weekdays, holidays = calendar.data.get("weekdays"), calendar.data.get("holidays")
    return Days(
        start,
        end,
        frozenset(each for each in weekdays if isinstance(each, int)) if isinstance(weekdays, list) else frozenset(),
        frozenset(found for each in holidays if (found := day(each))) if isinstance(holidays, list) else frozenset(),
    )


def calendars(exported: Exported) -> Sequence[Days]:
    """The calendars of the package."""
    return [days for each in exported.of("Calendar") if (days := _days(each)) is not None]


def _pauses(pathway: Record) -> list[Pause]:
    found = []
    for pause in as_objects(pathway.data.get("pauses")):
        begin, end = day(pause.get("from")), day(as_object(pause).get("until"))
        if begin is not None and end is not None:
            found.append((begin, end))
    return found
