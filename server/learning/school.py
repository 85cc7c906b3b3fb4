"""Calendars, tasks, and the definitions of a district's own reports. Profile, sections 2.4, 3.1 and 4.13."""

from fairmark.server.learning.bodies import day_at, days_in_order, wrong
from fairmark.server.learning.desk import Desk
from fairmark.server.learning.kind import CALENDAR, REPORT, SESSION, TASK, VIEWS, Draft, Kind, Link, Rest
from fairmark.server.learning.times import ALWAYS, beginning


def _complete_calendar(_desk: Desk, draft: Draft) -> Rest:
    """A later version corrects the earlier one: no day is both taught and not."""
    begins, ends = days_in_order(draft.body, "startDate", "endDate")
    if begins is None or ends is None or begins == ends:
        raise wrong("/endDate", "This is not after its first day.")
    for index, holiday in enumerate(draft.body.get("holidays", ())):
        if not begins <= day_at(f"/holidays/{index}", holiday) < ends:
            raise wrong(f"/holidays/{index}", "This lies outside of the days of the calendar.")
    return Rest(effective_at=beginning(begins), replaces_from=ALWAYS)


CALENDARS = Kind(
    cls=CALENDAR,
    segment="calendars",
    member="calendars",
    words="the days on which a school teaches, or a version of them",
    complete=_complete_calendar,
)


def _complete_task(desk: Desk, draft: Draft) -> Rest:
    """What is usable for determinations has a target and a rubric: the schema asks for them. SCL-ASM-05."""
    if "rubric" in draft.body and desk.continuums.rubric(draft.body["rubric"]) is None:
        raise wrong("/rubric", "This server holds no CFRubric with this URI.")
    for index, quality in enumerate(draft.body.get("qualityEvidence", ())):
        day_at(f"/qualityEvidence/{index}/at", quality["at"])
    return Rest()


TASKS = Kind(
    cls=TASK,
    segment="tasks",
    member="tasks",
    words="a performance task, or a version of one",
    items=("targets/*", "item"),
    links=(Link("qualityEvidence/*/session", SESSION),),
    complete=_complete_task,
)

REPORTS = Kind(
    cls=REPORT,
    segment="report-definitions",
    member="reportDefinitions",
    words="the definition of a report, or a version of one",
    schema=VIEWS,
)
