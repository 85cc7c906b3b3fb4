"""What a check of a suite yields, once for each operation that it looked at."""

from collections.abc import Iterator
from dataclasses import dataclass

from fairmark.validators.suites.recording import Answer


@dataclass(frozen=True, slots=True)
class Result:
    """What a check says about `operation`, such as getCFItem: it `holds` (None: nobody can tell, or it does not apply;
    `reason` says why). `observed` and `expected` are as in a finding: plain words, and values only of public data.
    `answers` are the exchanges that prove it."""

    operation: str
    holds: bool | None
    observed: str = ""
    expected: str = ""
    reason: str = ""
    applies: bool = True
    answers: tuple[Answer, ...] = ()


Results = Iterator[Result]


def holds(operation: str, *answers: Answer) -> Result:
    """The check has nothing against the operation."""
    return Result(operation, True, answers=answers)


def breach(operation: str, *answers: Answer, observed: str, expected: str = "") -> Result:
    """The operation breaks the rule."""
    return Result(operation, False, observed, expected, answers=answers)


def either(operation: str, problem: str, *answers: Answer, expected: str = "") -> Result:
    """A breach for the problem; where there is none (""), the check has nothing against the operation."""
    if problem:
        return breach(operation, *answers, observed=problem, expected=expected)
    return holds(operation, *answers)


def not_applicable(operation: str, reason: str) -> Result:
    """The rule does not apply here: an optional feature that is not claimed, or nothing to try it on."""
    return Result(operation, None, reason=reason, applies=False)


def cannot_tell(operation: str, reason: str, *answers: Answer) -> Result:
    """The rule applies, but no answer shows whether it is kept."""
    return Result(operation, None, reason=reason, answers=answers)
