"""A new export held against the last one: the tables, and, where that is cheap, the findings too."""

from fairmark.validators.exports.changes import Changes, changes_since
from fairmark.validators.exports.last import Export, silent
from fairmark.validators.exports.thresholds import Thresholds
from fairmark.validators.exports.turnover import CHEAP, Marks, marks_of, turnover
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.readers.oneroster_files import Tell


def is_cheap(previous: Export, roster: Roster) -> bool:
    """Whether both exports are so small that the last one can be judged as well."""
    return max(previous.size, sum(table.text.size for table in roster.files.values())) <= CHEAP


def compared(
    previous: Export, roster: Roster, thresholds: Thresholds, marks: Marks | None, most: int, tell: Tell = silent
) -> Changes:
    """What has changed to `roster` since `previous`. `marks` are those of its findings, None where they are not known
    or too many, and `most` says how many findings are looked at."""
    if marks is None:
        return changes_since(previous.pieces(roster.now, tell), roster, thresholds=thresholds, most=most)
    last = previous.whole(roster.now, roster.shelf, tell)
    before = marks_of(last, most)
    found = turnover(before, marks) if before is not None else {}
    return changes_since([last], roster, thresholds=thresholds, most=most, turnover=found)
