"""Where a learner stands, grows and struggles: the figures of the profile, from facts. Sections 3.3 to 3.11."""

from datetime import date, timedelta

from mathematics import Mathematics, uri
import pytest

from fairmark.server.storage.store import Store
from learning_api import UNKNOWN, Json, Learning, on_both

AUTUMN, WINTER, SPRING = "2023-09-11T10:00:00Z", "2023-12-11T10:00:00Z", "2024-04-15T10:00:00Z"


@pytest.fixture
def maths(learning: Learning, store: Store) -> Mathematics:
    return Mathematics(learning, store)


@pytest.fixture
def every_day(learning: Learning) -> Json:
    """A calendar that is taught on all of 180 days."""
    return learning.calendar(startDate="2023-09-01", endDate="2024-02-28", weekdays=[1, 2, 3, 4, 5, 6, 7], holidays=[])


# -- growth ----------------------------------------------------------------------------------------------------------


@on_both
def test_growth_begins_at_the_placement_of_each_competency(maths: Mathematics) -> None:
    """SCL-LRN-02: placed at 2 and at 4."""
    maths.placed("NU.1.L2", AUTUMN)
    maths.placed("NU.2.L4", AUTUMN)
    for code in ("NU.1.L3", "NU.1.L4", "NU.2.L5"):
        maths.attained(code, SPRING)
    year = maths.learning.calendar()["id"]
    for code, baseline, current in (("NU.1", 2, 4), ("NU.2", 4, 5)):
        entry = maths.competency(code, calendar=year)
        growth = entry["growth"]
        assert (growth["baseline"], growth["current"], growth["value"]) == (baseline, current, current - baseline)
        assert (entry["position"], entry["reach"], entry["gaps"]) == (current, current, [])
        # 153 of the 203 days on which that school teaches: Mondays to Fridays less two holidays.
        assert growth["annualised"] == pytest.approx((current - baseline) * 203 / 153)
    overall = maths.progress(calendar=year)["growth"]
    assert (overall["n"], overall["eligible"], overall["value"]) == (2, 2, 1.5)
    assert maths.competency("NU.1")["growth"]["annualisedReason"] == "noCalendar"


def test_growth_needs_two_values(maths: Mathematics) -> None:
    maths.attained("NU.1.L1", AUTUMN)
    alone = maths.competency("NU.1")["growth"]
    assert (alone["value"], alone["baseline"], alone["current"], alone["reason"]) == (None, 1, None, "oneValueOnly")
    maths.attained("NU.1.L2", WINTER)
    grown = maths.competency("NU.1")["growth"]
    assert (grown["value"], grown["baseline"], grown["current"]) == (1, 1, 2)
    maths.judged("NU.2.L1", 2, WINTER)
    maths.judged("NU.3.L2", 2, WINTER)
    overall = maths.progress()["growth"]
    assert (overall["n"], overall["eligible"], overall["value"]) == (1, 3, None)
    assert overall["reasons"] == {"value": "belowHalf", "annualised": "belowHalf"}


def test_growth_is_not_projected_from_a_few_days_and_may_be_negative(maths: Mathematics, every_day: Json) -> None:
    maths.attained("NU.1.L1", "2023-09-11T10:00:00Z")
    maths.judged("NU.1.L1", 2, "2023-10-11T10:00:00Z")
    maths.determined("NU.1.L1", purpose="review")
    growth = maths.competency("NU.1", calendar=every_day["id"])["growth"]
    assert (growth["baseline"], growth["current"], growth["value"]) == (1, 0, -1)
    assert (growth["annualised"], growth["annualisedReason"]) == (None, "tooShort")


def test_history_does_not_change_with_what_comes_after(maths: Mathematics) -> None:
    maths.attained("NU.1.L1", AUTUMN)
    maths.attained("NU.1.L2", WINTER)
    before = maths.learning.progress()
    maths.attained("NU.1.L3", SPRING)
    assert maths.learning.progress(asOf=before["asOf"], knownAt=before["knownAt"]) == before
    assert maths.competency("NU.1", asOf=WINTER)["position"] == 2
    assert maths.competency("NU.1", asOf=WINTER)["growth"]["value"] == 1


# -- depth -----------------------------------------------------------------------------------------------------------


def test_depth_is_that_of_what_is_attained_in_one_taxonomy(maths: Mathematics) -> None:
    """Section 3.8: 1, 2, 2, 3, 4 and 2; the fifth of seven is not proficient."""
    shown = zip(("NU.1.L1", "NU.1.L2", "NU.1.L3", "NU.1.L4", "NU.1.L5", "NU.1.L6"), (1, 2, 2, 3, 4, 2), strict=True)
    for code, value in shown:
        maths.attained(code, SPRING, depth={"taxonomy": "webb-dok", "value": value})
    maths.judged("NU.1.L1", 2, WINTER, depth={"taxonomy": "webb-dok", "value": 3}, scorerRole="peer")
    entry = maths.competency("NU.1")
    depth = entry["depth"]
    assert (depth["taxonomy"], depth["n"], depth["distribution"]) == (
        "webb-dok",
        6,
        {"1": 1, "2": 3, "3": 1, "4": 1},
    )
    assert (depth["shareDeep"], depth["median"], depth["deepest"]) == (pytest.approx(1 / 3), 2, 4)
    assert "otherDepths" not in entry
    assert (entry["workingLevel"], entry["flag"], entry["reasons"]["flag"]) == (None, None, "complete")
    maths.attained("NU.1.L1", "2024-05-02T10:00:00Z", depth={"taxonomy": "bloom-revised", "value": "create"})
    entry = maths.competency("NU.1")
    assert (entry["depth"]["n"], entry["otherDepths"][0]["distribution"]["create"]) == (6, 1)


# -- flags -----------------------------------------------------------------------------------------------------------

FLAGS = [
    ("rising", (1, 2, 2, 2, 2), 5, "watch"),
    ("productive", (1, 1, 2, 2), 5, "productiveStruggle"),
    ("stuck", (2, 2, 2, 2), 25, "stuck"),
    ("watched", (2, 2, 2), 8, "watch"),
    ("too few", (2, 2), 30, "indeterminate"),
    ("attained", (1, 2, 3), 0, "attained"),
    ("nothing", (), 0, "indeterminate"),
]


@pytest.mark.parametrize(("scores", "days", "code"), [pytest.param(*rest, id=name) for name, *rest in FLAGS])
def test_struggle_is_told_from_being_stuck(
    maths: Mathematics, every_day: Json, scores: tuple[int, ...], days: int, code: str
) -> None:
    """Section 3.11, with the scores that the rubric has."""
    now = date(2024, 1, 31)
    rise = max((number for number, score in enumerate(scores) if score > max(scores[:number], default=0)), default=0)
    given = []
    for number, score in enumerate(scores):
        day = now - timedelta(days) - timedelta(0 if number == rise else (rise - number) * 1)
        given.append(maths.judged("NU.1.L1", score, f"{day}T10:00:00Z")["id"])
    maths.judged("NU.1.L2", 2, "2023-09-02T10:00:00Z")
    entry = maths.competency("NU.1", calendar=every_day["id"], asOf=f"{now}T23:00:00Z")
    flag = entry["flag"]
    assert (flag["code"], flag["inputs"], flag["attempts"]) == (code, given, len(scores))
    assert (flag["target"], flag["rule"]) == (uri("NU.1.L1"), maths.rule["id"])
    assert flag["daysSinceRise"] == (days if scores else None)


def test_who_shows_nothing_for_long_is_inactive(maths: Mathematics, every_day: Json) -> None:
    maths.judged("NU.1.L1", 2, "2024-01-01T10:00:00Z")
    for day, idle, inactive in (("2024-01-15", 14, False), ("2024-01-16", 15, True)):
        flag = maths.competency("NU.1", calendar=every_day["id"], asOf=f"{day}T23:00:00Z")["flag"]
        assert (flag["daysSinceEvidence"], flag["inactive"]) == (idle, inactive)


def test_without_a_calendar_watching_cannot_be_told_from_being_stuck(maths: Mathematics) -> None:
    for day in (1, 2, 3):
        maths.judged("NU.1.L1", 2, f"2024-01-0{day}T10:00:00Z")
    flag = maths.competency("NU.1")["flag"]
    assert (flag["code"], flag["reasons"]["code"], flag["slope"]) == (None, "noCalendar", 0)
    assert flag["rule"] == maths.rule["id"]


def test_without_a_rule_there_is_no_cut(learning: Learning, store: Store) -> None:
    maths = Mathematics(learning, store)
    learning.rule(appliesTo=["urn:other"], validFrom="2023-01-01T00:00:00Z")
    maths.judged("NU.1.L1", 2, "2023-08-01T10:00:00Z")
    flag = maths.competency("NU.1", asOf="2023-08-31T00:00:00Z")["flag"]
    assert (flag["rule"], flag["code"], flag["reasons"]["code"]) == (None, None, "noRule")


# -- grades ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grade", "gap"), [("KG", 2), ("01", 1), ("02", 0), ("03", 0), ("04", -1), ("06", -3), ("12", -9)]
)
def test_the_gap_to_the_grade_is_that_of_the_nearest_grade_of_the_level(
    maths: Mathematics, grade: str, gap: int
) -> None:
    """Level 2 is expected in grades 2 and 3."""
    maths.attained("NU.1.L1", AUTUMN)
    assert maths.competency("NU.1", grade=grade)["gradeGap"] == gap
    entry = maths.competency("NU.1")
    assert (entry["gradeGap"], entry["reasons"]["gradeGap"]) == (None, "noRoster")


@pytest.mark.parametrize(
    "query", [{"grade": "13"}, {"grade": "4th"}, {"grade": "²"}, {"calendar": UNKNOWN}, {"calendar": "x"}]
)
def test_grades_and_calendars_that_there_are_not_are_refused(maths: Mathematics, query: dict[str, str]) -> None:
    maths.attained("NU.1.L1", AUTUMN)
    answer = maths.learning.ask("GET", f"learners/{maths.rule['id']}/progress", **query)
    assert answer.status_code == (400 if "calendar" not in query or query["calendar"] == "x" else 404)
    learner = maths.learning.get("evidence", "EvidenceRecordSet")["evidence"][0]["learners"][0]
    answer = maths.learning.ask("GET", f"learners/{learner}/progress", **query)
    assert (answer.status_code, answer.get_json()["field"]) == (400, next(iter(query)))


def test_the_track_to_grade_12_has_two_parts(maths: Mathematics, every_day: Json) -> None:
    """Section 3.9, in grades: level 3 is expected at the end of grade 5, level 4 of grade 8."""
    maths.placed("NU.1.L3", "2023-09-01T00:00:00Z")
    maths.attained("NU.1.L4", "2023-11-30T10:00:00Z")
    asked = {"calendar": every_day["id"], "asOf": "2023-11-30T12:00:00Z"}
    found = maths.progress(**asked, grade="09")["onTrack"]
    # 90 of 180 days are over: expected is 8.5, the position 8, and 3 grades in half a year are 6 a year.
    assert (found["position"], found["expected"], found["statusOk"]) == (8, 8.5, True)
    assert (found["rate"], found["projected"], found["trajectoryOk"]) == (6, 8 + 6 * 3.5, True)
    assert found["cell"] == "onTrack"
    assert maths.progress(**asked, grade="12")["onTrack"]["cell"] == "offTrack"
    assert maths.progress(**asked, grade="11")["onTrack"]["cell"] == "catchingUp"
    early = maths.progress(**{**asked, "asOf": "2023-10-01T12:00:00Z"}, grade="06")["onTrack"]
    assert (early["cell"], early["rate"], early["trajectoryOk"]) == ("statusOnly", None, None)
    assert set(early["reasons"]) == {"rate", "projected", "trajectoryOk"}
    for query, reason in (({}, "noRoster"), ({"grade": "06"}, "noCalendar")):
        found = maths.progress(**query)
        assert (found["onTrack"], found["reasons"]["onTrack"]) == (None, reason)


def test_what_is_determined_of_the_level_of_a_placement_leaves_those_below_placed(maths: Mathematics) -> None:
    """Section 3.3: placed at 3, the levels 1 to 3 count, before and after level 3 is determined itself."""
    maths.placed("NU.1.L3", AUTUMN)
    maths.attained("NU.1.L3", "2023-11-30T10:00:00Z")
    assert maths.competency("NU.1")["position"] == 3
    maths.attained("NU.1.L4", "2023-12-01T10:00:00Z")
    assert maths.competency("NU.1")["position"] == 4


# -- ready -----------------------------------------------------------------------------------------------------------


def ready(maths: Mathematics, **query: str) -> set[str]:
    return {one["level"] for one in maths.progress(**query)["ready"]}


def test_ready_is_what_is_open_and_whose_prerequisites_are_attained(maths: Mathematics) -> None:
    """SCL-LRN-05: taking one attainment away takes exactly what depends on it."""
    maths.attained("NU.1.L1", AUTUMN)
    first = ready(maths)
    assert uri("NU.2.L1") in first
    assert uri("NU.1.L1") not in first
    assert {uri("NU.2.L2"), uri("NU.3.L2")}.isdisjoint(first)
    maths.attained("NU.1.L2", WINTER)
    second = ready(maths)
    assert second - first == {uri("NU.2.L2")}
    assert first - second == {uri("NU.1.L2")}
    assert ready(maths, asOf=AUTUMN) == first
    following = {one["level"] for one in maths.progress()["ready"] if one["isNext"]}
    assert {uri("NU.1.L3"), uri("NU.2.L1")} <= following
    assert uri("NU.2.L2") not in following


def test_a_placement_attains_the_levels_below_it(maths: Mathematics) -> None:
    maths.placed("NU.1.L4", AUTUMN)
    assert {uri(f"NU.2.L{number}") for number in (1, 2, 3, 4)} <= ready(maths)
    assert uri("NU.2.L5") not in ready(maths)
