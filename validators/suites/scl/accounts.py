"""Determinations worked out anew, and for each that says something else, which mistake explains it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Any

from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.scl.exported import Exported
from fairmark.validators.suites.scl.graph import as_object, identifier_of
from fairmark.validators.suites.scl.history import key, recorded
from fairmark.validators.suites.scl.oracle.determining import (
    BODY,
    INSUFFICIENT,
    LAST_VS_REST,
    METHODS,
    RECURSIVE,
    Expected,
    Score,
    expected,
)

CLOSE = 1e-9
"""How near a value has to be: SCL-PRF-01."""
COMPUTED = ("proficient", "notYet", "insufficientEvidence")
"""Statuses that a rule comes to; placements and lapses are said by people."""
OTHER_FORM = {RECURSIVE: LAST_VS_REST, LAST_VS_REST: RECURSIVE}


class Cause(Enum):
    """What explains a determination that does not follow from its judgments."""

    NOTHING = "nothing"
    OTHER_AVERAGE = "the other decaying average"
    OTHER_ORDER = "the order of recording"
    MISSING_AS_ZERO = "what was not scored counted as zero"
    ROUNDED = "a rounded value"
    TOO_LITTLE = "too little evidence"
    BODY = "the body of evidence"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Account:
    """A determination with its rule, and what explains it, NOTHING where it is right."""

    determination: Record
    method: str
    right: Expected
    cause: Cause


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a determination says that its rule has come to, before anybody overrode it."""

    status: str
    value: float | None

    def fits(self, right: Expected) -> bool:
        if self.status not in right.statuses:
            return False
        return not right.is_numeric or _is_same(self.value, right.value)


class Accounts:
    """The accounts of all determinations of a package that can be worked out: those of a rule and of judgments that are
    all there."""

    def __init__(self, exported: Exported) -> None:
        self._package = exported.learning
        self._unscored = _unscored(exported)
        self.all: Sequence[Account] = [
            account for each in exported.of("Determination") if (account := self._account(each)) is not None
        ]

    def by(self, *causes: Cause) -> Iterator[Account]:
        return (account for account in self.all if account.cause in causes)

    def judgments_of(self, determination: Record) -> list[Record] | None:
        """Its judgments, None where one of them is not in the package."""
        found = [self._package.find("Judgment", id) for _, id in determination.texts("judgments")]
        known = [one for one in found if one is not None]
        return known if len(known) == len(found) else None

    def rule_of(self, determination: Record) -> Record | None:
        return self._package.find("DeterminationRule", determination.text("rule"))

    def _account(self, determination: Record) -> Account | None:
        claim, rule = _claim(determination), self.rule_of(determination)
        judgments = self.judgments_of(determination)
        if claim is None or rule is None or judgments is None or rule.text("method") not in METHODS:
            return None
        parameters = parameters_of(rule)
        scored = [one for one in judgments if one.text("status") == "scored"]
        if parameters is None or any(number(one.data.get("score")) is None for one in scored):
            return None
        method = rule.text("method")
        right = expected(method, self._scores(sorted(scored, key=key)), parameters)
        if claim.fits(right) and len(scored) == len(judgments):
            return Account(determination, method, right, Cause.NOTHING)
        cause = self._cause(determination, claim, method, judgments, parameters, right)
        return Account(determination, method, right, cause)

    def _cause(
        self,
        determination: Record,
        claim: _Claim,
        method: str,
        judgments: Sequence[Record],
        parameters: Mapping[str, Any],
        right: Expected,
    ) -> Cause:
        """The mistake that leads from the judgments to what is claimed, the most telling one."""
        scored = [one for one in judgments if one.text("status") == "scored"]
        if len(scored) < len(judgments) or self._is_zeroed(determination, claim, method, scored, parameters):
            return Cause.MISSING_AS_ZERO
        if right.statuses == {INSUFFICIENT} or claim.status == INSUFFICIENT:
            return Cause.TOO_LITTLE
        if method == BODY:
            return Cause.BODY
        if _is_same(claim.value, right.value):
            return Cause.ROUNDED
        if method in OTHER_FORM:
            other = expected(OTHER_FORM[method], self._scores(sorted(scored, key=key)), parameters)
            if claim.fits(other):
                return Cause.OTHER_AVERAGE
        orders = (sorted(scored, key=recorded), scored, scored[::-1])
        if any(claim.fits(expected(method, self._scores(order), parameters)) for order in orders):
            return Cause.OTHER_ORDER
        return Cause.UNEXPLAINED

    def _is_zeroed(
        self,
        determination: Record,
        claim: _Claim,
        method: str,
        scored: Sequence[Record],
        parameters: Mapping[str, Any],
    ) -> bool:
        """Whether the claim comes of counting as zero what the learner was missing, or exempt from, for the target."""
        target = identifier_of(determination.text("target"))
        unscored = self._unscored.get((determination.text("learner"), target), ())
        before = [one for one in unscored if recorded(one) <= recorded(determination)]
        if not before:
            return False
        every = sorted((*scored, *before), key=key)
        return claim.fits(expected(method, self._scores(every), parameters))

    def _scores(self, judgments: Sequence[Record]) -> list[Score]:
        return [Score(number(one.data.get("score")) or 0.0, self._task(one), one.text("scorer")) for one in judgments]

    def _task(self, judgment: Record) -> str:
        """What the work was done for; the first version of the work where it names no task."""
        seen: set[str] = set()
        work = self._package.find("EvidenceRecord", judgment.text("evidence"))
        while work is not None and work.id not in seen:
            seen.add(work.id)
            if task := work.text("task"):
                return task
            earlier = self._package.find("EvidenceRecord", work.before) if work.before else None
            if earlier is None:
                return work.id
            work = earlier
        return judgment.text("evidence")


def _unscored(exported: Exported) -> Mapping[tuple[str, str], list[Record]]:
    """Judgments without a score, by learner and target."""
    found: dict[tuple[str, str], list[Record]] = {}
    for one in exported.of("Judgment"):
        if one.text("status") != "scored":
            found.setdefault((one.text("learner"), identifier_of(one.text("target"))), []).append(one)
    return found


def _claim(determination: Record) -> _Claim | None:
    """What the determination says to be computed, None where nothing is."""
    override = determination.data.get("override")
    if override is not None:
        status, value = as_object(override).get("computedStatus"), as_object(override).get("computedValue")
        says = isinstance(status, str) and "computedValue" in as_object(override)
        return _Claim(str(status), number(value)) if says else None
    status = determination.text("status")
    return _Claim(status, number(determination.data.get("value"))) if status in COMPUTED else None


def number(value: object) -> float | None:
    """The value where it is a number."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _is_same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= CLOSE


def parameters_of(rule: Record) -> Mapping[str, Any] | None:
    """The parameters of a rule, None where one of them is no number or there is no cut."""
    given = as_object(rule.data.get("parameters"))
    whole = ("minCount", "minTasks", "minScorers", "window", "k")
    fits = all(isinstance(value, int) if name in whole else number(value) is not None for name, value in given.items())
    return given if fits and number(given.get("cut")) is not None else None


def displays(value: float, shown: str) -> bool:
    """Whether the text can stand for the value: rounded half away from zero to as many digits as it shows. What is no
    number, such as a word for it, may be anything."""
    try:
        said = Decimal(shown)
    except ArithmeticError:
        return True
    exponent = said.as_tuple().exponent
    if not isinstance(exponent, int):
        return False
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(min(exponent, 0)), ROUND_HALF_UP) == said
