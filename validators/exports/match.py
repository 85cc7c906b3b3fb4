"""A table of the last export beside the same table of the new one, record by record."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fairmark.validators.exports.natural import natural_keys
from fairmark.validators.exports.pairs import Pairs, pairs
from fairmark.validators.readers.oneroster import MARKS, RosterTable
from fairmark.validators.readers.tables.column import Column

ID = "sourcedId"
RENAMED = {"gradingPeriodSourcedId": "academicSessionSourcedId"}
"""Columns that the newer version of the standard calls otherwise."""


@dataclass(frozen=True, slots=True)
class Match:
    """Both tables, and which row of the one is which of the other by sourcedId.

    `before` and `now` are the columns that both have, by their names in the newer version of the standard, without
    sourcedId and the marks of a delta. Extensions (`metadata. ...`) are not among them: exports fill them with what is
    new each time. `changed` are the rows of the old table whose record has other cells in the new one.
    """

    old: RosterTable
    new: RosterTable
    before: Mapping[str, Column]
    now: Mapping[str, Column]
    pairs: Pairs
    changed: "array[int]"

    def own_name(self, column: str) -> str:
        """What the new table calls a column."""
        names = self.new.spec.columns
        return next((older for older, newer in RENAMED.items() if newer == column and older in names), column)

    def changed_pairs(self) -> Iterator[tuple[int, int]]:
        """Old and new row of the records with other cells."""
        row_of = self.pairs.row_of
        return ((row, row_of[row]) for row in self.changed)

    def gone(self) -> Iterator[int]:
        """The old rows of records that are no longer there. One whose new row has too few or too many cells was sent
        all the same."""
        sent = self.new.data.outcasts
        rows = self.pairs.gone()
        return (row for row in rows if self.old.cell(row, ID) not in sent) if sent else rows

    def renumbered(self) -> Iterator[tuple[int, int]]:
        """Old and new row of records that are known to be the same by their natural key, and have another sourcedId.
        A key that several records of an export have tells nothing."""
        if not (self.changed or any(self.pairs.is_new)):
            return
        found = pairs(natural_keys(self.old.name, self.before), natural_keys(self.new.name, self.now), once=True)
        for old, new in found:
            if self.pairs.row_of[old] != new and self.old.cell(old, ID) != self.new.cell(new, ID):
                yield old, new


def matched(old: RosterTable, new: RosterTable) -> Match:
    """Both tables side by side; each has its sourcedIds."""
    before, now = _columns(old), _columns(new)
    shared = [name for name in before if name in now]
    before, now = {name: before[name] for name in shared}, {name: now[name] for name in shared}
    found = pairs(old.column(ID) or (), new.column(ID) or ())
    return Match(old, new, before, now, found, _changed(before, now, found))


def _columns(table: RosterTable) -> dict[str, Column]:
    own = {RENAMED.get(spec.name, spec.name): column for spec, column in table.columns()}
    return {name: column for name, column in own.items() if name not in (ID, *MARKS)}


def _changed(before: Mapping[str, Column], now: Mapping[str, Column], found: Pairs) -> "array[int]":
    """Rows are compared by their hashes: 8 bytes a row."""
    was, is_now = _hashes(before), _hashes(now)
    return array("I", (old for old, new in found if was[old] != is_now[new])) if was else array("I")


def _hashes(columns: Mapping[str, Column]) -> "array[int]":
    return array("q", map(hash, zip(*columns.values(), strict=True)))
