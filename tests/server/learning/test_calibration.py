"""Calibration: blind scoring, second scores, adjudication, and how far scorers agree. SCL-CAL-01 to -06."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
import pytest
from small_roster import Taught, Who, write_roster

from fairmark.server.roster.keeping import keep
from fairmark.server.serving.tokens import issue
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.learning.sampling import assign, draw
from fairmark.validators.readers.limits import Limits
from learning_api import (
    ACCURACY,
    DEVELOPING,
    EMERGING,
    LEARNER,
    LEVELS,
    MAY,
    PUBLISHED,
    SECURE,
    TARGET,
    TEACHER,
    Json,
    Learning,
    determination,
    evidence,
    judgment,
    on_both,
)

RUBRIC = f"{PUBLISHED}/CFRubrics/3fb19a1d-e546-5a02-9e31-84b98e70659f"
SCORES = dict(enumerate((EMERGING, DEVELOPING, SECURE, f"{LEVELS}/e91f4fac-9631-5922-aafe-6f8fea7657e4"), 1))
ONE, OTHER, THIRD, MODERATOR = (f"urn:uuid:5c0e0000-0000-4000-8000-00000000000{number}" for number in range(1, 5))
X, Y = "urn:example:orgs:x", "urn:example:orgs:y"
SCORERS = [
    {"scorer": ONE, "organisation": X, "role": "scorer"},
    {"scorer": OTHER, "organisation": Y, "role": "scorer"},
    {"scorer": MODERATOR, "organisation": Y, "role": "moderator"},
]


def session(*works: Json, **members: Any) -> Json:
    return {
        "title": "Reading aloud, autumn",
        "rubric": RUBRIC,
        "targets": [TARGET],
        "organisations": [X, Y],
        "items": [{"evidence": work["id"], "evidenceVersion": work["version"]} for work in works],
        "scorers": SCORERS,
        "blind": True,
        "tolerance": 1,
        "status": "scoring",
        "openedAt": "2024-05-01T08:00:00Z",
        **members,
    }


def rating(work: Json, made: Json, scorer: str, score: int, **members: Any) -> Json:
    """Without the learner, whom a scorer does not know."""
    more = {"scorer": scorer, "session": made["id"], "purpose": "calibration", **members}
    body = judgment(work, SCORES[score], **more)
    del body["learner"]
    return body


def closed(made: Json, **members: Any) -> Json:
    given = {name: made[name] for name in session() if name not in ("items", "status")}
    items = [{name: item[name] for name in ("evidence", "evidenceVersion")} for item in made["items"]]
    ends = {"status": "closed", "closedAt": "2024-05-02T15:00:00Z", "previousVersion": made["id"]}
    return {**given, "items": items, **ends, **members}


@pytest.fixture
def people(client: FlaskClient, store: Store, tmp_path: Path) -> dict[str, Learning]:
    """Each person of the session with a token that acts for them. All of them teach the learner."""
    learner, *teachers = (person.removeprefix("urn:uuid:") for person in (LEARNER, ONE, OTHER, MODERATOR))
    known = [Who(learner, "student"), *(Who(id, "teacher") for id in teachers)]
    keep(store.engine, write_roster(tmp_path / "roster", known, [Taught("reading", teachers, [learner])]), Limits())
    may = frozenset({"scl.read", "scl.write"})
    return {
        person: Learning(client, issue(Tokens(store.engine), person, may, acts_as=person))
        for person in (ONE, OTHER, MODERATOR)
    }


@pytest.fixture
def works(learning: Learning) -> list[Json]:
    return [learning.evidence(learners=[LEARNER]), learning.evidence(MAY)]


# -- blind -----------------------------------------------------------------------------------------------------------


@on_both
def test_nobody_sees_ratings_or_learners_before_their_own_are_final(
    learning: Learning, people: dict[str, Learning], works: list[Json]
) -> None:
    learning.judgment(works[0], SECURE)
    badge = f"determinations/{learning.determination(learning.rule())['id']}/credential"
    made = learning.post("calibration-sessions", session(*works))
    for work in works:
        answer = people[ONE].ask("POST", "judgments", rating(work, made, ONE, 3))
        assert answer.status_code == 201, answer.data
    given = people[OTHER].ask("POST", "judgments", rating(works[0], made, OTHER, 2))
    assert given.get_json()["learner"] == "urn:fairmark:piece:1"
    assert LEARNER not in given.text

    # The second scorer has one piece left: neither ratings of others, nor whose work it is.
    seen = "".join(answer.text for answer in _asked(people[OTHER], made, works))
    for hidden in (LEARNER, SCORES[3], '"score":3', f'"scorer":"{ONE}","scorerRole"'):
        assert hidden not in seen
    work = people[OTHER].get(f"calibration-sessions/{made['id']}/work", "CalibrationWork")
    assert [(piece["number"], piece["rated"]) for piece in work["pieces"]] == [(1, [TARGET]), (2, [])]
    assert work["pieces"][0]["work"] == works[0]["evidence"]
    assert people[OTHER].ask("GET", f"evidence/{works[0]['id']}").status_code == 403
    assert people[OTHER].ask("GET", "evidence").get_json() == {"evidence": []}
    for reader, status in ((people[OTHER], 403), (people[ONE], 200), (learning, 200)):
        assert reader.ask("GET", badge).status_code == status
    (own,) = people[OTHER].get("judgments", "JudgmentSet", refersTo=made["id"])["judgments"]
    assert (own["scorer"], own["learner"]) == (OTHER, "urn:fairmark:piece:1")

    # Whoever has done all sees all, and so does the moderator; a system that acts for nobody does not.
    for scorer in (ONE, OTHER):
        early = people[scorer].ask("POST", "calibration-sessions", closed(made))
        assert (early.status_code, early.get_json()["field"]) == (403, "/previousVersion")
    people[OTHER].ask("POST", "judgments", rating(works[1], made, OTHER, 2))
    for reader, number in ((people[OTHER], 4), (people[MODERATOR], 4), (learning, 0)):
        found = reader.get("judgments", "JudgmentSet", refersTo=made["id"])["judgments"]
        assert len(found) == number
        assert {one["learner"] for one in found} <= {LEARNER}
    assert people[OTHER].ask("GET", f"evidence/{works[0]['id']}").status_code == 200
    end = people[MODERATOR].ask("POST", "calibration-sessions", closed(made))
    assert end.status_code == 201, end.data
    assert len(learning.get("judgments", "JudgmentSet", refersTo=made["id"])["judgments"]) == 4


def _asked(learning: Learning, made: Json, works: list[Json]) -> Iterator[Any]:
    """All that a scorer may ask for about the session."""
    yield learning.ask("GET", "judgments", history="true")
    yield learning.ask("GET", "judgments", refersTo=works[0]["id"])
    yield learning.ask("GET", "portfolios")
    yield learning.ask("GET", "evidence", history="true")
    yield learning.ask("GET", f"evidence/{works[1]['id']}")
    yield learning.ask("GET", f"calibration-sessions/{made['id']}")
    yield learning.ask("GET", f"calibration-sessions/{made['id']}/work")
    yield learning.ask("GET", f"calibration-sessions/{made['id']}/results")
    yield learning.ask("GET", f"calibration-sessions/{made['id']}/adjudications")


def test_anchors_are_told_when_the_session_is_closed(
    learning: Learning, people: dict[str, Learning], works: list[Json]
) -> None:
    anchored = session(*works)
    anchored["items"][0] |= {"isAnchor": True, "anchorLevel": SCORES[3]}
    made = learning.ask("POST", "calibration-sessions", anchored).get_json()
    place = f"calibration-sessions/{made['id']}"
    for reader in (learning, people[ONE]):
        assert "anchor" not in reader.ask("GET", place).text.lower()
        assert "anchor" not in reader.ask("GET", "calibration-sessions").text.lower()
    told = people[MODERATOR].get(place, "CalibrationSession")["items"][0]
    assert (told["anchorScore"], told["anchorTarget"]) == (3, TARGET)
    end = learning.ask("POST", "calibration-sessions", closed(made)).get_json()
    assert end["items"][0] == told
    assert learning.get(place, "CalibrationSession")["items"][0] == told
    assert learning.refused("calibration-sessions", closed(end), "/previousVersion") == 409


def test_ratings_are_final_once_all_are_in(learning: Learning, people: dict[str, Learning], works: list[Json]) -> None:
    made = learning.post("calibration-sessions", session(*works))
    first = people[ONE].ask("POST", "judgments", rating(works[0], made, ONE, 3)).get_json()
    assert people[ONE].refused("judgments", rating(works[0], made, ONE, 2), "/evidence") == 409
    again = rating(works[0], made, ONE, 2, supersedes=first["id"], reason="Heard it once more.")
    second = people[ONE].ask("POST", "judgments", again).get_json()
    assert people[ONE].ask("POST", "judgments", rating(works[1], made, ONE, 2)).status_code == 201
    late = rating(works[0], made, ONE, 4, supersedes=second["id"], reason="Like the others.")
    assert people[ONE].refused("judgments", late, "/supersedes") == 409
    settled = session(*works, previousVersion=made["id"], tolerance=2)
    assert learning.refused("calibration-sessions", settled, "/tolerance") == 409
    gone = session(*works, previousVersion=made["id"], scorers=SCORERS[1:])
    assert learning.refused("calibration-sessions", gone, "/scorers") == 409


def test_what_the_session_does_not_provide_for_is_refused_by_its_place(
    learning: Learning, people: dict[str, Learning], works: list[Json]
) -> None:
    made = learning.post("calibration-sessions", session(works[0]))
    unasked = learning.evidence()
    about = {
        "target": f"{PUBLISHED}/CFItems/{ACCURACY}",
        "rubricLevel": f"{LEVELS}/be92345b-f7e9-5eac-b201-5a1332d990d7",
    }
    without = rating(works[0], made, ONE, 3)
    del without["session"]
    bad = {
        "/scorer": rating(works[0], made, THIRD, 3),
        "/evidence": rating(unasked, made, ONE, 3),
        "/target": rating(works[0], made, ONE, 3, **about),
        "/purpose": rating(works[0], made, ONE, 3, purpose="summative"),
        "/session": {**without, "learner": LEARNER},
        "/learner": without,
    }
    for field, body in bad.items():
        assert learning.refused("judgments", body, field) == 422
    assert people[OTHER].refused("judgments", rating(works[0], made, ONE, 3), "/scorer") == 422
    assert learning.refused("judgments", rating(works[0], made, MODERATOR, 3), "/scorer") == 422
    bad = {
        "/rubric": session(works[0], rubric=f"{PUBLISHED}/CFRubrics/none"),
        "/targets/0": session(works[0], targets=[f"{PUBLISHED}/CFItems/none"]),
        "/items/1/evidence": session(works[0], works[0]),
        "/items/0/evidenceVersion": session({**works[0], "version": 2}),
        "/scorers/1/scorer": session(works[0], scorers=[SCORERS[0], SCORERS[0]]),
        "/scorers/0/organisation": session(works[0], organisations=["urn:example:orgs:z"]),
        "/closedAt": session(works[0], status="closed"),
    }
    for field, body in bad.items():
        assert learning.refused("calibration-sessions", body, field) == 422
    assert learning.ask("POST", "calibration-sessions", closed(made)).status_code == 201
    assert learning.refused("judgments", rating(works[0], made, ONE, 3), "/session") == 409


def test_calibration_never_counts_for_the_learner(
    learning: Learning, people: dict[str, Learning], works: list[Json]
) -> None:
    made, latest = learning.post("calibration-sessions", session(*works)), learning.rule()
    people[ONE].ask("POST", "judgments", rating(works[0], made, ONE, 3))
    assert learning.progress()["continuums"] == []
    assert learning.determination(latest)["status"] == "insufficientEvidence"


# -- agreement -------------------------------------------------------------------------------------------------------

GIVEN = {
    ONE: (1, 2, 2, 3, 3, 3, 4, 4, 2, 3, 1, 4),
    OTHER: (1, 2, 3, 3, 3, 2, 4, 3, 2, 4, 2, 4),
    THIRD: (1, 2, 2, 3, 4, 3, 4, None, 2, 3, None, 4),
}
ANCHORS = (1, 2, 2, 3, 3, 3, 4, 4, 2, 4, 1, 4)


@on_both
def test_the_agreement_of_a_closed_session_is_that_of_the_profile(learning: Learning) -> None:
    """Section 3.12: twelve pieces, three scorers, one of whom leaves out two."""
    works = [learning.evidence() for _ in ANCHORS]
    body = session(*works, blind=False, cut=3, scorers=[*SCORERS, {**SCORERS[0], "scorer": THIRD}])
    for item, score in zip(body["items"], ANCHORS, strict=True):
        item |= {"isAnchor": True, "anchorLevel": SCORES[score]}
    made = learning.ask("POST", "calibration-sessions", body).get_json()
    ratings = [
        rating(work, made, scorer, score)
        for scorer, scores in GIVEN.items()
        for work, score in zip(works, scores, strict=True)
        if score
    ]
    assert learning.ask("POST", "judgments/batch", ratings).status_code == 201
    place = f"calibration-sessions/{made['id']}/results"
    assert learning.ask("GET", place).status_code == 409
    end = learning.ask("POST", "calibration-sessions", closed(made, cut=3)).get_json()
    results = learning.get(place, "CalibrationResults")
    assert (results["session"], results["closedAt"], results["targets"]) == (end["id"], end["closedAt"], [])
    overall = results["overall"]
    assert (overall["n"], overall["unstable"], round(overall["alpha"], 4)) == (12, False, 0.8167)
    pair = next(one for one in overall["pairs"] if one["scorers"] == [ONE, OTHER])
    figures = {name: round(value, 4) for name, value in pair.items() if isinstance(value, float)}
    assert figures == {
        "exact": 0.5833,
        "adjacent": 1.0,
        "atCut": 0.8333,
        "kappa": 0.4286,
        "quadraticKappa": 0.7826,
        "alpha": 0.7872,
        "meanShift": round(-1 / 12, 4),
    }
    one, other, _ = overall["scorers"]
    assert (round(one["exact"], 4), round(one["severity"], 4)) == (0.9167, -0.0833)
    assert (round(other["exact"], 4), other["severity"]) == (0.6667, 0)
    assert [where["n"] for where in overall["organisations"]] == [22, 12]
    learning.judgment(learning.evidence(), SECURE)
    assert learning.get(place, "CalibrationResults", knownAt=results["knownAt"]) == results


def test_what_cannot_be_told_is_null_with_its_reason(learning: Learning, works: list[Json]) -> None:
    made = learning.post("calibration-sessions", session(*works, blind=False))
    for scorer in (ONE, OTHER):
        for work in works:
            learning.ask("POST", "judgments", rating(work, made, scorer, 3))
    learning.ask("POST", "calibration-sessions", closed(made))
    overall = learning.get(f"calibration-sessions/{made['id']}/results", "CalibrationResults")["overall"]
    (pair,) = overall["pairs"]
    assert (pair["exact"], pair["kappa"], pair["alpha"], pair["atCut"]) == (1, None, None, None)
    assert pair["reasons"] == dict.fromkeys(("kappa", "quadraticKappa", "alpha"), "noVariation") | {"atCut": "noCut"}
    assert overall["scorers"][0]["reasons"] == {"exact": "noAnchors", "severity": "noAnchors"}


# -- second scores ---------------------------------------------------------------------------------------------------


@on_both
def test_a_determination_waits_for_the_adjudication(learning: Learning, works: list[Json]) -> None:
    """SCL-CAL-06: 1 and 4, where 1 is tolerated."""
    latest = learning.rule()
    work = works[0]
    first = learning.judgment(work, SCORES[4])
    made = learning.post("calibration-sessions", session(work, blind=False))
    second = learning.ask("POST", "judgments", rating(work, made, OTHER, 1, purpose="secondScore")).get_json()
    place = f"calibration-sessions/{made['id']}/adjudications"
    (difference,) = learning.get(place, "Adjudications")["differences"]
    assert (difference["original"], difference["second"]) == (first["id"], second["id"])
    assert (difference["difference"], difference["adjudication"]) == (3, None)
    assert learning.refused("determinations", determination(latest), "/target") == 409

    settling = rating(work, made, MODERATOR, 3, purpose="adjudication", scorerRole="moderator")
    settled = learning.ask("POST", "judgments", settling).get_json()
    assert learning.get(place, "Adjudications")["differences"][0]["adjudication"] == settled["id"]
    found = learning.determination(latest)
    assert (found["value"], found["judgments"]) == (3, [settled["id"]])
    kept = {one["id"] for one in learning.get("judgments", "JudgmentSet")["judgments"]}
    assert kept == {first["id"], second["id"], settled["id"]}


def test_what_is_tolerated_needs_no_adjudication(learning: Learning, works: list[Json]) -> None:
    first = learning.judgment(works[0], SCORES[3])
    made = learning.post("calibration-sessions", session(*works, blind=False))
    second = learning.ask("POST", "judgments", rating(works[0], made, OTHER, 2, purpose="secondScore")).get_json()
    assert learning.get(f"calibration-sessions/{made['id']}/adjudications", "Adjudications")["differences"] == []
    assert learning.determination(learning.rule())["judgments"] == [first["id"]]
    both = learning.rule(admits={"roles": ["educator"], "purposes": ["summative", "secondScore"]}, method="mean")
    assert learning.determination(both)["judgments"] == [first["id"], second["id"]]
    settling = rating(works[0], made, MODERATOR, 3, purpose="adjudication", scorerRole="moderator")
    assert learning.refused("judgments", settling, "/evidence") == 422


def test_nobody_scores_their_own_scores_again(learning: Learning, works: list[Json]) -> None:
    made = learning.post("calibration-sessions", session(*works, blind=False))
    again = rating(works[0], made, ONE, 2, purpose="secondScore")
    assert learning.refused("judgments", again, "/evidence") == 422
    learning.judgment(works[0], SECURE, scorer=ONE)
    assert learning.refused("judgments", again, "/scorer") == 422


def test_a_share_is_drawn_for_second_scoring(learning: Learning) -> None:
    """SCL-CAL-05: reproducible from the seed, and none to whoever scored it first."""
    bodies = [evidence() for _ in range(20)]
    works = [
        {"id": one["id"], "version": 1} for one in learning.ask("POST", "evidence/batch", bodies).get_json()["records"]
    ]
    firsts = [judgment(work, SECURE, scorer=(ONE, OTHER)[number % 2]) for number, work in enumerate(works)]
    assert learning.ask("POST", "judgments/batch", firsts).status_code == 201
    drawing = session(*works, sampling={"method": "random", "rate": 0.25, "seed": 7})
    made = learning.ask("POST", "calibration-sessions", drawing).get_json()
    given = {item["evidence"]: item["assignedTo"] for item in made["items"] if "assignedTo" in item}
    assert given.keys() == set(draw([work["id"] for work in works], 0.25, 7))
    assert len(given) == 5
    assert all(given[one["evidence"]] != one["scorer"] for one in firsts if one["evidence"] in given)
    undrawn = next(work for work in works if work["id"] not in given)
    for scorer in (ONE, OTHER):
        assert (
            learning.ask("POST", "judgments", rating(undrawn, made, scorer, 3, purpose="secondScore")).status_code
            == 422
        )
    alone = session(*works, sampling=drawing["sampling"], scorers=SCORERS[:1])
    assert learning.refused("calibration-sessions", alone, "/scorers") == 422


def test_samples_can_be_drawn_again() -> None:
    ids = [f"urn:uuid:{number}" for number in range(400)]
    drawn = draw(ids, 0.25, 1)
    assert len(set(drawn)) == 100
    assert drawn == draw(list(reversed(ids)), 0.25, 1) != draw(ids, 0.25, 2)
    assert (len(draw(ids[:2], 0.25, 1)), len(draw(ids[:1], 0.25, 1))) == (1, 0)
    first = {piece: {TEACHER} for piece in drawn}
    given = assign(drawn, [TEACHER, ONE, OTHER], first)
    assert set(given.values()) == {ONE, OTHER}
    assert assign(drawn[:1], [TEACHER], first) == {drawn[0]: None}
