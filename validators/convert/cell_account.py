"""What became of the cells of a package of tables. A statement is a cell that is not empty. Only numbers are kept: the
cells are about people."""

from collections import Counter
from collections.abc import Iterable, Mapping

from fairmark.validators.convert.gradebook import Cells
from fairmark.validators.convert.loss import Fate, Kind
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.readers.tables.column import Column


def dropped(why: str) -> Fate:
    return Fate(Kind.DROPPED, how=why)


def kept(target: str) -> Fate:
    return Fate(Kind.KEPT, target)


def changed(target: str, how: str) -> Fate:
    return Fate(Kind.CHANGED, target, how)


class CellAccount:
    """Counts cells by table, column and fate."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, Fate]] = Counter()

    def row(self, table: str, cells: Cells, fates: Mapping[str, Fate], rest: Fate) -> None:
        """A row of a table: its cells meet their fates, those that have none the rest's."""
        for name in cells:
            self.counts[f"{table}/{name}", fates.get(name, rest)] += 1

    def other_tables(self, roster: Roster, whys: Mapping[str, str], rest: str) -> None:
        """Drop the cells of the tables that no row was told of, each table as a whole: `whys` says why, and is "" for
        the others; and drop in all tables the columns of the sender's own."""
        for name, table in roster.tables.items():
            known = [column for _, column in table.columns()]
            columns = {table.data.header[at]: table.data.column_at(at) for at in range(len(table.data.header))}
            for header, column in columns.items():
                if not any(column is one for one in known):
                    self._drop(f"{name}/{header}", [column], "a column of the sender's own")
            if why := whys.get(name, rest):
                self._drop(name, known, why)

    def _drop(self, source: str, columns: Iterable[Column], why: str) -> None:
        if filled := sum(1 for column in columns for cell in column if cell):
            self.counts[source, dropped(why)] += filled
