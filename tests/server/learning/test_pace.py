"""Progress and pace along a learner's own pathway, in instructional days. Sections 3.5 and 3.6; SCL-PAC, SCL-CON-05."""

from typing import Any

from mathematics import ITEMS, Mathematics, uri
import pytest

from fairmark.server.storage.store import Store
from learning_api import LEARNER, PHRASING, PUBLISHED, SECURE, Json, Learning, pathway, step

LEVELS = [code for code, item in ITEMS.items() if item["CFItemType"] == "Continuum Level"]
DAY_90 = "2024-03-31T12:00:00Z"


@pytest.fixture
def maths(learning: Learning, store: Store) -> Mathematics:
    return Mathematics(learning, store)


@pytest.fixture
def every_day(learning: Learning) -> Json:
    """A calendar that is taught on all of the 180 days from the first of January on."""
    return learning.calendar(startDate="2024-01-01", endDate="2024-06-29", weekdays=[1, 2, 3, 4, 5, 6, 7], holidays=[])


def planned(calendar: Json, codes: list[str], **members: Any) -> Json:
    steps = [step(code, uri(code)) for code in codes]
    days = {"startDate": "2024-01-01", "endDate": "2024-06-28"}
    return pathway(calendar, **{"steps": steps, **days, **members})


def paced(learning: Learning, **query: str) -> Json:
    (found,) = learning.progress(**query)["pathways"]
    return dict(found)


CASES = [
    ("L1", 9, 24, "2024-03-31", (0.375, 0.5, -12.5, 0.75, "behind", 150)),
    ("L2", 12, 24, "2024-03-31", (0.5, 0.5, 0, 1, "onPace", 90)),
    ("L3", 14, 24, "2024-03-31", (14 / 24, 0.5, 100 / 12, 14 / 12, "ahead", 65)),
    ("L4", 11, 24, "2024-03-31", (11 / 24, 0.5, -100 / 24, 11 / 12, "onPace", 107)),
    ("L5", 0, 24, "2024-01-06", (0, 5 / 180, -500 / 180, 0, "tooEarly", None)),
    ("L6", 9, 20, "2024-03-31", (0.45, 0.5, -5, 0.9, "onPace", 110)),
]


@pytest.mark.parametrize(
    ("attained", "steps", "day", "figures"), [pytest.param(*rest, id=name) for name, *rest in CASES]
)
def test_pace_is_that_of_the_profile(
    maths: Mathematics, every_day: Json, attained: int, steps: int, day: str, figures: tuple[Any, ...]
) -> None:
    made = maths.learning.post("pathways", planned(every_day, LEVELS[:steps]))
    for code in LEVELS[:attained]:
        maths.attained(code, "2024-02-05T10:00:00Z")
    found = paced(maths.learning, asOf=f"{day}T12:00:00Z")
    a, e, gap, index, status, remaining = figures
    assert (found["pathway"], found["calendar"], found["status"]) == (made["id"], every_day["id"], status)
    for name, figure in {"a": a, "e": e, "paceGap": gap, "paceIndex": index, "progress": a}.items():
        assert found[name] == pytest.approx(figure)
    assert (found["projectedRemainingDays"], found["plannedDays"], found["buffer"]) == (remaining, 180, 0.05)
    why = {"projectedRemainingDays": "nothingAttained"} if remaining is None else None
    assert found.get("reasons") == why


def test_agreed_pauses_take_days_out(maths: Mathematics, every_day: Json) -> None:
    made = maths.learning.post("pathways", planned(every_day, LEVELS[:24]))
    maths.attained(LEVELS[0], "2024-02-05T10:00:00Z")
    assert paced(maths.learning, asOf=DAY_90)["elapsedDays"] == 90
    pauses = [{"from": "2024-02-05", "until": "2024-02-25"}]
    maths.learning.post("pathways", planned(every_day, LEVELS[:24], pauses=pauses, previousVersion=made["id"]))
    now = paced(maths.learning)
    assert (now["plannedDays"], now["elapsedDays"]) == (160, 160)
    assert paced(maths.learning, asOf=DAY_90)["elapsedDays"] == 90
    paused = maths.learning.post("pathways", planned(every_day, LEVELS[:24], pauses=pauses, learner="urn:x:y"))
    maths.learning.post("goals", {**_goal(), "learner": "urn:x:y"})
    (found,) = maths.learning.get("learners/urn:x:y/progress", "LearnerProgress", asOf=DAY_90)["pathways"]
    assert (found["pathway"], found["elapsedDays"], found["plannedDays"]) == (paused["id"], 70, 160)


def _goal() -> Json:
    return {"learner": LEARNER, "statement": "On.", "kind": "plan", "proposedBy": LEARNER, "visibility": "team"}


def test_a_moved_end_changes_pace_from_then_on_and_not_before(maths: Mathematics, every_day: Json) -> None:
    """SCL-PAC-02."""
    made = maths.learning.post("pathways", planned(every_day, LEVELS[:4]))
    maths.attained(LEVELS[0], "2024-02-05T10:00:00Z")
    before = paced(maths.learning, asOf=DAY_90)
    moved = maths.learning.post(
        "pathways", planned(every_day, LEVELS[:4], endDate="2024-05-14", previousVersion=made["id"])
    )
    assert paced(maths.learning, asOf=DAY_90) == before
    now = paced(maths.learning)
    assert (now["pathway"], now["plannedDays"]) == (moved["id"], 135)
    assert maths.learning.progress(knownAt=made["recordedAt"])["pathways"][0]["pathway"] == made["id"]


def test_only_days_of_the_calendar_count(maths: Mathematics) -> None:
    """From Monday, January 15th to Friday, February 2nd: 15 weekdays, two of them free."""
    weekdays = maths.learning.calendar(holidays=["2024-01-15", "2024-01-29"])
    maths.learning.post("pathways", planned(weekdays, LEVELS[:4], startDate="2024-01-15", endDate="2024-06-07"))
    maths.attained(LEVELS[0], "2024-01-16T10:00:00Z")
    found = paced(maths.learning, asOf="2024-02-03T12:00:00Z")
    assert (found["elapsedDays"], found["plannedDays"]) == (13, 105 - 2)
    maths.learning.calendar(previousVersion=weekdays["id"], holidays=[])
    assert paced(maths.learning, asOf="2024-02-03T12:00:00Z")["elapsedDays"] == 15
    known = {"knownAt": maths.learning.get("determinations", "DeterminationSet")["determinations"][-1]["recordedAt"]}
    assert paced(maths.learning, asOf="2024-02-03T12:00:00Z", **known)["elapsedDays"] == 13


def test_any_two_of_three_are_enough(maths: Mathematics, every_day: Json) -> None:
    """SCL-CON-05: a group counts as two steps, and is complete with any two of them."""
    first, second, third, alone = LEVELS[:4]
    steps = [*(step(code, uri(code), group="g") for code in (first, second, third)), step(alone, uri(alone))]
    groups = [{"id": "g", "atLeast": 2}]
    maths.learning.post("pathways", planned(every_day, [], steps=steps, groups=groups))
    for code, progress, attained in ((first, 1 / 3, 1), (third, 2 / 3, 2), (second, 2 / 3, 2), (alone, 1, 3)):
        maths.attained(code, "2024-02-05T10:00:00Z")
        found = paced(maths.learning)
        assert found["progress"] == pytest.approx(progress)
        assert (found["attained"], found["planned"], found["a"]) == (attained, 3, pytest.approx(attained / 3))


def test_progress_by_weight_in_part_and_in_the_window(maths: Mathematics, every_day: Json) -> None:
    """Section 3.5: weights 1, 2, 1, 2; attained are the first two, the second before the pathway began."""
    one, two, three, four = LEVELS[:4]
    weights = {one: 1, two: 2, three: 1, four: 2}
    steps = [step(code, uri(code), weight=weight) for code, weight in weights.items()]
    maths.learning.post("pathways", planned(every_day, [], steps=steps))
    maths.attained(one, "2024-02-05T10:00:00Z")
    maths.attained(two, "2023-12-05T10:00:00Z")
    maths.judged(three, 2, "2024-02-06T10:00:00Z")
    maths.determined(three)
    found = paced(maths.learning)
    assert (found["progress"], found["progressInWindow"]) == (0.5, pytest.approx(1 / 6))
    assert found["progressPartial"] == pytest.approx((1 + 2 + 2 / 3) / 6)


def test_what_a_pathway_does_not_say_is_null_with_its_reason(maths: Mathematics, every_day: Json) -> None:
    empty = planned(every_day, [])
    del empty["endDate"]
    maths.learning.post("pathways", empty)
    found = paced(maths.learning)
    unsaid = ("progress", "a", "e", "paceGap", "paceIndex", "status", "plannedDays", "projectedRemainingDays")
    assert {name: found[name] for name in unsaid} == dict.fromkeys(unsaid)
    assert set(unsaid) <= set(found["reasons"])
    assert (found["reasons"]["progress"], found["reasons"]["e"]) == ("emptyPathway", "noPlannedDays")


def test_a_competency_is_a_step_that_all_of_its_levels_make(maths: Mathematics, every_day: Json) -> None:
    maths.learning.post("pathways", planned(every_day, ["NU.1"]))
    for number in range(1, 7):
        assert paced(maths.learning)["attained"] == 0
        maths.attained(f"NU.1.L{number}", "2024-02-05T10:00:00Z")
    assert paced(maths.learning)["attained"] == 1


def test_achievements_and_what_is_elsewhere_are_not_attained(learning: Learning, every_day: Json) -> None:
    steps = [step("badge", "https://badges.example.org/7"), step("phrasing", f"{PUBLISHED}/CFItems/{PHRASING}")]
    learning.post("pathways", planned(every_day, [], steps=steps))
    assert paced(learning)["attained"] == 0
    learning.judgment(learning.evidence(), SECURE)
    learning.determination(learning.rule())
    assert paced(learning)["attained"] == 1
