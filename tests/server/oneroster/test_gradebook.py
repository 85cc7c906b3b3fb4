"""Judgments as results whose objectives are CASE items, and what becomes of them when they are corrected or withdrawn:
SCL-PRT-04."""

from typing import Any

from case_server import BASE
from flask.testing import FlaskClient
import pytest
from sqlalchemy import insert, update

from fairmark.server.learning.access.log import events_of
from fairmark.server.learning.ledger import DELETED
from fairmark.server.learning.tables import facts
from fairmark.server.oneroster.scopes import CORE
from fairmark.server.roster.tables import people
from fairmark.server.serving.tokens import issue
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from learning_api import (
    ACCURACY,
    APRIL,
    DEVELOPING,
    LEARNER,
    MAY,
    PHRASING,
    PUBLISHED,
    SECURE,
    TARGET,
    TEACHER,
    Learning,
    on_both,
)

OBJECTIVE = f"urn:uuid:{PHRASING}"
OTHER = "urn:uuid:2a6d7b10-0c5e-4e2f-8a77-5d6c7e8f9a02"


def bare(urn: str) -> str:
    return urn.removeprefix("urn:uuid:")


def named(id: str) -> str:
    return f"scl-{bare(id)}"


def reference(kind: str, place: str, id: str) -> dict[str, str]:
    return {"href": f"{BASE}/ims/oneroster/{place}/v1p2/{id}", "sourcedId": id.rpartition("/")[2], "type": kind}


def test_a_judgment_is_a_result_with_its_objective(learning: Learning, book: Any) -> None:
    work = learning.evidence()
    judged = learning.judgment(work, SECURE, comment="Clear phrasing.")
    id = named(work["id"])
    assert book.all("results") == [
        {
            "sourcedId": id,
            "status": "active",
            "dateLastModified": judged["recordedAt"][:23] + "Z",
            "lineItem": reference("lineItem", "gradebook", f"lineItems/{id}"),
            "student": reference("user", "rostering", f"users/{bare(LEARNER)}"),
            "scoreStatus": "fully graded",
            "score": 3,
            "textScore": "Secure",
            "scoreDate": "2024-03-04",
            "comment": "Clear phrasing.",
            "learningObjectiveSet": [
                {
                    "source": "case",
                    "learningObjectiveResults": [{"learningObjectiveId": OBJECTIVE, "score": 3, "textScore": "Secure"}],
                }
            ],
        }
    ]


def test_a_work_is_a_line_item_with_its_scale_and_category(learning: Learning, book: Any) -> None:
    work = learning.evidence()
    (item,) = book.all("lineItems")
    assert item["title"] == work["evidence"]["name"]
    assert item["learningObjectiveSet"] == [{"source": "case", "learningObjectiveIds": [OBJECTIVE]}]
    assert (item["assignDate"], item["dueDate"]) == ("2024-03-04T00:00:00.000Z",) * 2
    (scale,) = book.all("scoreScales")
    assert item["scoreScale"]["sourcedId"] == scale["sourcedId"]
    assert [one["itemValueRHS"] for one in scale["scoreScaleValue"]] == ["1", "2", "3", "4"]
    (category,) = book.all("categories")
    assert item["category"]["sourcedId"] == category["sourcedId"]


def test_a_task_is_a_line_item_for_all_who_did_it(learning: Learning, book: Any) -> None:
    task = learning.post(
        "tasks", {"title": "Read a page", "purpose": "Phrasing", "targets": [TARGET], "usableForDeterminations": False}
    )
    works = [learning.evidence(task=task["id"], learners=[one], submittedBy=one) for one in (LEARNER, OTHER)]
    own = learning.evidence()
    (first, second) = book.all("lineItems")
    assert (first["sourcedId"], first["title"], first["description"]) == (named(task["id"]), "Read a page", "Phrasing")
    assert second["sourcedId"] == named(own["id"])
    assert [one["lineItem"]["sourcedId"] for one in book.all("results")] == [
        *[named(task["id"])] * len(works),
        named(own["id"]),
    ]


def test_what_is_superseded_is_no_current_result(learning: Learning, book: Any) -> None:
    work = learning.evidence()
    first = learning.judgment(work, SECURE)
    (before,) = book.all("results")
    second = learning.judgment(work, DEVELOPING, supersedes=first["id"], reason="Misheard.")
    (after,) = book.all("results")
    assert (before["score"], after["score"]) == (3, 2)
    assert after["sourcedId"] == before["sourcedId"]
    assert after["dateLastModified"] == second["recordedAt"][:23] + "Z"


def test_what_is_withdrawn_is_to_be_deleted_and_says_nothing_more(learning: Learning, book: Any) -> None:
    work = learning.evidence()
    learning.judgment(work, SECURE, comment="Clear.")
    kept = learning.evidence(APRIL)
    gone = learning.evidence(previousVersion=work["id"], status="withdrawn")
    first, second = book.all("results")
    assert (first["sourcedId"], first["status"]) == (named(work["id"]), "tobedeleted")
    assert first["dateLastModified"] == gone["recordedAt"][:23] + "Z"
    assert first.keys().isdisjoint({"score", "textScore", "comment", "learningObjectiveSet"})
    assert (second["sourcedId"], second["status"]) == (named(kept["id"]), "active")
    assert [one["status"] for one in book.all("lineItems")] == ["tobedeleted", "active"]
    assert len(book.all("results", filter="status='active'")) == 1


@on_both
def test_who_was_there_before_gets_what_has_changed(learning: Learning, book: Any) -> None:
    works = [learning.evidence(), learning.evidence(APRIL), learning.evidence(MAY)]
    judged = [learning.judgment(work, SECURE) for work in works]
    since = judged[-1]["recordedAt"]
    asked = f"dateLastModified>'{since}'"
    assert book.all("results", filter=asked) == []
    learning.judgment(works[1], DEVELOPING, supersedes=judged[1]["id"], reason="Misheard.")
    learning.evidence(previousVersion=works[0]["id"], status="withdrawn")
    assert [(one["sourcedId"], one["status"]) for one in book.all("results", filter=asked)] == [
        (named(works[0]["id"]), "tobedeleted"),
        (named(works[1]["id"]), "active"),
    ]
    assert [one["sourcedId"] for one in book.all("lineItems", filter=asked)] == [named(works[0]["id"])]


def test_work_of_a_group_is_a_result_for_each(learning: Learning, book: Any) -> None:
    work = learning.evidence(learners=[LEARNER, OTHER])
    learning.judgment(work, SECURE, learner=OTHER)
    first, second = book.all("results")
    assert [one["sourcedId"] for one in (first, second)] == [f"{named(work['id'])}-{number}" for number in (1, 2)]
    assert (first["scoreStatus"], second["scoreStatus"]) == ("submitted", "fully graded")


@pytest.mark.parametrize(
    "members",
    [
        {"scorerRole": "self", "scorer": LEARNER},
        {"scorerRole": "peer", "scorer": OTHER},
        {"purpose": "baseline"},
    ],
)
def test_what_is_no_grade_is_none_here(learning: Learning, book: Any, members: dict[str, str]) -> None:
    learning.judgment(learning.evidence(), SECURE, **members)
    (result,) = book.all("results")
    assert result["scoreStatus"] == "submitted"
    assert "score" not in result


def test_what_is_only_the_learners_is_in_no_gradebook(learning: Learning, book: Any) -> None:
    learning.evidence(visibility="learner")
    shared = learning.evidence(APRIL)
    assert [one["sourcedId"] for one in book.all("results")] == [named(shared["id"])]
    learning.evidence(APRIL, previousVersion=shared["id"], visibility="learner")
    assert [one["status"] for one in book.all("results")] == ["tobedeleted"]


def test_learners_are_named_as_the_kept_roster_names_them(learning: Learning, book: Any, store: Store) -> None:
    with store.engine.begin() as connection:
        row = {"id": LEARNER, "sourced_id": "north-1", "given": "", "family": "", "grade": "", "born": None}
        connection.execute(insert(people), row)
    learning.evidence()
    (result,) = book.all("results")
    assert result["student"] == reference("user", "rostering", "users/north-1")
    assert book.all("classes/scl-class/students/north-1/results") == [result]


def test_parts_of_the_gradebook_have_addresses_of_their_own(learning: Learning, book: Any) -> None:
    work = learning.evidence()
    learning.evidence(APRIL, learners=[OTHER])
    everything = {name: book.all(name) for name in ("categories", "lineItems", "results", "scoreScales")}
    for name, records in everything.items():
        assert book.all(f"classes/scl-class/{name}") == records
    assert book.all("schools/scl-school/lineItems") == everything["lineItems"]
    assert book.all("schools/scl-school/scoreScales") == everything["scoreScales"]
    of_one = book.all(f"classes/scl-class/lineItems/{named(work['id'])}/results")
    assert of_one == everything["results"][:1]
    assert book.all(f"classes/scl-class/students/{bare(OTHER)}/results") == everything["results"][1:]
    for nothing in ("classes/x/results", "schools/x/lineItems", "classes/scl-class/students/x/results"):
        assert book.refused(nothing) == (404, "unknownobject")


def test_several_standards_are_several_objectives(learning: Learning, book: Any) -> None:
    other = f"{PUBLISHED}/CFItems/{ACCURACY}"
    aligned = learning.evidence()["alignment"][0]
    learning.evidence(APRIL, alignment=[aligned, {**aligned, "targetUrl": other}])
    _, item = book.all("lineItems")
    (objectives,) = item["learningObjectiveSet"]
    assert objectives["learningObjectiveIds"] == [OBJECTIVE, f"urn:uuid:{ACCURACY}"]
    assert "scoreScale" not in item
    assert len(book.all("scoreScales")) == 2


def test_everybody_sees_what_the_policy_opens_to_them(
    learning: Learning, client: FlaskClient, store: Store, book: Any
) -> None:
    mine, others = learning.evidence(), learning.evidence(APRIL, learners=[OTHER])
    for person, work in ((LEARNER, mine), (OTHER, others), (TEACHER, None)):
        token = issue(Tokens(store.engine), person, frozenset({CORE, "scl.read"}), acts_as=person)
        asking = type(book)(client, token)
        assert [one["sourcedId"] for one in asking.all("results")] == ([named(work["id"])] if work else [])
        assert len(asking.all("lineItems")) == (1 if work else 0)
        assert asking.ask(f"results/{named(mine['id'])}").status_code == (200 if work is mine else 404)


def test_who_has_seen_results_is_logged(learning: Learning, store: Store, book: Any) -> None:
    learning.evidence()
    learning.evidence(learners=[OTHER])
    before = _logged(store, OTHER)
    assert len(book.ask("results", filter=f"student.sourcedId='{bare(LEARNER)}'").get_json()["results"]) == 1
    assert _logged(store, OTHER) == before
    book.ask("results")
    assert _logged(store, OTHER) == before + 1


def _logged(store: Store, learner: str) -> int:
    with store.engine.connect() as connection:
        return events_of(connection, learner, 0, 1)[0]


def test_what_is_deleted_is_gone(learning: Learning, store: Store, book: Any) -> None:
    gone, kept = learning.evidence(), learning.evidence(APRIL)
    learning.judgment(gone, SECURE)
    assert len(book.all("results")) == 2
    with store.engine.begin() as connection:
        deletion = update(facts).where(facts.c.id == gone["id"]).values(cls=DELETED, body=b"{}")
        connection.execute(deletion)
    later = learning.evidence(MAY)
    assert [one["sourcedId"] for one in book.all("results")] == [named(one["id"]) for one in (kept, later)]


def test_nobody_is_named_who_is_not_asked_for(learning: Learning, book: Any) -> None:
    learning.judgment(learning.evidence(), SECURE)
    for name in ("results", "lineItems", "categories", "scoreScales"):
        assert bare(TEACHER) not in book.ask(name).text
