"""What a run has come to so far: exact counts and capped samples, in a form that can be added up.

Whoever judges a part of the inputs, in another process or on another machine, hands back the tally of that part. Parts
that are added in the order of the inputs give what one process would have counted.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fairmark.validators.core.distinct import Distinct
from fairmark.validators.core.events import Checked, Counted, Faulted, InputOpened, Required, Step
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.levels import ERROR, INFO, Severity, Strictness
from fairmark.validators.core.report import Fact, Sample

Key = tuple[str, Severity]
"""A rule, by id, and the severity of some of its findings before strictness is applied."""

MOST_FACTS = 20_000
"""Different facts of one key that are told apart. Where there are more, it is not told which value was found, and where
these are still too many, not what was expected."""

BLURS: Sequence[Callable[[Fact], Fact]] = (
    lambda fact: fact,
    lambda fact: fact._replace(value=None),
    lambda fact: fact._replace(value=None, expected=""),
)


@dataclass(slots=True)
class Facts:
    """How often the same was said of records of a table. In whatever order and parts they come, the sum is the same."""

    times: Counter[Fact] = field(default_factory=Counter)
    blur: int = 0

    def note(self, fact: Fact, times: int = 1) -> None:
        self.times[BLURS[self.blur](fact)] += times
        if len(self.times) > MOST_FACTS and self.blur + 1 < len(BLURS):
            self._blur(self.blur + 1)

    def _blur(self, blur: int) -> None:
        before, self.times, self.blur = self.times, Counter(), blur
        for fact, times in before.items():
            self.times[BLURS[blur](fact)] += times

    def add(self, other: "Facts") -> None:
        if other.blur > self.blur:
            self._blur(other.blur)
        for fact, times in other.times.items():
            self.note(fact, times)


@dataclass(slots=True)
class Group:
    """The findings of one key. `records` counts distinct objects in inputs that are done."""

    count: int = 0
    records: int = 0
    by_input: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    facts: Facts = field(default_factory=Facts)
    samples: list[Sample] = field(default_factory=list)


@dataclass(slots=True)
class Count:
    """The records of one sort in an input: how many there are, which of them an error is about, and which a warning."""

    what: str
    total: int = 0
    failed: Distinct = field(default_factory=Distinct)
    doubted: Distinct = field(default_factory=Distinct)

    def add(self, other: "Count") -> None:
        self.total += other.total
        self.failed.update(other.failed)
        self.doubted.update(other.doubted)


@dataclass(slots=True)
class Counts:
    """The records of an input by the table that holds them; and how many findings are about it as a whole."""

    by_table: dict[str, Count] = field(default_factory=dict)
    whole: Counter[Severity] = field(default_factory=Counter)

    def add(self, other: "Counts") -> None:
        for table, count in other.by_table.items():
            self.by_table.setdefault(table, Count(count.what)).add(count)
        self.whole.update(other.whole)


@dataclass(slots=True)
class Open:
    """What is known of an input while it is judged: for each key and table ("" where it is none), the distinct objects
    that were found at fault, and how many samples are kept."""

    records: dict[tuple[Key, str], Distinct] = field(default_factory=dict)
    shown: Counter[Key] = field(default_factory=Counter)
    unplaced: list[tuple[Group, int]] = field(default_factory=list)
    """Samples that have no position yet: group and index."""

    @property
    def keys(self) -> set[Key]:
        return {key for key, _ in self.records}


@dataclass(slots=True)
class Input:
    """An input, and what is known once it is done: there may be a hundred thousand, so it holds nothing else."""

    opened: InputOpened
    keys: frozenset[Key] = frozenset()
    judged: bool = True
    counts: Counts | None = None
    """None where its records are not counted."""


@dataclass(slots=True)
class Tally:
    """The counts and samples of a run, or of a part of it."""

    strictness: Strictness = Strictness.STANDARD
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
        pattern = place.pattern
        now.records.setdefault((key, place.table_name), Distinct()).add(place.owner)
        group.count += 1
        group.by_input[input] += 1
        group.places[pattern] += 1
        if (counts := self.inputs[input].counts) is not None:
            self._weigh(counts, finding)
        if counts is not None or finding.follows is not None:
            group.facts.note(Fact(pattern, *finding.said, finding.follows))
        if cap is None or now.shown[key] < cap:
            now.shown[key] += 1
            now.unplaced.append((group, len(group.samples)))
            group.samples.append(_sample(input, finding))

    def count(self, event: Counted) -> None:
        """An open input has so many records, or so many more."""
        input = self.inputs[event.input]
        input.counts = input.counts or Counts()
        input.counts.by_table.setdefault(event.table, Count(event.what)).total += event.records

    def _weigh(self, counts: Counts, finding: Finding) -> None:
        """Note which record the finding is about, or that it is about the input as a whole."""
        severity, place = finding.rule.severity_at(self.strictness, finding.severity), finding.location
        if severity is INFO or not finding.rule.loses:
            return
        count = counts.by_table.get(place.table_name)
        if count is None or place.is_whole:
            counts.whole[severity] += 1
        else:
            (count.failed if severity is ERROR else count.doubted).add(place.owner)

    def unplaced(self, input: str) -> list[tuple[Group, int]]:
        """The samples of the input that have no position yet, as group and index; nobody is given them twice."""
        now = self.open[input]
        waiting, now.unplaced = now.unplaced, []
        return waiting

    def end(self, input: str, *, judged: bool) -> None:
        """The input is done."""
        now, done = self.open.pop(input), self.inputs[input]
        done.judged = judged
        done.keys = self._shared(done.keys.union(now.keys))
        for (key, _), records in now.records.items():
            self.groups[key].records += len(records)

    def keys_of(self, input: str) -> frozenset[Key]:
        """What was found in the input so far."""
        now = self.open.get(input)
        return self.inputs[input].keys.union(now.keys if now else ())

    def records_of(self, key: Key) -> int:
        """The distinct objects with such findings so far."""
        waiting = (records for now in self.open.values() for (each, _), records in now.records.items() if each == key)
        return self.groups[key].records + sum(map(len, waiting))

    # -- adding up ---------------------------------------------------------------------------------------------------

    def merge(self, part: "Tally", cap: int | None) -> None:
        """Add the tally of what comes next, made under the same `cap`. All samples in it have positions."""
        for name, input in part.inputs.items():
            self.begin(input.opened)
            own = self.inputs[name]
            if input.counts is not None:
                own.counts = own.counts or Counts()
                own.counts.add(input.counts)
            if name not in part.open:
                self.open.pop(name)
                own.keys, own.judged = self._shared(input.keys), input.judged
        for key, group in part.groups.items():
            self._merge_group(key, group, part.open, cap)
        for name, there in part.open.items():
            for where, records in there.records.items():
                self.open[name].records.setdefault(where, Distinct()).update(records)
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
        group.facts.add(part.facts)
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
        finding.follows,
    )
