"""Signed badges for the benchmark: as issuers fill them, all different, by one issuer with a did:key."""

from collections.abc import Iterator
from typing import Any

from fairmark.validators.proofs.data_integrity import sign
from fairmark.validators.proofs.json_ld import JsonLd
from fairmark.validators.proofs.keys import Kind, SigningKey

Badge = dict[str, Any]


def badges(count: int, json_ld: JsonLd) -> list[Badge]:
    """`count` badges with an embedded eddsa-rdfc-2022 proof."""
    return list(signed_badges(count, SigningKey.generate(Kind.ED25519), json_ld))


def signed_badges(count: int, key: SigningKey, json_ld: JsonLd) -> Iterator[Badge]:
    """The same by one key, one after the other."""
    issuer = f"did:key:{key.public.multibase}"
    for number in range(count):
        badge = _badge(number, issuer)
        yield {**badge, "proof": sign(badge, proof_options(key), key, json_ld)}


def proof_options(key: SigningKey) -> dict[str, object]:
    """What the proofs say beside their value."""
    multibase = key.public.multibase
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-06-01T12:00:00Z",
        "verificationMethod": f"did:key:{multibase}#{multibase}",
        "proofPurpose": "assertionMethod",
    }


def _badge(number: int, issuer: str) -> Badge:
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": f"https://valley.example/credentials/{number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"Laboratory safety, session {number}",
        "issuer": {
            "id": issuer,
            "type": ["Profile"],
            "name": "Valley Unified School District",
            "url": "https://valley.example",
            "email": "badges@valley.example",
        },
        "validFrom": "2026-06-01T12:00:00Z",
        "validUntil": "2046-06-01T12:00:00Z",
        "credentialSubject": {
            "id": f"did:example:learner-{number}",
            "type": ["AchievementSubject"],
            "achievement": _achievement(number % 20),
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": f"https://valley.example/achievements/{number % 20}/score",
                    "value": str(60 + number % 40),
                }
            ],
        },
        "evidence": [
            {
                "id": f"https://valley.example/evidence/{number}",
                "type": ["Evidence"],
                "name": "Lab report",
                "narrative": f"Report {number} on handling acids, written after three sessions in the laboratory.",
            }
        ],
    }


def _achievement(number: int) -> Badge:
    return {
        "id": f"https://valley.example/achievements/{number}",
        "type": ["Achievement"],
        "achievementType": "Badge",
        "name": f"Laboratory safety, level {number}",
        "description": "Works safely with the equipment and the substances of a school laboratory.",
        "criteria": {"narrative": "Three sessions without an incident, and the written test passed."},
        "image": {"id": f"https://valley.example/images/{number}.png", "type": "Image", "caption": "A flask"},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": f"Plan and carry out an investigation, part {part}",
                "targetUrl": f"https://valley.example/standards/{number}/{part}",
                "targetCode": f"HS-PS-{number}.{part}",
                "targetFramework": "Science standards of the state",
            }
            for part in range(2)
        ],
        "resultDescription": [
            {
                "id": f"https://valley.example/achievements/{number}/score",
                "type": ["ResultDescription"],
                "name": "Written test",
                "resultType": "Percent",
                "valueMin": "0",
                "valueMax": "100",
            }
        ],
        "tag": ["laboratory", "safety"],
    }
