"""OR-REF: rows that join results and line items to learning objectives."""

from collections.abc import Hashable, Iterator
from functools import partial
from itertools import repeat
import re

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import NOWHERE, Roster, RosterTable
from fairmark.validators.rules.oneroster.references import OBJECTIVES
from fairmark.validators.rules.oneroster.repeats import repeated
from fairmark.validators.rules.oneroster.values import DELETED, Meanings
from fairmark.validators.rules.oneroster.versions import ONLY_1_2

UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
OBJECTIVE = "learningObjectiveId"


def _same(id: str) -> str:
    """What is equal for all ways to write the identifier of one objective, of which OR-LO speaks: the UUID in it."""
    found = UUID.search(id)
    return found[0].lower() if found else id


@rule(
    "OR-REF-014",
    severity=WARNING,
    versions=ONLY_1_2,
    basis="best practice: a result shows what was achieved of the objectives of its work",
    message="{observed} is no objective of the line item of the result",
    notes="Silent where the objectives of line items are not sent as a whole.",
)
def results_are_about_objectives_of_the_line_item(roster: Roster) -> Findings:
    """The learning objectives of a result are among those of its line item.

    Why: A gradebook that lists the objectives of the work does not show what was achieved of another one.

    Example: A result about fractions for a line item whose only objective is about angles.

    Repair: Add the objective to lineItemLearningObjectiveIds.csv, or correct it in the row of the result.
    """
    rows, results, of_items = (roster.get(name) for name in (OBJECTIVES[0], "results", OBJECTIVES[1]))
    if rows is None or results is None or of_items is None or roster.is_delta(of_items) or not of_items.data.complete:
        return
    same = Meanings(_same)
    due = {(item, same[id]) for item, id in of_items.cells("lineItemSourcedId", OBJECTIVE)}
    leads = roster.leads(rows.name, "resultSourcedId")
    for row, (at, (id, status)) in enumerate(zip(leads, rows.cells(OBJECTIVE, "status"), strict=True)):
        item = results.cell(at, "lineItemSourcedId") if at != NOWHERE else ""
        if item and id and status != DELETED and (item, same[id]) not in due:
            yield finding(at=rows.at(row, OBJECTIVE), observed=id)


@rule(
    "OR-REF-015",
    severity=ERROR,
    versions=ONLY_1_2,
    basis="best practice: of two rows about one objective nobody knows which counts",
    message="an earlier row is about the same objective, {observed}",
    follows=("OR-REF-001",),
)
def objectives_are_named_once(roster: Roster) -> Findings:
    """A result, and a line item, has one row for each learning objective.

    Why: An importer keeps one of the two, and nobody knows which; with two scores that is another level.

    Example: Two rows that join one result to one objective, with the scores 2 and 3.

    Repair: Keep the row that counts.
    """
    for name in OBJECTIVES:
        table = roster.get(name)
        if table is None:
            continue
        parent = next(spec.name for spec in table.spec.columns.values() if spec.type == "reference")
        for row in repeated(partial(_keys, table, parent)):
            id = table.cell(row, OBJECTIVE)
            if id and table.cell(row, parent):
                yield finding(at=table.at(row, OBJECTIVE), observed=id)


def _keys(table: RosterTable, parent: str) -> Iterator[Hashable]:
    """What no two rows may share; a row that is to be deleted shares nothing."""
    same = Meanings(_same)
    column = table.column(parent)
    records = column.keys() if column is not None else repeat(0, table.rows)
    for row, (record, cells) in enumerate(zip(records, table.cells("source", OBJECTIVE, "status"), strict=True)):
        source, id, status = cells
        yield row if status == DELETED else (record, source, same[id])
