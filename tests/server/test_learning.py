"""The whole story through HTTP: a continuum, evidence, judgments, a determination, progress, a badge; and what is
refused on the way."""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
import runpy
from typing import Any

from case_server import BASE, sample
from flask import Flask
from flask.testing import FlaskClient
import pytest
from stored_frameworks import association, thing

from conftest import SHARED
from fairmark.schemas.credentials import ACCEPTED
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.credentials.publishing import ISSUER_API
from fairmark.server.importing.importer import How, import_source
from fairmark.server.learning.bodies import SCHEMA
from fairmark.server.learning.methods import METHODS, shown, standing
from fairmark.server.learning.routes import SCL
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.credentials.document import Credential
from fairmark.validators.credentials.flaws import Flaw
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


def put(store: Store, package: Json) -> None:
    source = of_bytes("continuum.json", json.dumps(package).encode())
    outcome = import_source(store, source, How(lenient=False, own_base=BASE))
    assert outcome.identifier, outcome.headline


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLite, where a test does not ask for both."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{(tmp_path / 'fairmark.db').as_posix()}"
    new: Callable[[], str] = request.getfixturevalue("postgresql")
    return new()


on_both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def app(store: Store) -> Flask:
    put(store, sample())
    return create_app(Context(Settings(public_url=BASE), store), apis=(SCL, ISSUER_API))


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

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
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
        assert by_gate(SCHEMA, definition, data) == []
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


def determination(rule: Json, **members: Any) -> Json:
    return {"learner": LEARNER, "target": TARGET, "purpose": "attainment", "rule": rule["id"], **members}


@pytest.fixture
def learning(store: Store, client: FlaskClient) -> Learning:
    return Learning(client, issue(Tokens(store.engine), "story", frozenset({"scl.write", "scl.read"})))


# -- the story -------------------------------------------------------------------------------------------------------


@on_both
def test_the_story_from_a_continuum_to_a_badge(learning: Learning, client: FlaskClient) -> None:
    # The continuum is served as CASE, and says what is judged: phrasing, with a rubric of four levels.
    item = client.get(f"/ims/case/v1p1/CFItems/{PHRASING}", base_url=BASE).get_json()
    assert (item["humanCodingScheme"], item["CFItemType"], item["uri"]) == ("FL.2", "Competency", TARGET)

    # In March the learner hands in a recording. Nothing is claimed by that alone.
    march = learning.evidence(MARCH)
    assert march["version"] == 1
    assert learning.progress()["continuums"] == []

    # Before anybody judged, a determination says what is missing, and neither zero nor a failure.
    latest = learning.rule()
    without = learning.determination(latest)
    assert (without["status"], without["value"], without["reason"]) == ("insufficientEvidence", None, "noJudgments")
    assert without["missing"] == [{"kind": "judgments", "needed": 1, "have": 0}]

    # The teacher gives the level Developing, whose score in the rubric is 2; so do the learner's own eyes, with 3.
    first = learning.judgment(march, DEVELOPING, comment="Past some full stops.")
    assert (first["score"], first["effectiveAt"]) == (2, MARCH)
    assert (first["framework"], first["frameworkVersion"]) == (CONTINUUM, 1)
    learning.judgment(march, SECURE, scorer=LEARNER, scorerRole="self", purpose="formative")
    not_yet = learning.determination(latest)
    assert (not_yet["status"], not_yet["value"], not_yet["display"]) == ("notYet", 2, "2.00")
    assert not_yet["judgments"] == [first["id"]]
    then = learning.progress()
    assert then["knownAt"] == not_yet["recordedAt"]

    # In May the reading is Secure: 3, which is the cut. A reading of April that is entered last changes nothing.
    may, april = learning.evidence(MAY), learning.evidence(APRIL)
    second = learning.judgment(may, SECURE)
    third = learning.judgment(april, EMERGING)
    proficient = learning.determination(latest)
    assert (proficient["status"], proficient["value"]) == ("proficient", 3)
    assert proficient["judgments"] == [first["id"], third["id"], second["id"]]
    assert proficient["effectiveAt"] == "2024-05-06T10:00:00.000000Z"

    # The snapshot says so, and still says of earlier times what was so, and what was known, at those times.
    entry = {
        "competency": TARGET,
        "position": None,
        "reach": None,
        "gaps": [],
        "workingLevel": None,
        "status": "proficient",
        "determination": proficient["id"],
        "lastEvidenceAt": "2024-05-06T10:00:00.000000Z",
        "reasons": {"position": "noLevels", "reach": "noLevels", "workingLevel": "noLevels"},
    }
    now = learning.progress()
    assert now == {
        "type": "LearnerProgress",
        "learner": LEARNER,
        "asOf": proficient["recordedAt"],
        "knownAt": proficient["recordedAt"],
        "continuums": [{"continuum": CONTINUUM, "competencies": [entry]}],
    }
    in_march = {
        **entry,
        "status": "notYet",
        "determination": not_yet["id"],
        "lastEvidenceAt": "2024-03-04T15:00:00.000000Z",
    }
    assert then["continuums"] == [{"continuum": CONTINUUM, "competencies": [in_march]}]
    assert learning.progress(asOf=then["asOf"], knownAt=then["knownAt"]) == then
    in_april = {**in_march, "lastEvidenceAt": "2024-04-08T09:30:00.000000Z"}
    as_of_april = learning.progress(asOf="2024-04-30T00:00:00Z")
    assert as_of_april["continuums"] == [{"continuum": CONTINUUM, "competencies": [in_april]}]

    # And the determination becomes a badge.
    badge = learning.badge(proficient)
    description = badge["credentialSubject"]["achievement"]["resultDescription"][0]
    assert badge == {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": badge["id"],
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": "Reads a new text aloud in phrases, minding the punctuation.",
        "issuer": {"id": f"{BASE}/issuer", "type": ["Profile"], "name": f"Fairmark at {BASE}"},
        "validFrom": proficient["recordedAt"],
        "awardedDate": proficient["recordedAt"],
        "credentialSubject": {
            "id": LEARNER,
            "type": ["AchievementSubject"],
            "achievement": {
                "id": badge["credentialSubject"]["achievement"]["id"],
                "type": ["Achievement"],
                "achievementType": "Competency",
                "name": "Reads a new text aloud in phrases, minding the punctuation.",
                "description": "Reads a new text aloud in phrases, minding the punctuation.",
                "criteria": {"narrative": "The most recent score is at least 3 (Latest reading, version 1)."},
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": "Reads a new text aloud in phrases, minding the punctuation.",
                        "targetUrl": TARGET,
                        "targetType": "CFItem",
                        "targetFramework": "Reading continuum (sample)",
                        "targetCode": "FL.2",
                    }
                ],
                "resultDescription": [description],
            },
            "result": [{"type": ["Result"], "resultDescription": description["id"], "achievedLevel": SECURE}],
        },
        "evidence": [
            {"id": f"{BASE}/scl/v1/evidence/{work['id']}", "type": ["Evidence"]} for work in (march, april, may)
        ],
        "credentialStatus": badge["credentialStatus"],
        "proof": badge["proof"],
    }
    assert badge["credentialStatus"]["statusListCredential"] == f"{BASE}/credentials/status/revocation-1.json"
    assert (description["name"], description["resultType"]) == ("Expression", "RubricCriterionLevel")
    names = [(level["name"], level["points"]) for level in description["rubricCriterionLevel"]]
    assert names == [("Emerging", "1"), ("Developing", "2"), ("Secure", "3"), ("Extending", "4")]
    assert description["requiredLevel"] == SECURE
    assert learning.badge(proficient) == badge


# -- facts stay ------------------------------------------------------------------------------------------------------


def test_a_correction_supersedes_and_what_was_known_before_stays(learning: Learning) -> None:
    work, latest = learning.evidence(), learning.rule()
    mistaken = learning.judgment(work, SECURE)
    wrongly = learning.determination(latest)
    given = learning.badge(wrongly)
    before = learning.progress()
    corrected = learning.judgment(work, DEVELOPING, supersedes=mistaken["id"], reason="Typed into the wrong line.")
    rightly = learning.determination(latest, supersedes=wrongly["id"], causedBy=corrected["id"])
    assert (wrongly["status"], rightly["status"]) == ("proficient", "notYet")
    assert rightly["judgments"] == [corrected["id"]]
    assert learning.get(f"judgments/{mistaken['id']}", "Judgment") == mistaken
    assert learning.progress()["continuums"][0]["competencies"][0]["status"] == "notYet"
    assert learning.progress(knownAt=before["knownAt"], asOf=before["asOf"]) == before
    assert learning.ask("GET", f"determinations/{wrongly['id']}/credential").status_code == 409
    assert learning.ask("GET", f"determinations/{rightly['id']}/credential").status_code == 409
    assert [defect.flaw for defect in learning.verified(given).defects] == [Flaw.REVOKED]

    again = judgment(work, EMERGING, supersedes=mistaken["id"], reason="Once more.")
    assert learning.refused("judgments", again, "/supersedes") == 409
    assert learning.refused("judgments", {**again, "target": f"{PUBLISHED}/CFItems/{ACCURACY}"}, "/rubricLevel") == 422
    del again["reason"]
    assert learning.refused("judgments", again, "/reason") == 422
    assert learning.refused("determinations", determination(latest, supersedes=wrongly["id"]), "/supersedes") == 409
    assert learning.refused("determinations", determination(latest, supersedes=work["id"]), "/supersedes") == 422


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_nothing_that_is_recorded_can_be_changed(learning: Learning, method: str) -> None:
    work = learning.evidence()
    assert learning.ask(method, f"evidence/{work['id']}", evidence()).status_code == 405
    assert learning.get(f"evidence/{work['id']}", "EvidenceRecord") == work


@on_both
def test_withdrawn_work_takes_its_judgments_with_it(learning: Learning) -> None:
    work, latest = learning.evidence(), learning.rule()
    learning.judgment(work, SECURE)
    attained = learning.determination(latest)
    revised = learning.evidence(previousVersion=work["id"])
    assert revised["version"] == 2
    assert learning.refused("evidence", evidence(previousVersion=work["id"]), "/previousVersion") == 409
    assert learning.determination(latest)["status"] == "proficient"
    learning.evidence(previousVersion=revised["id"], status="withdrawn")
    assert learning.determination(latest)["status"] == "insufficientEvidence"
    assert learning.progress()["continuums"][0]["competencies"][0]["lastEvidenceAt"] is None
    assert learning.ask("GET", f"determinations/{attained['id']}/credential").status_code == 409


def test_a_judgment_is_pinned_to_the_version_of_the_framework(learning: Learning, store: Store) -> None:
    work, latest = learning.evidence(), learning.rule()
    pinned = learning.judgment(work, SECURE, frameworkVersion=1)
    attained = learning.determination(latest)
    badge = learning.ask("GET", f"determinations/{attained['id']}/credential").get_json()

    before = learning.progress()
    revised = sample()
    level = thing("CFItems", "a level of phrasing", fullStatement="A level.", CFItemType="Continuum Level")
    revised["CFItems"].append(level)
    for item in list(revised["CFItems"]):
        if item["identifier"] == PHRASING:
            numbered = association("hasSkillLevel", item, level, sequenceNumber=1)
            revised["CFAssociations"] += [association("isChildOf", level, item, sequenceNumber=9), numbered]
    for item in revised["CFItems"]:
        if item["identifier"] == PHRASING:
            item["fullStatement"] = item["abbreviatedStatement"] = "Reads aloud."
    put(store, revised)
    assert learning.get(f"judgments/{pinned['id']}", "Judgment")["frameworkVersion"] == 1
    assert learning.progress() == before
    assert learning.ask("GET", f"determinations/{attained['id']}/credential").get_json() == badge
    assert learning.judgment(work, SECURE)["frameworkVersion"] == 2
    assert learning.progress()["continuums"][0]["competencies"][0]["position"] == 0
    assert learning.progress(knownAt=before["knownAt"]) == before
    assert learning.refused("judgments", judgment(work, SECURE, frameworkVersion=1), "/frameworkVersion") == 409


@pytest.mark.parametrize("version", ["v1p0", "v1p1"])
def test_an_item_may_be_named_by_its_address_here_and_is_recorded_as_published(
    learning: Learning, version: str
) -> None:
    here = f"{BASE}/ims/case/{version}/CFItems/{PHRASING}"
    work = learning.evidence(target=here)
    answer = learning.ask("POST", "judgments", judgment(work, SECURE, target=here))
    assert (answer.status_code, answer.get_json()["target"]) == (201, TARGET)
    (entry,) = learning.progress()["continuums"][0]["competencies"]
    assert (entry["competency"], entry["lastEvidenceAt"]) == (TARGET, "2024-03-04T15:00:00.000000Z")


# -- levels ----------------------------------------------------------------------------------------------------------


def test_position_reach_and_gaps_are_those_of_the_profile(learning: Learning, store: Store) -> None:
    """Section 3.3: attained 1, 2, 3 and 5 of six levels; position 3, reach 5, a gap at 4."""
    package = sample()
    items = {item["identifier"]: item for item in package["CFItems"]}
    levels = [
        thing("CFItems", f"level {n}", fullStatement=f"Level {n}.", CFItemType="Continuum Level") for n in range(1, 7)
    ]
    for number, level in enumerate(reversed(levels)):
        package["CFItems"].append(level)
        package["CFAssociations"] += [
            association("isChildOf", level, items[PHRASING], sequenceNumber=number + 10),
            association("hasSkillLevel", items[PHRASING], level, sequenceNumber=(6 - number) * 10),
        ]
    put(store, package)
    latest = learning.rule()
    for number in (1, 2, 3, 4, 5):
        work = learning.evidence(target=levels[number - 1]["uri"])
        target = {"target": levels[number - 1]["uri"]}
        learning.judgment(work, DEVELOPING if number == 4 else SECURE, **target)
        learning.determination(latest, **target)
    (entry,) = learning.progress(continuum=CONTINUUM)["continuums"][0]["competencies"]
    assert entry["competency"] == TARGET
    assert (entry["position"], entry["reach"], entry["gaps"], entry["workingLevel"]) == (3, 5, [4], 4)
    assert "reasons" not in entry
    assert learning.progress(continuum="urn:other")["continuums"] == []


def test_standing_at_the_ends() -> None:
    assert (standing(set(), 3).position, standing(set(), 3).reach, standing(set(), 3).working_level) == (0, None, 1)
    assert (standing({1, 2, 3}, 3).position, standing({1, 2, 3}, 3).working_level) == (3, None)


SERIES = {"A": [1, 2, 3, 4, 5], "B": [2, 3, 2, 4, 3], "C": [4, 3, 2, 2, 3]}
VALUES = {"mostRecent": {"A": 5, "B": 3, "C": 3}, "highest": {"A": 5, "B": 4, "C": 4}}
"""Section 3.2 of the profile."""


def test_each_method_gives_the_values_of_the_profile() -> None:
    assert {name: {key: method(SERIES[key]) for key in SERIES} for name, method in METHODS.items()} == VALUES


def test_each_method_agrees_with_the_oracle() -> None:
    file: Path = SHARED / "specs" / "metric_oracles.py"
    if not file.is_file():
        pytest.skip("the oracle is not on this machine")
    oracle = runpy.run_path(str(file))
    names = {"mostRecent": "most_recent", "highest": "highest"}
    for name, method in METHODS.items():
        for scores in (*SERIES.values(), [2.9999], [0.5, -1.0, 0.5]):
            assert method(scores) == oracle[names[name]](scores)
    assert oracle["OUT"]["position"]["position"] == standing({1, 2, 3, 5}, 6).position


@pytest.mark.parametrize(("value", "text"), [(2.9999, "3.00"), (2.675, "2.68"), (-0.125, "-0.13"), (4, "4.00")])
def test_a_value_is_shown_rounded_half_away_from_zero(value: float, text: str) -> None:
    assert shown(value) == text


# -- refusals --------------------------------------------------------------------------------------------------------

SOON = (datetime.now(UTC) + timedelta(days=2)).isoformat()
UNKNOWN = "urn:uuid:00000000-0000-4000-8000-000000000000"

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
    assert learning.refused("determination-rules", rule(method="powerLaw"), "/method") == 422
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


# -- reading ---------------------------------------------------------------------------------------------------------


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
    assert len([path for path in described["paths"] if path.startswith("/scl/v1")]) == 10


@on_both
def test_two_corrections_at_once_leave_one(learning: Learning, app: Flask) -> None:
    from concurrent.futures import ThreadPoolExecutor

    work = learning.evidence()
    mistaken = learning.judgment(work, SECURE)
    body = judgment(work, DEVELOPING, supersedes=mistaken["id"], reason="It was wrong.")

    def correct(_: int) -> int:
        with app.test_client() as client:
            status: int = Learning(client, learning.token).ask("POST", "judgments", deepcopy(body)).status_code
            return status

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(correct, range(4))) == [201, 409, 409, 409]
