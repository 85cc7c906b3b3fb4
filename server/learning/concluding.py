"""What a rule makes of the judgments that are known of a learner."""

from collections.abc import Sequence
from datetime import datetime
import re

from fairmark.server.learning import times
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.kind import EVIDENCE, SESSION, TASK
from fairmark.server.learning.known import Known
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.scoring import Counting, counting
from fairmark.validators.learning.depth import reaches
from fairmark.validators.learning.determining import Parameters, Score, conclude
from fairmark.validators.learning.measure import shown


def admitted(ledger: Ledger, rule: Json, known: Known, target: str, as_of: datetime) -> Counting:
    """The judgments of the target that the rule admits, oldest first."""
    about = [fact for fact in known.judgments(as_of) if fact.target == target]
    works = Works(ledger)
    return counting(
        about,
        lambda judgment: is_admitted(rule, judgment) and works.may_determine(judgment),
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


def conclusion(ledger: Ledger, rule: Json, judgments: Sequence[Fact], now: datetime) -> Json:
    """What the rule makes of the judgments. What is undefined is neither zero nor a failure."""
    works = Works(ledger)
    scores = [Score(fact.data["score"], works.task(fact), fact.data["scorer"]) for fact in judgments]
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


class Works:
    """What the judged work was done for, as far as rules tell tasks apart."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def task(self, judgment: Fact) -> str:
        """The task of the work; the first version of the work where it names none."""
        evidence = self._ledger.find(EVIDENCE, judgment.data["evidence"])
        while evidence is not None:
            if task := evidence.data.get("task"):
                return str(task)
            if evidence.replaces is None:
                return evidence.id
            evidence = self._ledger.find(EVIDENCE, evidence.replaces)
        return str(judgment.data["evidence"])

    def may_determine(self, judgment: Fact) -> bool:
        """Whether the work may count: it was not done for a Task that says of itself that it may not. SCL-ASM-05."""
        task = self._ledger.find(TASK, self.task(judgment))
        return task is None or bool(self._ledger.latest(task).data["usableForDeterminations"])
