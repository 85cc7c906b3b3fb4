"""Reading what is recorded: lists, times, what there is not, and who may."""

from typing import Any

from case_server import BASE
from flask.testing import FlaskClient
import pytest

from fairmark.server.learning.kinds import KINDS
from fairmark.server.learning.routes import SCL
from fairmark.server.serving.tokens import issue
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from learning_api import LEARNER, SECURE, UNKNOWN, Learning, on_both


@on_both
def test_lists_are_paged_as_in_case(learning: Learning) -> None:
    works = [learning.evidence() for _ in range(3)]
    learning.evidence(learners=["urn:uuid:other"], submittedBy="urn:uuid:other")
    answer = learning.ask("GET", "evidence", limit=2, learner=LEARNER)
    assert answer.headers["X-Total-Count"] == "3"
    assert answer.get_json() == {"evidence": works[:2]}
    following = f"<{BASE}/scl/v1/evidence?limit=2&offset=2&learner={LEARNER.replace(':', '%3A')}>"
    assert f'{following}; rel="next"' in answer.headers["Link"]
    assert learning.get("evidence", "EvidenceRecordSet", learner=LEARNER, offset="2") == {"evidence": works[2:]}
    assert learning.ask("GET", "evidence").headers["X-Total-Count"] == "4"
    for query in ({"limit": 0}, {"limit": 1001}, {"offset": -1}, {"lerner": LEARNER}, {"learner": "\0"}):
        assert learning.ask("GET", "evidence", **query).status_code == 400


def test_group_work_is_the_work_of_each_learner(learning: Learning) -> None:
    other = "urn:uuid:other"
    work = learning.evidence(learners=[LEARNER, other])
    for learner in (LEARNER, other):
        assert learning.get("evidence", "EvidenceRecordSet", learner=learner) == {"evidence": [work]}
    learning.judgment(work, SECURE, learner=other)
    assert learning.progress()["continuums"] == []


@pytest.mark.parametrize("query", [{"asOf": "yesterday"}, {"knownAt": "2024-01-01"}, {"asOf": "2024-01-01T00:00:00"}])
def test_times_need_an_offset(learning: Learning, query: dict[str, str]) -> None:
    learning.evidence()
    answer = learning.ask("GET", f"learners/{LEARNER}/progress", **query)
    assert (answer.status_code, answer.get_json()["field"]) == (400, next(iter(query)))


def test_before_anything_was_known_nothing_was(learning: Learning) -> None:
    work = learning.evidence()
    learning.judgment(work, SECURE)
    assert learning.progress(knownAt="2024-01-01T00:00:00Z")["continuums"] == []
    entry = learning.progress()["continuums"][0]["competencies"][0]
    assert (entry["status"], entry["reasons"]["status"]) == (None, "noDetermination")


NOTHING = [
    f"learners/{UNKNOWN}/progress",
    "learners/%00/progress",
    f"evidence/{UNKNOWN}",
    "judgments/%00",
    f"determinations/{UNKNOWN}/credential",
]


@on_both
@pytest.mark.parametrize("path", NOTHING)
def test_what_there_is_not_is_not_found(learning: Learning, path: str) -> None:
    answer = learning.ask("GET", path)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize("route", SCL.routes, ids=lambda route: route.operation)
def test_every_operation_needs_a_token_that_may(client: FlaskClient, store: Store, route: Any) -> None:
    path = "/scl/v1" + route.path.replace("{id}", UNKNOWN)
    assert client.open(path, method=route.method, base_url=BASE).status_code == 401
    other = "scl.read" if route.method == "POST" else "scl.write"
    bearer = {"Authorization": f"Bearer {issue(Tokens(store.engine), 'other', frozenset({other}))}"}
    assert client.open(path, method=route.method, base_url=BASE, headers=bearer).status_code == 403


def test_what_is_answered_about_learners_is_kept_by_nobody(learning: Learning) -> None:
    work = learning.evidence()
    for path in ("evidence", f"evidence/{work['id']}", f"learners/{LEARNER}/progress"):
        assert learning.ask("GET", path).headers["Cache-Control"] == "no-store"


def test_the_api_describes_itself(client: FlaskClient) -> None:
    described = client.get("/openapi.json", base_url=BASE).get_json()
    post = described["paths"]["/scl/v1/judgments"]["post"]
    assert post["operationId"] == "scl_postJudgment"
    new = "#/components/schemas/scl.v1.NewJudgment"
    assert post["requestBody"]["content"]["application/json"]["schema"] == {"anyOf": [{"$ref": new}]}
    assert post["security"] == [{"token": []}]
    assert len([path for path in described["paths"] if path.startswith("/scl/v1")]) == 3 * len(KINDS) + 8
