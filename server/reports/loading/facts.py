"""Rows out of facts about learning, as the contract has them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from fairmark.server.reports.loading.frameworks import rank_of
from fairmark.server.reports.loading.history import History
from fairmark.server.reports.loading.times import day_of, end_of, read
from fairmark.server.reports.noted import TaskSet
from fairmark.server.reports.rows import (
    Admission,
    Day,
    Determination,
    DeterminationInput,
    Event,
    Evidence,
    EvidenceTarget,
    Goal,
    GoalTarget,
    Judgment,
    Missing,
    Pathway,
    Pause,
    Rule,
    Session,
    SessionItem,
    SessionScorer,
    Step,
    Support,
    Supported,
    SupportStaff,
    SupportTarget,
    Task,
    TaskTarget,
)

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What facts are read with: their history, the district's time zone, the scores of rubric levels by their URIs, and
    to whom tasks were set."""

    history: History
    zone: tzinfo
    scores: Mapping[str, float]
    set_to: Mapping[str, TaskSet]

    def rows(self, facts: Iterable[Json]) -> Iterator[object]:
        """The rows of facts; of classes that no report reads there are none."""
        for fact in facts:
            if make := _CLASSES.get(fact["type"]):
                yield from make(self, fact)

    def times(self, fact: Json, *depends_on: str) -> tuple[datetime, datetime | None]:
        """`recorded_at` and `void_from`."""
        return read(fact["recordedAt"]), self.history.void_from(fact["id"], *depends_on)

    def recorded(self, fact: Json, *depends_on: str) -> tuple[date, datetime, datetime | None]:
        """`recorded_on`, `recorded_at` and `void_from`."""
        at, gone = self.times(fact, *depends_on)
        return day_of(at, self.zone), at, gone

    def shown(self, fact: Json, member: str = "effectiveAt") -> tuple[datetime, date]:
        """`effective_at` and `effective_on`."""
        at = read(fact[member])
        return at, day_of(at, self.zone)


def _evidence(reading: Reading, fact: Json) -> Iterator[object]:
    if fact["status"] == "submitted":
        effective_at, effective_on = reading.shown(fact)
        recorded_on, recorded_at, void_from = reading.recorded(fact)
        for learner in fact["learners"]:
            yield Evidence(
                fact["id"],
                reading.history.first(fact["id"]),
                fact["version"],
                learner,
                fact.get("task"),
                fact["evidence"].get("name", ""),
                fact.get("assigned", True),
                fact.get("provenance", {}).get("context", "school"),
                day_of(read(fact["submittedAt"]), reading.zone),
                effective_at,
                effective_on,
                recorded_on,
                recorded_at,
                void_from,
            )
        for target in dict.fromkeys(alignment["targetUrl"] for alignment in fact["alignment"]):
            yield EvidenceTarget(fact["id"], target)
        if "returnedAt" in fact:
            at, day = reading.shown(fact, "returnedAt")
            for learner in fact["learners"]:
                times = reading.times(fact)
                yield Event(returned(fact["id"]), "returned", learner, "", fact["id"], at, day, *times)


def returned(evidence: str) -> str:
    """What the event is called that the work came back."""
    return f"{evidence}#returned"


def _judgment(reading: Reading, fact: Json) -> Iterator[object]:
    depth = fact.get("depth", {})
    effective_at, effective_on = reading.shown(fact)
    recorded_on, recorded_at, void_from = reading.recorded(fact, fact["evidence"])
    yield Judgment(
        fact["id"],
        fact["learner"],
        fact["target"],
        fact["evidence"],
        fact["scorer"],
        fact["scorerRole"],
        fact["purpose"],
        fact["status"],
        float(fact["score"]) if fact["status"] == "scored" else None,
        *rank_of(depth.get("taxonomy"), depth.get("value")),
        fact.get("session"),
        effective_at,
        effective_on,
        recorded_on,
        recorded_at,
        void_from,
    )


def _rule(reading: Reading, fact: Json) -> Iterator[object]:
    since, recorded = read(fact["validFrom"]), read(fact["recordedAt"])
    cut = float(fact["parameters"]["cut"])
    yield Rule(fact["id"], fact["name"], fact["version"], fact["method"], cut, since, recorded)
    for role in fact["admits"]["roles"]:
        for purpose in fact["admits"]["purposes"]:
            yield Admission(fact["id"], role, purpose)


def _determination(reading: Reading, fact: Json) -> Iterator[object]:
    effective_at, effective_on = reading.shown(fact)
    recorded_on, recorded_at, void_from = reading.recorded(fact)
    yield Determination(
        fact["id"],
        fact["learner"],
        fact["target"],
        fact["purpose"],
        fact["status"],
        fact["value"] if fact["value"] is None else float(fact["value"]),
        fact.get("rule", ""),  # a person places without one
        "override" in fact,
        effective_at,
        effective_on,
        recorded_on,
        recorded_at,
        void_from,
    )
    for judgment in fact["judgments"]:
        yield DeterminationInput(fact["id"], judgment)
    for each in fact.get("missing", ()):
        yield Missing(fact["id"], each["kind"], each["needed"], each["have"])


def _task(reading: Reading, fact: Json) -> Iterator[object]:
    depth = fact.get("depth", {})
    known = reading.set_to.get(fact["id"])
    yield Task(
        fact["id"],
        fact["title"],
        known.class_id if known else None,
        known.school if known else None,
        known.day if known else None,
        *rank_of(depth.get("taxonomy"), depth.get("value")),
        *reading.times(fact),
    )
    for target in dict.fromkeys(fact["targets"]):
        yield TaskTarget(fact["id"], target)


def _pathway(reading: Reading, fact: Json) -> Iterator[object]:
    if "learner" not in fact:
        return
    yield Pathway(
        fact["id"],
        fact["learner"],
        fact["title"],
        fact["purpose"],
        fact["calendar"],
        date.fromisoformat(fact["startDate"]),
        _day(fact.get("endDate")),
        *reading.times(fact),
    )
    enough = {group["id"]: group.get("atLeast") for group in fact.get("groups", ())}
    members = [step.get("group") for step in fact["steps"]]
    for step in fact["steps"]:
        group = step.get("group")
        wanted = (enough.get(group) or members.count(group)) if group else None
        weight, due = float(step.get("weight", 1)), _day(step.get("targetDate"))
        yield Step(fact["id"], step["id"], step["target"], weight, due, group, wanted)
    for pause in fact.get("pauses", ()):
        yield Pause(fact["id"], date.fromisoformat(pause["from"]), date.fromisoformat(pause["until"]))


def _goal(reading: Reading, fact: Json) -> Iterator[object]:
    yield Goal(
        fact["id"],
        fact["learner"],
        fact["kind"],
        fact["status"],
        fact["proposedBy"] == fact["learner"],
        _day(fact.get("startDate")),
        _day(fact.get("dueDate")),
        *reading.times(fact),
    )
    for target in dict.fromkeys(fact.get("targets", ())):
        yield GoalTarget(fact["id"], target)


def _support(reading: Reading, fact: Json) -> Iterator[object]:
    begins = date.fromisoformat(fact["startDate"])
    yield Support(
        fact["id"],
        reading.history.first(fact["id"]),
        fact.get("kind", ""),
        fact["status"],
        begins,
        _day(fact.get("reviewDate")) or begins,
        _day(fact.get("endDate")),
        fact.get("plannedDosage"),
        fact.get("deliveredDosage"),
        float(fact["staffHours"]) if "staffHours" in fact else None,
        fact.get("outcome", {}).get("status"),
        *reading.times(fact),
    )
    yield from (Supported(fact["id"], learner) for learner in fact["learners"])
    yield from (SupportTarget(fact["id"], target) for target in dict.fromkeys(fact["targets"]))
    yield from (SupportStaff(fact["id"], one) for one in fact.get("staff", ()))


def _session(reading: Reading, fact: Json) -> Iterator[object]:
    line = reading.history.first(fact["id"])
    opened = day_of(read(fact["openedAt"]), reading.zone)
    yield Session(fact["id"], line, fact["title"], fact["status"], opened, *reading.times(fact))
    for item in fact["items"]:
        yield SessionItem(fact["id"], item["evidence"], reading.scores.get(item.get("anchorLevel", "")))
    for one in fact["scorers"]:
        yield SessionScorer(fact["id"], one["scorer"], one["organisation"])


def _event(reading: Reading, fact: Json) -> Iterator[object]:
    times = (*reading.shown(fact, "at"), *reading.times(fact))
    yield Event(fact["id"], fact["kind"], fact["learner"], fact["actor"], fact.get("about"), *times)


def _calendar(reading: Reading, fact: Json) -> Iterator[object]:
    """The days of a calendar. A later version is another calendar, whose id plans name."""
    day, ends = date.fromisoformat(fact["startDate"]), date.fromisoformat(fact["endDate"])
    weekdays, holidays = set(fact["weekdays"]), set(fact.get("holidays", ()))
    number = 0
    while day < ends:
        taught = day.isoweekday() in weekdays and str(day) not in holidays
        number += taught
        yield Day(fact["id"], day, number, taught, end_of(day, reading.zone))
        day += timedelta(days=1)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


_CLASSES: Mapping[str, Callable[[Reading, Json], Iterator[object]]] = {
    "EvidenceRecord": _evidence,
    "Judgment": _judgment,
    "DeterminationRule": _rule,
    "Determination": _determination,
    "Task": _task,
    "Pathway": _pathway,
    "Goal": _goal,
    "Support": _support,
    "CalibrationSession": _session,
    "ProcessEvent": _event,
    "Calendar": _calendar,
}
