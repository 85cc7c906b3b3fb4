"""What one rule finds in tables, parted by what many of its findings say alike: one class that is missing, and not the
many single mistakes beside it."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from fairmark.validators.core.report import Fact, Portion, Sample
from fairmark.validators.core.rule import Rule
from fairmark.validators.core.strands import Strand, places_of

FEW = 10
"""Occurrences, and part of all those of the rule, from which on findings that say the same are a cause of their own."""


@dataclass(frozen=True, slots=True)
class Parting:
    """Findings of one rule, with what all of them say and the value that they have in common; "" for none."""

    portions: tuple[Portion, ...]
    says: str = ""
    value: str = ""

    @property
    def count(self) -> int:
        return sum(portion.count for portion in self.portions)


class _Message:
    """Findings with one message, where it tells a value that may be told, or else something that is expected."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule

    def of(self, fact: Fact) -> str:
        """What the findings with that fact have in common, "" where the rule itself says no less."""
        if not (fact.value if "{observed}" in self._rule.message else fact.expected):
            return ""
        return self._rule.message.format(observed=fact.value, expected=fact.expected)

    def of_sample(self, sample: Sample) -> str:
        return sample.message

    def parting(self, message: str, strands: Sequence[Strand]) -> Parting:
        return Parting(_portions(strands), message, next(iter(strands[0].facts)).value or "")


class _Subject:
    """Findings that expect the same of different values: references to many records that one file lacks."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule

    def of(self, fact: Fact) -> str:
        return fact.expected if "{observed}" in self._rule.message and fact.value != "" else ""

    def of_sample(self, sample: Sample) -> str:
        return sample.expected

    def parting(self, expected: str, strands: Sequence[Strand]) -> Parting:
        values = {fact.value for strand in strands for fact in strand.facts}
        many = "many" if None in values else f"{len(values):,}"
        message = self._rule.message.format(observed="…", expected=expected)
        return Parting(_portions(strands), f"{message} ({many} different values)")


def parted(strands: Sequence[Strand]) -> list[Parting]:
    """The findings of one rule, parted by the message where a large part has the same, then by what is expected; what
    is left once more by the message, as one large part may have hidden another."""
    rule = strands[0].group.rule
    message, subject = _Message(rule), _Subject(rule)
    parts: list[Parting] = []
    for way in (message, subject, message):
        told = _frequent(strands, way)
        parts += [way.parting(each, _taken(strands, way, (each,))) for each in told]
        strands = _left(strands, way, told)
    return [*parts, *([Parting(_portions(strands))] if strands else [])]


def _frequent(strands: Sequence[Strand], way: _Message | _Subject) -> list[str]:
    """What is said often enough to be a cause: by all findings, or by a large part."""
    total = sum(strand.count for strand in strands)
    times: Counter[str] = Counter()
    for strand in strands:
        for fact, count in strand.facts.items():
            times[way.of(fact)] += count
    needed = 1 if len(times) == 1 and times.total() == total else max(FEW, total / FEW)
    return [told for told, count in times.items() if told and count >= needed]


def _taken(strands: Sequence[Strand], way: _Message | _Subject, told: Container[str]) -> list[Strand]:
    """The findings that say one of these things."""
    chosen = []
    for strand in strands:
        facts = {fact: count for fact, count in strand.facts.items() if way.of(fact) in told}
        if facts:
            samples = [sample for sample in strand.samples if way.of_sample(sample) in told]
            count = sum(facts.values())
            chosen.append(replace(strand, count=count, facts=facts, places=places_of(facts), samples=samples))
    return chosen


def _left(strands: Sequence[Strand], way: _Message | _Subject, told: Container[str]) -> list[Strand]:
    """The findings that say none of them, also those of which it is not known what they say."""
    if not told:
        return list(strands)
    left = []
    for strand in strands:
        facts = {fact: count for fact, count in strand.facts.items() if way.of(fact) not in told}
        count = strand.count - sum(strand.facts.values()) + sum(facts.values())
        if count:
            samples = [sample for sample in strand.samples if way.of_sample(sample) not in told]
            left.append(replace(strand, count=count, facts=facts, places=places_of(facts), samples=samples))
    return left


def _portions(strands: Sequence[Strand]) -> tuple[Portion, ...]:
    return tuple(strand.portion for strand in strands)
