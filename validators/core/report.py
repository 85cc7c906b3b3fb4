"""The report: what a run says, as frozen objects. Every format is rendered from these, so their numbers are equal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fairmark.validators.core.events import Checked, Faulted, Required, Step
from fairmark.validators.core.levels import Severity, Strictness, Verdict
from fairmark.validators.core.location import Location, Position
from fairmark.validators.core.rule import Rule

NOTICE = "This is an assessment by Fairmark, not a certification by a standards body."

Setting = str | int | bool | list[str] | None
"""A member of what a run was configured with, as JSON can hold it."""


@dataclass(frozen=True, slots=True)
class InputResult:
    """One input, or one member of a container. `kind` is "unknown" where it was not recognised."""

    name: str
    kind: str
    version: str | None
    sha256: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Sample:
    """One occurrence of a finding that the report shows."""

    input: str
    location: Location
    position: Position | None
    message: str
    observed: str
    expected: str
    hint: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of place, as a pointer with `*` for array indexes, and how often the finding occurs there."""

    pattern: str
    count: int


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All occurrences of one rule at one severity: `count` of them in `records` distinct objects, `by_input` how many
    in the input of each name (all exact), the most frequent kinds of `places`, and capped `samples`."""

    rule: Rule
    severity: Severity
    count: int
    records: int
    by_input: Mapping[str, int]
    places: tuple[Place, ...]
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """A root cause: a rule that no other breached rule explains. `count` are all the occurrences that it accounts
    for, its own and those of the rules in `explains`."""

    rule: Rule
    severity: Severity
    count: int
    explains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a run. `counts` sums occurrences by severity, after `waived` and `known` ones were taken out.

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
