"""What an import asks the judge: may this be stored?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson

from fairmark.schemas.case import SCHEMAS
from fairmark.server.importing.mending import UUID_SHAPE
from fairmark.server.importing.outcome import Kept
from fairmark.server.importing.tally import Repair
from fairmark.validators.core.events import Event, Found
from fairmark.validators.core.headline import plural
from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import FindingGroup, Report
from fairmark.validators.judge import Options, validate_sources
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.readers.sniff import Recognition, recognise
from fairmark.validators.readers.source import Source, of_bytes
from fairmark.validators.rules.shape import accepts

IDENTIFIER = "CASE-ID-001"
LET_STAND = {
    IDENTIFIER: "identifiers have the form of a UUID, though not of a version that CASE admits",
    "CASE-ASSOC-013": "ends of associations spell the uri of their object otherwise",
    "CASE-LINK-002": "links spell the uri of their object otherwise",
}
"""Errors that lenient import lets stand: to mend them would be to invent identifiers, or to choose between two URIs."""


READING = "FM-INPUT"
"""The family of rules about what cannot be read, or not without guessing."""


class Refused(Exception):
    """Why a package is not stored, with the report that shows it, and what had been mended by then."""

    def __init__(self, reason: str, report: Report, repairs: Sequence[Repair] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.report = report
        self.repairs = repairs


@dataclass(slots=True)
class _Watch:
    """Subscribes to a run, since reports hold samples only: is some identifier not even shaped like a UUID?"""

    shapeless: bool = field(default=False)

    def __call__(self, event: Event) -> None:
        if isinstance(event, Found) and event.finding.rule.id == IDENTIFIER:
            self.shapeless = self.shapeless or not UUID_SHAPE.fullmatch(event.finding.observed)


@dataclass(frozen=True, slots=True)
class Judged:
    """A report, and whether some identifier in the input is not even shaped like a UUID."""

    report: Report
    shapeless: bool

    def let_stand(self, package: Mapping[str, Any], repairs: Sequence[Repair], *, lenient: bool) -> list[Kept]:
        """The errors that are let stand; Refused where there are others, or the package has not the shape of one."""
        kept, barred = [], 0
        for group in self.report.findings:
            if group.severity is not ERROR:
                continue
            if lenient and self._tolerable(group):
                kept.append(Kept(group.rule.id, group.count, LET_STAND[group.rule.id]))
            else:
                barred += group.count
        if barred:
            stand = "stands" if barred == 1 else "stand"
            raise Refused(f"{plural(barred, 'error')} {stand} in the way", self.report, repairs)
        odd_identifiers = any(one.rule == IDENTIFIER for one in kept)
        if not odd_identifiers and not accepts(SCHEMAS["1.1"], "CFPackage", package):
            raise Refused("it has not the shape of a CFPackage; the warnings say where", self.report, repairs)
        return kept

    def _tolerable(self, group: FindingGroup) -> bool:
        return group.rule.id in LET_STAND and not (group.rule.id == IDENTIFIER and self.shapeless)


def judge(source: Source, options: Options) -> Judged:
    """Judge `source`. Refused when the judge itself failed, as then nobody knows."""
    watch = _Watch()
    report = validate_sources([source], options, [watch])
    if report.faults:
        raise Refused(f"Fairmark itself failed at {report.faults[0].where}", report)
    return Judged(report, watch.shapeless)


def judge_mended(name: str, package: Mapping[str, Any], at: datetime | None) -> Judged:
    """Judge a package as it would be stored. Its findings have no lines: nobody has seen that text."""
    options = Options(profile=profile_named("case-1.1"), at=at)
    judged = judge(of_bytes(name, orjson.dumps(package)), options)
    return replace(judged, report=_without_lines(judged.report))


def only_package(source: Source, options: Options) -> tuple[Any, Recognition]:
    """The one package in `source`, parsed, and what it was recognised as; Refused where it holds anything else."""
    if source.container:
        why = f"it is a {source.container}: unpack it and import one package at a time"
        raise Refused(why, judge(source, options).report)
    text = read_json(source.data, options.limits.depth, by_line=source.by_line) if source.data is not None else None
    if text is None or source.problems or text.problems:
        report = judge(source, options).report
        if text is None or any(g.severity is ERROR and g.rule.id.startswith(READING) for g in report.findings):
            raise Refused("it cannot be read", report)
    if len(text.documents) != 1:
        why = f"it holds {len(text.documents)} documents: import one package at a time"
        raise Refused(why, judge(source, options).report)
    what = recognise(text.documents[0].data, served=source.served)
    if what is None or what.kind != "case-package":
        raise Refused("it is not a CFPackage, and only whole packages are imported", judge(source, options).report)
    return text.documents[0].data, what


def _without_lines(report: Report) -> Report:
    return replace(
        report,
        findings=tuple(
            replace(group, samples=tuple(replace(sample, position=None) for sample in group.samples))
            for group in report.findings
        ),
    )
