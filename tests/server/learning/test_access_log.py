"""The log of access: what is in it, who reads it, and that nobody changes it. SCL-PRV-03."""

from typing import Any

from learning_cast import URNS, Cast, grant
import pytest

from learning_api import LEARNER, SECURE, evidence, judgment, on_both


@on_both
def test_each_access_is_logged_once_for_each_learner(cast: Cast) -> None:
    system, teacher = cast["system"], cast["teacher"]
    first, second = (system.ask("POST", "evidence", evidence()).get_json() for _ in range(2))
    assert teacher.ask("GET", "evidence", learner=LEARNER).get_json()["evidence"] == [first, second]
    assert teacher.ask("GET", f"evidence/{first['id']}").status_code == 200
    assert teacher.ask("POST", "judgments", judgment(first, SECURE)).status_code == 201
    assert cast["teacher2"].ask("GET", f"evidence/{first['id']}").status_code == 403
    assert cast.events() == [
        ("urn:fairmark:token:system", "integrator", "write"),
        ("urn:fairmark:token:system", "integrator", "write"),
        ("teacher", "teacher", "read"),
        ("teacher", "teacher", "read"),
        ("teacher", "teacher", "write"),
        ("teacher2", "teacher", "deny"),
    ]


def test_an_event_says_what_for_and_on_which_basis(cast: Cast) -> None:
    work = cast["system"].ask("POST", "evidence", evidence()).get_json()
    shared = cast["guardian"].ask("POST", "share-grants", grant("guardian", "verifier")).get_json()
    assert cast["verifier"].ask("GET", f"evidence/{work['id']}").status_code == 200
    _, made, disclosed = cast["officer"].get("access-events", "AccessEventSet", learner=LEARNER)["accessEvents"]
    assert (made["onBehalfOf"], made["purpose"], made["legalBasis"]) == (LEARNER, "ownRecord", "inspection")
    said = {name: disclosed[name] for name in ("actor", "action", "purpose", "legalBasis", "grant", "resource")}
    assert said == {
        "actor": URNS["verifier"],
        "action": "disclose",
        "purpose": "sharing",
        "legalBasis": "consent",
        "grant": shared["id"],
        "resource": f"https://case.example.org/scl/v1/evidence/{work['id']}",
    }


def test_a_page_tells_of_all_learners_on_it_and_of_no_others(cast: Cast) -> None:
    for learner in ("learner", "classmate", "other"):
        cast["system"].ask("POST", "evidence", evidence(learners=[URNS[learner]], submittedBy=URNS[learner]))
    assert len(cast["teacher"].ask("GET", "evidence").get_json()["evidence"]) == 2
    logged = {
        learner: [one[2] for one in _events(cast, URNS[learner])] for learner in ("learner", "classmate", "other")
    }
    assert logged == {"learner": ["write", "read"], "classmate": ["write", "read"], "other": ["write"]}


def _events(cast: Cast, learner: str) -> list[tuple[str, str, str]]:
    found = cast["officer"].get("access-events", "AccessEventSet", learner=learner)["accessEvents"]
    return [(one["actor"], one["actorRole"], one["action"]) for one in found]


def test_what_was_not_recorded_is_not_logged_as_written(cast: Cast) -> None:
    nothing = evidence(alignment=[{**evidence()["alignment"][0], "targetUrl": "https://frameworks.example.org/none"}])
    assert cast["teacher"].ask("POST", "evidence", nothing).status_code == 422
    assert cast["teacher"].ask("POST", "evidence/batch", [evidence(), nothing]).status_code == 422
    assert cast["teacher2"].ask("POST", "evidence/batch", [evidence(), evidence()]).status_code == 403
    assert cast.events() == [("teacher2", "teacher", "deny")]


def test_what_nobody_can_be_called_is_no_learner(cast: Cast) -> None:
    for name in ("nobody", "%00", "urn:uuid:" + "x" * 300):
        assert cast["teacher"].ask("GET", f"learners/{name}/progress").status_code == 404
        assert cast["teacher"].ask("GET", f"learners/{name}/record").status_code == 404


def test_a_request_that_is_sent_again_is_logged_once(cast: Cast) -> None:
    for _ in range(2):
        sent = cast["teacher"].ask("POST", "evidence", evidence(), headers={"Idempotency-Key": "one"})
        assert sent.status_code == 201
    assert cast.events() == [("teacher", "teacher", "write")]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_operation_changes_the_log(cast: Cast, method: str) -> None:
    for who in ("officer", "system", "guardian"):
        for path in ("access-events", "access-events/urn:uuid:1f0c2d5e-77b1-4b0a-9c39-3f2f6a1b7e01"):
            answer: Any = cast[who].ask(method, path, {})
            assert answer.status_code in (404, 405)


def test_the_log_is_paged_and_wants_a_learner(cast: Cast) -> None:
    for _ in range(3):
        cast["teacher"].ask("GET", "evidence", learner=LEARNER)
    answer = cast["guardian"].ask("GET", "access-events", learner=LEARNER, limit=2)
    assert answer.headers["X-Total-Count"] == "3"
    assert len(answer.get_json()["accessEvents"]) == 2
    assert 'rel="next"' in answer.headers["Link"]
    assert cast["officer"].ask("GET", "access-events").status_code == 400
