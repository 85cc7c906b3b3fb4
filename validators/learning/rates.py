"""Proficiency rates (section 3.4) and progress along a pathway (section 3.5)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from fairmark.validators.learning.determining import NOT_YET, PROFICIENT
from fairmark.validators.learning.measure import Measure, share, undefined

NOBODY, NOBODY_DETERMINED = "nobodyEnrolled", "nobodyDetermined"


@dataclass(frozen=True, slots=True)
class ProficiencyRate:
    """`enrolled` learners in scope, `determined` of them proficient or not yet, `proficient` of these; and the three
    shares that are only honest together."""

    enrolled: int
    determined: int
    proficient: int

    @property
    def of_determined(self) -> Measure:
        if not self.enrolled:
            return undefined(NOBODY)
        return share(self.proficient, self.determined, NOBODY_DETERMINED)

    @property
    def of_enrolled(self) -> Measure:
        if self.enrolled and not self.determined:
            return undefined(NOBODY_DETERMINED)
        return share(self.proficient, self.enrolled, NOBODY)

    @property
    def coverage(self) -> Measure:
        return share(self.determined, self.enrolled, NOBODY)


def proficiency_rate(statuses: Iterable[str]) -> ProficiencyRate:
    """The rate over the status of each learner in scope, whatever words stand for those without a conclusion."""
    all_statuses = list(statuses)
    proficient = all_statuses.count(PROFICIENT)
    return ProficiencyRate(len(all_statuses), proficient + all_statuses.count(NOT_YET), proficient)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a pathway. `score` and `cut` are those of its latest determination, None where there is none."""

    attained: bool
    weight: float = 1.0
    score: float | None = None
    cut: float | None = None
    in_window: bool = True

    @property
    def partial(self) -> float:
        """The share of the step that counts where credit is given in part."""
        if self.score is None or not self.cut:
            return 1.0 if self.attained else 0.0
        return min(self.score, self.cut) / self.cut


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A node of which `k` of the steps are enough. It weighs `k`, and counts no more however many are attained."""

    k: int
    steps: Sequence[Step]


Node = Step | AtLeast


@dataclass(frozen=True, slots=True)
class Progress:
    """Shares of a pathway from 0 to 1: all that is attained, what was attained since it began, and with credit in
    part."""

    progress: Measure
    in_window: Measure
    partial: Measure


def progress(nodes: Sequence[Node]) -> Progress:
    """The progress along a pathway; undefined for an empty one."""
    total = sum(node.k if isinstance(node, AtLeast) else node.weight for node in nodes)

    def of(credits_of: Sequence[float]) -> Measure:
        return share(sum(credits_of), total, "emptyPathway")

    return Progress(
        of([_credit(node, lambda step: float(step.attained)) for node in nodes]),
        of([_credit(node, lambda step: float(step.attained and step.in_window)) for node in nodes]),
        of([_credit(node, lambda step: step.partial) for node in nodes]),
    )


def _credit(node: Node, of: Callable[[Step], float]) -> float:
    """What a node counts: of a choice its best steps."""
    if isinstance(node, AtLeast):
        return sum(sorted((of(step) for step in node.steps), reverse=True)[: node.k])
    return node.weight * of(node)
