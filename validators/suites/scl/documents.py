"""A package judged by the document rules: its own (SCL-PKG), and those of frameworks, tables and credentials in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from fairmark.validators.core.engine import rules_for
from fairmark.validators.core.events import Checked, Event, Faulted, Found, InputClosed, InputOpened, Subscriber
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.levels import WORST_FIRST, Outcome
from fairmark.validators.core.rule import Rule
from fairmark.validators.options import Options
from fairmark.validators.readers.learning.package import is_judged_itself
from fairmark.validators.run import Run
from fairmark.validators.suites.run import SuiteOptions, decided_about, outcome_of
from fairmark.validators.suites.scl.exported import Exported

SAID_BY_CHECKS = frozenset({"SCL-PKG-04", "SCL-PKG-07", "SCL-PKG-08", "SCL-PKG-18", "SCL-PKG-19"})
"""Rules in whose place checks of the suite speak: what they say belongs to several requirements."""

WHOLE = "package"
"""What a check of the package as a whole calls it."""

LOOKS_AT: Mapping[str, tuple[str, ...]] = {
    "SCL-PKG-02": ("Judgment",),
    "SCL-PKG-03": ("Judgment",),
    "SCL-PKG-10": ("Determination",),
    "SCL-PKG-11": ("Pathway",),
}
"""Rule to the classes that it looks at; the others look at all that there is."""


@dataclass(slots=True)
class Judging:
    """Hears what the rules say of a package, passes it on, and keeps how each rule came out. `broken` are the paths of
    files that break rules of their own standards."""

    exported: Exported
    options: SuiteOptions
    emit: Subscriber
    broken: dict[str, set[str]] = field(default_factory=dict)
    _worst: dict[tuple[str, str], tuple[Outcome, str]] = field(default_factory=dict)

    def judge(self) -> Iterator[Checked]:
        """Judge it; a check per rule and class."""
        own = Options(strictness=self.options.strictness, at=self.options.at, samples=self.options.samples)
        Run(own, (self._hear,)).judge_source(self.exported.source)
        for rule in rules_for(self.exported.learning):
            if rule.id not in SAID_BY_CHECKS:
                yield from self._checks(rule)

    def _checks(self, rule: Rule) -> Iterator[Checked]:
        for operation in LOOKS_AT.get(rule.id, (WHOLE,)):
            if (rule.id, operation) in self._worst:
                yield Checked(rule.id, operation, *self._worst[rule.id, operation])
            elif operation != WHOLE and not self.exported.learning.records.get(operation):
                yield Checked(rule.id, operation, Outcome.NOT_APPLICABLE, f"There is no {operation}.")
            else:
                yield Checked(rule.id, operation, Outcome.PASS, "")

    def _hear(self, event: Event) -> None:
        """The package itself is open already; what is in it comes and goes as its members."""
        match event:
            case InputOpened() | InputClosed() if event.name == self.exported.name:
                return
            case Found():
                if event.finding.rule.id not in SAID_BY_CHECKS:
                    self._keep(event)
                    self.emit(event)
            case InputOpened() | InputClosed() | Faulted():
                self.emit(event)

    def _keep(self, event: Found) -> None:
        found, place = event.finding, event.finding.location.input or event.input
        path = place.removeprefix(f"{self.exported.name}!").replace("!", "/")
        decided = decided_about(self.options.decisions, event.input, found)
        outcome = outcome_of(found, self.options.strictness)
        if found.rule.standard != "SCL":
            if outcome is Outcome.FAIL and not decided and is_judged_itself(path):
                self.broken.setdefault(path, set()).add(found.rule.id)
            return
        reason = found.rule.title
        if decided:
            outcome, reason = Outcome.NOT_APPLICABLE, f"{decided}: {reason}"
        self._note(found, path, outcome, reason)

    def _note(self, found: Finding, path: str, outcome: Outcome, reason: str) -> None:
        classes, cls = LOOKS_AT.get(found.rule.id, ()), PurePosixPath(path).stem
        at = (found.rule.id, cls if cls in classes else WHOLE)
        seen = self._worst.get(at)
        if seen is None or WORST_FIRST.index(outcome) < WORST_FIRST.index(seen[0]):
            self._worst[at] = (outcome, reason)
