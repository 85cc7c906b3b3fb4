"""Fold findings into the few things that somebody has to mend."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from fairmark.validators.core.report import Cause, FindingGroup, Place, Portion
from fairmark.validators.core.rule import Rule

PLACES = 5
"""Kinds of places that are named, most frequent first."""

FEW = 10
"""Occurrences, and part of all those of the rule, from which on records that are at fault in the same way are a cause
of their own: one class that is missing, and not the many single mistakes beside it."""

Said = tuple[str, str]
"""What a message tells of the value and of what is expected."""


class Parting(NamedTuple):
    """A part of the findings of one rule, with what all of them say; "" where they have nothing in common."""

    portions: tuple[Portion, ...]
    says: str
    value: str


def fold(groups: Iterable[FindingGroup]) -> tuple[Cause, ...]:
    """The root causes of `groups`, worst first, so that their counts sum to the occurrences in all groups.

    A rule whose declaration `follows` another one that is breached too is a consequence of it; consequences of a
    consequence belong to the root. Where two breached rules explain a third, the first in the declaration does. A cause
    is as bad as the worst of what it explains: a context that is missing is a warning, the signature that cannot be
    verified for it an error.

    Where a large part of what a rule finds in tables says the same, that part is a cause: 3,000 rows that refer to one
    missing class. What the rule explains belongs to its largest part.
    """
    by_rule: dict[str, list[FindingGroup]] = {}
    for group in groups:
        by_rule.setdefault(group.rule.id, []).append(group)
    explained: dict[str, list[str]] = {}
    for id in by_rule:
        root = _root(id, by_rule)
        explained.setdefault(root, [])
        if root != id:
            explained[root].append(id)
    causes = (
        _cause(part, sorted(by_root) if first else (), by_rule)
        for root, by_root in explained.items()
        for first, part in _numbered(_parts(by_rule[root]))
    )
    return tuple(sorted(causes, key=lambda cause: (cause.severity.rank, -cause.count, cause.rule.id, cause.says)))


def _root(id: str, breached: Mapping[str, list[FindingGroup]]) -> str:
    seen = {id}
    while True:
        above = next((up for up in breached[id][0].rule.follows if up in breached and up not in seen), None)
        if above is None:
            return id
        seen.add(id := above)


def _numbered(parts: Sequence[Parting]) -> Iterator[tuple[bool, Parting]]:
    """Each part, the largest first, and whether it is that."""
    ordered = sorted(parts, key=lambda part: -sum(portion.count for portion in part.portions))
    return ((number == 0, part) for number, part in enumerate(ordered))


def _cause(part: Parting, explains: Sequence[str], by_rule: Mapping[str, list[FindingGroup]]) -> Cause:
    portions = (*part.portions, *(_all_of(group) for id in explains for group in by_rule[id]))
    return Cause(
        rule=portions[0].rule,
        severity=min((portion.severity for portion in portions), key=lambda severity: severity.rank),
        count=sum(portion.count for portion in portions),
        explains=tuple(explains),
        portions=portions,
        says=part.says,
        value=part.value,
    )


def _all_of(group: FindingGroup) -> Portion:
    return Portion(group.rule, group.severity, group.count, group.places, group.samples)


# -- parts of what one rule finds ------------------------------------------------------------------------------------


def _parts(groups: Sequence[FindingGroup]) -> list[Parting]:
    """The findings of one rule, parted by what many of them say alike."""
    rule, total = groups[0].rule, sum(group.count for group in groups)
    common = _common(rule, groups, total)
    whole = Parting(tuple(map(_all_of, groups)), "", "")
    if not common:
        return [whole]
    told = {said: _message(rule, said) for said in common}
    parts = [
        Parting(tuple(_saying(group, said, told[said]) for group in groups if _times(group, said)), told[said], said[0])
        for said in common
    ]
    if sum(common.values()) < total:
        parts.append(Parting(tuple(_others(group, told) for group in groups if _left(group, told)), "", ""))
    return parts


def _common(rule: Rule, groups: Sequence[FindingGroup], total: int) -> dict[Said, int]:
    """What is said often enough to be a cause, and how often; nothing where no message tells more than the rule."""
    times: Counter[Said] = Counter()
    for group in groups:
        for fact, count in group.facts.items():
            times[fact.value, fact.expected] += count
    needed = 1 if len(times) == 1 and times.total() == total else max(FEW, total / FEW)
    return {said: count for said, count in times.items() if count >= needed and _tells(rule, said)}


def _tells(rule: Rule, said: Said) -> bool:
    """Whether the message tells more than the rule does, and tells no value that is only described."""
    value, expected = said
    return bool(value) if "{observed}" in rule.message else bool(expected)


def _message(rule: Rule, said: Said) -> str:
    return rule.message.format(observed=said[0], expected=said[1])


def _times(group: FindingGroup, said: Said) -> int:
    return sum(count for fact, count in group.facts.items() if (fact.value, fact.expected) == said)


def _saying(group: FindingGroup, said: Said, message: str) -> Portion:
    places = Counter(
        {fact.pattern: count for fact, count in group.facts.items() if (fact.value, fact.expected) == said}
    )
    samples = tuple(sample for sample in group.samples if sample.message == message)
    return Portion(group.rule, group.severity, places.total(), _most_common(places), samples)


def _left(group: FindingGroup, told: Mapping[Said, str]) -> int:
    return group.count - sum(_times(group, said) for said in told)


def _others(group: FindingGroup, told: Mapping[Said, str]) -> Portion:
    """What is left of a group; of places that the group does not name nothing is known."""
    places: Counter[str] = Counter()
    for fact, count in group.facts.items():
        if (fact.value, fact.expected) not in told:
            places[fact.pattern] += count
    messages = set(told.values())
    samples = tuple(sample for sample in group.samples if sample.message not in messages)
    return Portion(group.rule, group.severity, _left(group, told), _most_common(places), samples)


def _most_common(places: Counter[str]) -> tuple[Place, ...]:
    return tuple(Place(*place) for place in places.most_common(PLACES))
