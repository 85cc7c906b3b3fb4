"""What Canvas exports of learning outcomes: the outcomes themselves, and reports on their results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
import re

from fairmark.schemas.tables import table
from fairmark.validators.core.location import HEADER, Location
from fairmark.validators.readers.agreement import Agreement
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.tables.alone import LoneTable, lone_table
from fairmark.validators.readers.tables.known import plain
from fairmark.validators.readers.tables.values import LONGEST

OUTCOMES, RESULTS = "canvas-outcomes", "canvas-results"
GROUP, OUTCOME = "group", "outcome"
RATINGS = "ratings"

NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tier:
    """A rating of an outcome, as its two cells stand there."""

    points: str
    description: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row of outcomes.csv: an outcome, or a group of outcomes and groups. `row` is its index, `tiers` are its ratings
    in order, without empty ones at the end. All texts are as they stand there."""

    row: int
    guid: str
    type: str
    parents: Sequence[str]
    method: str
    int: str
    mastery: str
    tiers: Sequence[Tier]

    @property
    def is_group(self) -> bool:
        return self.type == GROUP


class Outcomes(LoneTable):
    """outcomes.csv. Rows may have fewer or more cells than the header: Canvas's own export has no names above all but
    the first of the ratings."""

    def at(self, outcome: Outcome, field: str) -> Location:
        return self.table.at(outcome.row, field)

    @property
    def has_semicolons(self) -> bool:
        """Whether cells are separated by semicolons, as in countries of decimal commas."""
        return self.table.data.delimiter == ";"

    @cached_property
    def ratings_at(self) -> int:
        """The index of the column in which the ratings begin."""
        header = self.table.data.header
        return next((at for at, name in enumerate(header) if plain(name) == RATINGS), len(header))

    @cached_property
    def outcomes(self) -> Sequence[Outcome]:
        """All rows, in order."""
        read = self.table.cells(
            "vendor_guid",
            "object_type",
            "parent_guids",
            "calculation_method",
            "calculation_int",
            "mastery_points",
        )
        return [
            Outcome(row, guid, type, parents.split(), method, int, mastery, self._tiers(row))
            for row, (guid, type, parents, method, int, mastery) in enumerate(read)
        ]

    def _tiers(self, row: int) -> Sequence[Tier]:
        data = self.table.data
        cells = [data.column_at(at)[row] for at in range(self.ratings_at, len(data.header))]
        cells += data.beyond.get(row, ())
        while cells and not cells[-1]:
            cells.pop()
        cells += [""] * (len(cells) % 2)
        return [Tier(cells[at], cells[at + 1]) for at in range(0, len(cells), 2)]

    def number(self, cell: str) -> float | None:
        """The number that a cell means, None where it means none. Canvas writes and reads numbers as the language of
        the account has them, so a comma may stand before decimals or before thousands."""
        cell = cell.strip()
        if len(cell) > LONGEST:
            return None
        if NUMBER.fullmatch(cell):
            return float(cell)
        if THOUSANDS.fullmatch(cell) and not self.has_semicolons:
            return float(cell.replace(",", ""))
        return float(cell.replace(",", ".")) if DECIMAL_COMMA.fullmatch(cell) else None


class Results(LoneTable):
    """A report on outcome results, or on student competency."""

    @cached_property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with its text. A report on nothing has one row, of one cell, which says so."""
        is_empty = not self.table.rows and self.table.data.faults.ragged == [(HEADER + 1, 1)]
        return () if is_empty else super().problems

    @cached_property
    def outcomes(self) -> Mapping[str, int]:
        """The ids of the outcomes that it has results of, each with the index of the first row."""
        found: dict[str, int] = {}
        column = self.table.column("learning outcome id")
        for row, id in enumerate(column if column is not None else ()):
            found.setdefault(id, row)
        return found


def read_outcomes(data: bytes, name: str, *, show_values: bool) -> Outcomes:
    """The outcomes in `data`, which is the input of that name."""
    spec = table("canvas/outcomes.json")
    read = lone_table(data, name, spec, key="vendor_guid", show_values=show_values, open_ended=True)
    return Outcomes(read, OUTCOMES, {"CV": "1"}, len(data))


def read_results(data: bytes, name: str, *, show_values: bool, agreement: Agreement | None = None) -> Results:
    """The report in `data`, which is the input of that name; `agreement` says which personal data may be sent."""
    spec = table("canvas/results.json")
    read = lone_table(data, name, spec, key="student id", show_values=show_values)
    return Results(read, RESULTS, {"CV": "1", "PV": "1"}, len(data), agreement)
