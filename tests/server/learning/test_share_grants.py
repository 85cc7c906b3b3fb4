"""Sharing by grants that end and can be taken back; rights that pass to the learner. SCL-PRV-05 and -06."""

from datetime import UTC, datetime, timedelta
from typing import Any

from learning_cast import BORN, URNS, Cast, grant, moment
import pytest

from learning_api import ACCURACY, LEARNER, PUBLISHED, SECURE, TARGET, Json, evidence, on_both

COMING_OF_AGE = datetime.fromisoformat(f"{int(BORN[:4]) + 18}{BORN[4:]}T00:00:00+00:00")


def read(cast: Cast, who: str, path: str) -> int:
    status: int = cast[who].ask("GET", path).status_code
    return status


def revoked(made: Json) -> Json:
    rest = {name: value for name, value in made.items() if name not in ("id", "type", "recordedAt")}
    return {**rest, "previousVersion": made["id"], "revokedAt": moment(datetime.now(UTC))}


@on_both
def test_the_next_read_after_a_grant_is_revoked_is_refused(cast: Cast) -> None:
    work = cast["system"].evidence()
    path = f"evidence/{work['id']}"
    assert read(cast, "verifier", path) == 403
    made = cast["guardian"].post("share-grants", grant("guardian", "verifier"))
    assert read(cast, "verifier", path) == 200
    assert cast["verifier"].get("evidence", "EvidenceRecordSet") == {"evidence": [work]}
    cast["guardian"].post("share-grants", revoked(made))
    assert read(cast, "verifier", path) == 403
    assert cast["verifier"].get("evidence", "EvidenceRecordSet") == {"evidence": []}
    assert cast["guardian"].refused("share-grants", revoked(made), "/previousVersion") == 409


def test_a_grant_ends_by_itself(cast: Cast) -> None:
    path = f"evidence/{cast['system'].evidence()['id']}"
    cast["guardian"].post("share-grants", grant("guardian", "verifier"))
    cast.now += timedelta(days=5)
    assert read(cast, "verifier", path) == 200
    cast.now += timedelta(days=2)
    assert read(cast, "verifier", path) == 403


def test_a_grant_opens_what_its_scope_names(cast: Cast) -> None:
    system = cast["system"]
    about, other = system.evidence(), system.evidence(target=f"{PUBLISHED}/CFItems/{ACCURACY}")
    private = system.evidence(visibility="learner")
    judged = system.judgment(about, SECURE)
    chosen = system.portfolio(other)
    one, two, three, four = (
        f"{kind}/{record['id']}"
        for kind, record in (("evidence", about), ("evidence", other), ("judgments", judged), ("portfolios", chosen))
    )
    scopes: list[tuple[Json, set[str]]] = [
        ({}, {one, two, three, four}),
        ({"classes": ["EvidenceRecord"]}, {one, two}),
        ({"targets": [TARGET]}, {one, three}),
        ({"portfolio": chosen["id"]}, {two, four}),
        ({"classes": ["EvidenceRecord"], "portfolio": chosen["id"]}, {two}),
    ]
    for scope, opened in scopes:
        made = cast["guardian"].post("share-grants", grant("guardian", "verifier", scope=scope))
        assert {path for path in (one, two, three, four) if read(cast, "verifier", path) == 200} == opened
        assert read(cast, "verifier", f"evidence/{private['id']}") == 403
        assert read(cast, "verifier", f"learners/{LEARNER}/progress") == 403
        cast["guardian"].post("share-grants", revoked(made))


@pytest.mark.parametrize("who", ["learner", "teacher", "system", "classmate", "stranger"])
def test_only_who_holds_the_rights_grants(cast: Cast, who: str) -> None:
    by = who if who in URNS else "guardian"
    assert cast[who].ask("POST", "share-grants", grant(by, "verifier")).status_code == 403


def test_a_grant_is_refused_by_what_is_wrong_with_it(cast: Cast) -> None:
    guardian: Any = cast["guardian"]
    now = datetime.now(UTC)
    assert guardian.refused("share-grants", grant("learner", "verifier"), "/grantedBy") == 422
    assert guardian.refused("share-grants", grant("guardian", "verifier", legalBasis="transfer"), "/legalBasis") == 403
    late = grant("guardian", "verifier", validUntil=moment(now - timedelta(days=2)))
    assert guardian.refused("share-grants", late, "/validUntil") == 422
    assert guardian.refused("share-grants", grant("guardian", "verifier", revokedAt=moment(now)), "/revokedAt") == 422
    made = guardian.post("share-grants", grant("guardian", "verifier"))
    other = {**revoked(made), "grantee": URNS["stranger"]}
    assert guardian.refused("share-grants", other, "/grantee") == 409


@on_both
def test_rights_pass_to_the_learner_with_the_birthday(cast: Cast) -> None:
    path = f"evidence/{cast['system'].evidence()['id']}"
    made = cast["guardian"].post("share-grants", grant("guardian", "verifier", validUntil="2031-01-01T00:00:00Z"))
    cast.now = COMING_OF_AGE - timedelta(seconds=1)
    assert [read(cast, who, path) for who in ("guardian", "learner", "verifier")] == [200, 200, 200]
    assert cast["learner"].ask("GET", "access-events", learner=LEARNER).status_code == 403
    cast.now = COMING_OF_AGE
    assert [read(cast, who, path) for who in ("guardian", "learner", "verifier")] == [403, 200, 200]
    assert cast["guardian"].ask("GET", "evidence").get_json() == {"evidence": []}
    assert cast["guardian"].ask("GET", "access-events", learner=LEARNER).status_code == 403
    assert cast["learner"].ask("GET", "access-events", learner=LEARNER).status_code == 200
    # What was granted before holds on, until the learner, who decides now, takes it back.
    assert cast["guardian"].ask("POST", "share-grants", revoked(made)).status_code == 403
    cast["learner"].post("share-grants", revoked(made))
    assert read(cast, "verifier", path) == 403


def test_parents_read_on_by_a_grant_or_as_those_who_pay_taxes_for_the_learner(cast: Cast) -> None:
    path = f"evidence/{cast['system'].evidence()['id']}"
    cast.now = COMING_OF_AGE
    rest = {"validUntil": "2031-01-01T00:00:00Z"}
    made = cast["learner"].post("share-grants", grant("learner", "guardian", **rest))
    assert read(cast, "guardian", path) == 200
    cast["learner"].post("share-grants", revoked(made))
    assert read(cast, "guardian", path) == 403
    cast["officer"].post("share-grants", grant("officer", "guardian", legalBasis="taxDependent", **rest))
    assert read(cast, "guardian", path) == 200
    assert cast.events("learner")[-1] == ("guardian", "grantee", "disclose")


def test_a_learner_who_is_of_age_grants(cast: Cast) -> None:
    cast.now = COMING_OF_AGE
    assert cast["guardian"].ask("POST", "share-grants", grant("guardian", "verifier")).status_code == 403
    assert cast["guardian"].ask("POST", "evidence", evidence()).status_code == 403
    assert cast["learner"].ask("POST", "share-grants", grant("learner", "verifier")).status_code == 201
