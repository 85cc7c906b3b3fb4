"""One call of `validate`: read, recognise, apply the rules, and tell the event stream."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
import gc
from importlib import import_module
from importlib.metadata import version as installed_version
from itertools import chain, islice
from pathlib import PurePosixPath
from typing import Any

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.collector import Collector
from fairmark.validators.core.engine import RuleFault, Subject, capped, judge, rules_for
from fairmark.validators.core.events import (
    Counted,
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
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.gathering import Batch
from fairmark.validators.core.location import Location, Position
from fairmark.validators.core.privacy import HIDDEN, Privacy, kind_of
from fairmark.validators.core.report import Report, Setting
from fairmark.validators.core.rule import REGISTRY, Rule
from fairmark.validators.core.shelf import EmptyShelf
from fairmark.validators.core.waivers import Decisions
from fairmark.validators.exports.comparing import compared, is_cheap
from fairmark.validators.exports.turnover import Marking
from fairmark.validators.families import FAMILIES, gatherings, load_rules, retold
from fairmark.validators.hands import Hands
from fairmark.validators.options import (
    Options,
    folder_of_tables,
    form_recognised,
    form_unknown,
    is_learning_package,
    recognised,
    redaction,
    references_for,
)
from fairmark.validators.pace import Pace
from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.readers.decisions import account_for
from fairmark.validators.readers.json_text import Document, JsonText, read_json, read_lines
from fairmark.validators.readers.learning.package import is_judged_itself
from fairmark.validators.readers.learning.reading import read_package, roster_in
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.line_parts import Part
from fairmark.validators.readers.members import is_data
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.readers.oneroster_files import read_roster, size_of_tables
from fairmark.validators.readers.problem import Problem, Reading
from fairmark.validators.readers.sniff import Recognition
from fairmark.validators.readers.source import LEFT_OUT, Files, Source, of_bytes
from fairmark.validators.readers.tables.work import HERE
from fairmark.validators.readers.unwrapping import without_token

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


def unknown_kind(document: Document) -> Problem:
    """The problem of a document that nothing here knows."""
    place = Location(privacy=Privacy.PUBLIC, document=document.number)
    return Problem("FM-INPUT-013", place, kind_of(document.data))


def nowhere(wanted: Sequence[Location]) -> list[Position | None]:
    """The positions in an input of which there is no text."""
    return [Position(place.line, place.column or 1) if place.line else None for place in wanted]


class Run:
    """One call of `validate`: the options, where events go, and the report that comes of them."""

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
        self._options = options
        self._hands = hands
        self._pace = Pace(lambda done, total: None)
        self._marking = Marking()
        self._subscribers: tuple[Subscriber, ...] = (self.collector, *subscribers, self._marking)
        self._cut_short: set[str] = set()
        self._package = ""
        self._files: dict[str, str] = {}
        self._references = options.references or references_for(options)

    def report(self) -> Report:
        """The report on all that was judged, once nothing more comes."""
        self._judge_batch()
        self._judge_waivers()
        options = self._options
        configuration: dict[str, Setting] = {
            "samples": options.samples,
            "kind": options.kind,
            "shelf": not isinstance(options.shelf, EmptyShelf),
            "showValues": options.show_values,
            **redaction(options),
            "online": options.online,
            "recipient": bool(options.recipients),
            "agreement": options.agreement is not None,
            "comparedWith": [self.collector.shown(name) for name in options.compared],
            "previous": self.collector.shown(previous.name) if (previous := options.compared_with) else None,
            "thresholds": list(options.thresholds.settings()) if options.previous else [],
        }
        return self.collector.report(
            version=installed_version("fairmark"), profile=self._profile, at=self.clock, configuration=configuration
        )

    @property
    def limits(self) -> Limits:
        return self._options.limits

    @property
    def _profile(self) -> str | None:
        """The profile that the user named, else the one that all inputs were recognised as, else None."""
        if self._options.profile:
            return self._options.profile.name
        return next(iter(self.profiles)) if len(self.profiles) == 1 else None

    def judge_source(self, source: Source, outer: str = "") -> bool:
        """Judge an input, or the member of the input `outer`, and all that is in it; whether any of it was known."""
        source = self._followed(source)
        if source.files is not None and is_learning_package(source, self._options):
            self._judge_learning(source, source.files, outer)
            return True
        if (roster := self._roster(source)) is not None:
            self._judge_roster(source, roster, outer)
            return True
        with collection_paused():
            known = self._judge_text(source, outer)
        inner = [self.judge_source(member, source.name) for member in source.members]
        if source.data is None:
            self.close_container(source, outer, judged=any(inner), empty=not inner)
        return known or any(inner)

    def _followed(self, source: Source) -> Source:
        """What stands at the address that an image holds in place of its assertion, as far as the user allows."""
        if not source.address:
            return source
        try:
            return without_token(of_bytes(source.name, self._references.get(source.address)))
        except Unavailable:
            return source

    def open_container(self, source: Source, outer: str = "") -> None:
        """Tell of a folder or archive, or of what could not be read, before its members."""
        self.emit(InputOpened(source.name, source.container or "unknown", None, source.sha256, outer))
        standard = self._options.profile.standard if self._options.profile else ""
        self._note(source.name, retold(source.problems, standard))

    def close_container(self, source: Source, outer: str = "", *, judged: bool, empty: bool = False) -> None:
        """Tell that its members, if it has any, were judged."""
        if source.listed and not judged:
            self._note(source.name, [Problem("FM-INPUT-018")])
        self.emit(InputClosed(source.name, nowhere, judged=judged, partial=bool(outer) and empty))

    def _judge_text(self, source: Source, outer: str) -> bool:
        """Judge what the bytes of an input hold, document by document; whether any of it was known."""
        if source.data is None:
            self.open_container(source, outer)
            return False
        if (what := form_recognised(source, self._options)) is not None:
            self._judge_form(source, what, outer)
            return True
        if said := form_unknown(source, self._options):
            self.emit(InputOpened(source.name, "unknown", None, source.sha256, outer))
            self._note(source.name, [*source.problems, Problem("FM-INPUT-013", observed=said)])
            self.emit(InputClosed(source.name, nowhere, judged=False))
            return False
        text, part = self._read(source)
        known = {
            document.number: what
            for document in text.documents
            if (what := recognised(document.data, self._options, source.served))
        }
        first = part.first if part else next(iter(known.values()), None)
        kind, version = (first.kind, first.version) if first else ("unknown", None)
        self.emit(InputOpened(source.name, source.container or kind, version, source.sha256, outer))
        standard = self._options.profile.standard if self._options.profile else first.standard if first else ""
        self._note(source.name, retold(source.problems, standard))
        documents = {document.number: document for document in text.documents}
        problems: dict[int, list[Problem]] = {}
        for problem in text.problems:
            problems.setdefault(problem.at.document, []).append(problem)
        for number in sorted({*documents, *problems}):
            document, what = documents.get(number), known.get(number)
            unknown = [unknown_kind(document)] if document and not what else []
            self._note(source.name, retold([*problems.get(number, ()), *unknown], standard))
            if document and what:
                self._judge_document(source, text, document, what)
        locate = nowhere if source.token else text.locate
        partial = text.partial or source.name in self._cut_short
        self.emit(InputClosed(source.name, locate, judged=bool(known), partial=partial, whole=part is None))
        return bool(known)

    def _judge_form(self, source: Source, what: Recognition, outer: str) -> None:
        """Judge an input that is no JSON as the one document that it is."""
        self.profiles.add(what.judged_as)
        self.emit(InputOpened(source.name, what.kind, what.version or None, source.sha256, outer))
        subject = self._subject(source.data, what, source)
        if counted := getattr(subject, "counted", None):
            self.emit(Counted(source.name, *counted))
        own = getattr(subject, "problems", ())  # of most forms their own rules say what is wrong with the text
        self._note(source.name, retold([*source.problems, *own], what.standard))
        self._apply(source.name, subject, 0, source.size)
        self._tell_judged(source.name, subject)
        whole = subject.is_whole and source.name not in self._cut_short
        self.emit(InputClosed(source.name, nowhere, partial=not whole))

    def _tell_judged(self, input: str, subject: Subject) -> None:
        self.batch.add(input, subject)
        self.emit(Judged(input, subject))

    def _judge_batch(self) -> None:
        """Judge what the inputs say of one another. They are done, so those that are spoken of are opened again."""
        from fairmark.validators.compared import read_compared  # is a run itself

        others = read_compared(self._options, self.batch) if self._options.compared else {}
        again: set[str] = set()
        for subject in self.batch.subjects():
            results = judge(subject, rules_for(subject), self._options.sharing)
            for result in islice(results, 4 * self._options.limits.findings):
                if isinstance(result, RuleFault):
                    self.emit(Faulted(result.rule.id, str(result)))
                    continue
                name = result.location.input
                if name not in again:
                    again.add(name)
                    known = self.collector.tally.inputs.get(name)
                    self.emit(known.opened if known else others[name])
                self.emit(Found(name, result))
        for name in sorted(again):
            self.emit(InputClosed(name, nowhere))

    def _read(self, source: Source) -> tuple[JsonText, Part | None]:
        depth, part, data = self._options.limits.depth, source.part, source.data or b""
        if part:
            return read_lines(data, depth, number=part.documents, line=part.lines), part
        return read_json(data, depth, by_line=source.by_line), None

    def _judge_document(self, source: Source, text: JsonText, document: Document, what: Recognition) -> None:
        self.profiles.add(what.judged_as)
        subject = self._subject(document.data, what, source, text.text, document.token, document.number)
        self._apply(source.name, subject, document.number, source.size)
        self._tell_steps(source.name, subject)
        self._tell_judged(source.name, subject)

    def _judge_learning(self, source: Source, files: Files, outer: str) -> None:
        """Judge a portability package as one input, of which its files are members; frameworks, credentials and the
        OneRoster tables in it are judged by their own rules too."""
        options, name = self._options, source.name
        package = read_package(name, files, options.limits, shelf=options.shelf, show_values=options.show_values)
        self.profiles.add("scl")
        self.emit(InputOpened(name, package.kind, "1", source.sha256, outer))
        self._note(name, [problem for problem in source.problems if problem.rule != LEFT_OUT])
        own = [path for path in package.paths if not is_judged_itself(path)]
        for path in own:
            sha256 = package.files[path].sha256.removeprefix("sha256-") if path in package.files else ""
            self.emit(InputOpened(f"{name}!{path}", "scl-file", None, sha256, name))
            self._note(f"{name}!{path}", package.problems.get(f"{name}!{path}", ()))
        self._apply_each(name, package, rules_for(package), source.size)
        self._tell_judged(name, package)
        for path in own:
            self.emit(InputClosed(f"{name}!{path}", nowhere))
        # The roster first: the files of an archive can be opened until its members have been gone through.
        for member in chain((roster_in(name, files),), source.members):
            if member is not None and is_judged_itself(member.name.removeprefix(f"{name}!")):
                self.judge_source(member, name)
        self.emit(InputClosed(name, nowhere, partial=not package.is_whole or name in self._cut_short))

    def _roster(self, source: Source) -> Roster | None:
        """The OneRoster package that a folder or archive holds, None where it holds none."""
        options, profile = self._options, self._options.profile
        folder = folder_of_tables(source, options)
        if folder is None or source.files is None:
            return None
        hands = self._hands_for(size_of_tables(source.files))
        self._pace = Pace(lambda done, total: self.emit(Progress(done, total, source.name)))
        with collection_paused():
            return read_roster(
                source.files,
                folder,
                version=profile.version if profile else None,
                shelf=options.shelf,
                show_values=options.show_values,
                now=self.clock,
                tell=self._pace.read,
                agreement=options.agreement,
                workers=hands.workers if hands else HERE,
                keep=hands.keep if hands else None,
            )

    def _judge_roster(self, source: Source, roster: Roster, outer: str) -> None:
        """Judge a package of tables as one input, of which its files are members, and what else lies beside them."""
        self.profiles.add(f"oneroster-{roster.version}")
        self.emit(InputOpened(source.name, roster.kind, roster.version, source.sha256, outer))
        self._note(source.name, retold([problem for problem in source.problems if problem.rule != LEFT_OUT], "OR"))
        self._package, self._files = source.name, {}
        for file, table in roster.files.items():
            self._open_file(file, table.text.sha256)
        for sort in roster.tables.values():
            self.emit(Counted(self._files[sort.file], sort.records, sort.name, sort.file))
        previous = self._options.previous
        self._marking.begin(listens=previous is not None and is_cheap(previous, roster))
        with collection_paused():
            size = sum(table.text.size for table in roster.files.values())
            self._apply_each(source.name, roster, rules_for(roster), size)
            self._judge_changes(source.name, roster)
        self._tell_judged(source.name, roster)
        if self._hands:
            self._hands.let_go()
        for name in self._files.values():
            self.emit(InputClosed(name, nowhere))
        self._package = ""
        for member in source.members:
            if member.data is not None or member.container:  # of what cannot be read the package's own rules speak
                self.judge_source(member, source.name)
        whole = roster.is_whole and source.name not in self._cut_short
        self.emit(InputClosed(source.name, nowhere, partial=not whole))

    def _judge_changes(self, input: str, roster: Roster) -> None:
        """Judge what has changed since the last export, if the user has named one."""
        options = self._options
        if (previous := options.previous) is None:
            return
        marks = None if input in self._cut_short else self._marking.marks

        def tell(done: int, total: int) -> None:
            self.emit(Progress(done, total, f"{previous.name}: comparing"))

        changes = compared(previous, roster, options.thresholds, marks, options.limits.findings, tell)
        rules = [rule for rule in rules_for(changes) if changes.kind in rule.kinds]
        self._apply_each(input, changes, rules, 0)

    def _open_file(self, file: str, sha256: str = "") -> str:
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
        return self._open_file(str(place.path[0])) if place.table and input == self._package else input

    def _tell_steps(self, input: str, subject: Subject) -> None:
        """Tell the steps of verification, of as many subjects as samples are shown of a rule."""
        most = self._options.samples
        if (most is not None and len(self.stepped) >= most) or not (steps := subject.steps):
            return
        self.stepped.append(len(steps))
        for taken in steps:
            said = taken._replace(detail=HIDDEN) if self._options.sharing else taken
            self.emit(Step(input, *said))

    def _judge_waivers(self) -> None:
        """Say which waivers have expired or covered nothing, as findings in the file that holds them."""
        problems = account_for(self.decisions)
        if problems:
            name = self._options.waivers_name
            self.emit(InputOpened(name, "waivers", None, ""))
            self._note(name, problems)
            self.emit(InputClosed(name, nowhere))

    def _subject(
        self, data: Any, what: Recognition, source: Source, text: bytes = b"", token: str = "", document: int = 0
    ) -> Any:
        """What the rules look at: `data`, a parsed document or the bytes of another form, as its family reads it."""
        family = import_module(FAMILIES[what.standard])
        circumstances = Circumstances(
            name=source.name,
            document=document,
            forced=self._options.profile is not None,
            served=source.served,
            text=text,
            token=token or source.token,
            show_values=self._options.show_values,
            shelf=self._options.shelf,
            references=self._references,
            limits=self._options.limits,
            schemas=self._options.xsd,
            earlier=self._options.earlier,
            agreement=self._options.agreement,
            recipients=self._options.recipients,
            now=self.clock,
        )
        return family.subject(data, what, circumstances)

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

    def _apply_each(self, input: str, subject: Subject, chosen: Sequence[Rule], size: int) -> None:
        """Judge millions of records: the limit of findings is that of each rule, and four times that for all."""
        most, cut = self._options.limits.findings, False

        def beyond() -> None:
            nonlocal cut
            cut = True

        rules = [capped(rule, most, beyond) for rule in chosen]
        if not isinstance(subject, Roster):
            results = judge(subject, self._told(input, rules, size), self._options.sharing)
        elif hands := self._hands_for(size):
            results = hands.judged(subject, chosen, most, beyond, self._pace.past)
        else:
            results = judge(subject, self._pace.along(rules), self._options.sharing)
        if self._tell_each(input, results, 0, 4 * most) or cut:
            self._cut_short.add(input)
            self._note(input, [Problem("FM-INPUT-038", expected=f"{most:,}")])

    def _hands_for(self, size: int) -> Hands | None:
        """Who helps with a package of so many bytes, if anybody does."""
        return self._hands if self._hands and self._hands.pay(size) else None

    def _told(self, input: str, rules: Sequence[Rule], size: int) -> Iterator[Rule]:
        """The rules, one by one, with a word to the subscribers before each."""
        for number, rule in enumerate(rules):
            self.emit(Progress(size * number // len(rules), size, input))
            yield rule

    def _judge(
        self, input: str, subject: Subject, rules: Iterable[Rule], document: int, most: int | None = None
    ) -> bool:
        """Tell what the rules find in one document; True when there is more than `most`."""
        return self._tell_each(input, judge(subject, rules, self._options.sharing), document, most)

    def _tell_each(
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

    def emit(self, event: Event) -> None:
        """Tell all subscribers, the collector first."""
        for subscriber in self._subscribers:
            subscriber(event)
