"""What has become of a table since the last export, in numbers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from fairmark.validators.exports.emptied import Emptied, emptied
from fairmark.validators.exports.match import ID, Match
from fairmark.validators.exports.thresholds import Thresholds
from fairmark.validators.readers.oneroster import RosterTable


@dataclass(frozen=True, slots=True)
class Some:
    """So many records, and the sourcedIds of some of them; of renumbered ones the old one and the new one."""

    count: int = 0
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableChange:
    """What has become of the records of a file: `before` were there, `now` are. `gone` are sourcedIds that are no
    longer there; of these `moved` are those of records that are there under another one, as all of `renumbered` are.
    """

    name: str
    file: str
    before: int
    now: int
    added: Some = Some()
    gone: Some = Some()
    changed: Some = Some()
    renumbered: Some = Some()
    moved: int = 0
    emptied: tuple[Emptied, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it had records, and has none now."""
        return self.before > 0 and not self.now

    @property
    def lost(self) -> int:
        """How many records are no longer there under any sourcedId."""
        return self.gone.count - self.moved

    def share(self, count: int) -> float:
        """How many percent `count` is of the records that were there."""
        return 100 * count / self.before if self.before else 0.0


def change_of(match: Match, thresholds: Thresholds, samples: int | None) -> TableChange:
    """What has become of a table that was matched, with so many sourcedIds of each sort; None are all."""
    old, new = match.old, match.new
    gone = _some(match.gone(), lambda row: old.cell(row, ID), samples)
    renumbered, moved = _renumbered(match, samples)
    return TableChange(
        name=new.name,
        file=new.file,
        before=match.pairs.before,
        now=match.pairs.now + len(new.data.outcasts),
        added=_some(match.pairs.added(), lambda row: new.cell(row, ID), samples),
        gone=gone,
        changed=_some(match.changed, lambda row: old.cell(row, ID), samples),
        renumbered=renumbered,
        moved=moved,
        emptied=tuple(emptied(match, thresholds.emptied)),
    )


def absent(old: RosterTable) -> TableChange:
    """What has become of a table that is no longer there. Rows with one sourcedId count as one record."""
    records = len(set(old.column(ID) or ()))
    return TableChange(old.name, old.spec.file, records, 0, gone=Some(records))


def _some(rows: Iterable[int], name: Callable[[int], str], most: int | None) -> Some:
    following = iter(rows)
    ids = tuple(name(row) for row in islice(following, most))
    return Some(len(ids) + sum(1 for _ in following), ids)


def _renumbered(match: Match, most: int | None) -> tuple[Some, int]:
    """The renumbered records, and how many of their old sourcedIds are gone."""
    ids: list[str] = []
    count = moved = 0
    for old, new in match.renumbered():
        count += 1
        moved += match.pairs.row_of[old] < 0
        if most is None or len(ids) < most:
            ids.append(f"{match.old.cell(old, ID)} → {match.new.cell(new, ID)}")
    return Some(count, tuple(ids)), moved
