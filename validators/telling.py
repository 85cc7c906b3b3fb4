"""What rules find in one document or package, told to whoever listens; and where that stops."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
import gc
from itertools import islice
from pathlib import PurePosixPath

from fairmark.validators.core.collector import Collector
from fairmark.validators.core.engine import RuleFault, Subject, capped, judge, rules_for
from fairmark.validators.core.events import Event, Faulted, Found, InputOpened, Judged, Progress, Step, Subscriber
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.gathering import Batch
from fairmark.validators.core.location import Location, Position
from fairmark.validators.core.privacy import HIDDEN, Privacy
from fairmark.validators.core.rule import REGISTRY, Rule
from fairmark.validators.core.waivers import Decisions
from fairmark.validators.exports.turnover import Marking
from fairmark.validators.families import gatherings, load_rules
from fairmark.validators.hands import Hands
from fairmark.validators.options import Options
from fairmark.validators.pace import Pace
from fairmark.validators.readers.members import is_data
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.readers.problem import Problem, Reading

LARGE = 1 << 20
"""Bytes of a document from which on the progress of its rules is told one by one."""


@contextmanager
def collection_paused() -> Iterator[None]:
    """Keep Python's cycle collector from walking, again and again, the millions of small objects of a large document.
    Measured on 10,000 items, reading and indexing take half the time. Between documents it may work."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def nowhere(wanted: Sequence[Location]) -> list[Position | None]:
    """The positions in an input of which there is no text."""
    return [Position(place.line, place.column or 1) if place.line else None for place in wanted]


class Telling:
    """The options of a call of `validate`, who listens, and what is known of the inputs so far.

    Of a package of tables that is open (`open_package`), what is found is told of the file that it stands in.
    """

    def __init__(self, options: Options, subscribers: Iterable[Subscriber] = (), hands: Hands | None = None) -> None:
        load_rules()
        self.clock = options.at or datetime.now(UTC)
        self.decisions = Decisions(options.waivers, options.baseline, today=self.clock.date())
        self.collector = Collector(
            strictness=options.strictness, samples=options.samples, sieve=self.decisions, sharing=options.sharing
        )
        self.batch = Batch(gatherings() if options.compares else ())
        self.profiles: set[str] = set()
        """Names of the profiles that documents were recognised as."""
        self.stepped: list[int] = []
        """The number of steps of each subject whose steps were told."""
        self.options = options
        self.hands = hands
        self.pace = Pace(lambda done, total: None)
        self.marking = Marking()
        self._subscribers: tuple[Subscriber, ...] = (self.collector, *subscribers, self.marking)
        self.cut_short: set[str] = set()
        """The inputs of which not everything was looked at, since too much was found."""
        self._package = ""
        self._files: dict[str, str] = {}

    def note(self, input: str, problems: Sequence[Problem]) -> None:
        """Let the rules that the problems name speak about them."""
        self._judge(input, Reading(problems), [REGISTRY[id] for id in dict.fromkeys(p.rule for p in problems)], 0)

    def apply(self, input: str, subject: Subject, document: int, size: int) -> None:
        """Judge one document. Past the limit of findings the rest is not looked at, and a finding says so."""
        rules = rules_for(subject)
        told = self._told(input, rules, size) if size > LARGE else rules
        most = self.options.limits.findings
        if self._judge(input, subject, told, document, most):
            self.cut_short.add(input)
            place = Location(privacy=Privacy.PUBLIC, document=document)
            self.note(input, [Problem("FM-INPUT-038", place, expected=f"{most:,}")])

    def apply_each(self, input: str, subject: Subject, chosen: Sequence[Rule], size: int) -> None:
        """Judge millions of records: the limit of findings is that of each rule, and four times that for all."""
        most, cut = self.options.limits.findings, False

        def beyond() -> None:
            nonlocal cut
            cut = True

        rules = [capped(rule, most, beyond) for rule in chosen]
        if not isinstance(subject, Roster):
            results = judge(subject, self._told(input, rules, size), self.options.sharing)
        elif hands := self.hands_for(size):
            results = hands.judged(subject, chosen, most, beyond, self.pace.past)
        else:
            results = judge(subject, self.pace.along(rules), self.options.sharing)
        if self.tell_each(input, results, 0, 4 * most) or cut:
            self.cut_short.add(input)
            self.note(input, [Problem("FM-INPUT-038", expected=f"{most:,}")])

    def hands_for(self, size: int) -> Hands | None:
        """Who helps with a package of so many bytes, if anybody does."""
        return self.hands if self.hands and self.hands.pay(size) else None

    def _told(self, input: str, rules: Sequence[Rule], size: int) -> Iterator[Rule]:
        """The rules, one by one, with a word to the subscribers before each."""
        for number, rule in enumerate(rules):
            self.emit(Progress(size * number // len(rules), size, input))
            yield rule

    def _judge(
        self, input: str, subject: Subject, rules: Iterable[Rule], document: int, most: int | None = None
    ) -> bool:
        """Tell what the rules find in one document; True when there is more than `most`."""
        return self.tell_each(input, judge(subject, rules, self.options.sharing), document, most)

    def tell_each(
        self, input: str, results: Iterator[Finding | RuleFault], document: int, most: int | None = None
    ) -> bool:
        """Tell what was found; True when there is more than `most`."""
        for result in islice(results, most):
            if isinstance(result, RuleFault):
                self.emit(Faulted(result.rule.id, str(result)))
            elif document:
                self.emit(Found(input, replace(result, location=replace(result.location, document=document))))
            else:
                self.emit(Found(self._input_of(input, result.location), result))
        return next(results, None) is not None

    def tell_judged(self, input: str, subject: Subject) -> None:
        self.batch.add(input, subject)
        self.emit(Judged(input, subject))

    def tell_steps(self, input: str, subject: Subject) -> None:
        """Tell the steps of verification, of as many subjects as samples are shown of a rule."""
        most = self.options.samples
        if (most is not None and len(self.stepped) >= most) or not (steps := subject.steps):
            return
        self.stepped.append(len(steps))
        for taken in steps:
            said = taken._replace(detail=HIDDEN) if self.options.sharing else taken
            self.emit(Step(input, *said))

    def open_package(self, name: str) -> None:
        """From now on until it is closed, findings belong to the files of this package of tables."""
        self._package, self._files = name, {}

    def close_package(self) -> Sequence[str]:
        """The names of the files of it that were told of."""
        names = list(self._files.values())
        self._package = ""
        return names

    def open_file(self, file: str, sha256: str = "") -> str:
        """The name of the input that a file of the package is, which is told of when it is asked for first."""
        if file not in self._files:
            self._files[file] = f"{self._package}!{file}"
            kind = "unknown" if is_data(PurePosixPath(file)) else "oneroster-file"  # data may yet be judged itself
            self.emit(InputOpened(self._files[file], kind, None, sha256, self._package))
        return self._files[file]

    def _input_of(self, input: str, place: Location) -> str:
        """The input that a finding is told of: in a package, the file."""
        if place.input:
            return place.input
        return self.open_file(str(place.path[0])) if place.table and input == self._package else input

    def emit(self, event: Event) -> None:
        """Tell all subscribers, the collector first."""
        for subscriber in self._subscribers:
            subscriber(event)
