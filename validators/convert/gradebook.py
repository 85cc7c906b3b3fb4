"""The gradebook of a OneRoster package, result by result: with its line item, its standards and the scores on them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from fairmark.validators.readers.objectives import CASE, ID, OF_LINE_ITEMS, OF_RESULTS, SOURCE, uuid_in
from fairmark.validators.readers.oneroster import DELETED, Roster, RosterTable
from fairmark.validators.readers.score_scales import pairs_in
from fairmark.validators.readers.tables.joining import NONE
from fairmark.validators.readers.tables.lists import Lists
from fairmark.validators.readers.tables.values import number

LINE_ITEMS, RESULTS = "lineItems", "results"
SCALES, OF_ITEMS, OF_SCORES = "scoreScales", "lineItemScoreScales", "resultScoreScales"

Cells = Mapping[str, str]
"""The cells of a row that are not empty, by the names of their columns."""


@dataclass(frozen=True, slots=True)
class Objective:
    """A row that names a standard. `identifier` is that of its CFItem in small letters, "" where it names none."""

    row: int
    cells: Cells
    identifier: str


@dataclass(frozen=True, slots=True)
class LineItem:
    """A line item with its standards; `row` is NONE for one that the package does not hold."""

    row: int
    cells: Cells
    objectives: Sequence[Objective]


@dataclass(frozen=True, slots=True)
class Result:
    """A result with its line item, and the standards that it names itself."""

    cells: Cells
    line_item: LineItem
    objectives: Sequence[Objective]


class Gradebook:
    """The results of a package in their order. Tables that are missing are empty."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._item_of = roster.leads(RESULTS, "lineItemSourcedId")
        self._result_of = roster.leads(OF_RESULTS, "resultSourcedId")
        self._of_results = self._lists(self._result_of, RESULTS)
        self._item_named = roster.leads(OF_LINE_ITEMS, "lineItemSourcedId")
        self._of_items = self._lists(self._item_named, LINE_ITEMS)
        self.line_item = lru_cache(maxsize=4096)(self._line_item)

    def results(self) -> Iterator[Result]:
        """The results, those that are only there to be deleted among them."""
        table = self._roster.get(RESULTS)
        for row, cells in enumerate(rows(table) if table is not None else ()):
            yield Result(cells, self.line_item(self._item_of[row]), self._objectives(OF_RESULTS, self._of_results[row]))

    def ownerless(self) -> Iterator[tuple[str, Cells]]:
        """Rows that name standards of a result or line item that is not there, with the name of their table."""
        for name, owners in ((OF_RESULTS, self._result_of), (OF_LINE_ITEMS, self._item_named)):
            table = self._roster.get(name)
            for owner, cells in zip(owners, rows(table) if table is not None else (), strict=True):
                if owner == NONE:
                    yield name, cells

    def line_items(self) -> Iterator[LineItem]:
        table = self._roster.get(LINE_ITEMS)
        return (self._line_item(row) for row in range(table.rows if table is not None else 0))

    def points(self, result: Result, words: str) -> float | None:
        """The number that the scales of the result, else those of its line item, put beside these words."""
        own = self._assigned[OF_SCORES].get(result.cells.get("sourcedId", ""), ())
        of_item = self._assigned[OF_ITEMS].get(result.cells.get("lineItemSourcedId", ""), ())
        found = (self._scales.get(scale, {}).get(words.strip().casefold()) for scale in (*own, *of_item))
        return next((points for points in found if points is not None), None)

    # -- reading -----------------------------------------------------------------------------------------------------

    def _line_item(self, row: int) -> LineItem:
        table = self._roster.get(LINE_ITEMS)
        if table is None or row == NONE:
            return LineItem(NONE, {}, ())
        return LineItem(row, cells_of(table, row), self._objectives(OF_LINE_ITEMS, self._of_items[row]))

    def _objectives(self, name: str, found: Sequence[int]) -> list[Objective]:
        table = self._roster.get(name)
        return [_objective(table, row) for row in found] if table is not None else []

    def _lists(self, owners: Sequence[int], name: str) -> Lists:
        table = self._roster.get(name)
        return Lists(owners, range(len(owners)), table.rows if table is not None else 0)

    @cached_property
    def _scales(self) -> dict[str, dict[str, float]]:
        """sourcedId of a scale to its words, in small letters, with their numbers."""
        table, found = self._roster.get(SCALES), dict[str, dict[str, float]]()
        for id, value in table.cells("sourcedId", "scoreScaleValue") if table is not None else ():
            pairs = pairs_in(value) or ()
            found[id] = {words.casefold(): points for words, said in pairs if (points := number(said)) is not None}
        return found

    @cached_property
    def _assigned(self) -> dict[str, dict[str, list[str]]]:
        """For results and for line items, by sourcedId, the scales that are assigned to them."""
        found: dict[str, dict[str, list[str]]] = {OF_SCORES: {}, OF_ITEMS: {}}
        for name, owner in ((OF_SCORES, "resultSourcedId"), (OF_ITEMS, "lineItemSourcedId")):
            table = self._roster.get(name)
            cells = table.cells(owner, "scoreScaleSourcedId", "status") if table is not None else iter(())
            for id, scale, status in cells:
                if status != DELETED:
                    found[name].setdefault(id, []).append(scale)
        return found


def _objective(table: RosterTable, row: int) -> Objective:
    cells = cells_of(table, row)
    named = cells.get(SOURCE) == CASE and cells.get("status") != DELETED
    return Objective(row, cells, uuid_in(cells.get(ID, "")) if named else "")


def rows(table: RosterTable) -> Iterator[Cells]:
    """The rows of a table, one after the other."""
    names = [spec.name for spec, _ in table.columns()]
    for cells in zip(*(column for _, column in table.columns()), strict=True):
        yield {name: cell for name, cell in zip(names, cells, strict=True) if cell}


def cells_of(table: RosterTable, row: int) -> Cells:
    """One row of a table."""
    return {spec.name: cell for spec, column in table.columns() if (cell := column[row])}
