"""What became of the import of a package, for people and for programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fairmark.validators.core.headline import plural
from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.report import Report
from fairmark.validators.reports.json_report import as_json as report_as_json
from fairmark.validators.reports.safe_text import visible

SHOWN = 100
"""Conflicts that are told one by one."""


class Status(StrEnum):
    STORED = "stored"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What of the package cannot stand beside what is here: the file, the id of the record in it, "" for the file as a
    whole, and why."""

    path: str
    id: str
    detail: str

    def as_json(self) -> dict[str, str]:
        return {"path": self.path, **({"id": self.id} if self.id else {}), "detail": self.detail}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of one import. `added` are the records that were not here before, by class; `known` the number of
    those that were. `frameworks` and `files` are the numbers of those that were added. `id` and `imported_at` say which
    import it was, "" for none. `findings` is the judge's report on the package."""

    status: Status
    source: str
    findings: Report
    refusal: str = ""
    conflicts: Sequence[Conflict] = ()
    id: str = ""
    imported_at: str = ""
    added: Mapping[str, int] = field(default_factory=dict)
    known: int = 0
    frameworks: int = 0
    files: int = 0

    @property
    def is_refused(self) -> bool:
        """Whether nothing of the package was stored though it is not here."""
        return self.status in (Status.REFUSED, Status.CONFLICT)

    @property
    def headline(self) -> str:
        """The result in a line."""
        match self.status:
            case Status.STORED:
                more = [plural(self.frameworks, "version") + " of frameworks", plural(self.files, "file")]
                new = plural(sum(self.added.values()), "record")
                return f"Stored {new}, {' and '.join(more)}; {self.known} were here already."
            case Status.UNCHANGED:
                return "Nothing to do: all that is in this package is here already."
            case Status.REFUSED:
                return f"Refused, nothing was stored: {self.refusal}."
            case Status.CONFLICT:
                count = plural(len(self.conflicts), "conflict")
                return f"Nothing was stored: {count} with what is here. The first: {self.conflicts[0].detail}"

    def as_json(self) -> dict[str, Any]:
        """The result as a JSON object."""
        made = {"id": self.id, "importedAt": self.imported_at} if self.id else {}
        return {
            "outcome": self.status.value,
            "headline": self.headline,
            **made,
            "added": dict(self.added),
            "known": self.known,
            "frameworks": self.frameworks,
            "files": self.files,
            "conflicts": [conflict.as_json() for conflict in self.conflicts[:SHOWN]],
            "findings": report_as_json(self.findings),
        }

    def as_text(self) -> str:
        """The result as lines for a terminal."""
        return "\n".join(visible(line) for line in self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield self.headline
        yield from (f"  {cls}: {count}" for cls, count in self.added.items())
        for one in self.conflicts[:SHOWN]:
            yield f"  {one.path}{f' {one.id}' if one.id else ''}: {one.detail}"
        if self.status is Status.REFUSED:
            for group in self.findings.findings:
                if group.severity is ERROR:
                    yield f"  {group.rule.id}  {group.rule.title} ({group.count})"
                    for sample in group.samples[:3]:
                        yield f"    {sample.location.input} {sample.location.pointer}: {sample.message}"
