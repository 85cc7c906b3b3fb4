"""Requests that are sent again, that come too late, and many records at once."""

from concurrent.futures import ThreadPoolExecutor
import json
from typing import Any

from flask import Flask
import pytest

from fairmark.server.learning.bodies import MOST
from fairmark.server.serving.tokens import issue
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from learning_api import DEVELOPING, LEARNER, MAY, SECURE, Json, Learning, evidence, goal, judgment, on_both

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


# -- the same request twice ------------------------------------------------------------------------------------------


@on_both
def test_a_request_that_is_sent_again_is_answered_as_before(learning: Learning) -> None:
    first = learning.ask("POST", "evidence", evidence(), headers=KEY)
    again = learning.ask("POST", "evidence", evidence(), headers=KEY)
    assert (first.status_code, again.status_code, again.data) == (201, 201, first.data)
    for name in ("Location", "ETag", "Cache-Control"):
        assert again.headers[name] == first.headers[name]
    assert learning.ask("GET", "evidence").headers["X-Total-Count"] == "1"


def test_a_key_is_for_one_request(learning: Learning, store: Store) -> None:
    learning.ask("POST", "evidence", evidence(), headers=KEY)
    for path, body in (("evidence", evidence(MAY)), ("goals", goal())):
        answer = learning.ask("POST", path, body, headers=KEY)
        assert (answer.status_code, answer.get_json()["field"]) == (422, "Idempotency-Key")
    other = issue(Tokens(store.engine), "other", frozenset({"scl.write"}))
    theirs = {**KEY, "Authorization": f"Bearer {other}"}
    assert learning.ask("POST", "evidence", evidence(MAY), headers=theirs).status_code == 201


def test_what_was_refused_may_be_mended_and_sent_with_the_same_key(learning: Learning) -> None:
    assert learning.ask("POST", "goals", goal(kind="none"), headers=KEY).status_code == 422
    assert learning.ask("POST", "goals", goal(), headers=KEY).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "ü"])
def test_a_bad_key_is_refused(learning: Learning, key: str) -> None:
    answer = learning.ask("POST", "goals", goal(), headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.get_json()["field"]) == (400, "Idempotency-Key")


@on_both
def test_the_same_request_at_once_is_recorded_once(learning: Learning, app: Flask) -> None:
    def send(_: int) -> bytes:
        with app.test_client() as client:
            answer = Learning(client, learning.token).ask("POST", "evidence", evidence(), headers=KEY)
            assert answer.status_code == 201
            data: bytes = answer.data
            return data

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
    assert learning.ask("GET", "evidence").headers["X-Total-Count"] == "1"


# -- only if nobody was faster ---------------------------------------------------------------------------------------


@on_both
def test_only_the_version_that_was_seen_is_revised(learning: Learning) -> None:
    first = learning.ask("POST", "goals", goal())
    id, tag = first.get_json()["id"], first.headers["ETag"]
    read = learning.ask("GET", f"goals/{id}")
    assert read.headers["ETag"] == tag
    revised = goal(previousVersion=id, statement="I read two pages.")
    assert learning.ask("POST", "goals", revised, headers={"If-Match": tag}).status_code == 201
    late = learning.ask("POST", "goals", revised, headers={"If-Match": tag})
    assert (late.status_code, late.get_json()["field"]) == (412, "If-Match")
    assert learning.ask("POST", "goals", revised).status_code == 409


@pytest.mark.parametrize(
    ("match", "status"),
    [('"{tag}"', 201), ('"{tag}.gzip"', 201), ('"x", "{tag}"', 201), ("*", 201), ('W/"{tag}"', 412), ('"x"', 412)],
)
def test_tags_are_compared_strongly(learning: Learning, match: str, status: int) -> None:
    first = learning.ask("POST", "goals", goal())
    tag = first.headers["ETag"].strip('"')
    revised = goal(previousVersion=first.get_json()["id"])
    answer = learning.ask("POST", "goals", revised, headers={"If-Match": match.replace("{tag}", tag)})
    assert answer.status_code == status


def test_what_takes_nobodys_place_matches_nothing(learning: Learning) -> None:
    answer = learning.ask("POST", "goals", goal(), headers={"If-Match": "*"})
    assert (answer.status_code, answer.content_type) == (412, "application/problem+json")


# -- many at once ----------------------------------------------------------------------------------------------------


def batch(learning: Learning, path: str, records: Any, **query: str) -> Any:
    return learning.ask("POST", f"{path}/batch", records, **query)


@on_both
def test_a_batch_is_recorded_whole(learning: Learning) -> None:
    work = learning.evidence()
    levels = (DEVELOPING, SECURE)
    answer = batch(learning, "judgments", [judgment(work, level, scorer=f"urn:s:{level[-9:]}") for level in levels])
    result = learning._held("BatchResult", answer.get_json())
    assert (answer.status_code, result["recorded"], result["refused"]) == (201, 2, 0)
    kept = learning.get("judgments", "JudgmentSet")["judgments"]
    assert [(one["id"], one["recordedAt"]) for one in kept] == [
        (one["id"], one["recordedAt"]) for one in result["records"]
    ]
    assert [one["rubricLevel"] for one in kept] == list(levels)
    assert kept[0]["recordedAt"] < kept[1]["recordedAt"]


@on_both
def test_a_batch_with_one_bad_record_is_refused_whole(learning: Learning) -> None:
    work = learning.evidence()
    records = [judgment(work, SECURE), judgment(work, SECURE, score=4), judgment(work, SECURE, learner="urn:x:y")]
    answer = batch(learning, "judgments", records)
    problem = answer.get_json()
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert (problem["status"], problem["field"], problem["recorded"], problem["refused"]) == (422, "/1/score", 0, 2)
    assert [(one["index"], one["status"], one["field"]) for one in problem["records"]] == [
        (1, 422, "/score"),
        (2, 422, "/learner"),
    ]
    assert learning.get("judgments", "JudgmentSet") == {"judgments": []}


@on_both
def test_in_part_what_is_right_is_recorded_and_the_rest_is_stated(learning: Learning) -> None:
    first = learning.goal()
    records: list[Any] = [goal(), goal(kind="none"), 7, goal(previousVersion=first["id"]), goal()]
    records.append(goal(previousVersion=first["id"]))
    answer = batch(learning, "goals", records, partial="true")
    result = learning._held("BatchResult", answer.get_json())
    assert (answer.status_code, result["recorded"], result["refused"]) == (200, 3, 3)
    assert [one["status"] for one in result["records"]] == [201, 422, 422, 201, 201, 409]
    assert [one.get("field") for one in result["records"]] == [None, "/kind", None, None, None, "/previousVersion"]
    assert learning.ask("GET", "goals").headers["X-Total-Count"] == "3"


def test_a_batch_of_which_nothing_is_right_is_refused_in_either_way(learning: Learning) -> None:
    for query in ({}, {"partial": "true"}):
        answer = batch(learning, "goals", [goal(kind="none")], **query)
        assert (answer.status_code, answer.get_json()["field"]) == (422, "/0/kind")


def test_a_batch_may_come_line_by_line(learning: Learning) -> None:
    lines = b"\n".join(json.dumps(goal()).encode() for _ in range(3)) + b"\n"
    answer = learning.send("goals/batch", lines, "application/x-ndjson")
    assert (answer.status_code, answer.get_json()["recorded"]) == (201, 3)
    assert learning.send("goals/batch", b'{"a":1}\n{"b"\n', "application/x-ndjson").status_code == 400


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 422),
        (b"[]", "application/json", 422),
        (b"", "application/x-ndjson", 400),
        (b"[1", "application/json", 400),
        (b"[]", "text/csv", 415),
        (b"[" + b"1," * MOST + b"1]", "application/json", 422),
    ],
    ids=lambda value: str(value)[:20],
)
def test_whatever_comes_as_a_batch_is_refused_with_a_problem(
    learning: Learning, body: bytes, content_type: str, status: int
) -> None:
    answer = learning.send("goals/batch", body, content_type)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_a_batch_is_sent_again_too(learning: Learning) -> None:
    first = learning.ask("POST", "goals/batch", [goal()], headers=KEY)
    again = learning.ask("POST", "goals/batch", [goal()], headers=KEY)
    assert (again.status_code, again.data) == (201, first.data)
    other = learning.ask("POST", "goals/batch", [goal()], headers=KEY, partial="true")
    assert other.status_code == 422
    assert learning.ask("POST", "goals/batch", [goal()], headers={"If-Match": "*"}).status_code == 400


def test_ten_thousand_records_with_a_bad_one_leave_nothing(learning: Learning) -> None:
    works: list[Json] = [evidence(submittedBy=LEARNER) for _ in range(MOST)]
    works[7_000] = evidence(status="lost")
    answer = batch(learning, "evidence", works)
    assert (answer.status_code, answer.get_json()["field"]) == (422, "/7000/status")
    assert learning.ask("GET", "evidence").headers["X-Total-Count"] == "0"
    works[7_000] = evidence()
    assert batch(learning, "evidence", works).get_json()["recorded"] == MOST
    assert learning.ask("GET", "evidence").headers["X-Total-Count"] == str(MOST)
