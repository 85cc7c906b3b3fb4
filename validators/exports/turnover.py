"""What has become of findings: which are new since the last export, which are fixed, and which are still open."""

from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from fairmark.validators.core.engine import RuleFault, judge, rules_for
from fairmark.validators.core.events import Event, Found
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.levels import INFO
from fairmark.validators.readers.oneroster import Roster

CHEAP = 64 << 20
"""Bytes of an export up to which it is judged too, which takes about ten seconds."""

Marks = Counter[tuple[str, str]]
"""Rule and fingerprint of findings, and how often they occur."""


class Turnover(NamedTuple):
    """How many findings of a rule there are in the new export alone, in the last one alone, and in both."""

    new: int
    fixed: int
    open: int


class Marking:
    """Listens to a run, and keeps the marks of what is found in a package. Infos do not count: they tell what has been
    looked at, not what is to be mended. `marks` is None while nobody wants to know."""

    def __init__(self) -> None:
        self.marks: Marks | None = None

    def begin(self, *, listens: bool) -> None:
        """Another package is about to be judged."""
        self.marks = Marks() if listens else None

    def __call__(self, event: Event) -> None:
        if self.marks is not None and isinstance(event, Found):
            _mark(self.marks, event.finding)


def marks_of(roster: Roster, most: int) -> Marks | None:
    """The marks of what the rules find in a package; None where there are more than `most`."""
    marks = Marks()
    found = judge(roster, rules_for(roster))
    for result in islice(found, most):
        if not isinstance(result, RuleFault):
            _mark(marks, result)
    return marks if next(found, None) is None else None


def _mark(marks: Marks, finding: Finding) -> None:
    if finding.severity is not INFO:
        marks[finding.rule.id, finding.fingerprint] += 1


def turnover(before: Marks, now: Marks) -> Mapping[str, Turnover]:
    """Rule to what has become of its findings, for the rules of which some are new or fixed."""
    new, fixed, both = _by_rule(now - before), _by_rule(before - now), _by_rule(before & now)
    return {rule: Turnover(new[rule], fixed[rule], both[rule]) for rule in sorted({*new, *fixed})}


def _by_rule(marks: Marks) -> Counter[str]:
    found = Counter[str]()
    for (rule, _), times in marks.items():
        found[rule] += times
    return found
