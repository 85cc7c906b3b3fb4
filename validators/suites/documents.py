"""Judge what a system has answered by the document rules: findings go to the stream, each rule comes to an outcome."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain

from fairmark.validators.core.engine import RuleFault, Subject, judge, rules_for
from fairmark.validators.core.events import Checked, Faulted, Found, InputClosed, InputOpened, Locate, Step, Subscriber
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.levels import WORST_FIRST, Outcome
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.readers.problem import Problem, Reading
from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.run import SuiteOptions, decided_about, outcome_of
from fairmark.validators.telling import nowhere


@dataclass(frozen=True, slots=True)
class Judged:
    """A document out of an answer: `name` is what reports call it, `operation` which answered it."""

    name: str
    operation: str
    subject: Subject
    version: str
    text: bytes
    answer: Answer
    locate: Locate


@dataclass(slots=True)
class DocumentRules:
    """Applies the document rules to one document after the other. `outer` is the name of the system."""

    outer: str
    options: SuiteOptions
    emit: Subscriber
    _worst: dict[tuple[str, str], tuple[Outcome, str, Answer]] = field(default_factory=dict)
    _applied: dict[tuple[str, str], None] = field(default_factory=dict)

    def look_at(
        self,
        document: Judged,
        is_excused: Callable[[Finding], bool] = lambda _: False,
        problems: Sequence[Problem] = (),
    ) -> None:
        """Tell the findings in one document, but for those that are excused; `problems` are those of reading it."""
        subject = document.subject
        self.emit(
            InputOpened(document.name, subject.kind, document.version, sha256(document.text).hexdigest(), self.outer)
        )
        rules = rules_for(subject)
        for rule in rules:
            self._applied[rule.id, document.operation] = None
        for result in chain(_about(problems), judge(subject, rules)):
            if isinstance(result, RuleFault):
                self.emit(Faulted(result.rule.id, str(result)))
            elif not is_excused(result):
                self._tell(document.name, document.operation, document.answer, result)
        for taken in subject.steps:
            self.emit(Step(document.name, *taken))
        self.emit(InputClosed(document.name, document.locate))

    def tell(self, name: str, operation: str, problems: Sequence[Problem], answer: Answer) -> None:
        """Tell the problems of reading what holds no document."""
        self.emit(InputOpened(name, "unknown", None, sha256(answer.body).hexdigest(), self.outer))
        for result in _about(problems):
            if isinstance(result, Finding):
                self._tell(name, operation, answer, result)
        self.emit(InputClosed(name, nowhere, judged=False))

    def checks(self) -> Iterator[Checked]:
        """One check per rule and operation, with the worst outcome that any document had."""
        for id, operation in self._applied:
            if (id, operation) in self._worst:
                outcome, reason, answer = self._worst[id, operation]
                yield Checked(id, operation, outcome, reason, None, (answer.exchange,))
            else:
                yield Checked(id, operation, Outcome.PASS, "")

    def _tell(self, name: str, operation: str, answer: Answer, found: Finding) -> None:
        if decided := decided_about(self.options.decisions, name, found):
            outcome, reason = Outcome.NOT_APPLICABLE, f"{decided}: {found.rule.title}"
        else:
            outcome, reason = outcome_of(found, self.options.strictness), found.rule.title
        key = (found.rule.id, operation)
        self._applied[key] = None
        seen = self._worst.get(key)
        if seen is None or WORST_FIRST.index(outcome) < WORST_FIRST.index(seen[0]):
            self._worst[key] = (outcome, reason, answer)
        self.emit(Found(name, found))


def _about(problems: Sequence[Problem]) -> Iterator[Finding | RuleFault]:
    """What the rules that the problems name say about them."""
    return judge(Reading(problems), [REGISTRY[id] for id in dict.fromkeys(problem.rule for problem in problems)])
