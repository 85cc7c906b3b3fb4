"""The learning API as a client sees it, and what the tests of it record about one learner."""

from collections.abc import Mapping
import json
from typing import Any

from case_server import BASE
from flask.testing import FlaskClient
import pytest

from fairmark.schemas.credentials import ACCEPTED
from fairmark.schemas.scl import schema_of
from fairmark.server.importing.importer import How, import_source
from fairmark.server.storage.store import Store
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.credentials.document import Credential
from fairmark.validators.credentials.verification import Verification
from fairmark.validators.proofs.references import References
from fairmark.validators.readers.source import of_bytes
from fairmark.validators.rules.shape import by_gate

Json = dict[str, Any]

LEARNER, TEACHER = "urn:uuid:1f0c2d5e-77b1-4b0a-9c39-3f2f6a1b7e01", "urn:uuid:77f5a0f2-6c1d-4c8e-9a55-0d5f0c1b2a02"
PUBLISHED = "https://frameworks.example.org/ims/case/v1p1"
CONTINUUM = f"{PUBLISHED}/CFDocuments/5bb16269-9b6e-5f20-bd8b-c5f85f017fd6"
PHRASING = "71b5f7e8-7694-5e6e-a094-45a16e681d26"  # FL.2, which the criterion Expression judges
ACCURACY = "82b5c745-2785-5fad-9570-34d7f793e84b"  # DE.4, which the criterion Accuracy judges
TARGET = f"{PUBLISHED}/CFItems/{PHRASING}"
LEVELS = f"{PUBLISHED}/CFRubricCriterionLevels"
EMERGING, DEVELOPING, SECURE = (
    f"{LEVELS}/{id}"
    for id in (
        "b2b2f128-2674-598c-a41c-f00e7e19331c",
        "0b9ded5e-fa3f-556b-96f2-da6e9689415c",
        "ce89acf8-f9e2-5626-9ca4-da126a42bfc2",
    )
)
MARCH, APRIL, MAY = "2024-03-04T10:00:00-05:00", "2024-04-08T09:30:00+00:00", "2024-05-06T10:00:00Z"
UNKNOWN = "urn:uuid:00000000-0000-4000-8000-000000000000"  # what nothing that is recorded is called


def put(store: Store, package: Json) -> None:
    source = of_bytes("continuum.json", json.dumps(package).encode())
    outcome = import_source(store, source, How(lenient=False, own_base=BASE))
    assert outcome.identifier, outcome.headline


on_both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


class Learning:
    """The learning API as a client with a token sees it."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self.token = token

    def send(self, path: str, body: bytes, content_type: str = "application/json") -> Any:
        """Post whatever it may be."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return self._client.post(
            f"/scl/v1/{path}", data=body, content_type=content_type, headers=headers, base_url=BASE
        )

    def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None, **query: Any
    ) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        return self._client.open(
            f"/scl/v1/{path}", method=method, json=body, query_string=query, headers=headers, base_url=BASE
        )

    def get(self, path: str, definition: str, **query: str) -> Json:
        answer = self.ask("GET", path, **query)
        assert answer.status_code == 200, answer.data
        return self._held(definition, answer.get_json())

    def post(self, path: str, body: Json) -> Json:
        answer = self.ask("POST", path, body)
        assert answer.status_code == 201, answer.data
        record = self._held(answer.get_json()["type"], answer.get_json())
        assert answer.headers["Location"] == f"{BASE}/scl/v1/{path}/{record['id']}"
        assert self.get(f"{path}/{record['id']}", record["type"]) == record
        assert body.items() <= record.items()
        return record

    def refused(self, path: str, body: Any, field: str) -> int:
        """The status of a refusal that names this place of the body."""
        answer = self.ask("POST", path, body)
        problem = answer.get_json()
        assert answer.content_type == "application/problem+json"
        assert (problem["status"], problem.get("field", "")) == (answer.status_code, field), problem
        status: int = answer.status_code
        return status

    def _held(self, definition: str, data: Json) -> Json:
        assert by_gate(schema_of(definition), definition, data) == []
        return data

    # -- what the tests record ---------------------------------------------------------------------------------------

    def evidence(self, at: str = MARCH, **members: Any) -> Json:
        return self.post("evidence", evidence(at, **members))

    def judgment(self, work: Json, level: str, **members: Any) -> Json:
        return self.post("judgments", judgment(work, level, **members))

    def rule(self, **members: Any) -> Json:
        return self.post("determination-rules", rule(**members))

    def determination(self, rule: Json, **members: Any) -> Json:
        return self.post("determinations", determination(rule, **members))

    def goal(self, **members: Any) -> Json:
        return self.post("goals", goal(**members))

    def calendar(self, **members: Any) -> Json:
        return self.post("calendars", calendar(**members))

    def pathway(self, calendar: Json, **members: Any) -> Json:
        return self.post("pathways", pathway(calendar, **members))

    def portfolio(self, *works: Json, **members: Any) -> Json:
        return self.post("portfolios", portfolio(*works, **members))

    def badge(self, determination: Json) -> Json:
        """The determination as a badge, whose signature holds and covers all of it."""
        answer = self.ask("GET", f"determinations/{determination['id']}/credential")
        assert answer.status_code == 200, answer.data
        badge: Json = answer.get_json()
        assert by_gate(ACCEPTED["2.0"], "AchievementCredential", badge) == []
        verification = self.verified(badge)
        assert (verification.defects, verification.lost) == ((), ())
        return badge

    def verified(self, badge: Json) -> Verification:
        """What a verifier finds who gets what the server publishes as an issuer."""

        def fetch(url: str) -> bytes:
            answer = self._client.get(url.removeprefix(BASE), base_url=BASE)
            assert answer.status_code == 200, url
            data: bytes = answer.data
            return data

        references = References(fetch, online=True)
        document = Credential(badge, "open-badge", "3.0", circumstances=Circumstances(references=references))
        (verification,) = document.verifications.values()
        return verification

    def progress(self, **query: str) -> Json:
        return self.get(f"learners/{LEARNER}/progress", "LearnerProgress", **query)


def evidence(at: str = MARCH, target: str = TARGET, **members: Any) -> Json:
    aligned = {"type": ["Alignment"], "targetName": "FL.2", "targetUrl": target, "targetType": "CFItem"}
    return {
        "learners": [LEARNER],
        "evidence": {"type": ["Evidence"], "name": "Reading “The tin boat” aloud", "genre": "Recording"},
        "alignment": [aligned],
        "submittedBy": LEARNER,
        "submittedAt": MAY,
        "effectiveAt": at,
        "status": "submitted",
        "visibility": "team",
        **members,
    }


def judgment(work: Json, level: str, **members: Any) -> Json:
    return {
        "learner": LEARNER,
        "evidence": work["id"],
        "evidenceVersion": work["version"],
        "target": TARGET,
        "rubricLevel": level,
        "scorer": TEACHER,
        "scorerRole": "educator",
        "purpose": "summative",
        "status": "scored",
        **members,
    }


def rule(**members: Any) -> Json:
    return {
        "name": "Latest reading",
        "version": "1",
        "validFrom": "2023-09-01T00:00:00Z",
        "method": "mostRecent",
        "parameters": {"cut": 3},
        "admits": {"roles": ["educator", "moderator"], "purposes": ["summative"]},
        "appliesTo": [CONTINUUM],
        **members,
    }


def goal(**members: Any) -> Json:
    return {
        "learner": LEARNER,
        "statement": "I read a page aloud without stopping.",
        "kind": "academic",
        "targets": [TARGET],
        "proposedBy": LEARNER,
        "visibility": "team",
        **members,
    }


def calendar(**members: Any) -> Json:
    """September to June, Mondays to Fridays, with two free days."""
    return {
        "title": "School year 2023/24",
        "startDate": "2023-09-04",
        "endDate": "2024-06-15",
        "weekdays": [1, 2, 3, 4, 5],
        "holidays": ["2023-12-25", "2024-01-01"],
        **members,
    }


def step(id: str, target: str = TARGET, **members: Any) -> Json:
    return {"id": id, "target": target, **members}


def pathway(calendar: Json, **members: Any) -> Json:
    return {
        "learner": LEARNER,
        "title": "Reading aloud by summer",
        "purpose": "plan",
        "steps": [step("first"), step("second", f"{PUBLISHED}/CFItems/{ACCURACY}", after=["first"])],
        "startDate": "2024-01-15",
        "endDate": "2024-06-10",
        "calendar": calendar["id"],
        **members,
    }


def portfolio(*works: Json, **members: Any) -> Json:
    entries = [
        {"evidence": work["id"], "evidenceVersion": work["version"], "order": number}
        for number, work in enumerate(works, 1)
    ]
    return {
        "learner": LEARNER,
        "title": "How my reading grew",
        "purpose": "growth",
        "entries": entries,
        "status": "draft",
        **members,
    }


def agreed(by: str, at: str = MARCH) -> Json:
    return {"by": by, "at": at}


def determination(rule: Json, **members: Any) -> Json:
    return {"learner": LEARNER, "target": TARGET, "purpose": "attainment", "rule": rule["id"], **members}
