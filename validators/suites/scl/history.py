"""What stood at a time, and where it puts a learner: once as the profile has it, and in each of the ways in which a
system may get it wrong."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from fairmark.validators.core.moments import Instant
from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.scl.exported import Exported
from fairmark.validators.suites.scl.graph import RELATED, REPLACED, SAME, TRANSLATION, Graph, identifier_of
from fairmark.validators.suites.scl.oracle.standing import Standing, standing

PLACED = "placed"
ATTAINED = ("proficient", PLACED)
EARLIEST: Instant = (-(10**12), "")


def key(record: Record) -> tuple[Instant, Instant, str]:
    """The order of section 3.1: effective time, then record time, then identifier."""
    return (record.instant("effectiveAt") or EARLIEST, record.instant("recordedAt") or EARLIEST, record.id)


def recorded(record: Record) -> tuple[Instant, str]:
    return (record.instant("recordedAt") or EARLIEST, record.id)


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to read the facts. `as_of` and `known_at` are the two times (None: not looked at).

    The profile leaves open which of two determinations about a level counts where the order of recording is not that of
    effect (`by_effect`), whether an exact match holds in both directions (`both_ways`), and whether the level of a
    placement stays placed when it is determined later (`placement_stays`; those below it do). The others are mistakes:
    `crosswalk`, `replaced` or `translated` False, `related` True, levels in the order of their grades (`by_grade`), a
    new rule that counts from ever on (`dated_rules` False: SCL-PRF-09 says that it does from its validFrom on).
    """

    as_of: Instant | None = None
    known_at: Instant | None = None
    by_effect: bool = False
    both_ways: bool = False
    placement_stays: bool = False
    crosswalk: bool = True
    replaced: bool = True
    related: bool = False
    by_grade: bool = False
    dated_rules: bool = True
    translated: bool = True

    def right(self) -> Iterator["Reading"]:
        """All readings that the profile allows at these times."""
        for by_effect, both_ways, stays in product((False, True), repeat=3):
            yield replace(self, by_effect=by_effect, both_ways=both_ways, placement_stays=stays)


class History:
    """The facts of a package in time."""

    def __init__(self, exported: Exported) -> None:
        self._exported = exported
        self._latest: dict[tuple[str, Instant | None, Instant | None, bool, bool], dict[str, Record]] = {}
        self._leading: dict[tuple[str, tuple[bool, ...]], frozenset[str]] = {}

    @property
    def graph(self) -> Graph:
        return self._exported.graph

    @cached_property
    def _about(self) -> Mapping[str, Mapping[str, list[Record]]]:
        found: dict[str, dict[str, list[Record]]] = {}
        for record in self._exported.of("Judgment", "Determination"):
            found.setdefault(record.text("learner"), {}).setdefault(record.cls, []).append(record)
        return found

    @cached_property
    def _work(self) -> Mapping[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for record in self._exported.of("EvidenceRecord"):
            for _, learner in record.texts("learners"):
                found.setdefault(learner, []).append(record)
        return found

    @cached_property
    def withdrawals(self) -> Mapping[str, Record]:
        """Id of a version of work to the last version that withdrew it."""
        package, found = self._exported.learning, {}
        for record in self._exported.of("EvidenceRecord"):
            if record.text("status") != "withdrawn" or package.followers.get(record.id):
                continue
            version: Record | None = record
            while version is not None and version.id not in found:
                found[version.id] = record
                version = package.find("EvidenceRecord", version.before) if version.before else None
        return found

    # -- what stood --------------------------------------------------------------------------------------------------

    def stands(self, record: Record, reading: Reading) -> bool:
        """Whether the record was known, effective and not superseded."""
        followers = self._exported.learning.followers.get(record.id, ())
        return self._counts(record, reading) and not any(
            _by(each.instant("recordedAt"), reading.known_at) and self._is_in_force(each, reading) for each in followers
        )

    def _counts(self, record: Record, reading: Reading) -> bool:
        return (
            _by(record.instant("recordedAt"), reading.known_at)
            and _by(record.instant("effectiveAt"), reading.as_of)
            and self._is_in_force(record, reading)
        )

    def _is_in_force(self, record: Record, reading: Reading) -> bool:
        """Whether a determination that was made anew by a new rule is asked for at a time at which that is valid."""
        rule = self._exported.learning.find("DeterminationRule", record.text("rule"))
        if not reading.dated_rules or rule is None or record.text("causedBy") != rule.id:
            return True
        return _by(rule.instant("validFrom"), reading.as_of)

    def judgments(self, learner: str, reading: Reading) -> list[Record]:
        """Those that stood, oldest first."""
        found = self._about.get(learner, {}).get("Judgment", ())
        return sorted((one for one in found if self.stands(one, reading) and self._kept(one, reading)), key=key)

    def _kept(self, judgment: Record, reading: Reading) -> bool:
        withdrawal = self.withdrawals.get(judgment.text("evidence"))
        return withdrawal is None or not _by(withdrawal.instant("recordedAt"), reading.known_at)

    def evidence(self, learner: str, reading: Reading) -> list[Record]:
        """Work that was handed in and not withdrawn, in all its versions."""
        return [
            one
            for one in self._work.get(learner, ())
            if one.text("status") == "submitted"
            and _by(one.instant("recordedAt"), reading.known_at)
            and _by(one.instant("effectiveAt"), reading.as_of)
            and (
                (gone := self.withdrawals.get(one.id)) is None or not _by(gone.instant("recordedAt"), reading.known_at)
            )
        ]

    def determinations(self, learner: str, reading: Reading) -> list[Record]:
        """Those that stood, the one that counts most last."""
        found = self._about.get(learner, {}).get("Determination", ())
        return sorted((one for one in found if self.stands(one, reading)), key=key if reading.by_effect else recorded)

    def latest(self, learner: str, reading: Reading) -> Mapping[str, Record]:
        """The determination that counts for each target, by its identifier."""
        at = (learner, reading.as_of, reading.known_at, reading.by_effect, reading.dated_rules)
        if at not in self._latest:
            found = self.determinations(learner, reading)
            self._latest[at] = {identifier_of(one.text("target")): one for one in found}
        return self._latest[at]

    # -- where it puts a learner -------------------------------------------------------------------------------------

    def attains(self, learner: str, target: str, reading: Reading) -> Record | None:
        """The determination by which the learner has attained the target, an identifier; None for none."""
        latest = self.latest(learner, reading)
        found = (latest.get(each) for each in self.leading_to(target, reading))
        return next((one for one in found if one is not None and one.text("status") in ATTAINED), None)

    def holds(self, learner: str, target: str, reading: Reading) -> bool:
        """Whether the learner has attained the target, or was placed above it."""
        if self.attains(learner, target, reading) is not None:
            return True
        levels = (self.graph.ordered(each) for each in self.graph.competencies.get(target, ()))
        return any(each.index(target) + 1 in self.attained(learner, each, reading) for each in levels if target in each)

    def attained(self, learner: str, levels: Sequence[str], reading: Reading) -> set[int]:
        """The numbers of the levels that are attained; those below a placement are among them."""
        found = {
            number: one
            for number, level in enumerate(levels, 1)
            if (one := self.attains(learner, level, reading)) is not None
        }
        told = self.determinations(learner, reading)
        targets = {identifier_of(one.text("target")) for one in told if one.text("status") == PLACED}
        placed = [n for n, level in enumerate(levels, 1) if targets & self.leading_to(level, reading)]
        highest = max(placed, default=0)
        return {*found, *range(1, highest + 1 if reading.placement_stays else highest)}

    def standing(self, learner: str, competency: str, reading: Reading) -> Standing | None:
        """Where the learner stands, None in a competency whose levels have no order."""
        if not self.graph.is_in_order(competency):
            return None
        levels = self.graph.by_grade(competency) if reading.by_grade else self.graph.ordered(competency)
        return standing(self.attained(learner, levels, reading), len(levels))

    def leading_to(self, target: str, reading: Reading) -> frozenset[str]:
        """The targets whose attainment counts for this one, itself among them."""
        how = (reading.crosswalk, reading.replaced, reading.related, reading.both_ways, reading.translated)
        at = (target, how)
        if at not in self._leading:
            self._leading[at] = frozenset(self._lead(target, reading))
        return self._leading[at]

    def counting_for(self, competency: str) -> set[str]:
        """The competencies in whose progress what is learned in this one shows: itself, and those that it is the same
        as, or an earlier version or a translation of."""
        found = {competency}
        for item in (competency, *self.graph.ordered(competency)):
            for type in (SAME, REPLACED, TRANSLATION):
                for there in (*self.graph.destinations(type, item), *self._backwards.get((type, item), ())):
                    found.update(self.graph.competency_of(there))
        return found

    def _lead(self, target: str, reading: Reading) -> Collection[str]:
        found, waiting = {target}, [target]
        while waiting:
            here = waiting.pop()
            for there in self._one_step_before(here, reading):
                if there not in found:
                    found.add(there)
                    waiting.append(there)
        return found

    def _one_step_before(self, target: str, reading: Reading) -> Iterator[str]:
        back = self._backwards
        if reading.crosswalk:
            yield from back.get((SAME, target), ())
        if reading.crosswalk and reading.both_ways:
            yield from self.graph.destinations(SAME, target)
        if reading.replaced:
            yield from back.get((REPLACED, target), ())
        if reading.related:
            yield from (*back.get((RELATED, target), ()), *self.graph.destinations(RELATED, target))
        if reading.translated:
            yield from (*back.get((TRANSLATION, target), ()), *self.graph.destinations(TRANSLATION, target))

    @cached_property
    def _backwards(self) -> Mapping[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for type in (SAME, REPLACED, RELATED, TRANSLATION):
            for origin, destinations in self.graph.origins(type).items():
                for destination in destinations:
                    found.setdefault((type, destination), []).append(origin)
        return found


def _by(instant: Instant | None, time: Instant | None) -> bool:
    return time is None or (instant is not None and instant <= time)
