"""The report: what a run says, as frozen objects. Every format is rendered from these, so their numbers are equal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from fairmark.validators.core.events import Checked, Faulted, Required, Step
from fairmark.validators.core.levels import Severity, Strictness, Verdict
from fairmark.validators.core.location import Location, Position
from fairmark.validators.core.rule import Rule

NOTICE = "This is an assessment by Fairmark, not a certification by a standards body."

Setting = str | int | bool | list[str] | None
"""A member of what a run was configured with, as JSON can hold it."""


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one sort in an input, called `what`: `total` of them in `table` ("" where they stand in none).
    An error is about `failed` of them, which an importer drops or misreads; a warning, and no error, about `doubted`,
    of which it may lose or misread a field."""

    what: str
    total: int
    failed: int
    doubted: int
    table: str = ""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What becomes of an input whose records are counted. `whole` is the severity of the worst that is the matter with
    it as a whole: with an error, an importer may refuse it or misread all of it."""

    records: tuple[Records, ...]
    whole: Severity | None = None


@dataclass(frozen=True, slots=True)
class InputResult:
    """One input, or one member of a container. `kind` is "unknown" where it was not recognised; `consequence` is None
    where its records are not counted."""

    name: str
    kind: str
    version: str | None
    sha256: str
    verdict: Verdict
    consequence: Consequence | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One occurrence of a finding that the report shows. `follows` is the rule that explains it, as in `Finding`."""

    input: str
    location: Location
    position: Position | None
    message: str
    observed: str
    expected: str
    hint: str
    fingerprint: str
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of place, as a pointer with `*` for array indexes, and how often the finding occurs there."""

    pattern: str
    count: int


class Fact(NamedTuple):
    """What is said of records of a table: the kind of place, and what the message tells of the value and of what is
    expected, "" for nothing. `value` is None where there were too many to be told apart, and `follows` is the rule that
    explains it, as in `Finding`. Records of which the same is said usually have one cause."""

    pattern: str
    value: str | None
    expected: str
    follows: str | None


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All occurrences of one rule at one severity: `count` of them in `records` distinct objects, `by_input` how many
    in the input of each name (all exact), the most frequent kinds of `places`, and capped `samples`. `facts` says how
    often the same was said; it is empty where records are not counted, or too many different things were said."""

    rule: Rule
    severity: Severity
    count: int
    records: int
    by_input: Mapping[str, int]
    places: tuple[Place, ...]
    samples: tuple[Sample, ...]
    facts: Mapping[Fact, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Portion:
    """The occurrences of one rule at one severity that a cause accounts for: all of a group, or a part of it."""

    rule: Rule
    severity: Severity
    count: int
    places: tuple[Place, ...]
    samples: Sequence[Sample]


@dataclass(frozen=True, slots=True)
class Cause:
    """A root cause: a rule that no other breached rule explains, or, where many records are at fault in the same way, a
    part of its findings.

    `count` are all the occurrences that it accounts for, its own and those of the rules in `explains`: the sum of its
    `portions`, of which those of its own rule come first. `says` is what all its own occurrences say, with the `value`
    that they have in common; both are "" where they have nothing in common, or are of documents.
    """

    rule: Rule
    severity: Severity
    count: int
    explains: tuple[str, ...]
    portions: tuple[Portion, ...] = ()
    says: str = ""
    value: str = ""

    @property
    def places(self) -> tuple[Place, ...]:
        """Where its own occurrences stand, the most frequent kinds of places first."""
        return self.portions[0].places if self.portions else ()


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a run. `counts` sums occurrences by severity, after `waived` and `known` ones were taken out.

    `on_hold` are the rules by which the inputs are on hold until somebody has looked: see `Rule.holds`.
    `at` is the moment as of which it was judged, `configuration` what else was asked for that decides what a run finds
    or shows, `applied` the rules of the checks by id.
    """

    version: str
    rules_digest: str
    profile: str | None
    strictness: Strictness
    verdict: Verdict
    headline: str
    partial: bool
    inputs: tuple[InputResult, ...]
    counts: Mapping[Severity, int]
    waived: int
    known: int
    causes: tuple[Cause, ...]
    findings: tuple[FindingGroup, ...]
    steps: tuple[Step, ...] = ()
    faults: tuple[Faulted, ...] = ()
    checks: tuple[Checked, ...] = ()
    requirements: tuple[Required, ...] = ()
    at: datetime | None = None
    configuration: Mapping[str, Setting] = field(default_factory=dict)
    applied: Mapping[str, Rule] = field(default_factory=dict)
    on_hold: tuple[str, ...] = ()


def with_samples(report: Report, most: int) -> Report:
    """The report with no more than so many samples of a rule in an input. Totals stay what they are."""
    groups = (replace(group, samples=_first(group.samples, most)) for group in report.findings)
    return replace(report, findings=tuple(groups))


def _first(samples: Sequence[Sample], most: int) -> tuple[Sample, ...]:
    seen: Counter[str] = Counter()
    kept = []
    for sample in samples:
        seen[sample.input] += 1
        if seen[sample.input] <= most:
            kept.append(sample)
    return tuple(kept)
