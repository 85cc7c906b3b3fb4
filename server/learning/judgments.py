"""Judgments: what one scorer says of one version of a piece of evidence, by a level of a rubric."""

from fairmark.server.learning.bodies import past_moment_of, wrong
from fairmark.server.learning.continuum import Continuums, Item, Json
from fairmark.server.learning.desk import Desk, evidence_version, learners_of
from fairmark.server.learning.kind import EVIDENCE, FACTS, JUDGMENT, SESSION, SUPERSEDES, Draft, Kind, Link, Rest
from fairmark.server.learning.ledger import Fact
from fairmark.server.learning.ratings import check_rating
from fairmark.server.learning.sight import judgment_seen


def _complete(desk: Desk, draft: Draft) -> Rest:
    body, item = draft.body, draft.item
    if item is None:
        raise TypeError("the schema asks for a target")
    evidence = _judged(draft)
    if body.get("frameworkVersion", item.version) != item.version:
        raise wrong("/frameworkVersion", "This is not the current version of the framework.", 409)
    scored = _scored(desk.continuums, item, body)
    check_rating(desk, draft, evidence)
    added = {"learner": learners_of(evidence)[0], "effectiveAt": evidence.data["effectiveAt"]}
    members = {name: value for name, value in added.items() if name not in body}
    return Rest({**members, **scored}, past_moment_of({**body, **members}, "effectiveAt"))


def _judged(draft: Draft) -> Fact:
    """The version of the evidence that is judged: work of this learner that was handed in."""
    evidence = evidence_version(draft, "/evidence", draft.body["evidenceVersion"])
    if draft.body.get("learner", learners_of(evidence)[0]) not in learners_of(evidence):
        raise wrong("/learner", "The evidence is not this learner's.")
    if evidence.status != "submitted":
        raise wrong("/evidence", "This evidence has not been submitted.")
    return evidence


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


JUDGMENTS = Kind(
    cls=JUDGMENT,
    segment="judgments",
    member="judgments",
    words="a judgment",
    schema=FACTS,
    follows=SUPERSEDES,
    numbered=False,
    learner="learner",
    links=(Link("evidence", EVIDENCE), Link("session", SESSION)),
    complete=_complete,
    shown=judgment_seen,
)
