"""The findings of one rule at one severity, taken apart by what explains them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fairmark.validators.core.report import Fact, FindingGroup, Place, Portion, Sample

PLACES = 5
"""Kinds of places that are named, most frequent first."""


@dataclass(frozen=True, slots=True)
class Strand:
    """Findings of a `group` that one rule explains: `count` of them. `follows` says which, as in `Finding`. `facts` and
    `places` are those of these findings, as far as they are told."""

    group: FindingGroup
    follows: str | None
    count: int
    facts: Mapping[Fact, int]
    places: tuple[Place, ...]
    samples: Sequence[Sample]

    @property
    def portion(self) -> Portion:
        return Portion(self.group.rule, self.group.severity, self.count, self.places, self.samples)


def strands(group: FindingGroup) -> list[Strand]:
    """The strands of a group: one where all its findings may be explained by the same rules, as those of documents."""
    counts: Counter[str | None] = Counter()
    for fact, times in group.facts.items():
        counts[fact.follows] += times
    counts[None] += group.count - counts.total()  # what was found where records are not counted
    if counts[None] == group.count:
        return [Strand(group, None, group.count, group.facts, group.places, group.samples)]
    return [_strand(group, follows, count) for follows, count in counts.items() if count]


def _strand(group: FindingGroup, follows: str | None, count: int) -> Strand:
    facts = {fact: times for fact, times in group.facts.items() if fact.follows == follows}
    samples = [sample for sample in group.samples if sample.follows == follows]
    return Strand(group, follows, count, facts, places_of(facts), samples)


def places_of(facts: Mapping[Fact, int]) -> tuple[Place, ...]:
    """Where it was said, the most frequent kinds of places first."""
    places: Counter[str] = Counter()
    for fact, times in facts.items():
        places[fact.pattern] += times
    return tuple(Place(*place) for place in places.most_common(PLACES))
