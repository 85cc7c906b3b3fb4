"""Validate inputs: read, recognise, apply the rules, and tell the event stream."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
import gc
from importlib import import_module
from importlib.metadata import version as installed_version
from itertools import islice
from pathlib import Path

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.collector import Collector
from fairmark.validators.core.engine import RuleFault, Subject, judge, rules_for
from fairmark.validators.core.events import (
    Event,
    Faulted,
    Found,
    InputClosed,
    InputOpened,
    Judged,
    Progress,
    Step,
    Subscriber,
)
from fairmark.validators.core.levels import Strictness
from fairmark.validators.core.location import Location, Position
from fairmark.validators.core.privacy import Privacy, kind_of
from fairmark.validators.core.profile import Profile
from fairmark.validators.core.report import Report, Setting
from fairmark.validators.core.rule import REGISTRY, Rule
from fairmark.validators.core.shelf import EmptyShelf, Shelf
from fairmark.validators.core.waivers import Decisions, Waiver
from fairmark.validators.fetching import fetcher, reference_fetch
from fairmark.validators.proofs.recipients import Recipient
from fairmark.validators.proofs.references import References
from fairmark.validators.readers.decisions import account_for
from fairmark.validators.readers.json_text import Document, read_json
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.problem import Problem, Reading
from fairmark.validators.readers.sniff import Recognition, recognise
from fairmark.validators.readers.source import Source, open_sources

FAMILIES = {
    "CASE": "fairmark.validators.rules.case",
    "CLR": "fairmark.validators.rules.credentials",
    "FM": "fairmark.validators.rules.input",
    "OB": "fairmark.validators.rules.credentials",
}
"""First part of the rule ids of a family to the module that declares its rules."""

LARGE = 1 << 20
"""Bytes of a document from which on the progress of its rules is told one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to validate. Every member is an option of `fairmark validate` of the same name."""

    profile: Profile | None = None
    kind: str | None = None
    strictness: Strictness = Strictness.STANDARD
    samples: int | None = 20
    shelf: Shelf = field(default_factory=EmptyShelf)
    waivers: Sequence[Waiver] = ()
    waivers_name: str = ""
    baseline: Sequence[str] = ()
    at: datetime | None = None
    resources: Mapping[str, Path] = field(default_factory=dict)
    online: bool = False
    allow_private: bool = False
    show_values: bool = False
    recipients: Sequence[Recipient] = field(default=(), repr=False)
    limits: Limits = field(default_factory=Limits)
    references: References | None = None
    """What stands for the network, where the caller has its own; `resources` and `online` do not count then."""


def validate(inputs: Sequence[str], options: Options = Options(), subscribers: Iterable[Subscriber] = ()) -> Report:
    """Judge `inputs` (files, folders, zips, URLs, - for standard input) and return the report.

    Raises MissingInput when a path does not exist. What is wrong with an input is never an exception but a finding.
    """
    fetch = fetcher(options.resources, options.limits, allow_private=options.allow_private)
    return validate_sources(open_sources(inputs, options.limits, fetch), options, subscribers)


def validate_sources(
    sources: Iterable[Source], options: Options = Options(), subscribers: Iterable[Subscriber] = ()
) -> Report:
    """Judge inputs that are open already, as an upload is, and return the report."""
    load_rules()
    clock = options.at or datetime.now(UTC)
    decisions = Decisions(options.waivers, options.baseline, today=clock.date())
    collector = Collector(strictness=options.strictness, samples=options.samples, sieve=decisions)
    run = _Run(options, clock, (collector, *subscribers))
    with collection_paused():
        for source in sources:
            run.judge_source(source)
    run.judge_waivers(decisions)
    configuration: dict[str, Setting] = {
        "samples": options.samples,
        "kind": options.kind,
        "shelf": not isinstance(options.shelf, EmptyShelf),
        "showValues": options.show_values,
        "online": options.online,
        "recipient": bool(options.recipients),
    }
    return collector.report(
        version=installed_version("fairmark"), profile=run.profile_name, at=clock, configuration=configuration
    )


@contextmanager
def collection_paused() -> Iterator[None]:
    """Keep Python's cycle collector from walking, again and again, the millions of small objects of a large input.
    They hold no cycles; measured on 10,000 items, reading and indexing take half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def references_for(options: Options) -> References:
    """What documents of the run may refer to, as far as the user allows."""
    fetch = reference_fetch(
        options.resources, options.limits, online=options.online, allow_private=options.allow_private
    )
    return References(fetch, online=options.online)


def load_rules() -> None:
    """Import every family, so that the registry holds all rules."""
    for module in FAMILIES.values():
        import_module(module)


def unknown_kind(document: Document) -> Problem:
    """The problem of a document that nothing here knows."""
    place = Location(privacy=Privacy.PUBLIC, document=document.number)
    return Problem("FM-INPUT-013", place, kind_of(document.data))


def retold(problems: Sequence[Problem], standard: str) -> list[Problem]:
    """Problems of reading as the family of the standard tells them: it may have a rule of its own for some of them
    (`READING`: rule to rule), which then says what the general one would have said."""
    own = getattr(import_module(FAMILIES[standard]), "READING", {}) if standard in FAMILIES else {}
    return [_retold(problem, own[problem.rule]) if problem.rule in own else problem for problem in problems]


def _retold(problem: Problem, rule: str) -> Problem:
    general = REGISTRY[problem.rule]
    said = general.message.format(observed=problem.observed or "(nothing)", expected=problem.expected)
    return Problem(rule, problem.at, observed=said, hint=problem.hint)


def nowhere(wanted: Sequence[Location]) -> list[Position | None]:
    """The positions in an input of which there is no text."""
    return [Position(place.line, place.column or 1) if place.line else None for place in wanted]


class _Run:
    """One call of `validate`: the options, and where events go."""

    def __init__(self, options: Options, clock: datetime, subscribers: tuple[Subscriber, ...]) -> None:
        self._options = options
        self._clock = clock
        self._subscribers = subscribers
        self._profiles: set[str] = set()
        self._cut_short: set[str] = set()
        self._stepped = 0
        self._references = options.references or references_for(options)

    @property
    def profile_name(self) -> str | None:
        """The profile that the user named, else the one that all inputs were recognised as, else None."""
        if self._options.profile:
            return self._options.profile.name
        return next(iter(self._profiles)) if len(self._profiles) == 1 else None

    def judge_source(self, source: Source, outer: str = "") -> bool:
        """Judge an input, or the member of the input `outer`, and all that is in it; whether any of it was known."""
        options, data = self._options, source.data
        text = read_json(data, options.limits.depth, by_line=source.by_line) if data is not None else None
        documents = text.documents if text else ()
        recognised = [
            (document, recognise(document.data, kind=options.kind, profile=options.profile, served=source.served))
            for document in documents
        ]
        known = [(document, what) for document, what in recognised if what]
        first = known[0][1] if known else None
        kind = source.container or (first.kind if first else "unknown")
        self._emit(InputOpened(source.name, kind, first.version if first else None, source.sha256, outer))
        unknown = [unknown_kind(document) for document, what in recognised if not what]
        standard = options.profile.standard if options.profile else first.standard if first else ""
        self._note(source.name, [*source.problems, *retold([*(text.problems if text else ()), *unknown], standard)])
        for document, what in known:
            self._profiles.add(f"{what.standard.lower()}-{what.version}")
            subject = self._subject(document, what, source, text.text if text else b"")
            self._apply(source.name, subject, document.number, source.size)
            self._tell_steps(source.name, subject)
            self._emit(Judged(source.name, subject))
        inner = [self.judge_source(member, source.name) for member in source.members]
        judged = bool(known) or any(inner)
        if source.listed and not judged:
            self._note(source.name, [Problem("FM-INPUT-018")])
        unread = (text.partial if text else bool(outer) and not inner) or source.name in self._cut_short
        locate = text.locate if text and not source.token else nowhere
        self._emit(InputClosed(source.name, locate, judged=judged, partial=unread))
        return judged

    def _tell_steps(self, input: str, subject: Subject) -> None:
        """Tell the steps of verification, of as many subjects as samples are shown of a rule."""
        most = self._options.samples
        if not subject.steps or (most is not None and self._stepped >= most):
            return
        self._stepped += 1
        for taken in subject.steps:
            self._emit(Step(input, *taken))

    def judge_waivers(self, decisions: Decisions) -> None:
        """Say which waivers have expired or covered nothing, as findings in the file that holds them."""
        problems = account_for(decisions)
        if problems:
            name = self._options.waivers_name
            self._emit(InputOpened(name, "waivers", None, ""))
            self._note(name, problems)
            self._emit(InputClosed(name, nowhere))

    def _subject(self, document: Document, what: Recognition, source: Source, text: bytes) -> Subject:
        family = import_module(FAMILIES[what.standard])
        circumstances = Circumstances(
            forced=self._options.profile is not None,
            served=source.served,
            text=text,
            token=source.token,
            show_values=self._options.show_values,
            shelf=self._options.shelf,
            references=self._references,
            recipients=self._options.recipients,
            now=self._clock,
        )
        subject: Subject = family.subject(document.data, what, circumstances)
        return subject

    def _note(self, input: str, problems: Sequence[Problem]) -> None:
        """Let the rules that the problems name speak about them."""
        self._judge(input, Reading(problems), [REGISTRY[id] for id in dict.fromkeys(p.rule for p in problems)], 0)

    def _apply(self, input: str, subject: Subject, document: int, size: int) -> None:
        """Judge one document. Past the limit of findings the rest is not looked at, and a finding says so."""
        rules = rules_for(subject)
        told = self._told(input, rules, size) if size > LARGE else rules
        most = self._options.limits.findings
        if self._judge(input, subject, told, document, most):
            self._cut_short.add(input)
            place = Location(privacy=Privacy.PUBLIC, document=document)
            self._note(input, [Problem("FM-INPUT-038", place, expected=f"{most:,}")])

    def _told(self, input: str, rules: Sequence[Rule], size: int) -> Iterator[Rule]:
        """The rules, one by one, with a word to the subscribers before each."""
        for number, rule in enumerate(rules):
            self._emit(Progress(size * number // len(rules), size, input))
            yield rule

    def _judge(
        self, input: str, subject: Subject, rules: Iterable[Rule], document: int, most: int | None = None
    ) -> bool:
        """Tell what the rules find in one document; True when there is more than `most`."""
        results = judge(subject, rules)
        for result in islice(results, most):
            if isinstance(result, RuleFault):
                self._emit(Faulted(result.rule.id, str(result)))
            elif document:
                self._emit(Found(input, replace(result, location=replace(result.location, document=document))))
            else:
                self._emit(Found(input, result))
        return next(results, None) is not None

    def _emit(self, event: Event) -> None:
        for subscriber in self._subscribers:
            subscriber(event)
