"""Asking for a correction: who asks, who decides, and the statement that travels with the record. SCL-PRV-04."""

from learning_cast import URNS, Cast
import pytest

from learning_api import LEARNER, MARCH, SECURE, Json, on_both

REFUSED = {"status": "refused", "decision": {"by": URNS["officer"], "at": MARCH, "reason": "It was as recorded."}}


@pytest.fixture
def judged(cast: Cast) -> Json:
    return cast["system"].judgment(cast["system"].evidence(), SECURE)


def request(record: Json, **members: object) -> Json:
    asked = {"learner": LEARNER, "requestedBy": URNS["guardian"], "record": record["id"], "grounds": "Not mine."}
    return {**asked, "status": "open", **members}


@on_both
def test_the_statement_travels_with_the_record(cast: Cast, judged: Json) -> None:
    guardian, officer = cast["guardian"], cast["officer"]
    asked = guardian.post("amendment-requests", request(judged))
    decided = officer.post("amendment-requests", request(judged, **REFUSED, previousVersion=asked["id"]))
    assert decided["version"] == 2
    disagreed = request(judged, **REFUSED, statement="We disagree.", previousVersion=decided["id"])
    stated = guardian.post("amendment-requests", disagreed)
    said = [{"by": URNS["guardian"], "at": stated["recordedAt"], "text": "We disagree."}]
    for who in ("teacher", "guardian", "system"):
        assert cast[who].get(f"judgments/{judged['id']}", "Judgment")["statement"] == said
    (listed,) = cast["teacher"].get("judgments", "JudgmentSet", learner=LEARNER)["judgments"]
    assert listed == {**judged, "statement": said}
    before = cast["teacher"].get(f"judgments/{judged['id']}", "Judgment", knownAt=decided["recordedAt"])
    assert before == judged


def test_who_may_take_which_step(cast: Cast, judged: Json) -> None:
    guardian, officer = cast["guardian"], cast["officer"]
    for who in ("learner", "teacher", "system"):
        assert cast[who].ask("POST", "amendment-requests", request(judged)).status_code == 403
    assert officer.refused("amendment-requests", request(judged), "/requestedBy") == 403
    assert guardian.refused("amendment-requests", request(judged, **REFUSED), "/status") == 422
    assert guardian.refused("amendment-requests", request(judged, statement="No."), "/statement") == 422
    asked = guardian.post("amendment-requests", request(judged))
    own = request(judged, **REFUSED, previousVersion=asked["id"])
    assert guardian.refused("amendment-requests", own, "/status") == 403
    early = request(judged, **REFUSED, previousVersion=asked["id"], statement="No.")
    assert officer.refused("amendment-requests", early, "/statement") == 403
    decided = officer.post("amendment-requests", own)
    again = request(judged, **REFUSED | {"status": "granted"}, previousVersion=decided["id"])
    assert officer.refused("amendment-requests", again, "/status") == 409
    other = request(judged, **REFUSED, previousVersion=decided["id"], grounds="Something else.")
    assert guardian.refused("amendment-requests", other, "/grounds") == 409


def test_only_a_record_of_the_learner_is_contested(cast: Cast) -> None:
    rule = cast["system"].rule()
    assert cast["guardian"].refused("amendment-requests", request(rule), "/record") == 422
