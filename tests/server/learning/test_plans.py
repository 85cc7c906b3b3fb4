"""Goals and pathways: who proposed, who agreed, and in which order. SCL-LRN-03, -04, -08; SCL-PAC-02."""

from collections.abc import Callable
from typing import Any

import pytest

from learning_api import (
    ACCURACY,
    LEARNER,
    MARCH,
    MAY,
    PUBLISHED,
    TEACHER,
    UNKNOWN,
    Json,
    Learning,
    agreed,
    goal,
    on_both,
    pathway,
    step,
)

OTHER = "urn:uuid:other"
Change = Callable[[Json], Any]


def but(**members: Any) -> Change:
    return lambda body: body.update(members)


@on_both
def test_a_goal_is_active_once_somebody_beside_the_proposer_agreed(learning: Learning) -> None:
    mine = learning.goal()
    assert (mine["status"], mine["version"]) == ("proposed", 1)
    alone = learning.goal(previousVersion=mine["id"], agreedBy=[agreed(LEARNER)])
    assert (alone["status"], alone["version"]) == ("proposed", 2)
    both = learning.goal(previousVersion=alone["id"], agreedBy=[agreed(LEARNER), agreed(TEACHER, MAY)])
    assert both["status"] == "active"
    assert [stamp["by"] for stamp in both["agreedBy"]] == [LEARNER, TEACHER]
    for status, agreements in (("active", [agreed(LEARNER)]), ("proposed", [agreed(TEACHER)])):
        assert learning.refused("goals", goal(status=status, agreedBy=agreements), "/status") == 422
    assert learning.goal(previousVersion=both["id"], status="met", agreedBy=both["agreedBy"])["status"] == "met"


def test_an_edited_goal_is_a_new_version_and_the_old_one_stays_readable(learning: Learning) -> None:
    first = learning.goal()
    second = learning.goal(previousVersion=first["id"], statement="I read two pages.")
    assert learning.get(f"goals/{first['id']}", "Goal") == first
    assert learning.get("goals", "GoalSet", learner=LEARNER) == {"goals": [second]}
    assert learning.get("goals", "GoalSet", history="true") == {"goals": [first, second]}
    assert learning.get("goals", "GoalSet", knownAt=first["recordedAt"]) == {"goals": [first]}
    assert learning.get("goals", "GoalSet", status="active") == {"goals": []}
    links = learning.ask("GET", f"goals/{first['id']}").headers["Link"]
    assert links.endswith(f'/scl/v1/goals/{second["id"]}>; rel="successor-version"')
    assert learning.refused("goals", goal(previousVersion=first["id"]), "/previousVersion") == 409
    assert learning.refused("goals", goal(previousVersion=second["id"], learner=OTHER), "/previousVersion") == 422


def test_an_agreement_is_to_what_was_agreed(learning: Learning) -> None:
    stamps = [agreed(TEACHER)]
    first = learning.goal(agreedBy=stamps, dueDate="2024-05-31")
    later = goal(agreedBy=stamps, dueDate="2024-06-30", previousVersion=first["id"])
    assert learning.refused("goals", later, "/agreedBy/0") == 422
    assert learning.post("goals", {**later, "agreedBy": []})["status"] == "proposed"


BAD_GOALS: list[tuple[str, Change, str]] = [
    ("no statement", lambda body: body.pop("statement"), "/statement"),
    ("unknown level", but(targets=[f"{PUBLISHED}/CFItems/none"]), "/targets/0"),
    ("due before it begins", but(startDate="2024-05-01", dueDate="2024-04-30"), "/dueDate"),
    ("no such day", but(startDate="2024-02-30"), "/startDate"),
    ("agreed in the future", but(agreedBy=[agreed(TEACHER, "2999-01-01T00:00:00Z")]), "/agreedBy/0/at"),
    ("given by the server", but(version=1), "/version"),
]


@pytest.mark.parametrize(("change", "field"), [pytest.param(c, f, id=name) for name, c, f in BAD_GOALS])
def test_a_bad_goal_is_refused_by_its_place(learning: Learning, change: Change, field: str) -> None:
    body = goal()
    change(body)
    assert learning.refused("goals", body, field) == 422


# -- pathways --------------------------------------------------------------------------------------------------------


@on_both
def test_a_pathway_begins_from_a_template_and_then_differs(learning: Learning) -> None:
    calendar = learning.calendar()
    template = pathway(calendar)
    del template["learner"]
    template = learning.post("pathways", template)
    mine = learning.pathway(calendar, basedOn=template["id"])
    others = learning.pathway(calendar, basedOn=template["id"], learner=OTHER)
    turned = learning.pathway(
        calendar, previousVersion=mine["id"], steps=[step("second"), step("first", after=["second"])]
    )
    assert (turned["version"], turned["steps"][0]["id"]) == (2, "second")
    for same in (template, others):
        assert learning.get(f"pathways/{same['id']}", "Pathway") == same
    assert learning.get("pathways", "PathwaySet", learner=LEARNER) == {"pathways": [turned]}
    assert learning.get("pathways", "PathwaySet", refersTo=template["id"])["pathways"] == [others]
    assert learning.refused("pathways", pathway(calendar, basedOn=mine["id"]), "/basedOn") == 422


def test_a_later_version_is_effective_from_its_recording_on(learning: Learning) -> None:
    calendar = learning.calendar()
    first = learning.pathway(calendar)
    second = learning.pathway(calendar, previousVersion=first["id"], endDate="2024-06-30")
    assert learning.get("pathways", "PathwaySet", asOf="2024-03-01T00:00:00Z") == {"pathways": [first]}
    assert learning.get("pathways", "PathwaySet", asOf="2024-01-01T00:00:00Z") == {"pathways": []}
    assert learning.get("pathways", "PathwaySet", asOf=second["recordedAt"]) == {"pathways": [second]}


BAD_PATHWAYS: list[tuple[str, Change, str]] = [
    ("unknown calendar", but(calendar=UNKNOWN), "/calendar"),
    ("unknown template", but(basedOn=UNKNOWN), "/basedOn"),
    ("unknown level", lambda body: body["steps"][0].update(target=f"{PUBLISHED}/CFItems/none"), "/steps/0/target"),
    ("two of one name", lambda body: body["steps"][1].update(id="first"), "/steps/1/id"),
    ("after what there is not", lambda body: body["steps"][1].update(after=["third"]), "/steps/1/after/0"),
    ("in a circle", lambda body: body["steps"][0].update(after=["second"]), "/steps/1/after"),
    ("after itself", lambda body: body["steps"][0].update(after=["first"]), "/steps/0/after"),
    ("no such group", lambda body: body["steps"][0].update(group="g"), "/steps/0/group"),
    ("group of fewer", but(groups=[{"id": "g", "atLeast": 1}]), "/groups/0/atLeast"),
    ("due after the end", lambda body: body["steps"][0].update(targetDate="2024-07-01"), "/steps/0/targetDate"),
    ("ends before it begins", but(endDate="2024-01-14"), "/endDate"),
    ("no pause", but(pauses=[{"from": "2024-02-01", "until": "2024-02-01"}]), "/pauses/0/until"),
    (
        "pauses that overlap",
        but(pauses=[{"from": "2024-02-01", "until": "2024-02-09"}, {"from": "2024-02-08", "until": "2024-02-12"}]),
        "/pauses/1",
    ),
]


@pytest.mark.parametrize(("change", "field"), [pytest.param(c, f, id=name) for name, c, f in BAD_PATHWAYS])
def test_a_bad_pathway_is_refused_by_its_place(learning: Learning, change: Change, field: str) -> None:
    body = pathway(learning.calendar())
    change(body)
    assert learning.refused("pathways", body, field) == 422
    assert learning.get("pathways", "PathwaySet") == {"pathways": []}


def test_an_achievement_may_be_a_step(learning: Learning) -> None:
    achievement = "https://badges.example.org/achievements/7"
    made = learning.pathway(learning.calendar(), steps=[step("badge", achievement)])
    assert made["steps"][0]["target"] == achievement


def test_who_agreed_to_a_date_has_not_agreed_to_another(learning: Learning) -> None:
    calendar = learning.calendar()
    due = step("first", targetDate="2024-03-01", agreedBy=[agreed(TEACHER, MARCH)])
    first = learning.pathway(calendar, steps=[due])
    moved = pathway(calendar, steps=[{**due, "targetDate": "2024-04-01"}], previousVersion=first["id"])
    assert learning.refused("pathways", moved, "/steps/0/agreedBy/0") == 422
    other = step("next", f"{PUBLISHED}/CFItems/{ACCURACY}")
    assert learning.post("pathways", {**moved, "steps": [due, other]})["version"] == 2
