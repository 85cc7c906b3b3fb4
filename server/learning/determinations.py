"""Publish determination rules, and draw by them the conclusion from what is known of a learner."""

from collections.abc import Sequence
import re

from fairmark.server.http import Answer, Call
from fairmark.server.learning import times
from fairmark.server.learning.answers import check_superseded, created, pin, recorder, target_of
from fairmark.server.learning.bodies import moment_of, read_body, wrong
from fairmark.server.learning.continuum import Continuums, Item, Json
from fairmark.server.learning.evidence import EVIDENCE
from fairmark.server.learning.known import Known
from fairmark.server.learning.ledger import Fact, Ledger, Recorder
from fairmark.validators.learning.depth import reaches
from fairmark.validators.learning.determining import Parameters, Score, conclude
from fairmark.validators.learning.measure import shown

RULE = "DeterminationRule"
DETERMINATION = "Determination"


def post_rule(call: Call) -> Answer:
    body = read_body(call, "NewDeterminationRule")
    valid_from = moment_of(body, "validFrom")
    if "validTo" in body and moment_of(body, "validTo") <= valid_from:
        raise wrong("/validTo", "This is not after validFrom.")
    with recorder(call) as ledger:
        fact = ledger.add(RULE, body, effective_at=valid_from)
    return created(call, fact)


def post_determination(call: Call) -> Answer:
    """Apply the rule to the judgments of the target that it admits and that stand now."""
    body = read_body(call, "NewDetermination")
    if body["purpose"] != "attainment":
        raise wrong("/purpose", "This server records attainment only, so far.")
    continuums = Continuums(call.context.store, call.context.settings.base_url)
    item = target_of(continuums, body)
    about = {item.uri, item.framework_uri, body["target"], *continuums.competencies(item.identifier).values()}
    with recorder(call) as ledger:
        rule = _rule(ledger, body["rule"], about)
        check_superseded(ledger, DETERMINATION, body, item.identifier)
        judgments = _admitted(ledger, rule, body["learner"], item)
        fact = ledger.add(
            DETERMINATION,
            {**body, **pin(ledger, item), **_conclusion(rule, judgments, ledger)},
            effective_at=judgments[-1].effective_at if judgments else ledger.moment,
            learners=[body["learner"]],
            about=item,
            replaces=body.get("supersedes"),
        )
    return created(call, fact)


def _rule(ledger: Recorder, id: str, about: set[str]) -> Json:
    """The rule with that id, if it is valid now and applies to one of the URIs that the target goes by."""
    fact = ledger.find(RULE, id)
    if fact is None:
        raise wrong("/rule", "There is no such rule here.")
    end = times.read(fact.data["validTo"]) if "validTo" in fact.data else None
    if ledger.moment < fact.effective_at or (end and ledger.moment >= end):
        raise wrong("/rule", "This rule is not valid now.")
    if about.isdisjoint(fact.data["appliesTo"]):
        raise wrong("/rule", "This rule does not apply to the target.")
    return fact.data


def _admitted(ledger: Recorder, rule: Json, learner: str, item: Item) -> list[Fact]:
    """The scored judgments of the target that the rule admits, oldest first."""
    admits, now = rule["admits"], ledger.moment
    return [
        fact
        for fact in Known(ledger.of_learner(learner), now).judgments(now)
        if fact.target == item.identifier
        and fact.data["status"] == "scored"
        and fact.data["scorerRole"] in admits["roles"]
        and fact.data["purpose"] in admits["purposes"]
        and _is_deep_enough(fact.data.get("depth"), admits.get("minDepth"))
    ]


def _is_deep_enough(depth: Json | None, least: Json | None) -> bool:
    if least is None:
        return True
    return depth is not None and reaches(depth["taxonomy"], depth["value"], least["taxonomy"], least["value"])


def _conclusion(rule: Json, judgments: Sequence[Fact], ledger: Recorder) -> Json:
    """What the rule makes of the judgments. What is undefined is neither zero nor a failure."""
    tasks = Tasks(ledger)
    scores = [Score(fact.data["score"], tasks.of(fact), fact.data["scorer"]) for fact in judgments]
    found = conclude(rule["method"], scores, parameters_of(rule))
    value = found.measure.value
    missing = [{"kind": each.kind, "needed": each.needed, "have": each.have} for each in found.missing]
    return {
        "status": found.status,
        "value": value,
        **({"reason": found.measure.reason} if value is None else {"display": shown(value)}),
        **({"missing": missing} if missing else {}),
        "judgments": [fact.id for fact in judgments],
        "effectiveAt": times.written(judgments[-1].effective_at if judgments else ledger.moment),
    }


def parameters_of(rule: Json) -> Parameters:
    """The parameters as the methods know them: `minCount` is `min_count` there."""
    given = rule["parameters"].items()
    return Parameters(**{re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", name): it for name, it in given})


class Tasks:
    """What the judged work was done for, as far as rules tell tasks apart."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def of(self, judgment: Fact) -> str:
        """The task of the work; the first version of the work where it names none."""
        evidence = self._ledger.find(EVIDENCE, judgment.data["evidence"])
        while evidence is not None:
            if task := evidence.data.get("task"):
                return str(task)
            if evidence.replaces is None:
                return evidence.id
            evidence = self._ledger.find(EVIDENCE, evidence.replaces)
        return str(judgment.data["evidence"])
