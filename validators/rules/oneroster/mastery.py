"""OR-LO: mastery along the order of a framework."""

from array import array
from collections.abc import Iterator

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.core.shelf import Shelved
from fairmark.validators.readers.objectives import ID, OF_RESULTS, uuid_in
from fairmark.validators.readers.oneroster import NOWHERE, Roster, RosterTable
from fairmark.validators.rules.oneroster.frameworks import lookup, rows_of_items
from fairmark.validators.rules.oneroster.values import Meanings
from fairmark.validators.rules.oneroster.versions import ONLY_1_2

MET = frozenset(
    (
        "accomplished",
        "achieved",
        "advanced",
        "exceeds",
        "exceeds expectations",
        "exceeds standard",
        "exemplary",
        "mastered",
        "mastery",
        "meets",
        "meets expectations",
        "meets standard",
        "met",
        "proficient",
        "secure",
    )
)
"""Levels that say, wherever they are used, that a standard is met. In small letters."""

UNMET = frozenset(
    (
        "approaching",
        "beginning",
        "below basic",
        "below standard",
        "developing",
        "does not meet",
        "emerging",
        "not met",
        "not proficient",
        "not yet",
        "not yet met",
        "novice",
        "partially meets",
        "partially proficient",
    )
)
"""Levels that say that it is not."""

PARTS = 64

Latest = dict[str, tuple[str, bool | None, int]]
"""The identifier of an objective to the date of its latest score, whether it is met, None where that is not known, and
the row."""


@rule(
    "OR-LO-012",
    severity=WARNING,
    versions=ONLY_1_2,
    basis="CASE 1.1 IM associationType precedes; best practice: what comes first is met first",
    message="met by a student whose latest level for what precedes it ({expected}) is not",
    notes="Only words that say so plainly, such as Meets and Beginning, tell that a level is met or not: OneRoster "
    "does not say from which score on it is. The latest textScore of each objective counts, also where it does not "
    "say; only items that directly precede each other are compared.",
)
def students_move_forwards(roster: Roster) -> Findings:
    """A student who has met a standard has met the one that precedes it in the framework.

    Why: Either level may be wrong, or the earlier one was not judged again: the next steps offered will not fit.

    Example: `Meets` for adding fractions, and `Beginning` for placing fractions on a line, which precedes it.

    Repair: Look at both levels with the teacher; judge the earlier standard again where that was forgotten.
    """
    table, results = roster.get(OF_RESULTS), roster.get("results")
    if table is None or results is None:
        return
    found = lookup(roster)
    column = table.column(ID)
    named = {uuid_in(id): item for id in column.distinct() if (item := found[id]) is not None} if column else {}
    before: dict[str, list[str]] = {}
    for id, item in named.items():
        for later in map(str.lower, item.standing.precedes):
            if later in named and later != id:
                before.setdefault(later, []).append(id)
    compared = {*before, *(id for ids in before.values() for id in ids)}
    if not compared:
        return
    told = [
        (row, earlier)
        for latest in _levels(roster, table, results, found, compared)
        for later, (_, is_met, row) in latest.items()
        for earlier in (before.get(later, ()) if is_met else ())
        if earlier in latest and latest[earlier][1] is False
    ]
    for row, earlier in sorted(told):  # in the order of rows a column is read much faster
        yield finding(at=table.at(row, "textScore"), expected=f"urn:uuid:{earlier}")


def _levels(
    roster: Roster, table: RosterTable, results: RosterTable, found: Meanings[Shelved | None], compared: set[str]
) -> Iterator[Latest]:
    """What each student has reached last in the objectives that are compared. Of millions of levels those of a part of
    the students are in memory at a time."""
    reached, objectives = Meanings(_is_met), Meanings(uuid_in)
    students, dates, ids = results.column("studentSourcedId"), results.column("scoreDate"), table.column(ID)
    if students is None or dates is None or ids is None:
        return
    leads = roster.leads(OF_RESULTS, "resultSourcedId")
    parts = [array("I") for _ in range(PARTS)]
    for row, _, _ in rows_of_items(table, found, lambda item: item.identifier.lower() in compared):
        if leads[row] != NOWHERE and (table.cell(row, "textScore") or table.cell(row, "score")):
            parts[hash(students[leads[row]]) % PARTS].append(row)
    for part in parts:
        levels: dict[str, Latest] = {}
        for row in part:
            at, objective = leads[row], objectives[ids[row]]
            latest = levels.setdefault(students[at], {})
            if objective not in latest or latest[objective][0] <= dates[at]:
                latest[objective] = (dates[at], reached[table.cell(row, "textScore")], row)
        yield from levels.values()


def _is_met(text: str) -> bool | None:
    """Whether a textScore says that the standard is met; None where it does not say."""
    word = text.strip().casefold()
    return True if word in MET else False if word in UNMET else None
