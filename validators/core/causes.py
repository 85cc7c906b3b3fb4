"""Fold findings into the few things that somebody has to mend."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fairmark.validators.core.partings import Parting, parted
from fairmark.validators.core.report import Cause, FindingGroup
from fairmark.validators.core.strands import Strand, strands

Found = Mapping[str, Sequence[Strand]]
"""The findings of each rule that is breached, parted by what explains them."""


def fold(groups: Iterable[FindingGroup]) -> tuple[Cause, ...]:
    """The root causes of `groups`, worst first, so that their counts sum to the occurrences in all groups.

    A rule whose declaration `follows` another one that is breached too is a consequence of it, unless a finding says
    better which rule explains it; consequences of a consequence belong to the root. Where two breached rules explain a
    third, the first in the declaration does. A cause is as bad as the worst of what it explains: a context that is
    missing is a warning, the signature that cannot be verified for it an error.

    Where a large part of what a rule finds in tables says the same, that part is a cause: 3,000 rows that refer to one
    missing class. What the rule explains belongs to its largest part.
    """
    found: dict[str, list[Strand]] = {}
    for group in groups:
        found.setdefault(group.rule.id, []).extend(strands(group))
    by_root: dict[str, list[Strand]] = {}
    for id, of_rule in found.items():
        for strand in of_rule:
            by_root.setdefault(_root(id, strand, found), []).append(strand)
    causes = (cause for root, explained in by_root.items() for cause in _causes(root, explained))
    return tuple(sorted(causes, key=lambda cause: (cause.severity.rank, -cause.count, cause.rule.id, cause.says)))


def _root(id: str, strand: Strand, breached: Found) -> str:
    """The rule that explains a strand of the rule `id`: from the one that it follows on, each by its largest strand."""
    seen = {id}
    while True:
        above = strand.group.rule.follows if strand.follows is None else (strand.follows,)
        up = next((each for each in above if each in breached and each not in seen), None)
        if up is None:
            return id
        seen.add(id := up)
        strand = max(breached[id], key=lambda each: each.count)


def _causes(root: str, explained: Sequence[Strand]) -> Iterator[Cause]:
    """The causes that a rule is: one for each part of its own findings."""
    own = [strand for strand in explained if strand.group.rule.id == root]
    others = sorted((s for s in explained if s.group.rule.id != root), key=lambda s: s.group.rule.id)
    largest, *rest = sorted(parted(own), key=lambda part: -part.count) if own else [Parting(())]
    yield _cause(largest, others)
    yield from (_cause(part, ()) for part in rest)


def _cause(part: Parting, explained: Sequence[Strand]) -> Cause:
    portions = (*part.portions, *(strand.portion for strand in explained))
    return Cause(
        rule=portions[0].rule,
        severity=min((portion.severity for portion in portions), key=lambda severity: severity.rank),
        count=sum(portion.count for portion in portions),
        explains=tuple(dict.fromkeys(strand.group.rule.id for strand in explained)),
        portions=portions,
        says=part.says,
        value=part.value,
    )
