"""The gradebook of a roster, as far as it is compared with records of learning.

Of six million results only those are looked at whose learner and standard a record names too; the rest is gone through
as numbers in arrays.
"""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from fairmark.validators.readers.objectives import CASE, ID, OF_LINE_ITEMS, OF_RESULTS, SOURCE, uuid_in
from fairmark.validators.readers.oneroster import DELETED, Roster, RosterTable
from fairmark.validators.readers.tables.joining import NONE, rows_of
from fairmark.validators.readers.tables.values import Meanings
from fairmark.validators.rules.cross_form.scales import Value, on_score_scale, plain

Pair = tuple[str, str]
"""The sourcedId of a learner, and the UUID of a standard or the title of a line item."""

NEEDED = (
    "lineItems",
    OF_LINE_ITEMS,
    "lineItemScoreScales",
    "orgs",
    OF_RESULTS,
    "resultScoreScales",
    "results",
    "scoreScales",
    "users",
)
"""Tables that are compared."""

DONE = "fully graded"
UNDONE = ("inProgress", "incomplete", "missing")


class Mark(NamedTuple):
    """What the gradebook says of a learner and a standard in one result: the value, the physical row that it stands in,
    the day, and whether the work is done and graded."""

    value: Value
    row: int
    day: str
    is_done: bool


@dataclass
class Gradebook:
    """The results of a roster by learner and standard, or by learner and title of the line item."""

    roster: Roster
    _learners: dict[str, int] = field(default_factory=dict)
    _standards: dict[str, int] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The file that says how well a learner has met a standard, "" where there is none."""
        table = self.roster.get(OF_RESULTS)
        return table.file if table is not None else ""

    @cached_property
    def known_standards(self) -> frozenset[str]:
        """The items of CASE that it names anywhere."""
        tables = [table for name in (OF_LINE_ITEMS, OF_RESULTS) if (table := self.roster.get(name)) is not None]
        named = {id for table in tables for id, source in table.cells(ID, SOURCE) if source == CASE}
        return frozenset(map(uuid_in, named)) - {""}

    # -- mastery of standards ----------------------------------------------------------------------------------------

    def marks(self, wanted: Collection[Pair]) -> dict[Pair, list[Mark]]:
        """What it says of these learners and standards; nothing of one that it does not know."""
        table, results = self.roster.get(OF_RESULTS), self.roster.get("results")
        if table is None or results is None or not wanted:
            return {}
        places = [(pair, row, self._result_of[row]) for row, pair in self._rows(wanted)]
        scales = self._scales({result for _, _, result in places}, results)
        found: dict[Pair, list[Mark]] = {}
        for pair, row, result in places:
            value = on_score_scale(table.cell(row, "textScore"), table.cell(row, "score"), *scales[result])
            is_done = results.cell(result, "scoreStatus") == DONE
            is_done &= not any(results.cell(result, flag) == "true" for flag in UNDONE)
            mark = Mark(value, table.data.physical(row), results.cell(result, "scoreDate"), is_done)
            found.setdefault(pair, []).append(mark)
        return found

    def _rows(self, wanted: Collection[Pair]) -> list[tuple[int, Pair]]:
        """The rows about one of these pairs, in the order of the file."""
        standards = self._standard_of  # which numbers them
        learners = self._learner_of
        pairs = {
            (self._learners[learner], self._standards[uuid]): (learner, uuid)
            for learner, uuid in wanted
            if learner in self._learners and uuid in self._standards
        }
        found = []
        for row, (result, standard) in enumerate(zip(self._result_of, standards, strict=True)):
            if result != NONE and standard != NONE and (pair := pairs.get((learners[result], standard))):
                found.append((row, pair))
        return found

    @cached_property
    def _learner_of(self) -> "array[int]":
        """The number of the learner of each result."""
        results, numbers = self.roster.get("results"), self._learners
        column = results.column("studentSourcedId") if results is not None else None
        return array("q", (numbers.setdefault(id, len(numbers)) for id in (column if column is not None else ())))

    @cached_property
    def _result_of(self) -> "array[int]":
        """The result of each row about a standard, NONE where there is none, or either is to be deleted."""
        table, results = self.roster.get(OF_RESULTS), self.roster.get("results")
        named = table.column("resultSourcedId") if table is not None else None
        keys = results.column("sourcedId") if results is not None else None
        if table is None or results is None or named is None or keys is None or not len(self._learner_of):
            return array("q", [NONE]) * (table.rows if table is not None else 0)
        found = rows_of(named, keys)
        for of, rows in ((table, found), (results, None)):
            status = of.column("status")
            gone = {row for row, _ in status.rows_where(DELETED.__eq__)} if status is not None else set()
            if gone and rows is not None:
                for row in gone:
                    rows[row] = NONE
            elif gone:
                found = array("q", (NONE if result in gone else result for result in found))
        return found

    @cached_property
    def _standard_of(self) -> "array[int]":
        """The number of the standard of each row, NONE for what is no item of CASE."""
        table, numbers = self.roster.get(OF_RESULTS), self._standards

        def numbered(id: str) -> int:
            uuid = uuid_in(id)
            return numbers.setdefault(uuid, len(numbers)) if uuid else NONE

        known = Meanings(numbered)
        cells = table.cells(ID, SOURCE) if table is not None else iter(())
        return array("q", (known[id] if source == CASE else NONE for id, source in cells))

    # -- scales ------------------------------------------------------------------------------------------------------

    def _scales(
        self, needed: Collection[int], results: RosterTable
    ) -> Mapping[int, tuple[Sequence[str], tuple[str, str]]]:
        """The scale of each of these results, none where there are several, and the bounds of its line item."""
        items = {row: results.cell(row, "lineItemSourcedId") for row in sorted(needed)}
        ids = {row: results.cell(row, "sourcedId") for row in sorted(needed)}
        of_result = self._assigned("resultScoreScales", "resultSourcedId", set(ids.values()))
        of_item = self._assigned("lineItemScoreScales", "lineItemSourcedId", set(items.values()))
        line_items, found = self.roster.get("lineItems"), {}
        for row, item in items.items():
            assigned = of_result.get(ids[row]) or of_item.get(item) or set()
            scales = [self._scale(id) for id in assigned] if len(assigned) == 1 else []
            lowest, highest = (
                line_items.value_of(item, name) if line_items is not None else ""
                for name in ("resultValueMin", "resultValueMax")
            )
            found[row] = (scales, (lowest, highest))
        return found

    def _assigned(self, name: str, owner: str, needed: Collection[str]) -> dict[str, set[str]]:
        """The scales that are assigned to these results or line items."""
        table = self.roster.get(name)
        column = table.column(owner) if table is not None else None
        found: dict[str, set[str]] = {}
        for row, id in column.rows_where(set(needed).__contains__) if column is not None else ():
            if table is not None and table.cell(row, "status") != DELETED:
                found.setdefault(id, set()).add(table.cell(row, "scoreScaleSourcedId"))
        return found

    def _scale(self, id: str) -> str:
        table = self.roster.get("scoreScales")
        return table.value_of(id, "scoreScaleValue") if table is not None else ""

    # -- line items --------------------------------------------------------------------------------------------------

    def standards_by_title(self, wanted: Collection[Pair]) -> dict[Pair, set[str]]:
        """The standards of the line items of these titles that these learners have results for; of line items without
        any there is nothing."""
        line_items, results = self.roster.get("lineItems"), self.roster.get("results")
        if line_items is None or results is None or not wanted:
            return {}
        titles = {title for _, title in wanted}
        items = {id: plain(title) for id, title in line_items.cells("sourcedId", "title") if plain(title) in titles}
        pairs, found = set(wanted), dict[Pair, set[str]]()
        for item, learner, status in results.cells("lineItemSourcedId", "studentSourcedId", "status"):
            if item in items and status != DELETED and (learner, items[item]) in pairs:
                found.setdefault((learner, items[item]), set()).add(item)
        standards = self._standards_of_items({item for items in found.values() for item in items})
        named = {pair: {uuid for item in items for uuid in standards.get(item, ())} for pair, items in found.items()}
        return {pair: uuids for pair, uuids in named.items() if uuids}

    def _standards_of_items(self, items: Collection[str]) -> dict[str, set[str]]:
        table = self.roster.get(OF_LINE_ITEMS)
        found: dict[str, set[str]] = {}
        cells = table.cells("lineItemSourcedId", ID, SOURCE, "status") if table is not None else iter(())
        for item, id, source, status in cells:
            if item in items and source == CASE and status != DELETED and (uuid := uuid_in(id)):
                found.setdefault(item, set()).add(uuid)
        return found
