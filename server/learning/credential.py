"""A determination as a badge: an Open Badges 3.0 AchievementCredential, signed by this server.

Nobody is named in it: the subject is the learner's opaque identifier, and the evidence is an address that needs a
token. Framework and rubric are quoted from the version that was judged by. A determination that is superseded is
revoked in the status list, where the server has one.
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
import uuid

import orjson
from sqlalchemy import Engine

from fairmark.server.admin.writing import PRIVATE, refused_while_busy
from fairmark.server.credentials.issuer import REVOCATION, OwnIssuer, own_issuer
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.learning.answers import address, found, open_ledger
from fairmark.server.learning.asking import asker_of
from fairmark.server.learning.concluding import parameters_of
from fairmark.server.learning.continuum import Json, levels_in, package, score_of
from fairmark.server.learning.evidence import EVIDENCES
from fairmark.server.learning.kind import DETERMINATION, EVIDENCE, RULE
from fairmark.server.learning.known import Known
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.sight import check_seen, sight_of
from fairmark.server.storage.issuing import Statuses
from fairmark.validators.issuing.controller import status_entry

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
NAMES = uuid.UUID("0c4d2d0e-5c7a-5b1e-9f59-6d1f6a0f1c11")
"""Namespace of the identifiers that are made from others (RFC 9562 section 5.5)."""

CRITERIA = {
    "mostRecent": "The most recent score is at least {cut:g}",
    "highest": "The highest score is at least {cut:g}",
    "mean": "The mean of the scores is at least {cut:g}",
    "mode": "The most frequent score, the latest of several, is at least {cut:g}",
    "decayingRecursive": "The average of the scores, in which each newer one weighs {weight:g}, is at least {cut:g}",
    "decayingLastVsRest": "The last score, with the weight {weight:g}, and the mean of all before it reach {cut:g}",
    "nTimes": "{k} scores or more are at least {cut:g}",
    "powerLaw": "The curve through the scores reaches at least {cut:g}",
    "bodyOfEvidence": "{min_count} scores or more are at least {cut:g}, from {min_tasks} or more tasks and "
    "{min_scorers} or more scorers, and none of the last {window} is below the floor of the rule",
}
"""Method to what the criteria of an achievement say of its parameters."""


def get_credential(call: Call) -> Answer:
    """The credential of a determination that stands and says proficient."""
    with open_ledger(call) as ledger:
        determination = found(ledger, DETERMINATION, call.path["id"])
        rule = found(ledger, RULE, determination.data["rule"])
        judgments = _judgments(ledger, determination)
        _check_evidence(ledger, judgments, asker_of(call))
    value, cut = determination.data["value"], rule.data["parameters"]["cut"]
    achieved = _telling(judgments, cut if value is None else value)
    framework = package(call.context.store, achieved.framework, achieved.data["frameworkVersion"])
    if framework is None:
        raise Refusal(404, "unknown", "The framework that was judged by is no longer here.")
    item = next(item for item in framework["CFItems"] if item["identifier"] == determination.target)
    described = _result_description(framework, achieved, cut)
    achievement = _achievement(framework, item, rule.data, described, achieved)
    moment = determination.data["recordedAt"]
    engine = call.context.store.engine
    with refused_while_busy():
        issuer = own_issuer(engine, call.context.settings.base_url)
        status = _status(engine, issuer, determination)
    unsigned = {
        "@context": CONTEXT,
        "id": _name("credential", determination.id),
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": achievement["name"],
        "issuer": issuer.profile,
        "validFrom": moment,
        "awardedDate": moment,
        "credentialSubject": {
            "id": determination.data["learner"],
            "type": ["AchievementSubject"],
            "achievement": achievement,
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": described["id"],
                    "achievedLevel": _level_reached(described, achieved, value),
                }
            ],
        },
        "evidence": [
            {"id": address(call, EVIDENCES, id), "type": ["Evidence"]}
            for id in dict.fromkeys(judgment.data["evidence"] for judgment in judgments)
        ],
        **status,
    }
    return Answer(200, orjson.dumps(issuer.signed(unsigned, determination.recorded_at)), PRIVATE)


def _status(engine: Engine, issuer: OwnIssuer, determination: Fact) -> Json:
    """Where others may ask whether it is revoked; nothing where this server has no address for that."""
    if not issuer.places.base:
        return {}
    number, index = Statuses(engine).place(determination.id)
    return {"credentialStatus": status_entry(issuer.places, REVOCATION, number, index)}


def _judgments(ledger: Ledger, determination: Fact) -> list[Fact]:
    """The judgments behind a determination, oldest first; a Refusal (409) where they earn nothing (any more)."""
    if ledger.follower(determination) is not None:
        raise Refusal(409, "bad_query", "This determination has been superseded.")
    if determination.data["status"] != "proficient":
        raise Refusal(409, "bad_query", "There is a credential only for what is determined to be proficient.")
    facts, now = ledger.of_learner(determination.data["learner"]), ledger.newest() or determination.recorded_at
    standing = {fact.id: fact for fact in Known(facts, now).judgments(now)}
    if not standing.keys() >= set(determination.data["judgments"]):
        raise Refusal(409, "bad_query", "A judgment behind this determination no longer stands; determine anew.")
    if not determination.data["judgments"]:
        raise Refusal(409, "bad_query", "There is no judgment behind this determination that a badge could show.")
    return [standing[id] for id in determination.data["judgments"]]


def _check_evidence(ledger: Ledger, judgments: list[Fact], asker: str) -> None:
    """Refuse to tell somebody who scores the work blind whose it is."""
    sight = sight_of(ledger, EVIDENCE, asker)
    for judgment in judgments:
        work = ledger.find(EVIDENCE, judgment.data["evidence"])
        if work is not None:
            check_seen(ledger, work, sight)


def _telling(judgments: list[Fact], value: float) -> Fact:
    """The judgment that tells best what the value means: the latest with that score, else the latest of those that
    reach it, else the latest."""
    same = [one for one in judgments if one.data["score"] == value]
    return (same or [one for one in judgments if one.data["score"] >= value] or judgments)[-1]


def _level_reached(described: Json, judgment: Fact, value: float | None) -> str:
    """The highest level of the criterion whose score the value reaches; without a value that of the judgment."""
    levels = described["rubricCriterionLevel"]
    reached = [level["id"] for level in levels if value is not None and float(level["points"]) <= value]
    return str(reached[-1] if reached else judgment.data["rubricLevel"])


def _achievement(framework: Json, item: Json, rule: Json, described: Json, judgment: Fact) -> Json:
    version = str(judgment.data["frameworkVersion"])
    alignment = {
        "type": ["Alignment"],
        "targetName": _statement(item),
        "targetUrl": item["uri"],
        "targetType": "CFItem",
    }
    for member, said in (
        ("targetCode", item.get("humanCodingScheme")),
        ("targetFramework", framework["CFDocument"].get("title")),
    ):
        if said:
            alignment[member] = said
    met = CRITERIA[rule["method"]].format(**asdict(parameters_of(rule)))
    return {
        "id": _name("achievement", judgment.framework, version, item["identifier"]),
        "type": ["Achievement"],
        "achievementType": "Competency",
        "name": item.get("abbreviatedStatement") or _statement(item),
        "description": _statement(item),
        "criteria": {"narrative": f"{met} ({rule['name']}, version {rule['version']})."},
        "alignment": [alignment],
        "resultDescription": [described],
    }


def _result_description(framework: Json, judgment: Fact, cut: float) -> Json:
    """The criterion that was judged by, with all its levels from the lowest to the highest."""
    given = judgment.data["rubricLevel"]
    rubrics = framework.get("CFRubrics") or ()
    rubric, criterion = next(
        (rubric, criterion) for rubric in rubrics for criterion, level in levels_in(rubric) if level.get("uri") == given
    )
    levels = sorted(
        (
            one
            for other, one in levels_in(rubric)
            if other is criterion and score_of(one) is not None and one.get("uri")
        ),
        key=lambda level: level["score"],
    )
    described = {
        "id": criterion.get("uri") or _name("criterion", given),
        "type": ["ResultDescription"],
        "name": criterion.get("category") or criterion.get("description") or rubric.get("title") or "Rubric",
        "resultType": "RubricCriterionLevel",
        "rubricCriterionLevel": [dict(_rubric_level(level)) for level in levels],
    }
    enough = [level["uri"] for level in levels if level["score"] >= cut]
    return {**described, "requiredLevel": enough[0]} if enough else described


def _rubric_level(level: Json) -> Iterator[tuple[str, Any]]:
    score = f"{level['score']:g}"
    yield "id", level["uri"]
    yield "type", ["RubricCriterionLevel"]
    yield "name", level.get("quality") or score
    if description := level.get("description"):
        yield "description", description
    yield "points", score


def _statement(item: Json) -> str:
    """What the item says. A lenient import may have let an item stand that says nothing."""
    return str(item.get("fullStatement") or item["uri"])


def _name(*parts: str) -> str:
    """A URN that is the same for the same parts, on every server."""
    return uuid.uuid5(NAMES, " ".join(parts)).urn
