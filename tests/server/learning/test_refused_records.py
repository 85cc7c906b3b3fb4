"""Records and bodies that are refused, each by its place."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from learning_api import (
    LEVELS,
    MARCH,
    PHRASING,
    PUBLISHED,
    SECURE,
    TARGET,
    UNKNOWN,
    Json,
    Learning,
    determination,
    evidence,
    judgment,
    rule,
)

SOON = (datetime.now(UTC) + timedelta(days=2)).isoformat()

Change = Callable[[Json], Any]


def but(**members: Any) -> Change:
    return lambda body: body.update(members)


BAD_EVIDENCE: list[tuple[str, Change, str]] = [
    ("missing", lambda body: body.pop("learners"), "/learners"),
    ("unknown member", but(grade="A"), "/grade"),
    ("given by the server", but(recordedAt=MARCH), "/recordedAt"),
    ("e-mail for a learner", but(learners=["mailto:somebody@example.org"]), "/learners/0"),
    ("unknown status", but(status="lost"), "/status"),
    ("future", but(effectiveAt=SOON), "/effectiveAt"),
    ("submitted in the future", but(submittedAt=SOON), "/submittedAt"),
    ("no such day", but(effectiveAt="2024-02-30T10:00:00Z"), "/effectiveAt"),
    ("before the calendar", but(effectiveAt="0001-01-01T00:00:00+23:00"), "/effectiveAt"),
    ("no offset", but(effectiveAt="2024-02-03T10:00:00"), "/effectiveAt"),
    (
        "unknown item",
        lambda body: body["alignment"].append({**body["alignment"][0], "targetUrl": TARGET[:-1] + "0"}),
        "/alignment/1/targetUrl",
    ),
    (
        "address of somebody else",
        lambda body: body["alignment"][0].update(targetUrl=f"https://elsewhere.example/{PHRASING}"),
        "/alignment/0/targetUrl",
    ),
    ("unknown version before", but(previousVersion=UNKNOWN), "/previousVersion"),
]


@pytest.mark.parametrize(("change", "field"), [pytest.param(c, f, id=name) for name, c, f in BAD_EVIDENCE])
def test_bad_evidence_is_refused_by_its_place(learning: Learning, change: Change, field: str) -> None:
    body = evidence()
    change(body)
    assert learning.refused("evidence", body, field) == 422
    assert learning.get("evidence", "EvidenceRecordSet") == {"evidence": []}


BAD_JUDGMENTS: list[tuple[str, Change, str]] = [
    ("no scorer", lambda body: body.pop("scorer"), "/scorer"),
    ("no level", lambda body: body.pop("rubricLevel"), "/rubricLevel"),
    ("level of another criterion", but(rubricLevel=f"{LEVELS}/be92345b-f7e9-5eac-b201-5a1332d990d7"), "/rubricLevel"),
    ("unknown level", but(rubricLevel=f"{LEVELS}/none"), "/rubricLevel"),
    ("unknown item", but(target=f"{PUBLISHED}/CFItems/none"), "/target"),
    ("free score", but(score=3.5), "/score"),
    ("score of what is missing", but(status="missing", score=0), "/rubricLevel"),
    ("not this learner's", but(learner="urn:uuid:somebody"), "/learner"),
    ("unknown evidence", but(evidence=UNKNOWN), "/evidence"),
    ("other version", but(evidenceVersion=2), "/evidenceVersion"),
    ("future", but(effectiveAt=SOON), "/effectiveAt"),
    ("superseding nothing", but(supersedes=UNKNOWN, reason="It was wrong."), "/supersedes"),
]


@pytest.mark.parametrize(("change", "field"), [pytest.param(c, f, id=name) for name, c, f in BAD_JUDGMENTS])
def test_a_bad_judgment_is_refused_by_its_place(learning: Learning, change: Change, field: str) -> None:
    body = judgment(learning.evidence(), SECURE)
    change(body)
    assert learning.refused("judgments", body, field) == 422
    assert learning.get("judgments", "JudgmentSet") == {"judgments": []}


def test_a_draft_is_not_judged(learning: Learning) -> None:
    assert learning.refused("judgments", judgment(learning.evidence(status="draft"), SECURE), "/evidence") == 422


def test_what_is_missing_or_exempt_is_recorded_without_a_score_and_counts_for_nothing(learning: Learning) -> None:
    work, latest = learning.evidence(), learning.rule()
    for status in ("notYet", "missing", "exempt", "notAssessable"):
        body = judgment(work, SECURE, status=status)
        del body["rubricLevel"]
        assert "score" not in learning.post("judgments", body)
    assert learning.determination(latest)["status"] == "insufficientEvidence"


def test_rules_and_determinations_are_refused_by_their_place(learning: Learning) -> None:
    assert learning.refused("determination-rules", rule(method="median"), "/method") == 422
    assert learning.refused("determination-rules", rule(method="guess"), "/method") == 422
    assert learning.refused("determination-rules", rule(validTo="2023-09-01T00:00:00Z"), "/validTo") == 422
    assert learning.refused("determination-rules", rule(parameters={}), "/parameters/cut") == 422
    calibration = {"roles": ["educator"], "purposes": ["calibration"]}
    assert learning.refused("determination-rules", rule(admits=calibration), "/admits/purposes/0") == 422
    for members in ({"validFrom": SOON}, {"validTo": MARCH}, {"appliesTo": ["urn:other"]}):
        unfit = learning.rule(**members)
        assert learning.refused("determinations", determination(unfit), "/rule") == 422
    assert learning.refused("determinations", determination({"id": UNKNOWN}), "/rule") == 422
    assert learning.refused("determinations", determination(learning.rule(), purpose="review"), "/purpose") == 422


BAD_BODIES = [
    (b"", 400),
    (b"{", 400),
    (b'{"a":1}{"a":2}', 400),
    (b'{"a":1,"a":2}', 400),
    (b'{"a":NaN}', 400),
    (b'{"a":"\\ud800"}', 400),
    (b'{"a":"\xff"}', 400),
    (b"[" * 100_000, 400),
    (b'{"ext:deep":' + b"[" * 40 + b"]" * 40 + b"}", 400),
    (b'{"ext:long":"' + b"x" * (1 << 20) + b'"}', 413),
    (b"[]", 422),
    (b"null", 422),
]


@pytest.mark.parametrize(("body", "status"), BAD_BODIES, ids=lambda value: str(value)[:20])
def test_whatever_comes_as_a_body_is_refused_with_a_problem(learning: Learning, body: bytes, status: int) -> None:
    for path in ("evidence", "judgments", "determination-rules", "determinations"):
        answer = learning.send(path, body)
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_a_form_is_no_record(learning: Learning) -> None:
    assert learning.send("evidence", b"learner=x", "application/x-www-form-urlencoded").status_code == 415


def test_members_of_others_come_back_as_they_were(learning: Learning) -> None:
    foreign = {"ext:district.example": {"room": [1, None, "ü"]}}
    assert foreign.items() <= learning.evidence(**foreign).items()
    assert learning.refused("evidence", evidence(ext="no"), "/ext") == 422
