"""SCL-PAC of a running system: pace along a learner's own plan, counted in the days on which is taught."""

from collections.abc import Iterator
from datetime import date, timedelta

from fairmark.validators.suites.result import Results, either
from fairmark.validators.suites.scl.accounts import number
from fairmark.validators.suites.scl.graph import as_objects
from fairmark.validators.suites.scl.live.system import LEARNER, Json, Lacking, System
from fairmark.validators.suites.scl.oracle.pace import Days, status
from fairmark.validators.suites.scl.subject import check_of_system

PLANNED = 200
"""Instructional days of the pathway at whose beginning each status is looked for: a day is half a point."""
STEPS = 4
BEGIN = -400
"""The day on which it begins, before all other work of a run."""
WATCHED = (8, 9, 10, 11, 12)
"""Days after the beginning: too early, just at the buffer, behind it."""
RUNNING = 300
"""The day on which a pathway begins that is still going on."""
PAUSE = 28
"""Days of a pause."""


@check_of_system(
    "SCL-PAC-042",
    "SCL-PAC-04 and section 3.6",
    "{observed}",
    notes="Whether the day that is asked for counts is left open: status and gap are held against the share that is "
    "said to have elapsed.",
)
def pace_is_labelled_by_its_buffer(system: System) -> Results:
    """A pathway of which nothing is attained is too early in its first ten days, on pace while the gap is the buffer at
    most, and behind from then on; the gap stands beside the label.

    Why: A learner would be called behind on the day on which they are exactly where the plan allows.

    Example: `behind` with a gap of -5.0 and a buffer of 5.

    Repair: Compare the gap with the buffer by a small tolerance; equality is on pace.
    """
    seen: set[str] = set()
    for after in WATCHED:
        told = _told(system, _beginning(system), asOf=f"{_day_after(system, after)}T12:00:00Z")
        elapsed = _number(told, "e") * PLANNED
        right = status(0, STEPS, round(elapsed, 6), PLANNED)
        seen.add(right)
        gap = number(told.get("paceGap"))
        if told.get("status") != right:
            yield either("status", "not what the gap and the buffer make of it", expected=right)
        else:
            close = gap is not None and abs(gap + elapsed / PLANNED * 100) < 1e-6
            yield either("paceGap", "" if close else "not the attained less the elapsed share, in points")
    if len(seen) < 3:
        raise Lacking("The days of the pathway did not lead from too early to behind.")


@check_of_system("SCL-PAC-052", "SCL-PAC-05", "{observed}")
def nothing_attained_is_no_projection(system: System) -> Results:
    """Of a pathway of which nothing is attained no finish is projected; of another one it is projected at the rate so
    far.

    Why: A date that rests on nothing is taken for one that rests on something.

    Example: 0 or 10,000 days remaining for a learner who has not begun.

    Repair: Answer null with a reason while nothing is attained.
    """
    told = _told(system, _beginning(system), asOf=f"{_day_after(system, WATCHED[-1])}T12:00:00Z")
    nothing = told.get("projectedRemainingDays", "missing") is None
    yield either("projectedRemainingDays", "" if nothing else "a projection from nothing", expected="null")


@check_of_system("SCL-PAC-032", "SCL-PAC-03 and section 3.6", "{observed}")
def elapsed_days_are_taught_days(system: System) -> Results:
    """The days that have elapsed are those of the named calendar, without weekends and holidays; an agreed pause makes
    them fewer by its days.

    Why: A learner who was ill would fall behind in bed, and everybody on Sundays.

    Example: Twenty elapsed days after four weeks of five days, of which one was a pause.

    Repair: Count the days of the calendar that `calendar` names, and leave out `pauses`.
    """
    pathway = _running(system)
    told, days = _told(system, pathway), _days(system)
    first, today = date.fromisoformat(system.date(RUNNING)), _today(told)
    right = {days.between(first, today), days.between(first, today + timedelta(days=1))}
    elapsed = _number(told, "elapsedDays")
    yield either("elapsedDays", "" if elapsed in right else "not the days on which is taught")
    begin, end = (date.fromisoformat(system.date(RUNNING + day)) for day in (7, 7 + PAUSE))
    pause = {"from": begin.isoformat(), "until": end.isoformat(), "reason": "Conformance test"}
    paused = system.record("/pathways", {**_body(pathway), "pauses": [pause], "previousVersion": pathway["id"]})
    fallen = elapsed - _number(_told(system, paused), "elapsedDays")
    lasting = {days.between(begin, end), days.between(begin, end + timedelta(days=1))}
    yield either("pauses", "" if fallen in lasting else "a pause does not make them fewer by its days")


@check_of_system("SCL-PAC-022", "SCL-PAC-02", "{observed}")
def moving_the_end_leaves_history(system: System) -> Results:
    """When the end of a pathway is moved, pace changes from then on; asked for a time before, it is what it was.

    Why: Whoever was behind in March was behind in March, whatever was agreed in May.

    Example: `asOf` a day before the end was moved, answered by the new end.

    Repair: Take the version of the pathway that was effective as of the time.
    """
    pathway = _running(system)
    before = f"{_today(_told(system, pathway)) - timedelta(days=30)}T12:00:00Z"
    then, now = _told(system, pathway, asOf=before), _told(system, pathway)
    later = (date.fromisoformat(pathway["endDate"]) + timedelta(days=140)).isoformat()
    moved = system.record("/pathways", {**_body(pathway), "endDate": later, "previousVersion": pathway["id"]})
    again, after = _told(system, moved, asOf=before), _told(system, moved)
    same = [again.get(name) for name in ("e", "paceGap")] == [then.get(name) for name in ("e", "paceGap")]
    yield either("asOf", "" if same else "what was told for a time before has changed")
    yield either("now", "" if _number(after, "e") < _number(now, "e") else "pace is not by the new end")


# -- what is asked about -----------------------------------------------------------------------------------------------


def _beginning(system: System) -> Json:
    """A pathway of 200 days on which nothing is attained."""
    return _made(system, BEGIN, _day_after(system, PLANNED - 1))


def _running(system: System) -> Json:
    """A pathway of its own that is still going on."""
    end = date.today() + timedelta(days=100)
    return _made(system, RUNNING, end)


def _made(system: System, begin: int, end: date) -> Json:
    targets = [system.target() for _ in range(STEPS)]
    learner = system.person(LEARNER).id
    body = system.pathway_of(targets, system.running_calendar, begin, learner=learner, endDate=end.isoformat())
    return system.record("/pathways", body)


def _body(pathway: Json) -> Json:
    """What is posted of a pathway to revise it."""
    added = ("id", "type", "version", "recordedAt", "recordedBy", "source", "previousVersion")
    return {name: value for name, value in pathway.items() if name not in added}


def _told(system: System, pathway: Json, **times: str) -> Json:
    """What progress says of the pathway, in whatever version; Lacking where it says nothing."""
    answer = system.progress(system.person(LEARNER).id, **times)
    chain = _versions(system, pathway)
    for one in as_objects(answer.object().get("pathways")):
        if one.get("pathway") in chain:
            return {**one, "knownAt": answer.object().get("knownAt"), "asOf": answer.object().get("asOf")}
    raise Lacking("Progress says nothing of the pathway that was recorded.", answer)


def _versions(system: System, pathway: Json) -> set[str]:
    return set(_before(system, pathway))


def _before(system: System, pathway: Json) -> Iterator[str]:
    found: Json | None = pathway
    while found is not None:
        yield found["id"]
        named = found.get("previousVersion")
        found = system.recorded("/pathways", str(named)) if named else None


def _number(told: Json, name: str) -> float:
    value = number(told.get(name))
    if value is None:
        raise Lacking(f"Progress does not say {name} of a pathway.")
    return value


def _today(told: Json) -> date:
    return date.fromisoformat(str(told.get("asOf"))[:10])


def _days(system: System) -> Days:
    calendar = system.calendar
    return Days(
        date.fromisoformat(calendar["startDate"]),
        date.fromisoformat(calendar["endDate"]) + timedelta(days=1),
        frozenset(calendar["weekdays"]),
        frozenset(map(date.fromisoformat, calendar["holidays"])),
    )


def _day_after(system: System, taught: int) -> date:
    """The day before which so many were taught since the beginning: that day is the next one."""
    days, first = _days(system), date.fromisoformat(system.date(BEGIN))
    found = first
    while days.between(first, found + timedelta(days=1)) <= taught:
        found += timedelta(days=1)
    return found
