"""Work that was scored more than once: second scores, and how differences are settled. Profile, SCL-CAL-05 and -06.

Two scores of one version of a piece of evidence, for one target, may differ by the tolerance of the session in which
the second one was given. Beyond it they are disputed, and count for nothing until an adjudication stands in the place
of both.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from fairmark.server.learning.ledger import Fact

SECOND, ADJUDICATION = "secondScore", "adjudication"


@dataclass
class Scores:
    """The judgments of one version of a piece of evidence for one target."""

    originals: list[Fact] = field(default_factory=list)
    seconds: list[Fact] = field(default_factory=list)
    adjudications: list[Fact] = field(default_factory=list)

    def disputes(self, tolerance_of: Callable[[Fact], float]) -> list[tuple[Fact, Fact]]:
        """Each original and second score that differ by more than is tolerated, whether or not that was settled."""
        return [
            (original, second)
            for second in self.seconds
            for original in self.originals
            if original.data["scorer"] != second.data["scorer"]
            and "score" in original.data
            and "score" in second.data
            and abs(original.data["score"] - second.data["score"]) > tolerance_of(second)
        ]


def by_work(judgments: Iterable[Fact]) -> dict[tuple[str, str], Scores]:
    """Judgments by the version of the evidence and the target that they are about."""
    found: dict[tuple[str, str], Scores] = {}
    for judgment in judgments:
        scores = found.setdefault((judgment.data["evidence"], judgment.target), Scores())
        purpose = judgment.data["purpose"]
        within = {SECOND: scores.seconds, ADJUDICATION: scores.adjudications}.get(purpose, scores.originals)
        within.append(judgment)
    return found


@dataclass(frozen=True, slots=True)
class Counting:
    """The judgments that count, in their order, and those that wait for an adjudication."""

    judgments: Sequence[Fact]
    disputed: Sequence[Fact]


def counting(
    judgments: Sequence[Fact], admits: Callable[[Fact], bool], tolerance_of: Callable[[Fact], float]
) -> Counting:
    """Those of the judgments that a rule admits. An adjudication is admitted where a score that it settles would be."""
    admitted, settled, disputed = {one.id for one in judgments if admits(one)}, set[str](), set[str]()
    for scores in by_work(judgments).values():
        both = {one.id for one in (*scores.originals, *scores.seconds)}
        if scores.adjudications:
            *earlier, last = scores.adjudications
            if not admitted.isdisjoint(both):
                admitted.add(last.id)
            settled |= both | {one.id for one in earlier}
        elif not admitted.isdisjoint(both) and scores.disputes(tolerance_of):
            disputed |= both
    left = [one for one in judgments if one.id in admitted and one.id not in settled | disputed]
    scored = [one for one in left if one.data["status"] == "scored"]
    return Counting(scored, [one for one in judgments if one.id in disputed])
