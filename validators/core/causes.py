"""Fold findings into the few things that somebody has to mend."""

from collections.abc import Iterable

from fairmark.validators.core.report import Cause, FindingGroup


def fold(groups: Iterable[FindingGroup]) -> tuple[Cause, ...]:
    """The root causes of `groups`, worst first, so that their counts sum to the occurrences in all groups.

    A rule whose declaration `follows` another one that is breached too is a consequence of it; consequences of a
    consequence belong to the root. Where two breached rules explain a third, the first in the declaration does. A cause
    is as bad as the worst of what it explains: a context that is missing is a warning, the signature that cannot be
    verified for it an error.
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
        Cause(
            rule=by_rule[root][0].rule,
            severity=min((group.severity for id in (root, *by_root) for group in by_rule[id]), key=lambda s: s.rank),
            count=sum(group.count for id in (root, *by_root) for group in by_rule[id]),
            explains=tuple(sorted(by_root)),
        )
        for root, by_root in explained.items()
    )
    return tuple(sorted(causes, key=lambda cause: (cause.severity.rank, -cause.count, cause.rule.id)))


def _root(id: str, breached: dict[str, list[FindingGroup]]) -> str:
    seen = {id}
    while True:
        above = next((up for up in breached[id][0].rule.follows if up in breached and up not in seen), None)
        if above is None:
            return id
        seen.add(id := above)
