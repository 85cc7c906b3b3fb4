"""The credentials that recipes start from: about learners of the OneRoster sample, whole and free of findings."""

from credential_twins.keys import ISSUER
from credential_twins.samples import CLR, OB, VC
from credential_twins.signing import Json

HOST = "https://harbor.example"
CASE = "https://standards.example.org/ims/case/v1p1/CFItems"
LINE, ADDING = "0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e11", "0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e12"
LEVELS = ("Beginning", "Approaching", "Meets", "Exceeds")
"""The levels of the sample's scale, from the lowest."""


def identifier(kind: str, value: str) -> Json:
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}


def learner(id: str = "student-1") -> list[Json]:
    """What a credential calls a learner of the sample."""
    return [identifier("oneRosterSourcedId", id)]


def issuer() -> Json:
    return {"id": ISSUER, "type": ["Profile"], "name": "Harbor District"}


def alignment(standard: str = LINE, name: str = "Place fractions on a number line.") -> Json:
    return {
        "type": ["Alignment"],
        "targetName": name,
        "targetType": "CFItem",
        "targetUrl": f"{CASE}/{standard}",
    }


def levels() -> Json:
    """A result description with the levels of the sample's scale."""
    return {
        "id": f"{HOST}/levels",
        "type": ["ResultDescription"],
        "name": "Level",
        "resultType": "RubricCriterionLevel",
        "rubricCriterionLevel": [
            {
                "id": f"{HOST}/levels/{number}",
                "type": ["RubricCriterionLevel"],
                "name": name,
                "level": name,
                "points": str(number),
            }
            for number, name in enumerate(LEVELS, 1)
        ],
    }


def achievement() -> Json:
    return {
        "id": f"{HOST}/achievements/line",
        "type": ["Achievement"],
        "achievementType": "Competency",
        "name": "Fractions on a line",
        "description": "Places fractions on a number line.",
        "criteria": {"narrative": "Place six fractions of different denominators on a line."},
        "alignment": [alignment()],
        "resultDescription": [levels()],
    }


def badge(id: str = "student-1") -> Json:
    """A badge for what the first line item of the sample is about, with the level that the gradebook has."""
    return {
        "@context": [VC, OB],
        "id": f"{HOST}/credentials/{id}",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": "Fractions on a line",
        "issuer": issuer(),
        "validFrom": "2026-10-20T12:00:00Z",
        "awardedDate": "2026-10-20T12:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": learner(id),
            "achievement": achievement(),
            "result": [
                {"type": ["Result"], "resultDescription": f"{HOST}/levels", "achievedLevel": f"{HOST}/levels/3"}
            ],
        },
    }


def record(id: str = "student-1") -> Json:
    """A record of learning with that badge in it."""
    return {
        "@context": [VC, CLR, OB],
        "id": f"{HOST}/records/{id}",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Record of learning",
        "issuer": issuer(),
        "validFrom": "2026-10-21T12:00:00Z",
        "credentialSubject": {
            "type": ["ClrSubject"],
            "identifier": learner(id),
            "verifiableCredential": [badge(id)],
        },
    }


def badge_in(record: Json) -> Json:
    """The badge of a record."""
    inner: Json = record["credentialSubject"]["verifiableCredential"][0]
    return inner
