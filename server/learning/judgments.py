"""Record judgments: what one scorer says of one version of a piece of evidence, by a level of a rubric."""

from fairmark.server.http import Answer, Call
from fairmark.server.learning.answers import check_superseded, created, pin, recorder, target_of
from fairmark.server.learning.bodies import past_moment_of, read_body, wrong
from fairmark.server.learning.continuum import Continuums, Item, Json
from fairmark.server.learning.evidence import EVIDENCE
from fairmark.server.learning.ledger import Ledger

JUDGMENT = "Judgment"


def post_judgment(call: Call) -> Answer:
    body = read_body(call, "NewJudgment")
    continuums = Continuums(call.context.store, call.context.settings.base_url)
    item = target_of(continuums, body)
    scored = _scored(continuums, item, body)
    with recorder(call) as ledger:
        evidence = _judged_evidence(ledger, body)
        body.setdefault("effectiveAt", evidence["effectiveAt"])
        check_superseded(ledger, JUDGMENT, body, item.identifier)
        pinned = pin(ledger, item)
        if body.get("frameworkVersion", item.version) != item.version:
            raise wrong("/frameworkVersion", "This is not the current version of the framework.", 409)
        fact = ledger.add(
            JUDGMENT,
            {**body, **scored, **pinned},
            effective_at=past_moment_of(body, "effectiveAt"),
            learners=[body["learner"]],
            about=item,
            replaces=body.get("supersedes"),
        )
    return created(call, fact)


def _scored(continuums: Continuums, item: Item, body: Json) -> Json:
    """The score of the rubric level, which a request may leave out but not contradict. Profile, V-02 and V-03."""
    if body["status"] != "scored":
        return {}
    level = continuums.rubric_level(item.framework, body["rubricLevel"])
    if level is None:
        raise wrong("/rubricLevel", "No rubric of the target's framework has a level with this URI.")
    if level.item != item.identifier and level.item not in continuums.competencies(item.identifier):
        raise wrong("/rubricLevel", "The criterion of this level is neither about the target nor about its competency.")
    if level.score is None:
        raise wrong("/rubricLevel", "This level has no score.")
    if body.get("score", level.score) != level.score:
        raise wrong("/score", "This is not the score of the rubric level.")
    return {"score": level.score}


def _judged_evidence(ledger: Ledger, body: Json) -> Json:
    """The version of the evidence that is judged: work of this learner that was handed in."""
    evidence = ledger.find(EVIDENCE, body["evidence"])
    if evidence is None:
        raise wrong("/evidence", "There is no such evidence here.")
    if evidence.data["version"] != body["evidenceVersion"]:
        raise wrong("/evidenceVersion", "This is not the number of that version.")
    if body["learner"] not in evidence.data["learners"]:
        raise wrong("/learner", "The evidence is not this learner's.")
    if evidence.data["status"] != "submitted":
        raise wrong("/evidence", "This evidence has not been submitted.")
    return evidence.data
