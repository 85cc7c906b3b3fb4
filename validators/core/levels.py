"""The few ordered words of a judgement: severity, strictness, verdict, and the outcome of a suite's check."""

from collections.abc import Iterable
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is. `rank` orders them, worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        return ("error", "warning", "info").index(self.value)


ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


class Strictness(StrEnum):
    """Which deviations are let pass: `lenient` those that consumers survive, `strict` not even trust shortcuts."""

    LENIENT = "lenient"
    STANDARD = "standard"
    STRICT = "strict"


class Verdict(StrEnum):
    """What the whole run says. `undetermined` means that nothing could be judged; it is never a pass."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    UNDETERMINED = "undetermined"


class Outcome(StrEnum):
    """What one check of a suite says about a live system."""

    PASS = "pass"
    FAIL = "fail"
    WARN = "warn"
    NOT_APPLICABLE = "not-applicable"
    BLOCKED = "blocked"
    CANNOT_TELL = "cannot-tell"


WORST_FIRST = (
    Outcome.FAIL,
    Outcome.WARN,
    Outcome.BLOCKED,
    Outcome.CANNOT_TELL,
    Outcome.PASS,
    Outcome.NOT_APPLICABLE,
)
"""Outcomes, the worst first."""


def verdict_of(severities: set[Severity], judged: bool) -> Verdict:
    """The verdict for the severities that occurred; `judged` is False when nothing could be looked at."""
    if ERROR in severities:
        return Verdict.FAIL
    if not judged:
        return Verdict.UNDETERMINED
    return Verdict.WARN if WARNING in severities else Verdict.PASS


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict on all of which these are the verdicts; on nothing it is undetermined."""
    seen = set(verdicts)
    order = (Verdict.FAIL, Verdict.UNDETERMINED, Verdict.WARN, Verdict.PASS)
    return next((verdict for verdict in order if verdict in seen), Verdict.UNDETERMINED)


def verdict_of_checks(outcomes: set[Outcome]) -> Verdict:
    """The verdict of a suite run. A run in which no check could pass, fail or warn is undetermined."""
    if Outcome.FAIL in outcomes:
        return Verdict.FAIL
    if Outcome.WARN in outcomes:
        return Verdict.WARN
    return Verdict.PASS if Outcome.PASS in outcomes else Verdict.UNDETERMINED
