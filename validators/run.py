"""One call of `validate`: read, recognise, apply the rules, and tell the event stream.

How rules are applied and findings told is `telling`; packages, whose files are members of one input, are `packages`.
"""

from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import version as installed_version
from itertools import islice
from typing import Any

from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.engine import RuleFault, judge, rules_for
from fairmark.validators.core.events import (
    Counted,
    Faulted,
    Found,
    InputClosed,
    InputOpened,
    Subscriber,
)
from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy, kind_of
from fairmark.validators.core.report import Report, Setting
from fairmark.validators.core.shelf import EmptyShelf
from fairmark.validators.families import FAMILIES, retold
from fairmark.validators.hands import Hands
from fairmark.validators.options import (
    Options,
    form_recognised,
    form_unknown,
    is_learning_package,
    recognised,
    redaction,
    references_for,
)
from fairmark.validators.packages import Packages
from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.readers.decisions import account_for
from fairmark.validators.readers.json_text import Document, JsonText, read_json, read_lines
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.line_parts import Part
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.sniff import Recognition
from fairmark.validators.readers.source import Source, of_bytes
from fairmark.validators.readers.unwrapping import without_token
from fairmark.validators.telling import Telling, collection_paused, nowhere


def unknown_kind(document: Document) -> Problem:
    """The problem of a document that nothing here knows."""
    place = Location(privacy=Privacy.PUBLIC, document=document.number)
    return Problem("FM-INPUT-013", place, kind_of(document.data))


class Run(Telling):
    """One call of `validate`: the options, where events go, and the report that comes of them."""

    def __init__(self, options: Options, subscribers: Iterable[Subscriber] = (), hands: Hands | None = None) -> None:
        super().__init__(options, subscribers, hands)
        self._packages = Packages(self, self.judge_source)
        self._references = options.references or references_for(options)

    def report(self) -> Report:
        """The report on all that was judged, once nothing more comes."""
        self._judge_batch()
        self._judge_waivers()
        options = self.options
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
        return self.options.limits

    @property
    def _profile(self) -> str | None:
        """The profile that the user named, else the one that all inputs were recognised as, else None."""
        if self.options.profile:
            return self.options.profile.name
        return next(iter(self.profiles)) if len(self.profiles) == 1 else None

    def judge_source(self, source: Source, outer: str = "") -> bool:
        """Judge an input, or the member of the input `outer`, and all that is in it; whether any of it was known."""
        source = self._followed(source)
        if source.files is not None and is_learning_package(source, self.options):
            self._packages.judge_learning(source, source.files, outer)
            return True
        if (roster := self._packages.roster_in_tables(source)) is not None:
            self._packages.judge_roster(source, roster, outer)
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
        standard = self.options.profile.standard if self.options.profile else ""
        self.note(source.name, retold(source.problems, standard))

    def close_container(self, source: Source, outer: str = "", *, judged: bool, empty: bool = False) -> None:
        """Tell that its members, if it has any, were judged."""
        if source.listed and not judged:
            self.note(source.name, [Problem("FM-INPUT-018")])
        self.emit(InputClosed(source.name, nowhere, judged=judged, partial=bool(outer) and empty))

    def _judge_text(self, source: Source, outer: str) -> bool:
        """Judge what the bytes of an input hold, document by document; whether any of it was known."""
        if source.data is None:
            self.open_container(source, outer)
            return False
        if (what := form_recognised(source, self.options)) is not None:
            self._judge_form(source, what, outer)
            return True
        if said := form_unknown(source, self.options):
            self.emit(InputOpened(source.name, "unknown", None, source.sha256, outer))
            self.note(source.name, [*source.problems, Problem("FM-INPUT-013", observed=said)])
            self.emit(InputClosed(source.name, nowhere, judged=False))
            return False
        text, part = self._read(source)
        known = {
            document.number: what
            for document in text.documents
            if (what := recognised(document.data, self.options, source.served))
        }
        first = part.first if part else next(iter(known.values()), None)
        kind, version = (first.kind, first.version) if first else ("unknown", None)
        self.emit(InputOpened(source.name, source.container or kind, version, source.sha256, outer))
        standard = self.options.profile.standard if self.options.profile else first.standard if first else ""
        self.note(source.name, retold(source.problems, standard))
        documents = {document.number: document for document in text.documents}
        problems: dict[int, list[Problem]] = {}
        for problem in text.problems:
            problems.setdefault(problem.at.document, []).append(problem)
        for number in sorted({*documents, *problems}):
            document, what = documents.get(number), known.get(number)
            unknown = [unknown_kind(document)] if document and not what else []
            self.note(source.name, retold([*problems.get(number, ()), *unknown], standard))
            if document and what:
                self._judge_document(source, text, document, what)
        locate = nowhere if source.token else text.locate
        partial = text.partial or source.name in self.cut_short
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
        self.note(source.name, retold([*source.problems, *own], what.standard))
        self.apply(source.name, subject, 0, source.size)
        self.tell_judged(source.name, subject)
        whole = subject.is_whole and source.name not in self.cut_short
        self.emit(InputClosed(source.name, nowhere, partial=not whole))

    def _judge_batch(self) -> None:
        """Judge what the inputs say of one another. They are done, so those that are spoken of are opened again."""
        from fairmark.validators.compared import read_compared  # is a run itself

        others = read_compared(self.options, self.batch) if self.options.compared else {}
        again: set[str] = set()
        for subject in self.batch.subjects():
            results = judge(subject, rules_for(subject), self.options.sharing)
            for result in islice(results, 4 * self.options.limits.findings):
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
        depth, part, data = self.options.limits.depth, source.part, source.data or b""
        if part:
            return read_lines(data, depth, number=part.documents, line=part.lines), part
        return read_json(data, depth, by_line=source.by_line), None

    def _judge_document(self, source: Source, text: JsonText, document: Document, what: Recognition) -> None:
        self.profiles.add(what.judged_as)
        subject = self._subject(document.data, what, source, text.text, document.token, document.number)
        self.apply(source.name, subject, document.number, source.size)
        self.tell_steps(source.name, subject)
        self.tell_judged(source.name, subject)

    def _judge_waivers(self) -> None:
        """Say which waivers have expired or covered nothing, as findings in the file that holds them."""
        problems = account_for(self.decisions)
        if problems:
            name = self.options.waivers_name
            self.emit(InputOpened(name, "waivers", None, ""))
            self.note(name, problems)
            self.emit(InputClosed(name, nowhere))

    def _subject(
        self, data: Any, what: Recognition, source: Source, text: bytes = b"", token: str = "", document: int = 0
    ) -> Any:
        """What the rules look at: `data`, a parsed document or the bytes of another form, as its family reads it."""
        family = import_module(FAMILIES[what.standard])
        circumstances = Circumstances(
            name=source.name,
            document=document,
            forced=self.options.profile is not None,
            served=source.served,
            text=text,
            token=token or source.token,
            show_values=self.options.show_values,
            shelf=self.options.shelf,
            references=self._references,
            limits=self.options.limits,
            schemas=self.options.xsd,
            earlier=self.options.earlier,
            agreement=self.options.agreement,
            recipients=self.options.recipients,
            now=self.clock,
        )
        return family.subject(data, what, circumstances)
