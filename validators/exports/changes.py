"""What has changed from the last export to the new one, as the subject that the OR-DIF rules look at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from fairmark.validators.core.events import Taken
from fairmark.validators.exports.match import ID, matched
from fairmark.validators.exports.people import born_on_another_day, of_another_name
from fairmark.validators.exports.scores import Regraded, regraded
from fairmark.validators.exports.table_change import TableChange, absent, change_of
from fairmark.validators.exports.thresholds import USUAL, Thresholds
from fairmark.validators.exports.turnover import Turnover
from fairmark.validators.readers.oneroster import DELTA, Roster, RosterTable

CHANGES = "oneroster-changes"
CASE = "case"
SEVERAL = 2
"""Records of which it means something that all of them have changed."""


class Crossing(NamedTuple):
    """A threshold, by its name in `Thresholds`, that a table has crossed: `crossed` of `of` records, in that column."""

    threshold: str
    table: TableChange
    crossed: int
    of: int
    column: str = ""

    @property
    def share(self) -> float:
        """In percent."""
        return 100 * self.crossed / self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """`roster` is the new export, `version` that of the last one. `tables` are those that could be compared, by name;
    `not_compared` are others that were sent, each with the reason. `regraded` are final scores that have changed,
    `other_people` the rows of users whose sourcedId was that of somebody else. `objectives` are the identifiers of
    learning objectives from CASE in the last export. `turnover` is empty where findings were not compared.
    """

    roster: Roster
    version: str
    thresholds: Thresholds = USUAL
    tables: Mapping[str, TableChange] = field(default_factory=dict)
    not_compared: Mapping[str, str] = field(default_factory=dict)
    regraded: Sequence[Regraded] = ()
    other_people: Sequence[int] = ()
    objectives: frozenset[str] = frozenset()
    turnover: Mapping[str, Turnover] = field(default_factory=dict)
    kind: str = CHANGES
    well_formed: bool = False
    steps: Sequence[Taken] = ()

    @property
    def applies(self) -> Mapping[str, str]:
        return self.roster.applies

    @property
    def emptied_files(self) -> Iterator[TableChange]:
        """The files that had records and have none now."""
        return (table for table in self.tables.values() if table.is_empty)

    def crossings(self) -> Iterator[Crossing]:
        """Every threshold that a table has crossed; a table without any records has crossed none of them."""
        for table in self.tables.values():
            if table.is_empty:
                continue
            for threshold, count in (
                ("lost", table.lost),
                ("changed", table.changed.count if table.changed.count >= SEVERAL else 0),
                ("churn", table.renumbered.count),
            ):
                if 100 * count > getattr(self.thresholds, threshold) * table.before:
                    yield Crossing(threshold, table, count, table.before)
            for column, lost, had in table.emptied:
                yield Crossing("emptied", table, lost, had, column)


def changes_since(
    pieces: Iterable[Roster],
    roster: Roster,
    *,
    thresholds: Thresholds = USUAL,
    samples: int | None = 0,
    most: int = 500_000,
    turnover: Mapping[str, Turnover] | None = None,
) -> Changes:
    """What has changed to `roster` since the export that comes in `pieces`, as `Export.pieces` gives them, or whole.

    `samples` sourcedIds are kept of each sort of change, None are all; and `most` single scores.
    """
    gathering = _Gathering(roster, thresholds, samples, most)
    for piece in pieces:
        gathering.take(piece)
    return Changes(
        roster=roster,
        version=gathering.version,
        thresholds=thresholds,
        tables=gathering.tables,
        not_compared=gathering.not_compared,
        regraded=gathering.regraded,
        other_people=sorted(row for id, row in gathering.renamed.items() if id in gathering.born),
        objectives=frozenset(gathering.objectives),
        turnover=turnover or {},
    )


class _Gathering:
    """Takes the last export table by table; of each nothing stays but what it comes to."""

    def __init__(self, roster: Roster, thresholds: Thresholds, samples: int | None, most: int) -> None:
        self.version = ""
        self.tables: dict[str, TableChange] = {}
        self.not_compared: dict[str, str] = {}
        self.regraded: tuple[Regraded, ...] = ()
        self.renamed: dict[str, int] = {}
        self.born: set[str] = set()
        self.objectives: set[str] = set()
        self._roster = roster
        self._thresholds = thresholds
        self._samples = samples
        self._most = most
        self._sends_all = bool(roster.tables) and not any(
            _holds_changes(roster, table) for table in roster.tables.values()
        )

    def take(self, piece: Roster) -> None:
        self.version = min(self.version or piece.version, piece.version)
        for name in self._roster.specs:
            if f"{piece.prefix}{name}.csv" in piece.unread:
                self.not_compared[name] = "the last one cannot be read"
        for name, old in piece.tables.items():
            if name in self._roster.specs:  # the other version may not have it
                self._compare(piece, old, self._roster.get(name))

    def _compare(self, piece: Roster, old: RosterTable, new: RosterTable | None) -> None:
        name = old.name
        if reason := self._obstacle(piece, old, new):
            self.not_compared[name] = reason
        elif new is not None:
            self._match(old, new)
        elif old.rows and self._sends_all:
            self.tables[name] = absent(old)

    def _obstacle(self, piece: Roster, old: RosterTable, new: RosterTable | None) -> str:
        """Why the two cannot be compared, "" where they can."""
        roster = self._roster
        if f"{roster.prefix}{old.name}.csv" in roster.unread:
            return "it cannot be read"
        for whose, package, table in (("it", roster, new), ("the last one", piece, old)):
            if table is None:
                continue
            if _holds_changes(package, table):
                return f"{whose} holds changes only"
            if not table.data.complete:
                return f"{whose} cannot be read to its end"
            if table.column(ID) is None:
                return f"{whose} has no sourcedIds"
        return ""

    def _match(self, old: RosterTable, new: RosterTable) -> None:
        both = matched(old, new)
        self.tables[old.name] = change_of(both, self._thresholds, self._samples)
        match old.name:
            case "results":
                self.regraded = tuple(islice(regraded(both, self._roster), self._most + 1))
            case "users":
                self.renamed = dict(of_another_name(both))
            case "demographics":
                self.born = set(born_on_another_day(both))
            case "lineItemLearningObjectiveIds" | "resultLearningObjectiveIds":
                cells = old.cells("learningObjectiveId", "source")
                self.objectives.update(id for id, source in cells if source == CASE)


def _holds_changes(package: Roster, table: RosterTable) -> bool:
    """Whether the table is that of a delta, in which a record that is not there says nothing."""
    return package.is_delta(table) or (not table.rows and package.declared(table.name) == DELTA)
