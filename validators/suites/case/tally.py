"""Several samples of one operation, folded into the one result that a check yields for it."""

from dataclasses import dataclass, field

from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, breach, cannot_tell, holds, not_applicable

NO_ANSWER = 0
ELSEWHERE = frozenset({NO_ANSWER, 401, 403, 429, 503})
"""Statuses that say nothing of the matter in hand: no answer, not for you, not now."""


@dataclass(slots=True)
class Tally:
    """What the samples of `operation` show. The first breach is told in full; a doubt counts only where nothing else
    was seen."""

    operation: str
    kept: list[Answer] = field(default_factory=list)
    broken: list[tuple[str, str, tuple[Answer, ...]]] = field(default_factory=list)
    doubts: list[tuple[str, tuple[Answer, ...]]] = field(default_factory=list)

    def keeps(self, answer: Answer) -> None:
        """A sample is as it should be."""
        self.kept.append(answer)

    def breaks(self, *answers: Answer, observed: str, expected: str = "") -> None:
        """A sample is not as it should be."""
        self.broken.append((observed, expected, answers))

    def doubts_that(self, reason: str, *answers: Answer) -> None:
        """A sample does not show whether it is as it should be."""
        self.doubts.append((reason, answers))

    def result(self, nothing: str) -> Result:
        """What is to be said of the operation; `nothing` is the reason why it does not apply, where there was no
        sample."""
        if self.broken:
            observed, expected, answers = self.broken[0]
            looked_at = len(self.kept) + len(self.broken)
            among = f" ({len(self.broken)} of {looked_at} looked at)" if looked_at > 1 else ""
            return breach(self.operation, *answers, observed=observed + among, expected=expected)
        if self.kept:
            return holds(self.operation, *self.kept)
        if self.doubts:
            reason, answers = self.doubts[0]
            return cannot_tell(self.operation, reason, *answers)
        return not_applicable(self.operation, nothing)
