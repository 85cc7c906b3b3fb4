"""OR-DIF and OR-REF: single records since the last export, and the frameworks that they refer to."""

from collections.abc import Iterable, Iterator

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.exports.changes import CHANGES, Changes
from fairmark.validators.readers.objectives import CASE, ID, SOURCE, tables_of_objectives
from fairmark.validators.readers.oneroster import RosterTable
from fairmark.validators.rules.oneroster.frameworks import lookup
from fairmark.validators.rules.oneroster.versions import BOTH, ONLY_1_2

SHOWN = 3
"""Identifiers of frameworks that a finding names."""


@rule(
    "OR-DIF-006",
    severity=WARNING,
    versions=ONLY_1_2,
    kinds=(CHANGES,),
    basis="CASE 1.1 IM CFDocument identifier",
    message="{observed}",
    notes="Which framework an objective belongs to is known from the shelf alone: without one (`--shelf`), and of "
    "objectives that are not on it, nothing is said. Where one of the exports has no objectives there is nothing to "
    "compare. A change is no reason to hold an export: new frameworks are adopted.",
)
def frameworks_stay(changes: Changes) -> Findings:
    """The learning objectives belong to the CASE frameworks of the last export.

    Why: Mastery of the former framework has no successor in the new one: the growth of learners breaks off.

    Example: All objectives of mathematics are those of the edition of 2025, and were those of 2019.

    Repair: If a new framework was adopted, tell the receiver, and let its items say what they replace (`replacedBy`).
    """
    tables = [table for table in tables_of_objectives(changes.roster) if table.name in changes.tables]
    found = lookup(changes.roster)

    def documents(ids: Iterable[str]) -> set[str]:
        return {item.document for id in ids if (item := found[id]) is not None and item.document}

    before, now = documents(changes.objectives), documents(_of_case(tables))
    if before and now and before != now:
        said = (_named(now - before, "not in the last export"), _named(before - now, "only in the last export"))
        yield finding(at=tables[0].at_header(ID), observed="; ".join(filter(None, said)))


def _of_case(tables: Iterable[RosterTable]) -> Iterator[str]:
    for table in tables:
        yield from {id for id, source in table.cells(ID, SOURCE) if source == CASE}


def _named(documents: set[str], what: str) -> str:
    if not documents:
        return ""
    first = sorted(documents)[:SHOWN]
    more = f" and {len(documents) - SHOWN:,} more" if len(documents) > SHOWN else ""
    return f"{what}: {', '.join(first)}{more}"


@rule(
    "OR-DIF-007",
    severity=WARNING,
    versions=BOTH,
    kinds=(CHANGES,),
    basis="best practice: grades are final when their academic session is over",
    message="fully graded in both exports, and another score now, though the session has ended before {expected}",
    notes="Told where the change was made after the end of the session for certain: scoreDate says so, or the last "
    "export holds scores of that day or later ones and so was made after it. Scores of learning objectives are not "
    "compared.",
)
def final_scores_stay(changes: Changes) -> Findings:
    """The score of a fully graded result does not change once its academic session has ended.

    Why: Transcripts and reports of that session are out already, and now say something else than the gradebook.

    Example: A score of 2 in June is a 4 in the export of August.

    Repair: Ask who has changed it and why; if it was corrected, see that transcripts are issued again.
    """
    for row, column, ended in changes.regraded:
        yield finding(at=changes.roster["results"].at(row, column), expected=ended)


@rule(
    "OR-REF-016",
    severity=WARNING,
    versions=BOTH,
    kinds=(CHANGES,),
    basis="OneRoster CSV 1.2, sourcedId: an identifier is that of one record for ever",
    message="{observed} seems to be another person than in the last export: name and birth date have both changed",
    follows=("OR-DIF-004",),
    notes="Names count as equal where one only spells out more than the other, whatever the field, accents or capital "
    "letters; birth dates are those of demographics.csv, in both exports.",
)
def identifiers_are_not_given_to_others(changes: Changes) -> Findings:
    """A sourcedId means the same person as in the last export.

    Why: A receiver shows the one person all that belongs to the other: grades, messages, accommodations.

    Example: The identifier of a student who has left is given to a new one.

    Repair: Give the new person a sourcedId that nobody has had before.
    """
    for row in changes.other_people:
        users = changes.roster["users"]
        yield finding(at=users.at(row, "sourcedId"), observed=users.cell(row, "sourcedId"))
