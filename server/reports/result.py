"""What a report says: `ReportResult` of the profile (section 4.13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fairmark.server.reports.declaration import Suppression

PRIMARY, COMPLEMENTARY = "primary", "complementary"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A cell that is not shown: since the group is small, or since another one could be told from it."""

    why: str


Cell = str | int | float | bool | Withheld | None


@dataclass(frozen=True, slots=True)
class Head:
    """A column as a result has it."""

    name: str
    unit: str
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """That a rule, scale or framework has changed within the period."""

    at: datetime
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """How a result was made. Moments are those of rows: in UTC and without an offset. `n` learners are in scope,
    `determined` of them have data; both are None where that would give somebody away."""

    report: str
    title: str
    version: str
    formulas: Sequence[str]
    filters: Mapping[str, Any]
    as_of: datetime
    known_at: datetime
    generated_at: datetime
    n: int | None
    determined: int | None
    coverage: float | None
    suppression: Suppression
    smallest: int
    primary: int
    complementary: int
    breaks: Sequence[Break]


@dataclass(frozen=True, slots=True)
class Result:
    """What a report says. `row` completes "one row is …"; `names` are what people call those whose identifiers are in
    the rows, and `notes` what else there is to know: the contract has neither."""

    meta: Meta
    columns: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    row: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """As the contract has it."""
        return {
            "type": "ReportResult",
            "meta": _meta(self.meta),
            "columns": [
                {"name": head.name, "unit": head.unit, **({"formula": head.formula} if head.formula else {})}
                for head in self.columns
            ],
            "rows": [[_cell(cell) for cell in row] for row in self.rows],
        }


def _meta(meta: Meta) -> dict[str, Any]:
    known = {"n": meta.n, "determined": meta.determined}
    return {
        "reportId": meta.report,
        "definitionVersion": meta.version,
        "formulas": list(meta.formulas),
        "filters": dict(meta.filters),
        "asOf": written(meta.as_of),
        "knownAt": written(meta.known_at),
        "generatedAt": written(meta.generated_at),
        **{name: value for name, value in known.items() if value is not None},
        "coverage": meta.coverage,
        "suppression": {
            "class": meta.suppression.value,
            "smallest": meta.smallest,
            "primary": meta.primary,
            "complementary": meta.complementary,
        },
        "breaks": [{"at": written(each.at), "what": each.what} for each in meta.breaks],
    }


def _cell(cell: Cell) -> Any:
    return {"suppressed": cell.why} if isinstance(cell, Withheld) else cell


def written(moment: datetime) -> str:
    """A moment of a row as facts write it."""
    return moment.replace(tzinfo=UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
