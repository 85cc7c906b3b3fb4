"""Calendars, tasks, supports and definitions of reports. SCL-ASM-05, SCL-INT-03, SCL-PAC-03, SCL-RPT-06."""

from typing import Any

import pytest

from fairmark.server.storage.store import Store
from learning_api import (
    LEARNER,
    MARCH,
    PUBLISHED,
    SECURE,
    TARGET,
    TEACHER,
    UNKNOWN,
    Json,
    Learning,
    calendar,
    on_both,
)

RUBRIC = f"{PUBLISHED}/CFRubrics/3fb19a1d-e546-5a02-9e31-84b98e70659f"


def task(**members: Any) -> Json:
    return {
        "title": "Read a page to the class",
        "purpose": "Fluency before an audience",
        "targets": [TARGET],
        "rubric": RUBRIC,
        "usableForDeterminations": True,
        **members,
    }


def support(**members: Any) -> Json:
    return {
        "learners": [LEARNER],
        "kind": "Paired reading",
        "description": "Ten minutes with an older learner, every day",
        "targets": [TARGET],
        "reason": {"flag": "stuck", "target": TARGET, "at": MARCH},
        "startDate": "2024-03-21",
        "reviewDate": "2024-04-19",
        "status": "open",
        **members,
    }


@on_both
def test_a_support_is_reviewed_and_ends_with_an_outcome(learning: Learning) -> None:
    begun = learning.post("supports", support())
    outcome = {"status": "met", "decidedBy": TEACHER, "at": "2024-04-19T14:00:00Z"}
    ended = learning.post(
        "supports", support(previousVersion=begun["id"], status="ended", endDate="2024-04-19", outcome=outcome)
    )
    assert ended["version"] == 2
    assert learning.get("supports", "SupportSet", learner=LEARNER, status="open") == {"supports": []}
    assert learning.get("supports", "SupportSet", status="open", asOf="2024-04-01T00:00:00Z") == {"supports": [begun]}


def test_a_flag_may_be_dismissed_with_a_reason(learning: Learning) -> None:
    needless = support(status="dismissed", dismissal="The work lay with the wrong learner.")
    for member in ("kind", "description", "reviewDate"):
        del needless[member]
    assert learning.post("supports", needless)["status"] == "dismissed"
    del needless["dismissal"]
    assert learning.refused("supports", needless, "/dismissal") == 422


def test_a_bad_support_is_refused_by_its_place(learning: Learning) -> None:
    bad = {
        "/dismissal": support(dismissal="It is none."),
        "/endDate": support(status="ended"),
        "/reviewDate": support(reviewDate="2024-03-20"),
        "/kind": {name: value for name, value in support().items() if name != "kind"},
        "/targets/0": support(targets=[f"{PUBLISHED}/CFItems/none"]),
        "/reason/target": support(reason={"flag": "stuck", "target": f"{PUBLISHED}/CFItems/none", "at": MARCH}),
        "/outcome": support(outcome={"status": "met", "decidedBy": TEACHER, "at": MARCH}),
    }
    for field, body in bad.items():
        assert learning.refused("supports", body, field) == 422


def test_what_is_usable_for_determinations_has_a_target_and_a_rubric(learning: Learning) -> None:
    made = learning.post("tasks", task())
    assert made["version"] == 1
    assert learning.refused("tasks", {name: value for name, value in task().items() if name != "rubric"}, "/rubric")
    bad = {
        "/targets": task(targets=[]),
        "/rubric": task(rubric=f"{PUBLISHED}/CFRubrics/none"),
        "/targets/0": task(targets=[f"{PUBLISHED}/CFItems/none"]),
        "/qualityEvidence/0/session": task(
            qualityEvidence=[{"at": "2024-01-10", "kind": "pilot", "result": "Fine", "session": UNKNOWN}]
        ),
    }
    for field, body in bad.items():
        assert learning.refused("tasks", body, field) == 422
    assert learning.post("tasks", task(usableForDeterminations=False, targets=[]))


def test_work_for_a_task_that_may_not_determine_does_not(learning: Learning) -> None:
    made, latest = learning.post("tasks", task()), learning.rule()
    learning.judgment(learning.evidence(task=made["id"]), SECURE)
    assert learning.determination(latest)["status"] == "proficient"
    learning.post("tasks", task(usableForDeterminations=False, previousVersion=made["id"]))
    assert learning.determination(latest)["status"] == "insufficientEvidence"


def test_a_later_version_of_a_calendar_corrects_the_earlier_one(learning: Learning) -> None:
    first = learning.calendar()
    second = learning.calendar(previousVersion=first["id"], holidays=["2024-02-19"])
    before_that = {"asOf": "2023-10-01T00:00:00Z"}
    assert learning.get("calendars", "CalendarSet", **before_that) == {"calendars": [second]}
    assert learning.get("calendars", "CalendarSet", **before_that, knownAt=first["recordedAt"]) == {
        "calendars": [first]
    }
    for field, body in {
        "/endDate": calendar(endDate="2023-09-04", holidays=[]),
        "/holidays/0": calendar(holidays=["2024-06-15"]),
        "/weekdays": calendar(weekdays=[]),
    }.items():
        assert learning.refused("calendars", body, field) == 422


def test_definitions_of_reports_are_kept(learning: Learning) -> None:
    body = {"title": "Reading", "measures": ["proficiencyRate"], "groupBy": ["school"], "suppression": "SUP-2"}
    first = learning.post("report-definitions", body)
    second = learning.post("report-definitions", {**body, "previousVersion": first["id"], "schedule": "monthly"})
    kept = learning.get("report-definitions", "ReportDefinitionSet")
    assert kept == {"reportDefinitions": [second]}
    refused = learning.ask("GET", "report-definitions", learner=LEARNER)
    assert refused.status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_nothing_is_changed_in_place(learning: Learning, store: Store, method: str) -> None:
    made = learning.goal()
    for path in (f"goals/{made['id']}", "goals", "calibration-sessions", f"pathways/{UNKNOWN}"):
        answer = learning.ask(method, path, {})
        assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
