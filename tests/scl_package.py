"""A small portability package of the learning profile: a continuum, a learner's work, and what was concluded of it."""

from collections.abc import Callable
import hashlib
import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Json = dict[str, Any]

CASE = "https://district.example/ims/case/v1p1"


def named(name: str) -> str:
    """A UUID that stands for a name, on every machine the same."""
    return str(uuid5(NAMESPACE_URL, f"{CASE}/{name}"))


LEARNER, OTHER, TEACHER = (f"urn:uuid:{named(name)}" for name in ("learner", "another learner", "teacher"))
DOCUMENT, READING, WRITING = (named(name) for name in ("document", "reading", "writing"))
LEVELS = [named(f"level {number}") for number in (1, 2, 3)]
TYPES = {kind: named(kind) for kind in ("Competency", "Continuum Level")}
RUBRIC, CRITERION, OTHER_CRITERION = (named(name) for name in ("rubric", "criterion", "other criterion"))
GIVEN = [named(f"given {number}") for number in (1, 2, 3, 4)]
CHANGED = "2024-03-01T08:00:00Z"
WORK = b"I read the whole page aloud.\n"


def urn(kind: str, number: int) -> str:
    return f"urn:uuid:{named(f'{kind} {number}')}"


def sha256(data: bytes) -> str:
    return f"sha256-{hashlib.sha256(data).hexdigest()}"


def link(cls: str, identifier: str, title: str) -> Json:
    return {"title": title, "identifier": identifier, "uri": f"{CASE}/{cls}/{identifier}"}


def item(identifier: str, statement: str, kind: str) -> Json:
    return {
        "identifier": identifier,
        "uri": f"{CASE}/CFItems/{identifier}",
        "fullStatement": statement,
        "CFItemType": kind,
        "CFItemTypeURI": link("CFItemTypes", TYPES[kind], kind),
        "lastChangeDateTime": CHANGED,
    }


def association(number: int, kind: str, origin: Json, destination: Json, sequence: int | None = None) -> Json:
    identifier = named(f"association {number}")
    ends = {
        name: {"title": end.get("fullStatement", "Reading"), "identifier": end["identifier"], "uri": end["uri"]}
        for name, end in (("originNodeURI", origin), ("destinationNodeURI", destination))
    }
    return {
        "identifier": identifier,
        "uri": f"{CASE}/CFAssociations/{identifier}",
        "associationType": kind,
        **ends,
        **({"sequenceNumber": sequence} if sequence is not None else {}),
        "lastChangeDateTime": CHANGED,
    }


def rubric_level(number: int, identifier: str, quality: str) -> Json:
    return {
        "identifier": identifier,
        "uri": f"{CASE}/CFRubricCriterionLevels/{identifier}",
        "quality": quality,
        "score": number,
        "position": number,
        "lastChangeDateTime": CHANGED,
    }


def criterion(position: int, identifier: str, about: Json, levels: list[Json]) -> Json:
    return {
        "identifier": identifier,
        "uri": f"{CASE}/CFRubricCriteria/{identifier}",
        "category": about["fullStatement"],
        "CFItemURI": link("CFItems", about["identifier"], about["fullStatement"]),
        "position": position,
        "CFRubricCriterionLevels": levels,
        "lastChangeDateTime": CHANGED,
    }


def framework() -> Json:
    reading, writing = item(READING, "Reads aloud", "Competency"), item(WRITING, "Writes a letter", "Competency")
    levels = [item(level, f"Level {n}", "Continuum Level") for n, level in enumerate(LEVELS, 1)]
    document = {
        "identifier": DOCUMENT,
        "uri": f"{CASE}/CFDocuments/{DOCUMENT}",
        "title": "A small continuum",
        "creator": "Example District",
        "version": "1",
        "adoptionStatus": "Adopted",
        "frameworkType": "continuum",
        "caseVersion": "1.1",
        "lastChangeDateTime": CHANGED,
    }
    tops = [
        association(n, "isChildOf", top, {**document, "fullStatement": "A small continuum"}, n)
        for n, top in enumerate((reading, writing), 1)
    ]
    below = [association(n + 2, "isChildOf", level, reading, n) for n, level in enumerate(levels, 1)]
    skills = [association(n + 5, "hasSkillLevel", reading, level, n) for n, level in enumerate(levels, 1)]
    qualities = [rubric_level(n, GIVEN[n - 1], q) for n, q in enumerate(("Beginning", "Developing", "Secure"), 1)]
    return {
        "CFDocument": document,
        "CFItems": [reading, writing, *levels],
        "CFAssociations": [*tops, *below, *skills, association(9, "precedes", reading, writing)],
        "CFDefinitions": {
            "CFItemTypes": [
                {
                    "identifier": identifier,
                    "uri": f"{CASE}/CFItemTypes/{identifier}",
                    "title": kind,
                    "typeCode": kind,
                    "hierarchyCode": str(number),
                    "description": f"{kind} of a continuum",
                    "lastChangeDateTime": CHANGED,
                }
                for number, (kind, identifier) in enumerate(TYPES.items(), 1)
            ]
        },
        "CFRubrics": [
            {
                "identifier": RUBRIC,
                "uri": f"{CASE}/CFRubrics/{RUBRIC}",
                "title": "Reading and writing",
                "CFRubricCriteria": [
                    criterion(1, CRITERION, reading, qualities),
                    criterion(2, OTHER_CRITERION, writing, [rubric_level(1, GIVEN[3], "Written")]),
                ],
                "lastChangeDateTime": CHANGED,
            }
        ],
    }


def at(day: int) -> str:
    return f"2024-03-{day:02}T10:00:00Z"


def evidence(number: int, version: int = 1, **more: Any) -> Json:
    return {
        "id": urn("1", number),
        "type": "EvidenceRecord",
        "learners": [LEARNER],
        "evidence": {"type": ["Evidence"], "name": "Reading aloud"},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": "Level 2",
                "targetUrl": f"{CASE}/CFItems/{LEVELS[1]}",
                "targetType": "CFItem",
            }
        ],
        "files": [
            {
                "url": f"files/{sha256(WORK)}",
                "mediaType": "text/plain",
                "size": len(WORK),
                "digest": sha256(WORK),
            }
        ],
        "submittedBy": LEARNER,
        "submittedAt": at(number),
        "effectiveAt": at(number),
        "status": "submitted",
        "visibility": "team",
        "version": version,
        "recordedAt": f"2024-03-{number:02}T12:00:00Z",
        **more,
    }


def judgment(number: int, score: int, **more: Any) -> Json:
    return {
        "id": urn("2", number),
        "type": "Judgment",
        "learner": LEARNER,
        "evidence": urn("1", number),
        "evidenceVersion": 1,
        "target": f"{CASE}/CFItems/{LEVELS[1]}",
        "rubricLevel": f"{CASE}/CFRubricCriterionLevels/{GIVEN[score - 1]}",
        "score": score,
        "scorer": TEACHER,
        "scorerRole": "educator",
        "purpose": "summative",
        "status": "scored",
        "framework": f"{CASE}/CFDocuments/{DOCUMENT}",
        "frameworkVersion": 1,
        "effectiveAt": at(number),
        "recordedAt": f"2024-03-{number:02}T14:00:00Z",
        **more,
    }


def package() -> Json:
    """Path to content: JSON for a framework, a list for records, bytes for a file."""
    return {
        "case/continuum.json": framework(),
        "scl/EvidenceRecord.ndjson": [evidence(3), evidence(4), evidence(5, 2, previousVersion=urn("1", 4))],
        "scl/Judgment.ndjson": [
            judgment(3, 2),
            judgment(4, 3),
            judgment(5, 3, evidenceVersion=2),
            judgment(6, 2, evidence=urn("1", 3), supersedes=urn("2", 3), reason="Read again", effectiveAt=at(3)),
        ],
        "scl/DeterminationRule.ndjson": [
            {
                "id": urn("3", 1),
                "type": "DeterminationRule",
                "name": "Mean",
                "version": "1",
                "validFrom": at(1),
                "method": "mean",
                "parameters": {"cut": 2.5},
                "admits": {"roles": ["educator"], "purposes": ["summative"]},
                "appliesTo": [f"{CASE}/CFDocuments/{DOCUMENT}"],
                "recordedAt": at(1),
            }
        ],
        "scl/Determination.ndjson": [
            {
                "id": urn("4", 1),
                "type": "Determination",
                "learner": LEARNER,
                "target": f"{CASE}/CFItems/{LEVELS[1]}",
                "purpose": "attainment",
                "rule": urn("3", 1),
                "framework": f"{CASE}/CFDocuments/{DOCUMENT}",
                "frameworkVersion": 1,
                "status": "proficient",
                "value": 3,
                "display": "3.00",
                "judgments": [urn("2", 4), urn("2", 5)],
                "effectiveAt": at(5),
                "recordedAt": "2024-03-07T14:00:00Z",
            }
        ],
        "scl/Calendar.ndjson": [
            {
                "id": urn("5", 1),
                "type": "Calendar",
                "title": "School year",
                "startDate": "2023-08-19",
                "endDate": "2024-06-14",
                "weekdays": [1, 2, 3, 4, 5],
                "recordedAt": at(1),
            }
        ],
        "scl/Pathway.ndjson": [
            {
                "id": urn("6", 1),
                "type": "Pathway",
                "learner": LEARNER,
                "title": "Reading",
                "purpose": "plan",
                "steps": [
                    {"id": "s1", "target": f"{CASE}/CFItems/{LEVELS[0]}", "targetDate": "2024-02-01"},
                    {"id": "s2", "target": f"{CASE}/CFItems/{LEVELS[1]}", "targetDate": "2024-05-01", "after": ["s1"]},
                ],
                "startDate": "2024-01-06",
                "endDate": "2024-06-13",
                "calendar": urn("5", 1),
                "pauses": [
                    {"from": "2024-02-03", "until": "2024-02-10"},
                    {"from": "2024-02-10", "until": "2024-02-12"},
                ],
                "version": 1,
                "recordedAt": at(1),
            }
        ],
        f"files/{sha256(WORK)}": WORK,
    }


def written(content: Any) -> bytes:
    if isinstance(content, bytes):
        return content
    if isinstance(content, list):
        return b"".join(json.dumps(record).encode() + b"\n" for record in content)
    return json.dumps(content, indent=1).encode() + b"\n"


def count_of(content: Any) -> int | None:
    if isinstance(content, list):
        return len(content)
    return len(content["CFItems"]) if isinstance(content, dict) else None


def files_of(content: Json, change: Callable[[Json], None] = lambda manifest: None) -> dict[str, bytes]:
    """Path to bytes, with a manifest that says what they are, changed."""
    files = {path: written(each) for path, each in content.items()}
    manifest: Json = {
        "profile": "scl-1",
        "tenant": "https://district.example",
        "kind": "organisation",
        "createdAt": "2024-04-01T06:00:00Z",
        "files": [
            {
                "path": path,
                "sha256": sha256(data),
                "size": len(data),
                **({"count": number} if (number := count_of(content[path])) is not None else {}),
            }
            for path, data in files.items()
        ],
    }
    change(manifest)
    return {"manifest.json": written(manifest), **files}


JUDGMENTS, EVIDENCE = "scl/Judgment.ndjson", "scl/EvidenceRecord.ndjson"
DETERMINATIONS, PATHWAYS, CONTINUUM = "scl/Determination.ndjson", "scl/Pathway.ndjson", "case/continuum.json"
