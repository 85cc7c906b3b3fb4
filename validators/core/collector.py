"""Turn the event stream into a report: exact totals, capped samples, line numbers only for what is shown."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
import hashlib
import json

from fairmark.validators.core.causes import fold
from fairmark.validators.core.events import Checked, Event, Faulted, Found, InputClosed, InputOpened, Required, Step
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.headline import headline
from fairmark.validators.core.levels import Severity, Strictness, Verdict, verdict_of, verdict_of_checks, worst
from fairmark.validators.core.report import FindingGroup, InputResult, Place, Report, Sample, Setting
from fairmark.validators.core.rule import REGISTRY, Rule

PLACES = 5
"""Kinds of places that a group of findings names, most frequent first."""

Sieve = Callable[[str, Finding], str]
"""Says of a finding in the input of that name whether it is "waived", "known" (from a baseline) or "new"."""

Key = tuple[str, Severity]


def everything_is_new(_input: str, _finding: Finding) -> str:
    """The sieve of a run without waivers and without a baseline."""
    return "new"


@dataclass(slots=True)
class _Group:
    count: int = 0
    records: set[tuple[str, str]] = field(default_factory=set)
    by_input: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    shown: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Open:
    event: InputOpened
    severities: set[tuple[str, Severity]] = field(default_factory=set)
    unplaced: list[tuple[_Group, int]] = field(default_factory=list)
    judged: bool = True


class Collector:
    """Subscribes to a run and makes its report.

    `samples` caps the occurrences kept per rule and input; None keeps all.
    """

    def __init__(self, *, strictness: Strictness, samples: int | None = 20, sieve: Sieve = everything_is_new) -> None:
        self._strictness = strictness
        self._cap = samples
        self._sieve = sieve
        self._inputs: dict[str, _Open] = {}
        self._groups: dict[Key, _Group] = {}
        self._sieved: Counter[str] = Counter()
        self._partial = False
        self._steps: list[Step] = []
        self._faults: list[Faulted] = []
        self._checks: list[Checked] = []
        self._requirements: list[Required] = []

    def __call__(self, event: Event) -> None:
        match event:
            case Found():
                self._add(event.input, event.finding)
            case InputOpened():
                self._inputs[event.name] = _Open(event)
            case InputClosed():
                self._close(event)
            case Step():
                self._steps.append(event)
            case Faulted():
                self._faults.append(event)
            case Checked():
                self._checks.append(event)
            case Required():
                self._requirements.append(event)

    def _add(self, input: str, finding: Finding) -> None:
        sort = self._sieve(input, finding)
        if sort != "new":
            self._sieved[sort] += 1
            return
        key = (finding.rule.id, finding.severity)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = _Group()
        open_input = self._inputs[input]
        open_input.severities.add(key)
        group.count += 1
        place = finding.location
        group.records.add((input, place.record or f"{place.document}{place.pointer}"))
        group.by_input[input] += 1
        group.places[finding.location.pattern] += 1
        if self._cap is None or group.shown[input] < self._cap:
            group.shown[input] += 1
            open_input.unplaced.append((group, len(group.samples)))
            group.samples.append(
                Sample(
                    input,
                    finding.location,
                    None,
                    finding.message,
                    finding.observed,
                    finding.expected,
                    finding.hint,
                    finding.fingerprint,
                )
            )

    def _close(self, event: InputClosed) -> None:
        """Look up the lines of the samples of this input, all at once, while its bytes are still there."""
        open_input = self._inputs[event.name]
        open_input.judged = event.judged
        self._partial |= event.partial
        wanted = [group.samples[index].location for group, index in open_input.unplaced]
        if not wanted:
            return
        for (group, index), position in zip(open_input.unplaced, event.locate(wanted), strict=True):
            group.samples[index] = replace(group.samples[index], position=position)
        open_input.unplaced.clear()

    def report(
        self,
        *,
        version: str,
        profile: str | None,
        at: datetime | None = None,
        configuration: Mapping[str, Setting] | None = None,
    ) -> Report:
        """The report of all that has happened so far. The arguments stand in it as they are."""
        groups = self._finished_groups()
        counts = {severity: sum(g.count for g in groups if g.severity is severity) for severity in Severity}
        verdicts = self._verdicts(self._strictness)
        inputs = tuple(
            InputResult(o.event.name, o.event.kind, o.event.version, o.event.sha256, verdicts[name])
            for name, o in self._inputs.items()
        )
        report = Report(
            version=version,
            rules_digest=rules_digest(),
            profile=profile,
            strictness=self._strictness,
            verdict=self._overall(self._strictness),
            headline="",
            partial=self._partial,
            inputs=inputs,
            counts=counts,
            waived=self._sieved["waived"],
            known=self._sieved["known"],
            causes=fold(groups),
            findings=groups,
            steps=tuple(self._steps),
            faults=tuple(self._faults),
            checks=tuple(self._checks),
            requirements=tuple(self._requirements),
            at=at,
            configuration=configuration or {},
            applied={check.rule: REGISTRY[check.rule] for check in self._checks if check.rule in REGISTRY},
        )
        others = {s: self._overall(s) for s in Strictness if s is not self._strictness}
        return replace(report, headline=headline(report, others))

    def _finished_groups(self) -> tuple[FindingGroup, ...]:
        groups = [
            FindingGroup(
                rule=(rule := REGISTRY[id]),
                severity=rule.severity_at(self._strictness, severity),
                count=group.count,
                records=len(group.records),
                by_input=dict(group.by_input),
                places=tuple(Place(*place) for place in group.places.most_common(PLACES)),
                samples=tuple(group.samples),
            )
            for (id, severity), group in self._groups.items()
        ]
        return tuple(sorted(groups, key=lambda group: (group.severity.rank, -group.count, group.rule.id)))

    def _verdicts(self, strictness: Strictness) -> dict[str, Verdict]:
        """The verdict on each input. A container is no better than the worst of its members, which follow it."""
        verdicts = {}
        for name, o in self._inputs.items():
            at = {REGISTRY[id].severity_at(strictness, severity) for id, severity in o.severities}
            verdicts[name] = verdict_of(at, o.judged)
        for name, o in reversed(self._inputs.items()):
            if o.event.outer:
                verdicts[o.event.outer] = worst((verdicts[o.event.outer], verdicts[name]))
        return verdicts

    def _overall(self, strictness: Strictness) -> Verdict:
        if self._checks:
            return verdict_of_checks({check.outcome for check in self._checks})
        return worst(self._verdicts(strictness).values())


def catalogue_row(rule: Rule) -> dict[str, object]:
    """A rule as `fairmark rules list --format json` prints it."""
    return {
        "id": rule.id,
        "severity": rule.severity.value,
        "title": rule.title,
        "standard": rule.standard,
        "versions": list(rule.versions),
        "scope": rule.scope,
        "basis": rule.basis,
    }


def rules_digest() -> str:
    """Digest of the rule set in force: equal digests mean that the same rules were applied."""
    rows = [catalogue_row(REGISTRY[id]) for id in sorted(REGISTRY)]
    return "sha256-" + hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
