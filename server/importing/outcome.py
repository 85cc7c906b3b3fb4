"""What became of an import, for people and for programs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fairmark.server.importing import tally
from fairmark.server.importing.changes import Changes
from fairmark.server.importing.renditions import Loss
from fairmark.server.importing.tally import Repair
from fairmark.validators.core.headline import plural
from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.report import Report
from fairmark.validators.reports.json_report import as_json as report_as_json
from fairmark.validators.reports.safe_text import visible


class Status(StrEnum):
    """`planned` is what a dry run says instead of `stored`."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    PLANNED = "planned"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Kept:
    """Breaches of a rule that are errors and were let stand, since only the publisher can mend them."""

    rule: str
    count: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of one import.

    `version` is the number of the version that is served now (or would be), None where nothing is stored.
    `case_version` is that of the input. `findings` is the judge's report on what is stored or was refused, which is the
    input itself where nothing was repaired. `refusal` says why, "" for no refusal.
    """

    status: Status
    source: str
    lenient: bool
    findings: Report
    identifier: str = ""
    title: str = ""
    case_version: str = ""
    version: int | None = None
    digest: str = ""
    items: int = 0
    associations: int = 0
    repairs: Sequence[Repair] = ()
    kept: Sequence[Kept] = ()
    lost_in_1_0: Sequence[Loss] = ()
    changes: Changes | None = None
    refusal: str = ""

    @property
    def headline(self) -> str:
        """The result in a line."""
        repaired = sum(repair.count for repair in self.repairs)
        after = f" after {plural(repaired, 'repair')}" if repaired else ""
        size = f"{plural(self.items, 'item')}, {plural(self.associations, 'association')}"
        match self.status:
            case Status.STORED:
                return f"Stored{after} as version {self.version}: {self.title} ({size})."
            case Status.PLANNED:
                return f"Would be stored{after} as version {self.version}: {self.title} ({size})."
            case Status.UNCHANGED:
                return f"Nothing to do: {self.title} is stored already, as version {self.version}."
            case Status.REFUSED:
                return f"Refused, nothing was stored: {self.refusal}."

    def as_json(self) -> dict[str, Any]:
        """The result as a JSON object."""
        return {
            "outcome": self.status.value,
            "headline": self.headline,
            "source": self.source,
            "mode": "lenient" if self.lenient else "strict",
            "framework": self.identifier or None,
            "title": self.title,
            "caseVersion": self.case_version or None,
            "version": self.version,
            "digest": self.digest or None,
            "items": self.items,
            "associations": self.associations,
            "repairs": tally.as_json(self.repairs),
            "kept": [{"rule": kept.rule, "count": kept.count, "why": kept.why} for kept in self.kept],
            "lostIn1_0": losses_as_json(self.lost_in_1_0),
            "changes": self.changes.as_json() if self.changes else None,
            "findings": report_as_json(self.findings),
        }

    def as_text(self) -> str:
        """The result as lines for a terminal."""
        return "\n".join(visible(line) for line in self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield self.headline
        if self.status is Status.REFUSED:
            yield from _breaches(self.findings)
        if self.changes:
            yield from _differences(self.changes)
        yield from _section("Repaired", [f"{r.rule}  {r.done}: {r.count}" for r in self.repairs])
        yield from _section("Let stand, since only the publisher can mend it", [_stands(kept) for kept in self.kept])
        lost = [f"{loss.what}, {loss.done}: {loss.count}" for loss in self.lost_in_1_0]
        yield from _section("What CASE 1.0 cannot say, and its form here lacks", lost)


def losses_as_json(losses: Sequence[Loss]) -> list[dict[str, Any]]:
    return [{"what": loss.what, "done": loss.done, "count": loss.count} for loss in losses]


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"{title}:"
        yield from (f"  {line}" for line in lines)


def _stands(kept: Kept) -> str:
    return f"{kept.rule}  {kept.why}: {kept.count}"


def _breaches(report: Report) -> Iterator[str]:
    for group in report.findings:
        if group.severity is ERROR:
            yield f"  {group.rule.id}  {group.rule.title} ({group.count})"
            yield from (f"    {sample.location.pointer or '/'}: {sample.message}" for sample in group.samples[:3])


def _differences(changes: Changes) -> Iterator[str]:
    if changes.first:
        yield "The framework is new here."
    for how in ("added", "changed", "removed"):
        counts = getattr(changes, how)
        if counts:
            yield f"{how.capitalize()}: " + ", ".join(f"{count} {cls}" for cls, count in counts.items())
    yield from _section("Changed fields", [f"{name}: {count}" for name, count in changes.fields.most_common()])
    if changes.unlisted:
        yield "No object differs; their order, or what the package itself carries, does."
    shown = [s for s in changes.samples if not changes.first]
    yield from _section("Such as", [f"{s.how} {s.cls} {s.identifier}  {s.label}" for s in shown])
