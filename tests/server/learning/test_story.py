"""The whole story through HTTP: a continuum, evidence, judgments, a determination, progress, a badge."""

from hashlib import sha256

from case_server import BASE
from flask.testing import FlaskClient
import orjson

from learning_api import (
    APRIL,
    CONTINUUM,
    DEVELOPING,
    EMERGING,
    LEARNER,
    MARCH,
    MAY,
    PHRASING,
    SECURE,
    TARGET,
    Learning,
    on_both,
)


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
    uncounted = {"daysSinceRise": None, "daysSinceEvidence": None, "inactive": None}
    flag = {
        "target": TARGET,
        "rule": latest["id"],
        "code": "attained",
        "inputs": [first["id"], third["id"], second["id"]],
        "attempts": 3,
        "slope": 0.5,
        **uncounted,
        "reasons": dict.fromkeys(uncounted, "noCalendar"),
    }
    unnumbered = dict.fromkeys(("position", "reach", "workingLevel", "growth", "gradeGap"))
    entry = {
        "competency": TARGET,
        **unnumbered,
        "gaps": [],
        "status": "proficient",
        "determination": proficient["id"],
        "lastEvidenceAt": "2024-05-06T10:00:00.000000Z",
        "depth": None,
        "flag": flag,
        "reasons": {**dict.fromkeys(unnumbered, "noLevels"), "depth": "noQualifyingJudgment"},
    }
    rest = {
        "growth": {
            "n": 0,
            "eligible": 0,
            "value": None,
            "annualised": None,
            "reasons": {"value": "noCompetency", "annualised": "noCompetency"},
        },
        "onTrack": None,
        "ready": None,
        "reasons": {"onTrack": "noLevels", "ready": "noLevels"},
    }
    now = learning.progress()
    assert now == {
        "type": "LearnerProgress",
        "learner": LEARNER,
        "asOf": proficient["recordedAt"],
        "knownAt": proficient["recordedAt"],
        "continuums": [{"continuum": CONTINUUM, "competencies": [entry], **rest}],
        "pathways": [],
    }
    in_march = {
        **entry,
        "status": "notYet",
        "determination": not_yet["id"],
        "lastEvidenceAt": "2024-03-04T15:00:00.000000Z",
        "flag": {
            **flag,
            "code": "indeterminate",
            "inputs": [first["id"]],
            "attempts": 1,
            "slope": None,
            "reasons": {**flag["reasons"], "slope": "tooFewJudgments"},
        },
    }
    assert then["continuums"] == [{"continuum": CONTINUUM, "competencies": [in_march], **rest}]
    assert learning.progress(asOf=then["asOf"], knownAt=then["knownAt"]) == then
    in_april = {
        **in_march,
        "lastEvidenceAt": "2024-04-08T09:30:00.000000Z",
        "flag": {**flag, "code": "indeterminate", "inputs": [first["id"], third["id"]], "attempts": 2, "slope": -1},
    }
    as_of_april = learning.progress(asOf="2024-04-30T00:00:00Z")
    assert as_of_april["continuums"] == [{"continuum": CONTINUUM, "competencies": [in_april], **rest}]

    # And the determination becomes a badge.
    badge = learning.badge(proficient)
    (whose,) = badge["credentialSubject"]["identifier"]
    assert whose["identityHash"] == "sha256$" + sha256((LEARNER + whose["salt"]).encode()).hexdigest()
    assert LEARNER not in orjson.dumps(badge).decode()
    description = badge["credentialSubject"]["achievement"]["resultDescription"][0]
    secure = description["rubricCriterionLevel"][2]
    assert badge == {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": badge["id"],
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": "Reads a new text aloud in phrases, minding the punctuation.",
        "issuer": {"id": f"{BASE}/issuer", "type": ["Profile"], "name": f"Fairmark at {BASE}"},
        "validFrom": proficient["recordedAt"][:19] + "Z",
        "awardedDate": proficient["recordedAt"][:19] + "Z",
        "credentialSubject": {
            "identifier": [whose],
            "type": ["AchievementSubject"],
            "achievement": {
                "id": badge["credentialSubject"]["achievement"]["id"],
                "type": ["Achievement"],
                "achievementType": "Competency",
                "name": "Reads a new text aloud in phrases, minding the punctuation.",
                "description": "Reads a new text aloud in phrases, minding the punctuation.",
                "criteria": {
                    "id": f"{BASE}/scl/v1/determination-rules/{latest['id']}",
                    "narrative": "The most recent score is at least 3 (Latest reading, version 1).",
                },
                "humanCode": "FL.2",
                "inLanguage": "en",
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
            "result": [{"type": ["Result"], "resultDescription": description["id"], "achievedLevel": secure["id"]}],
        },
        "credentialStatus": badge["credentialStatus"],
        "proof": badge["proof"],
    }
    assert badge["credentialStatus"]["statusListCredential"] == f"{BASE}/credentials/status/revocation-1.json"
    assert (description["name"], description["resultType"]) == ("Expression", "RubricCriterionLevel")
    assert secure["alignment"][0]["targetUrl"] == SECURE
    names = [(level["name"], level["points"]) for level in description["rubricCriterionLevel"]]
    assert names == [("Emerging", "1"), ("Developing", "2"), ("Secure", "3"), ("Extending", "4")]
    assert description["requiredLevel"] == secure["id"]
    assert learning.badge(proficient) == badge
