"""What a check of a suite yields, once for each operation that it looked at."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

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
LiveCheck = Callable[[Any], Results]


def holds(operation: str, *answers: Answer) -> Result:
    """The check has nothing against the operation."""
    return Result(operation, True, answers=answers)


def breach(operation: str, *answers: Answer, observed: str, expected: str = "") -> Result:
    """The operation breaks the rule."""
    return Result(operation, False, observed, expected, answers=answers)


def not_applicable(operation: str, reason: str) -> Result:
    """The rule does not apply here: an optional feature that is not claimed, or nothing to try it on."""
    return Result(operation, None, reason=reason, applies=False)


def cannot_tell(operation: str, reason: str, *answers: Answer) -> Result:
    """The rule applies, but no answer shows whether it is kept."""
    return Result(operation, None, reason=reason, answers=answers)


def folded(results: Iterable[Result]) -> Results:
    """One result for several samples of one operation, nothing for none: the first breach wins and says how many of
    the samples it stands for, else one sample that holds speaks for all."""
    samples = list(results)
    wrong = [sample for sample in samples if sample.holds is False]
    if wrong:
        judged = sum(sample.holds is not None for sample in samples)
        answers = tuple(answer for sample in wrong for answer in sample.answers)
        share = f" ({len(wrong)} of {judged} answers)" if judged > 1 else ""
        yield replace(wrong[0], observed=wrong[0].observed + share, answers=answers)
    elif samples:
        yield next((sample for sample in samples if sample.holds), samples[0])
