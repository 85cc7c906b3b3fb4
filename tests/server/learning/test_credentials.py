"""What a learner has attained as badges and as a record, told as far as the learner permits: SCL-CRD-01 to -05."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from case_server import BASE
from flask.testing import FlaskClient
from mathematics import Mathematics
import orjson
import pytest
from sqlalchemy import insert

from fairmark.schemas.credentials import ACCEPTED
from fairmark.server.learning.ledger import New, recording
from fairmark.server.roster.tables import guardians, people
from fairmark.server.serving.tokens import issue
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.core.profile import profile_named
from fairmark.validators.credentials.flaws import Flaw
from fairmark.validators.judge import Options, validate_sources
from fairmark.validators.proofs.references import References
from fairmark.validators.readers.source import of_bytes
from fairmark.validators.rules.shape import by_gate
from learning_api import (
    ACCURACY,
    APRIL,
    CONTINUUM,
    DEVELOPING,
    LEARNER,
    LEVELS,
    MAY,
    PUBLISHED,
    SECURE,
    TARGET,
    TEACHER,
    Learning,
    determination,
)

Json = dict[str, Any]
As = Callable[..., Learning]

GUARDIAN, VERIFIER = "urn:uuid:0b1f2c3d-1111-4222-8333-445566778899", "did:web:verifier.example"
ACCURATE = f"{LEVELS}/be92345b-f7e9-5eac-b201-5a1332d990d7"
READING = f"{PUBLISHED}/CFItems/{ACCURACY}"


@pytest.fixture
def acting(store: Store, client: FlaskClient) -> As:
    """The learning API for somebody's token."""

    @cache
    def of(person: str) -> Learning:
        token = issue(Tokens(store.engine), person, frozenset({"scl.read", "scl.write"}), acts_as=person)
        return Learning(client, token)

    return of


@pytest.fixture
def attained(learning: Learning) -> Json:
    """A determination that the learner is proficient."""
    learning.judgment(learning.evidence(), SECURE, depth={"taxonomy": "webb-dok", "value": 3})
    found = learning.determination(learning.rule())
    assert found["status"] == "proficient"
    return found


def granted(store: Store, grantee: str, **members: Any) -> None:
    """A grant as it stands in the ledger."""
    now = datetime.now(UTC)
    data = {
        "learner": LEARNER,
        "grantedBy": LEARNER,
        "grantee": grantee,
        "scope": {},
        "purpose": "Applying.",
        "legalBasis": "consent",
        "validFrom": (now - timedelta(days=1)).isoformat(),
        "validUntil": (now + timedelta(days=1)).isoformat(),
        **members,
    }
    with recording(store.engine) as ledger:
        ledger.add(New(cls="ShareGrant", data=data, learners=[LEARNER]))


def got(asking: Learning, path: str, **query: Any) -> Json:
    answer = asking.ask("GET", path, **query)
    assert answer.status_code == 200, answer.data
    found: Json = answer.get_json()
    return found


def findings(client: FlaskClient, credential: Json, profile: str) -> dict[str, str]:
    """What our own judge finds above info, with all that the server publishes."""

    def fetch(url: str) -> bytes:
        answer = client.get(url.removeprefix(BASE), base_url=BASE)
        assert answer.status_code == 200, url
        data: bytes = answer.data
        return data

    options = Options(profile=profile_named(profile), references=References(fetch, online=True))
    report = validate_sources([of_bytes("credential.json", orjson.dumps(credential))], options)
    assert not report.faults
    return {one.rule.id: str(one) for one in report.findings if one.severity.value != "info"}


# -- badges ------------------------------------------------------------------------------------------------------------


def test_a_badge_says_level_rubric_and_depth(learning: Learning, client: FlaskClient, attained: Json) -> None:
    badge = learning.badge(attained)
    assert findings(client, badge, "ob-3.0") == {}
    subject = badge["credentialSubject"]
    assert subject["achievement"]["achievementType"] == "Competency"
    assert [one["targetUrl"] for one in subject["achievement"]["alignment"]] == [TARGET]
    rubric, depth = subject["achievement"]["resultDescription"]
    level, shown = subject["result"]
    secure = rubric["rubricCriterionLevel"][2]
    assert secure["name"] == "Secure"
    assert level["achievedLevel"] == rubric["requiredLevel"] == secure["id"]
    assert (depth["allowedValue"], shown["value"]) == (["1", "2", "3", "4"], "3")


def test_what_is_required_is_never_above_what_was_reached(learning: Learning, client: FlaskClient) -> None:
    """A mean of 2.6 with a cut of 2.5 lies between two levels of the rubric."""
    for at, level in zip((APRIL, MAY), (DEVELOPING, SECURE), strict=True):
        learning.judgment(learning.evidence(at), level)
    badge = learning.badge(learning.determination(learning.rule(method="mean", parameters={"cut": 2.5})))
    assert findings(client, badge, "ob-3.0") == {}
    (rubric,) = badge["credentialSubject"]["achievement"]["resultDescription"]
    assert badge["credentialSubject"]["result"][0]["achievedLevel"] == rubric["requiredLevel"]


def test_a_badge_says_how_far_the_learner_has_grown(learning: Learning, client: FlaskClient, store: Store) -> None:
    learner = Mathematics(learning, store)
    learner.placed("NU.1.L2", "2023-09-10T10:00:00Z")
    badges = [learning.badge(learner.attained(f"NU.1.L{number}", APRIL)) for number in (3, 4)]
    told = [one["credentialSubject"]["result"][1]["value"] for one in badges]
    assert told == ["1", "2"]
    assert findings(client, badges[1], "ob-3.0") == {}
    assert got(learning, f"learners/{LEARNER}/record")["credentialSubject"]["verifiableCredential"] == badges


def test_nobody_is_named(learning: Learning, attained: Json) -> None:
    text = orjson.dumps(learning.badge(attained)).decode()
    for person in (LEARNER, TEACHER, attained["id"]):
        assert person.removeprefix("urn:uuid:") not in text


def test_one_learner_is_one_and_two_are_two(learning: Learning, attained: Json) -> None:
    other = "urn:uuid:9a0d1c2b-5555-4666-8777-8899aabbccdd"
    work = learning.evidence(learners=[other])
    learning.judgment(work, SECURE, learner=other)
    another = learning.determination(learning.rule(), learner=other)
    again = learning.determination(learning.rule(parameters={"cut": 2}))
    whose = [learning.badge(one)["credentialSubject"]["identifier"][0] for one in (attained, again, another)]
    assert whose[0] == whose[1]
    assert whose[0]["salt"] != whose[2]["salt"]


# -- what is corrected -------------------------------------------------------------------------------------------------


def test_a_corrected_badge_keeps_its_name_and_the_day_of_its_award(learning: Learning, attained: Json) -> None:
    before = learning.badge(attained)
    corrected = learning.determination(learning.rule(), supersedes=attained["id"])
    after = learning.badge(corrected)
    assert (after["id"], after["awardedDate"]) == (before["id"], before["awardedDate"])
    assert after["validFrom"] == corrected["recordedAt"][:19] + "Z"
    assert after["credentialStatus"] != before["credentialStatus"]
    assert [defect.flaw for defect in learning.verified(before).defects] == [Flaw.REVOKED]
    assert learning.verified(after).defects == ()


def test_why_it_was_revoked_stays_here(learning: Learning, client: FlaskClient, attained: Json) -> None:
    badge = learning.badge(attained)
    why = "Somebody else read this."
    override = {"by": TEACHER, "reason": why}
    otherwise = determination(learning.rule(), supersedes=attained["id"], status="notYet", override=override)
    assert learning.ask("POST", "determinations", otherwise).status_code == 201
    assert [defect.flaw for defect in learning.verified(badge).defects] == [Flaw.REVOKED]
    listed = badge["credentialStatus"]["statusListCredential"]
    assert why not in client.get(listed.removeprefix(BASE), base_url=BASE).text
    assert learning.ask("GET", f"determinations/{attained['id']}/credential").status_code == 409


# -- evidence ----------------------------------------------------------------------------------------------------------


def test_without_permission_there_is_no_evidence(learning: Learning, acting: As, attained: Json) -> None:
    path = f"determinations/{attained['id']}/credential"
    assert "evidence" not in got(learning, path)
    assert "evidence" not in got(acting(LEARNER), path)
    assert learning.ask("GET", path, evidence="true").status_code == 403
    assert acting(VERIFIER).ask("GET", path, evidence="true").status_code == 403


def test_learners_and_who_holds_their_rights_permit_it(
    learning: Learning, acting: As, store: Store, client: FlaskClient, attained: Json
) -> None:
    path = f"determinations/{attained['id']}/credential"
    learner = acting(LEARNER)
    told = got(learner, path, evidence="true")
    assert findings(client, told, "ob-3.0") == {}
    (work,) = told["evidence"]
    assert work["genre"] == "Recording"
    assert learner.ask("GET", work["id"].removeprefix(f"{BASE}/scl/v1/")).status_code == 200
    assert told["id"] != got(learner, path)["id"]
    with store.engine.begin() as connection:
        row = {"sourced_id": "x", "given": "", "family": "", "grade": "03", "born": None}
        connection.execute(insert(people), [{"id": one, **row} for one in (LEARNER, GUARDIAN)])
        connection.execute(insert(guardians), {"learner": LEARNER, "guardian": GUARDIAN})
    assert got(acting(GUARDIAN), path, evidence="true")["evidence"] == [work]


@pytest.mark.parametrize(
    ("members", "opens"),
    [
        ({}, True),
        ({"scope": {"classes": ["Credential", "EvidenceRecord"], "targets": [TARGET]}}, True),
        ({"scope": {"classes": ["Credential"]}}, False),
        ({"scope": {"targets": [READING]}}, False),
        ({"validUntil": "2024-01-01T00:00:00Z"}, False),
        ({"revokedAt": "2024-01-01T00:00:00Z"}, False),
        ({"grantee": "did:web:other.example"}, False),
    ],
)
def test_a_grant_permits_it_to_whom_it_names(
    learning: Learning, acting: As, store: Store, attained: Json, members: Json, opens: bool
) -> None:
    granted(store, **{"grantee": VERIFIER, **members})
    path = f"determinations/{attained['id']}/credential"
    for asking, query in ((acting(VERIFIER), {}), (learning, {"audience": VERIFIER})):
        answer = asking.ask("GET", path, evidence="true", **query)
        assert answer.status_code == (200 if opens else 403)
        if opens:
            (work,) = answer.get_json()["evidence"]
            assert got(asking, path, **query)["evidence"] == [work]
            assert "evidence" not in got(asking, path, evidence="false", **query)
            assert acting(VERIFIER).ask("GET", work["id"].removeprefix(f"{BASE}/scl/v1/")).status_code == 200
    assert opens or "evidence" not in got(learning, path, audience=VERIFIER)


# -- the record --------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(learning: Learning, attained: Json) -> list[Json]:
    """Two determinations in one continuum, by one rule."""
    aligned = {**learning.evidence()["alignment"][0], "targetUrl": READING}
    work = learning.evidence(APRIL, alignment=[aligned])
    learning.judgment(work, ACCURATE, target=READING)
    return [attained, learning.determination(learning.rule(), target=READING)]


def test_a_record_bundles_badges_that_verify_by_themselves(
    learning: Learning, client: FlaskClient, two: list[Json]
) -> None:
    record = got(learning, f"learners/{LEARNER}/record")
    assert by_gate(ACCEPTED["2.0"], "ClrCredential", record) == []
    assert findings(client, record, "clr-2.0") == {}
    subject = record["credentialSubject"]
    assert subject["verifiableCredential"] == [learning.badge(one) for one in two]
    assert all(findings(client, one, "ob-3.0") == {} for one in subject["verifiableCredential"])
    inside = {one["credentialSubject"]["achievement"]["id"] for one in subject["verifiableCredential"]}
    inside |= {one["id"] for one in subject["achievement"]}
    assert {end for one in subject["association"] for end in (one["sourceId"], one["targetId"])} <= inside
    assert "partial" not in record
    assert got(learning, f"learners/{LEARNER}/record") == record


def test_a_record_stands_without_grades_and_hours(learning: Learning, two: list[Json]) -> None:
    text = orjson.dumps(got(learning, f"learners/{LEARNER}/record")).decode()
    for word in ("GradePointAverage", "LetterGrade", "creditsEarned", "creditsAvailable", "evidence"):
        assert word not in text
    assert '"RubricCriterionLevel"' in text and '"PerformanceLevel"' in text


def test_credits_are_told_by_the_rule_and_only_when_asked_for(learning: Learning, client: FlaskClient) -> None:
    learning.judgment(learning.evidence(), SECURE)
    rule = learning.rule(**{"ext:fairmark.credits": 0.25})
    path = f"determinations/{learning.determination(rule)['id']}/credential"
    assert "creditsEarned" not in got(learning, path)["credentialSubject"]
    badge = got(learning, path, credits="true")
    assert findings(client, badge, "ob-3.0") == {}
    where = badge["credentialSubject"]["achievement"]["criteria"]["id"]
    published = got(learning, where.removeprefix(f"{BASE}/scl/v1/"))
    assert badge["credentialSubject"]["creditsEarned"] == published["ext:fairmark.credits"]
    record = got(learning, f"learners/{LEARNER}/record", credits="true")
    assert record["credentialSubject"]["verifiableCredential"] == [badge]
    assert findings(client, record, "clr-2.0") == {}


def test_some_of_it_is_partial(learning: Learning, client: FlaskClient, two: list[Json]) -> None:
    some = got(learning, f"learners/{LEARNER}/record", target=READING)
    assert some["partial"] is True
    assert findings(client, some, "clr-2.0") == {}
    assert len(some["credentialSubject"]["verifiableCredential"]) == 1
    whole = got(learning, f"learners/{LEARNER}/record", continuum=CONTINUUM)
    assert "partial" not in whole
    nothing = learning.ask("GET", f"learners/{LEARNER}/record", target="https://x.example/CFItems/1")
    assert nothing.status_code == 404


def test_what_no_longer_counts_is_not_in_it(learning: Learning, two: list[Json]) -> None:
    learning.judgment(learning.evidence(MAY), DEVELOPING)
    learning.determination(learning.rule())
    (left,) = got(learning, f"learners/{LEARNER}/record")["credentialSubject"]["verifiableCredential"]
    assert left == learning.badge(two[1])


def test_a_record_tells_the_evidence_that_is_permitted(acting: As, client: FlaskClient, two: list[Json]) -> None:
    learner = acting(LEARNER)
    told = got(learner, f"learners/{LEARNER}/record", evidence="true")
    assert findings(client, told, "clr-2.0") == {}
    badges = told["credentialSubject"]["verifiableCredential"]
    assert [len(one["evidence"]) for one in badges] == [1, 1]


def test_a_grant_opens_some_of_a_record(acting: As, client: FlaskClient, store: Store, two: list[Json]) -> None:
    verifier, path = acting(VERIFIER), f"learners/{LEARNER}/record"
    assert verifier.ask("GET", path).status_code == 403
    granted(store, VERIFIER, scope={"targets": [READING]})
    opened = got(verifier, path)
    assert opened["partial"] is True
    assert findings(client, opened, "clr-2.0") == {}
    (badge,) = opened["credentialSubject"]["verifiableCredential"]
    assert badge["credentialSubject"]["achievement"]["alignment"][0]["targetUrl"] == READING
    assert len(badge["evidence"]) == 1


@pytest.mark.parametrize("learner", ["urn:uuid:00000000-0000-4000-8000-000000000000", "nobody"])
def test_of_nobody_there_is_no_record(learning: Learning, learner: str) -> None:
    assert learning.ask("GET", f"learners/{learner}/record").status_code == 404
