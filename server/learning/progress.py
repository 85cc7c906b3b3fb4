"""A learner's progress: where they stand in each competency, as it was known at a time. Profile, section 4.13."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from marshmallow import Schema, validate
from marshmallow import fields as ma
import orjson

from fairmark.server.admin.writing import PRIVATE
from fairmark.server.case.query import LONGEST
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.learning import times
from fairmark.server.learning.answers import Time, open_ledger
from fairmark.server.learning.bodies import SCHEMA
from fairmark.server.learning.continuum import Json, Levels, identifier_of, package
from fairmark.server.learning.known import ATTAINED, Known
from fairmark.server.learning.ledger import Fact
from fairmark.server.storage.store import Store
from fairmark.validators.learning.standing import standing
from fairmark.validators.rules.shape import accepts


class ProgressQuery(Schema):
    """Which progress."""

    as_of = Time(
        data_key="asOf", metadata={"description": "Only learning that was shown up to this time. Default: now."}
    )
    known_at = Time(
        data_key="knownAt",
        metadata={"description": "Only what was recorded up to this time. Default: now. The answer says the latest."},
    )
    continuum = ma.Str(
        validate=validate.Length(max=LONGEST), metadata={"description": "URI of a CFDocument: only this continuum."}
    )


def get_progress(call: Call) -> Answer:
    learner = call.path["id"]
    with open_ledger(call) as ledger:
        facts = ledger.of_learner(learner) if accepts(SCHEMA, "Person", learner) else []
        newest = ledger.newest()
    if not facts or newest is None:
        raise Refusal(404, "unknown", "Nothing is recorded of this learner.")
    # Whatever is recorded from now on is later than `newest`: said in the answer, it gives the same answer for ever.
    known_at = min(call.query.get("known_at", newest), newest)
    as_of = call.query.get("as_of", known_at)
    known, wanted = Known(facts, known_at), call.query.get("continuum")
    frameworks = _by_framework((*known.judgments(as_of), *known.determinations(as_of)))
    view = {
        "type": "LearnerProgress",
        "learner": learner,
        "asOf": times.written(as_of),
        "knownAt": times.written(known_at),
        "continuums": [
            _continuum(call.context.store, facts, known, as_of)
            for facts in frameworks
            if wanted in (None, facts[-1].data["framework"])
        ],
    }
    return Answer(200, orjson.dumps(view), PRIVATE)


def _by_framework(facts: Iterable[Fact]) -> Collection[list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.framework, []).append(fact)
    return found.values()


def _continuum(store: Store, facts: Sequence[Fact], known: Known, as_of: datetime) -> Json:
    """Progress in the framework that these facts are about, whose levels are those of the latest version among them:
    another one that is imported later changes nothing in what was known before."""
    latest = max(facts, key=lambda fact: fact.data["frameworkVersion"])
    framework = package(store, latest.framework, latest.data["frameworkVersion"])
    levels = Levels((framework or {}).get("CFAssociations") or ())
    competencies: dict[str, str] = {}
    for fact in facts:
        competencies |= levels.competencies(fact.target) or {fact.target: fact.data["target"]}
    evidence, determinations = known.evidence(as_of), known.determinations(as_of)
    return {
        "continuum": latest.data["framework"],
        "competencies": [
            {"competency": uri, **_progress(id, levels.of(id), determinations, evidence)}
            for id, uri in competencies.items()
        ],
    }


def _progress(competency: str, levels: Sequence[str], determinations: Sequence[Fact], evidence: Sequence[Fact]) -> Json:
    latest = {fact.target: fact for fact in determinations}
    about = [fact for fact in determinations if fact.target in (competency, *levels)]
    attained = {
        number for number, level in enumerate(levels, 1) if level in latest and latest[level].data["status"] in ATTAINED
    }
    stands = standing(attained, len(levels)) if levels else None
    work = [fact.effective_at for fact in evidence if _targets(fact) & {competency, *levels}]
    members = {
        "position": stands.position if stands else None,
        "reach": stands.reach if stands else None,
        "gaps": stands.gaps if stands else [],
        "workingLevel": stands.working_level if stands else None,
        "status": about[-1].data["status"] if about else None,
        "determination": about[-1].id if about else None,
        "lastEvidenceAt": times.written(max(work)) if work else None,
    }
    whys = {
        "position": "noLevels",
        "reach": "nothingAttained" if levels else "noLevels",
        "workingLevel": "complete" if levels else "noLevels",
        "status": "noDetermination",
        "determination": "noDetermination",
        "lastEvidenceAt": "noEvidence",
    }
    reasons = {name: why for name, why in whys.items() if members[name] is None}
    return {**members, **({"reasons": reasons} if reasons else {})}


def _targets(evidence: Fact) -> set[str]:
    return {identifier_of(alignment["targetUrl"]) for alignment in evidence.data["alignment"]}
