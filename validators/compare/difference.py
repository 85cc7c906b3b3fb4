"""What has changed between two reports: what is new, worse, better, fixed, still open, and what cannot be compared.

Findings of documents are matched by rule and fingerprint, which stay the same when a file is reordered; checks of
systems by rule and operation. Where a report holds only samples of a rule, its numbers are compared and not its
places, and the difference says so.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from fairmark.validators.compare.cautions import cautions
from fairmark.validators.compare.written import Json
from fairmark.validators.core.levels import ERROR, WARNING, Severity
from fairmark.validators.core.usage import WrongUsage

OF_OUTCOME = {"fail": ERROR, "warn": WARNING}
"""Outcomes of checks that are something to mend, and how bad they are."""
CLEARED = ("pass", "not-applicable")
"""Outcomes that say that nothing is wrong, as opposed to those that say nothing."""
ABSENT = "not there"
"""What is said of something that a report does not hold."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is wrong in at least one of the reports. `severity` is the one in the newer report that has it;
    `before` and `now` are severities or outcomes; `place` is an operation, or an input and a pointer in it; `curl`
    repeats a request that shows it."""

    rule: str
    title: str
    severity: Severity
    place: str
    message: str
    before: str
    now: str
    curl: str = ""


@dataclass(frozen=True, slots=True)
class Capped:
    """A rule of which a report holds only samples: how often it occurred `before` and `now`, and how many at least are
    `new` and `fixed`."""

    rule: str
    title: str
    severity: Severity
    before: int
    now: int
    new: int
    fixed: int


@dataclass(slots=True)
class Difference:
    """What has changed from the report `old` to the report `new`. `untested` was wrong, and nothing shows whether it
    still is."""

    old: Json
    new: Json
    cautions: Sequence[str]
    added: list[Change] = field(default_factory=list)
    worse: list[Change] = field(default_factory=list)
    better: list[Change] = field(default_factory=list)
    fixed: list[Change] = field(default_factory=list)
    open: list[Change] = field(default_factory=list)
    untested: list[Change] = field(default_factory=list)
    capped: list[Capped] = field(default_factory=list)

    def is_worse(self, fail_on: Severity) -> bool:
        """Whether something at or above `fail_on` is new or has become so, or nothing could be judged any more."""
        changed = [change.severity for change in (*self.added, *self.worse)]
        changed += [capped.severity for capped in self.capped if capped.new]
        return any(severity.rank <= fail_on.rank for severity in changed) or self.new["verdict"] == "undetermined"


def compare(old: Json, new: Json) -> Difference:
    """The difference of two JSON reports; WrongUsage where one is of documents and the other of a system."""
    if bool(old["checks"]) != bool(new["checks"]):
        raise WrongUsage("one report is of documents and the other of a system: there is nothing to compare")
    difference = Difference(old, new, cautions(old, new))
    if new["checks"]:
        _compare_checks(difference)
    else:
        _compare_findings(difference)
    return difference


# -- systems ---------------------------------------------------------------------------------------------------------


def _compare_checks(difference: Difference) -> None:
    before, now = _by_operation(difference.old), _by_operation(difference.new)
    for key in dict.fromkeys((*now, *before)):
        _place_check(difference, before.get(key), now.get(key))


def _by_operation(report: Json) -> dict[tuple[str, str], Json]:
    return {(check["rule"], check["operation"]): check for check in report["checks"]}


def _place_check(difference: Difference, old: Json | None, new: Json | None) -> None:
    was = OF_OUTCOME.get(old["outcome"]) if old else None
    severity = OF_OUTCOME.get(new["outcome"]) if new else None
    told = new if new and severity else old
    if told is None or (was is None and severity is None):
        return
    change = Change(
        told["rule"],
        told.get("title", ""),
        severity or was or ERROR,
        told["operation"] or "the system",
        told["reason"],
        old["outcome"] if old else ABSENT,
        new["outcome"] if new else ABSENT,
        next((exchange["curl"] for exchange in told["exchanges"]), ""),
    )
    if severity is None:
        (difference.fixed if new and new["outcome"] in CLEARED else difference.untested).append(change)
    elif was is None:
        difference.added.append(change)
    else:
        _by_severity(difference, was, severity).append(change)


def _by_severity(difference: Difference, was: Severity, severity: Severity) -> list[Change]:
    if severity is was:
        return difference.open
    return difference.worse if severity.rank < was.rank else difference.better


# -- documents -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Found:
    """What a report holds of one rule: `places` has the samples by fingerprint, `whole` whether they are all."""

    title: str = ""
    count: int = 0
    whole: bool = True
    worst: Severity = Severity.INFO
    places: dict[str, list[tuple[Severity, Json]]] = field(default_factory=dict)

    def add(self, group: Mapping[str, Any]) -> None:
        severity = Severity(group["severity"])
        self.title = group["title"]
        self.count += group["count"]
        self.whole &= group["count"] == len(group["samples"])
        self.worst = min(self.worst, severity, key=lambda one: one.rank)
        for sample in group["samples"]:
            self.places.setdefault(sample["fingerprint"], []).append((severity, sample))

    def beyond(self, other: "_Found") -> int:
        """How many of the samples here `other`, which holds all of its own, does not have."""
        mine = Counter({mark: len(found) for mark, found in self.places.items()})
        return (mine - Counter({mark: len(found) for mark, found in other.places.items()})).total()


def _compare_findings(difference: Difference) -> None:
    before, now = _by_rule(difference.old["findings"]), _by_rule(difference.new["findings"])
    for rule in dict.fromkeys((*now, *before)):
        old, new = before.get(rule, _Found()), now.get(rule, _Found())
        if old.whole and new.whole:
            _compare_places(difference, rule, old, new)
        else:
            difference.capped.append(_capped(rule, old, new))


def _by_rule(groups: Iterable[Json]) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    for group in groups:
        found.setdefault(group["rule"], _Found()).add(group)
    return found


def _compare_places(difference: Difference, rule: str, old: _Found, new: _Found) -> None:
    title = new.title or old.title
    for mark in dict.fromkeys((*new.places, *old.places)):
        for was, is_now in _paired(old.places.get(mark, []), new.places.get(mark, [])):
            if told := is_now or was:
                change = Change(
                    rule,
                    title,
                    told[0],
                    _place(told[1]),
                    told[1]["message"] or title,
                    was[0].value if was else ABSENT,
                    is_now[0].value if is_now else ABSENT,
                )
                _where(difference, was, is_now).append(change)


Side = tuple[Severity, Json] | None


def _where(difference: Difference, was: Side, is_now: Side) -> list[Change]:
    if was and is_now:
        return _by_severity(difference, was[0], is_now[0])
    return difference.added if is_now else difference.fixed


def _paired(old: Sequence[tuple[Severity, Json]], new: Sequence[tuple[Severity, Json]]) -> Iterator[tuple[Side, Side]]:
    """Occurrences with one fingerprint, which equal objects in several files have too: those in the same input belong
    together, the others are paired as they come, since files are renamed."""
    waiting = list(old)
    later = []
    for one in new:
        same = next((other for other in waiting if other[1]["input"] == one[1]["input"]), None)
        if same:
            waiting.remove(same)
            yield same, one
        else:
            later.append(one)
    yield from zip_longest(waiting, later)


def _place(sample: Json) -> str:
    line = f":{sample['line']}:{sample.get('column') or 1}" if sample.get("line") else ""
    parts = [str(sample[name]) for name in ("file", "sheet", "row", "field", "pointer") if sample.get(name)]
    return " ".join([sample["input"] + line, *parts])


def _capped(rule: str, old: _Found, new: _Found) -> Capped:
    """What is certain without all places: the numbers, and samples that a whole list on the other side lacks."""
    added = max(new.count - old.count, new.beyond(old) if old.whole else 0)
    gone = max(old.count - new.count, old.beyond(new) if new.whole else 0)
    worst = new.worst if new.count else old.worst
    return Capped(rule, new.title or old.title, worst, old.count, new.count, max(added, 0), max(gone, 0))
