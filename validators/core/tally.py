"""What a run has come to so far: exact counts and capped samples, in a form that can be added up.

Whoever judges a part of the inputs, in another process or on another machine, hands back the tally of that part. Parts
that are added in the order of the inputs give what one process would have counted.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from fairmark.validators.core.events import Checked, Faulted, InputOpened, Required, Step
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.levels import Severity
from fairmark.validators.core.report import Sample

Key = tuple[str, Severity]
"""A rule, by id, and the severity of some of its findings before strictness is applied."""


@dataclass(slots=True)
class Group:
    """The findings of one key. `records` counts distinct objects in inputs that are done."""

    count: int = 0
    records: int = 0
    by_input: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)


@dataclass(slots=True)
class Open:
    """What is known of an input while it is judged: for each key, the distinct objects that were found at fault, and
    how many samples are kept."""

    records: dict[Key, set[str]] = field(default_factory=dict)
    shown: Counter[Key] = field(default_factory=Counter)
    unplaced: list[tuple[Group, int]] = field(default_factory=list)
    """Samples that have no position yet: group and index."""


@dataclass(slots=True)
class Input:
    """An input, and what is known once it is done: there may be a hundred thousand, so it holds nothing else."""

    opened: InputOpened
    keys: frozenset[Key] = frozenset()
    judged: bool = True


@dataclass(slots=True)
class Tally:
    """The counts and samples of a run, or of a part of it."""

    inputs: dict[str, Input] = field(default_factory=dict)
    open: dict[str, Open] = field(default_factory=dict)
    """Inputs that are not done, by name; what was judged may be a part of one."""
    groups: dict[Key, Group] = field(default_factory=dict)
    sieved: Counter[str] = field(default_factory=Counter)
    partial: bool = False
    steps: list[Step] = field(default_factory=list)
    faults: list[Faulted] = field(default_factory=list)
    checks: list[Checked] = field(default_factory=list)
    requirements: list[Required] = field(default_factory=list)
    _key_sets: dict[frozenset[Key], frozenset[Key]] = field(default_factory=dict)
    """Most inputs have the same few sets of keys; each is kept once."""

    def begin(self, event: InputOpened) -> None:
        """An input, or another part of it, is about to be judged. Its kind is that of the first part that has one."""
        known = self.inputs.setdefault(event.name, Input(event))
        if known.opened.kind == "unknown":
            known.opened = event
        self.open.setdefault(event.name, Open())

    def add(self, input: str, finding: Finding, cap: int | None) -> None:
        """Count a finding in an open input; it becomes a sample where its key has fewer than `cap` there."""
        key = (finding.rule.id, finding.severity)
        group = self.groups.get(key)
        if group is None:
            group = self.groups[key] = Group()
        now, place = self.open[input], finding.location
        now.records.setdefault(key, set()).add(place.owner)
        group.count += 1
        group.by_input[input] += 1
        group.places[place.pattern] += 1
        if cap is None or now.shown[key] < cap:
            now.shown[key] += 1
            now.unplaced.append((group, len(group.samples)))
            group.samples.append(_sample(input, finding))

    def unplaced(self, input: str) -> list[tuple[Group, int]]:
        """The samples of the input that have no position yet, as group and index; nobody is given them twice."""
        now = self.open[input]
        waiting, now.unplaced = now.unplaced, []
        return waiting

    def end(self, input: str, *, judged: bool) -> None:
        """The input is done."""
        now, done = self.open.pop(input), self.inputs[input]
        done.judged = judged
        done.keys = self._shared(done.keys.union(now.records))
        for key, records in now.records.items():
            self.groups[key].records += len(records)

    def keys_of(self, input: str) -> frozenset[Key]:
        """What was found in the input so far."""
        now = self.open.get(input)
        return self.inputs[input].keys.union(now.records if now else ())

    def records_of(self, key: Key) -> int:
        """The distinct objects with such findings so far."""
        return self.groups[key].records + sum(len(now.records.get(key, ())) for now in self.open.values())

    # -- adding up ---------------------------------------------------------------------------------------------------

    def merge(self, part: "Tally", cap: int | None) -> None:
        """Add the tally of what comes next, made under the same `cap`. All samples in it have positions."""
        for name, input in part.inputs.items():
            self.begin(input.opened)
            if name not in part.open:
                self.open.pop(name)
                self.inputs[name] = Input(self.inputs[name].opened, self._shared(input.keys), input.judged)
        for key, group in part.groups.items():
            self._merge_group(key, group, part.open, cap)
        for name, there in part.open.items():
            for key, records in there.records.items():
                self.open[name].records.setdefault(key, set()).update(records)
        self.sieved.update(part.sieved)
        self.partial |= part.partial
        self.steps += part.steps
        self.faults += part.faults

    def _merge_group(self, key: Key, part: Group, unfinished: Mapping[str, object], cap: int | None) -> None:
        group = self.groups.setdefault(key, Group())
        group.count += part.count
        group.records += part.records
        group.by_input.update(part.by_input)
        group.places.update(part.places)
        for sample in part.samples:
            if sample.input in unfinished:
                shown = self.open[sample.input].shown
                if cap is not None and shown[key] >= cap:
                    continue
                shown[key] += 1
            group.samples.append(sample)

    def _shared(self, keys: frozenset[Key]) -> frozenset[Key]:
        return self._key_sets.setdefault(keys, keys)


def _sample(input: str, finding: Finding) -> Sample:
    return Sample(
        input,
        finding.location,
        None,
        finding.message,
        finding.observed,
        finding.expected,
        finding.hint,
        finding.fingerprint,
    )
