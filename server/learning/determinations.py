"""Determination rules, and the conclusions that are drawn by them from what is known of a learner."""

from datetime import datetime

from fairmark.server.learning import times
from fairmark.server.learning.bodies import moment_of, past_moment_of, wrong
from fairmark.server.learning.concluding import admitted, conclusion, valued
from fairmark.server.learning.continuum import Item, Json
from fairmark.server.learning.desk import Desk
from fairmark.server.learning.kind import DETERMINATION, FACTS, RULE, SUPERSEDES, Draft, Kind, Link, Rest
from fairmark.server.learning.known import ATTAINED, REVIEW, Known
from fairmark.server.learning.ledger import Fact

BASELINE = "baseline"


# -- rules -----------------------------------------------------------------------------------------------------------


def _complete_rule(_desk: Desk, draft: Draft) -> Rest:
    valid_from = moment_of(draft.body, "validFrom")
    if "validTo" in draft.body and moment_of(draft.body, "validTo") <= valid_from:
        raise wrong("/validTo", "This is not after validFrom.")
    if draft.before and valid_from <= draft.before.effective_at:
        raise wrong("/validFrom", "This is not after the validFrom of the rule before.")
    return Rest(effective_at=valid_from, replaces_from=valid_from)


def _check_rule(desk: Desk, rule: Fact, item: Item, target: str) -> None:
    """Refuse a rule that is not valid now, or does not apply to what the target goes by."""
    now = desk.ledger.moment
    end = times.read(rule.data["validTo"]) if "validTo" in rule.data else None
    if now < rule.effective_at or (end and now >= end):
        raise wrong("/rule", "This rule is not valid now.")
    follower = desk.ledger.follower(rule)
    if follower and now >= follower.effective_at:
        raise wrong("/rule", "Another rule has taken the place of this one.")
    competencies = desk.continuums.competencies(item.identifier).values()
    if {item.uri, item.framework_uri, target, *competencies}.isdisjoint(rule.data["appliesTo"]):
        raise wrong("/rule", "This rule does not apply to the target.")


RULES = Kind(
    cls=RULE,
    segment="determination-rules",
    member="determinationRules",
    words="a determination rule",
    schema=FACTS,
    numbered=False,
    complete=_complete_rule,
)


# -- determinations --------------------------------------------------------------------------------------------------


def _complete(desk: Desk, draft: Draft) -> Rest:
    """Apply the rule to the judgments of the target that it admits and that stand now; or place a learner without."""
    if draft.item is None:
        raise TypeError("the schema asks for a target")
    _check_members(draft.body)
    known = Known(desk.ledger.of_learner(draft.body["learner"]), desk.ledger.moment)
    rule = draft.linked.get("/rule")
    members = _placed(desk, draft.body) if rule is None else _computed(desk, draft, draft.item, rule, known)
    effective_at = times.read(members["effectiveAt"])
    if rule is None or effective_at is None or draft.body.get("causedBy") != rule.id:
        return Rest(members, effective_at)
    # By a rule that is valid from a day on: until then what was determined before stands. SCL-PRF-09.
    from_then = max(effective_at, rule.effective_at)
    return Rest({**members, "effectiveAt": times.written(from_then)}, from_then, from_then)


def _check_members(body: Json) -> None:
    """Refuse what the purpose has no use for."""
    if "placement" in body and body["purpose"] != BASELINE:
        raise wrong("/placement", "Only a baseline is a placement.")
    if "rule" not in body and "placement" not in body:
        raise wrong("/rule", "This member is missing.")
    if "rule" in body and "placement" in body:
        raise wrong("/placement", "A placement by a rule is that of the rule.")
    if "effectiveAt" in body and "placement" not in body:
        raise wrong("/effectiveAt", "This follows from the judgments.")
    if "override" in body and "rule" not in body:
        raise wrong("/override", "There is no rule to decide otherwise than.")
    for member in ("status", "value"):
        if member in body and "override" not in body:
            raise wrong(f"/{member}", "This follows from the rule; who decides otherwise says so by an override.")
    if "override" in body and "status" not in body:
        raise wrong("/status", "This member is missing.")


def _placed(desk: Desk, body: Json) -> Json:
    """A start level that somebody found, by whatever method. SCL-LRN-02."""
    if "effectiveAt" in body:
        past_moment_of(body, "effectiveAt")
    at = body.get("effectiveAt", times.written(desk.ledger.moment))
    return {"status": "placed", **valued(None, "placement"), "judgments": [], "effectiveAt": at}


def _computed(desk: Desk, draft: Draft, item: Item, rule: Fact, known: Known) -> Json:
    body, now = draft.body, desk.ledger.moment
    _check_rule(desk, rule, item, body["target"])
    if body["purpose"] == REVIEW and _latest_status(known, item.identifier, now) not in ATTAINED:
        raise wrong("/purpose", "There is nothing to review: the target is not attained.")
    counting = admitted(desk.ledger, rule.data, known, item.identifier, now)
    if counting.disputed:
        raise wrong("/target", "Two scores differ by more than is tolerated; adjudicate first.", 409)
    found = conclusion(known, rule.data, counting.judgments, now)
    computed = found["status"]
    if body["purpose"] == BASELINE and computed == "proficient":
        found["status"] = "placed"
    if body["purpose"] == REVIEW and computed == "notYet":
        found["status"] = "lapsed"
    return _overridden(body, found, computed) if "override" in body else found


def _overridden(body: Json, found: Json, computed: str) -> Json:
    """What a professional decided, beside what the rule concludes. SCL-PRF-06."""
    beside = {"computedStatus": computed, "computedValue": found["value"]}
    left = {name: value for name, value in found.items() if name not in ("display", "reason")}
    said = valued(body.get("value"), "overridden")
    return {**left, "status": body["status"], **said, "override": {**body["override"], **beside}}


def _latest_status(known: Known, target: str, now: datetime) -> str:
    about = [fact for fact in known.conclusions(now) if fact.target == target]
    return about[-1].status if about else ""


DETERMINATIONS = Kind(
    cls=DETERMINATION,
    segment="determinations",
    member="determinations",
    words="a determination, which the server makes from the judgments that it holds",
    schema=FACTS,
    follows=SUPERSEDES,
    numbered=False,
    learner="learner",
    links=(Link("rule", RULE),),
    complete=_complete,
)
