"""The documents that recipes start from: small, whole and free of findings once signed."""

from typing import Any

from credential_twins.keys import ENDORSER, ISSUER, LEARNER

Json = dict[str, Any]

VC = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


def issuer() -> Json:
    return {"id": ISSUER, "type": ["Profile"], "name": "Valley Unified School District"}


def achievement(number: int = 1) -> Json:
    return {
        "id": f"https://valley.example/achievements/{number}",
        "type": ["Achievement"],
        "criteria": {"narrative": "Present a capstone in both languages."},
        "description": "Two languages, spoken and written.",
        "name": "Seal of Biliteracy",
    }


def badge(number: int = 1) -> Json:
    """An AchievementCredential with nothing optional in it but a name."""
    return {
        "@context": [VC, OB],
        "id": f"https://valley.example/credentials/{number}",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": "Seal of Biliteracy",
        "issuer": issuer(),
        "validFrom": "2026-06-01T12:00:00Z",
        "credentialSubject": {
            "id": LEARNER,
            "type": ["AchievementSubject"],
            "achievement": achievement(number),
        },
    }


def rubric_badge() -> Json:
    """A badge with a result on a rubric of three levels, and one with a number between two bounds."""
    levels = [
        {
            "id": f"urn:example:level:{number}",
            "type": ["RubricCriterionLevel"],
            "name": name,
            "level": str(number),
            "points": str(number),
        }
        for number, name in enumerate(("Emerging", "Meeting", "Exceeding"), 1)
    ]
    document = badge()
    document["credentialSubject"]["achievement"]["resultDescription"] = [
        {
            "id": "urn:example:description:rubric",
            "type": ["ResultDescription"],
            "name": "Presentation",
            "resultType": "RubricCriterionLevel",
            "rubricCriterionLevel": levels,
            "requiredLevel": "urn:example:level:2",
        },
        {
            "id": "urn:example:description:score",
            "type": ["ResultDescription"],
            "name": "Written examination",
            "resultType": "RawScore",
            "valueMin": "0",
            "valueMax": "100",
            "requiredValue": "60",
        },
    ]
    document["credentialSubject"]["result"] = [
        {
            "type": ["Result"],
            "resultDescription": "urn:example:description:rubric",
            "achievedLevel": "urn:example:level:3",
        },
        {"type": ["Result"], "resultDescription": "urn:example:description:score", "value": "87"},
    ]
    return document


def endorsement(number: int = 1, about: str = "https://valley.example/achievements/1") -> Json:
    return {
        "@context": [VC, OB],
        "id": f"https://state.example/endorsements/{number}",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "A good seal",
        "issuer": {"id": ENDORSER, "type": ["Profile"], "name": "State Department of Education"},
        "validFrom": "2026-06-01T12:00:00Z",
        "credentialSubject": {
            "id": about,
            "type": ["EndorsementSubject"],
            "endorsementComment": "We count this seal as four credits.",
        },
    }


def endorsed_badge() -> Json:
    """A badge whose achievement somebody else endorses."""
    document = badge()
    document["credentialSubject"]["achievement"]["endorsement"] = [endorsement()]
    return document


def record() -> Json:
    """A ClrCredential with two badges, a course that no badge asserts, and one association."""
    course = {**achievement(3), "name": "World Languages", "achievementType": "Course"}
    return {
        "@context": [VC, CLR, OB],
        "id": "https://valley.example/records/1",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Record of learning",
        "issuer": issuer(),
        "validFrom": "2026-06-02T12:00:00Z",
        "credentialSubject": {
            "id": LEARNER,
            "type": ["ClrSubject"],
            "achievement": [course],
            "verifiableCredential": [badge(1), badge(2)],
            "association": [
                {
                    "type": "Association",
                    "associationType": "isChildOf",
                    "sourceId": "https://valley.example/achievements/1",
                    "targetId": "https://valley.example/achievements/3",
                }
            ],
        },
    }
