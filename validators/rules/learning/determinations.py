"""SCL-PKG: determinations follow from their judgments and their rule."""

from collections.abc import Mapping, Sequence
import re
from typing import Any

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.learning.determining import BODY, METHODS, Conclusion, Parameters, Score, conclude
from fairmark.validators.readers.learning.package import LearningPackage, Record
from fairmark.validators.rules.learning.versions import ONLY

CLOSE = 1e-9
"""How near a value has to be to the one that is computed anew: SCL-PRF-01."""

COMPUTED = ("proficient", "notYet", "insufficientEvidence")
"""Statuses that a rule comes to; placements and lapses are said by people."""


@rule(
    "SCL-PKG-07",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.16 V-07; SCL-PRF-01",
    message="the rule gives {expected}",
    follows=("SCL-PKG-13", "SCL-PKG-16"),
    notes="A determination with an `override` is not held to its rule. Judged where its rule and all of its judgments "
    "are in the package; values may differ by 1e-9.",
)
def determinations_follow_from_their_judgments(package: LearningPackage) -> Findings:
    """A determination has the status and the value that its rule gives for its judgments.

    Why: It claims what the evidence does not show, or denies what it does.

    Example: `proficient` with the value 3, where the mean of the judgments is 2.8.

    Repair: Determine anew, or say by `override` who decided otherwise, and why.
    """
    for determination in package.of("Determination"):
        if determination.text("status") not in COMPUTED or "override" in determination.data:
            continue
        found = _recomputed(package, determination)
        if found is None:
            continue
        if found.status != determination.text("status"):
            yield finding(at=package.at(determination, "status"), expected=f"the status {found.status}")
        elif not _is_same(determination.data.get("value"), found.measure.value):
            yield finding(at=package.at(determination, "value"), expected="another value")


def _is_same(stated: object, computed: float | None) -> bool:
    if computed is None or not isinstance(stated, (int, float)):
        return stated is computed
    return abs(stated - computed) <= CLOSE


def _recomputed(package: LearningPackage, determination: Record) -> Conclusion | None:
    """What the rule comes to, None where that cannot be told."""
    by = package.find("DeterminationRule", determination.text("rule"))
    judgments = [package.find("Judgment", id) for _, id in determination.texts("judgments")]
    if by is None or by.text("method") not in (*METHODS, BODY):
        return None
    parameters = _parameters(by.data.get("parameters"))
    scores = [_score(package, judgment) for judgment in _in_order(judgments) if judgment is not None]
    if parameters is None or len(scores) < len(judgments) or any(score is None for score in scores):
        return None
    return conclude(by.text("method"), [score for score in scores if score], parameters)


def _in_order(judgments: Sequence[Record | None]) -> list[Record]:
    """Oldest first: by effective time, then by record time, then by identifier. Section 3.1."""
    known = [judgment for judgment in judgments if judgment is not None]
    never = (0, "")
    return sorted(
        known, key=lambda one: (one.instant("effectiveAt") or never, one.instant("recordedAt") or never, one.id)
    )


def _parameters(given: object) -> Parameters | None:
    if not isinstance(given, Mapping):
        return None
    named = {re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", str(name)): it for name, it in given.items()}
    try:
        return Parameters(**named)
    except TypeError:  # parameters that no method has, or none for the cut
        return None


def _score(package: LearningPackage, judgment: Record) -> Score | None:
    """The judgment as a rule sees it, None where it has no score."""
    value: Any = judgment.data.get("score")
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    return Score(value, _task(package, judgment), judgment.text("scorer"))


def _task(package: LearningPackage, judgment: Record) -> str:
    """What the judged work was done for; the first version of the work where it names no task."""
    seen: set[str] = set()
    evidence = package.find("EvidenceRecord", judgment.text("evidence"))
    while evidence is not None and evidence.id not in seen:
        seen.add(evidence.id)
        if task := evidence.text("task"):
            return task
        earlier = package.find("EvidenceRecord", evidence.before) if evidence.before else None
        if earlier is None:
            return evidence.id
        evidence = earlier
    return judgment.text("evidence")
