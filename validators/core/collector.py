"""Turn the event stream into a report: exact totals, capped samples, line numbers only for what is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
import hashlib
import json

from fairmark.validators.core.causes import fold
from fairmark.validators.core.consequence import worst_of
from fairmark.validators.core.events import (
    Checked,
    Counted,
    Event,
    Faulted,
    Found,
    InputClosed,
    InputOpened,
    Required,
    Step,
)
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.headline import headline
from fairmark.validators.core.levels import INFO, Severity, Strictness, Verdict, verdict_of, verdict_of_checks, worst
from fairmark.validators.core.report import (
    Consequence,
    FindingGroup,
    InputResult,
    Place,
    Records,
    Report,
    Sample,
    Setting,
)
from fairmark.validators.core.rule import REGISTRY, Rule
from fairmark.validators.core.sharing import Sharing
from fairmark.validators.core.strands import PLACES
from fairmark.validators.core.tally import Counts, Input, Key, Tally

Sieve = Callable[[str, Finding], str]
"""Says of a finding in the input of that name whether it is "waived", "known" (from a baseline) or "new"."""


def everything_is_new(_input: str, _finding: Finding) -> str:
    """The sieve of a run without waivers and without a baseline."""
    return "new"


class Collector:
    """Subscribes to a run and makes its report.

    `samples` caps the occurrences kept per rule and input; None keeps all. `sharing` says what inputs are called in a
    report to be shared: until it is made, and so to the sieve, they have the names that the user gave them.
    """

    def __init__(
        self,
        *,
        strictness: Strictness,
        samples: int | None = 20,
        sieve: Sieve = everything_is_new,
        sharing: Sharing | None = None,
    ) -> None:
        self._strictness = strictness
        self._cap = samples
        self._sieve = sieve
        self._sharing = sharing
        self.tally = Tally(strictness)

    def __call__(self, event: Event) -> None:
        match event:
            case Found():
                self._add(event.input, event.finding)
            case InputOpened():
                self.tally.begin(event)
            case Counted():
                self.tally.count(event)
            case InputClosed():
                self._close(event)
            case Step():
                self.tally.steps.append(event)
            case Faulted():
                self.tally.faults.append(event)
            case Checked():
                self.tally.checks.append(event)
            case Required():
                self.tally.requirements.append(event)

    def _add(self, input: str, finding: Finding) -> None:
        sort = self._sieve(input, finding)
        if sort == "new":
            self.tally.add(input, finding, self._cap)
        else:
            self.tally.sieved[sort] += 1

    def _close(self, event: InputClosed) -> None:
        """Look up the lines of the samples of this input, all at once, while its bytes are still there."""
        self.tally.partial |= event.partial
        unplaced = self.tally.unplaced(event.name)
        if unplaced:
            positions = event.locate([group.samples[index].location for group, index in unplaced])
            for (group, index), position in zip(unplaced, positions, strict=True):
                group.samples[index] = replace(group.samples[index], position=position)
        if event.whole:
            self.tally.end(event.name, judged=event.judged)

    def merge(self, part: Tally) -> None:
        """Add what somebody else has counted, who judged what comes next under the same cap and the same sieve."""
        self.tally.merge(part, self._cap)

    def report(
        self,
        *,
        version: str,
        profile: str | None,
        at: datetime | None = None,
        configuration: Mapping[str, Setting] | None = None,
    ) -> Report:
        """The report of all that has happened so far. The arguments stand in it as they are."""
        tally = self.tally
        groups = self._finished_groups()
        counts = {severity: sum(g.count for g in groups if g.severity is severity) for severity in Severity}
        verdicts = self._verdicts(self._strictness)
        inputs = tuple(
            InputResult(
                self.shown(name),
                i.opened.kind,
                i.opened.version,
                i.opened.sha256,
                verdicts[name],
                _consequence(i.counts),
            )
            for name, i in tally.inputs.items()
        )
        report = Report(
            version=version,
            rules_digest=rules_digest(),
            profile=profile,
            strictness=self._strictness,
            verdict=self._overall(self._strictness),
            headline="",
            partial=tally.partial,
            inputs=inputs,
            counts=counts,
            waived=tally.sieved["waived"],
            known=tally.sieved["known"],
            causes=fold(groups),
            findings=groups,
            steps=tuple(replace(step, input=self.shown(step.input)) for step in tally.steps),
            faults=tuple(tally.faults),
            checks=tuple(tally.checks),
            requirements=tuple(tally.requirements),
            at=at,
            configuration=configuration or {},
            applied={check.rule: REGISTRY[check.rule] for check in tally.checks if check.rule in REGISTRY},
            on_hold=tuple(sorted({id for id, severity in tally.groups if self._holds((id, severity))})),
        )
        others = {s: self._overall(s) for s in Strictness if s is not self._strictness}
        return replace(report, headline=headline(report, others))

    def _result(self, input: Input, verdict: Verdict) -> InputResult:
        opened = input.opened
        name, consequence = self.shown(opened.name), _consequence(input.counts)
        return InputResult(name, opened.kind, opened.version, opened.sha256, verdict, consequence)

    def _finished_groups(self) -> tuple[FindingGroup, ...]:
        groups = [
            FindingGroup(
                rule=(rule := REGISTRY[id]),
                severity=rule.severity_at(self._strictness, severity),
                count=group.count,
                records=self.tally.records_of((id, severity)),
                by_input={self.shown(name): count for name, count in group.by_input.items()},
                places=tuple(Place(*place) for place in group.places.most_common(PLACES)),
                samples=self._named(group.samples),
                facts=group.facts.times,
            )
            for (id, severity), group in self.tally.groups.items()
        ]
        return tuple(sorted(groups, key=lambda group: (group.severity.rank, -group.count, group.rule.id)))

    def shown(self, name: str) -> str:
        """What the report calls an input."""
        return self._sharing.shown(name) if self._sharing else name

    def _named(self, samples: Sequence[Sample]) -> tuple[Sample, ...]:
        if not self._sharing:
            return tuple(samples)
        return tuple(replace(sample, input=self.shown(sample.input)) for sample in samples)

    def _verdicts(self, strictness: Strictness) -> dict[str, Verdict]:
        """The verdict on each input. A container is no better than the worst of its members, which follow it."""
        verdicts = {}
        for name, input in self.tally.inputs.items():
            at = {REGISTRY[id].severity_at(strictness, severity) for id, severity in self.tally.keys_of(name)}
            held = any(self._holds(key, strictness) for key in self.tally.keys_of(name))
            verdicts[name] = Verdict.FAIL if held else verdict_of(at, input.judged)
        for name, input in reversed(self.tally.inputs.items()):
            if outer := input.opened.outer:
                verdicts[outer] = worst((verdicts[outer], verdicts[name]))
        return verdicts

    def _holds(self, key: Key, strictness: Strictness | None = None) -> bool:
        """Whether such findings put an export on hold."""
        rule = REGISTRY[key[0]]
        return rule.holds and rule.severity_at(strictness or self._strictness, key[1]) is not INFO

    def _overall(self, strictness: Strictness) -> Verdict:
        if self.tally.checks:
            return verdict_of_checks({check.outcome for check in self.tally.checks})
        return worst(self._verdicts(strictness).values())


def _consequence(counts: Counts | None) -> Consequence | None:
    if counts is None:
        return None
    records = (
        Records(each.what, each.total, len(each.failed), each.doubted.beyond(each.failed), table)
        for table, each in counts.by_table.items()
    )
    return Consequence(tuple(records), worst_of(counts.whole))


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
