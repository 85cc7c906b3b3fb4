"""What a rule makes of the judgments that are known of a learner."""

from collections.abc import Sequence
from datetime import datetime
import re

from fairmark.server.learning import times
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.kind import SESSION, TASK
from fairmark.server.learning.known import Known
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.scoring import Counting, counting
from fairmark.validators.learning.depth import reaches
from fairmark.validators.learning.determining import Parameters, Score, conclude
from fairmark.validators.learning.measure import shown


def admitted(ledger: Ledger, rule: Json, known: Known, target: str, as_of: datetime) -> Counting:
    """The judgments of the target that the rule admits, oldest first."""
    about = [fact for fact in known.judgments(as_of) if fact.target == target]
    return counting(
        about,
        lambda judgment: is_admitted(rule, judgment) and _may_determine(ledger, known.task(judgment)),
        lambda second: _tolerance(ledger, second),
    )


def is_admitted(rule: Json, judgment: Fact) -> bool:
    """Whether the rule admits judgments of that role, purpose and depth."""
    admits, data = rule["admits"], judgment.data
    return (
        data["scorerRole"] in admits["roles"]
        and data["purpose"] in admits["purposes"]
        and _is_deep_enough(data.get("depth"), admits.get("minDepth"))
    )


def _is_deep_enough(depth: Json | None, least: Json | None) -> bool:
    if least is None:
        return True
    return depth is not None and reaches(depth["taxonomy"], depth["value"], least["taxonomy"], least["value"])


def _tolerance(ledger: Ledger, second: Fact) -> float:
    """The tolerance of the session in which a second score was given."""
    session = ledger.find(SESSION, second.data["session"]) if "session" in second.data else None
    return float(session.data["tolerance"]) if session else 0.0


def conclusion(known: Known, rule: Json, judgments: Sequence[Fact], now: datetime) -> Json:
    """What the rule makes of the judgments. What is undefined is neither zero nor a failure."""
    scores = [Score(fact.data["score"], known.task(fact), fact.data["scorer"]) for fact in judgments]
    found = conclude(rule["method"], scores, parameters_of(rule))
    value = found.measure.value
    missing = [{"kind": each.kind, "needed": each.needed, "have": each.have} for each in found.missing]
    return {
        "status": found.status,
        **valued(value, found.measure.reason),
        **({"missing": missing} if missing else {}),
        "judgments": [fact.id for fact in judgments],
        "effectiveAt": times.written(judgments[-1].effective_at if judgments else now),
    }


def valued(value: float | None, reason: str) -> Json:
    """The members that say a value, or why there is none."""
    return {"value": value, **({"reason": reason} if value is None else {"display": shown(value)})}


def parameters_of(rule: Json) -> Parameters:
    """The parameters as the methods know them: `minCount` is `min_count` there."""
    given = rule["parameters"].items()
    return Parameters(**{re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", name): it for name, it in given})


def _may_determine(ledger: Ledger, task: str) -> bool:
    """Whether work for the task may count: it is no Task of this server that says it may not. SCL-ASM-05."""
    found = ledger.find(TASK, task)
    return found is None or bool(ledger.latest(found).data["usableForDeterminations"])
