"""OR-LO: learning objectives, looked up in the CASE frameworks of the shelf."""

from collections.abc import Callable, Iterator

from fairmark.validators.core.levels import ERROR, INFO, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.core.shelf import EmptyShelf, Shelved
from fairmark.validators.readers.objectives import (
    CASE,
    ID,
    OF_LINE_ITEMS,
    OF_RESULTS,
    SOURCE,
    is_case,
    tables_of_objectives,
    uuid_in,
)
from fairmark.validators.readers.oneroster import Roster, RosterTable, items
from fairmark.validators.rules.oneroster.values import Meanings, date
from fairmark.validators.rules.oneroster.versions import ONLY_1_2

ITEM = "CFItem"
CASE_ITEMS = "CASE 1.1 IM CFItem"
GRADES = frozenset(("IT", "PR", "PK", "TK", "KG", *(f"{grade:02}" for grade in range(1, 14))))
"""Grades that can be compared, of the codes of CEDS."""


def lookup(roster: Roster) -> Meanings[Shelved | None]:
    """What the shelf knows of a learningObjectiveId; None where it holds no UUID or is not on the shelf."""

    def find(id: str) -> Shelved | None:
        uuid = uuid_in(id)
        return (roster.shelf.find(uuid) or roster.shelf.find(uuid.upper())) if uuid else None

    return Meanings(find)


def rows_of_items(
    table: RosterTable, found: Meanings[Shelved | None], test: Callable[[Shelved], object]
) -> Iterator[tuple[int, str, Shelved]]:
    """Row, identifier and item of the objectives that are items on the shelf and pass `test`."""
    column = table.column(ID)
    if column is None:
        return
    for row, id in column.rows_where(lambda text: (it := found[text]) is not None and it.cls == ITEM and test(it)):
        item = found[id]
        if item is not None and is_case(table, row):
            yield row, id, item


@rule(
    "OR-LO-004",
    severity=ERROR,
    may_be=(INFO,),
    versions=ONLY_1_2,
    basis=f"{CASE_ITEMS} identifier",
    message="{observed} {expected}",
    notes="Where no framework was supplied nothing can be looked up: that is said once for a file, for information.",
)
def objectives_are_in_a_framework(roster: Roster) -> Findings:
    """A learning objective from CASE is in one of the frameworks that were supplied.

    Why: The receiver cannot tell which standard it is, so the mastery of it is lost.

    Example: The identifier of an item in an older edition of the framework.

    Repair: Correct the identifier, or put the framework that it belongs to on the shelf (`--shelf`).
    """
    found = lookup(roster)
    for table in tables_of_objectives(roster):
        column = table.column(ID)
        if column is None:
            continue
        if isinstance(roster.shelf, EmptyShelf):
            known = {uuid_in(id) for id, source in set(table.cells(ID, SOURCE)) if source == CASE} - {""}
            if known:
                looked_up = f"0 of {len(known):,} objectives"
                told = "could be looked up: no CASE framework was supplied"
                hint = "Put the CASE packages of the frameworks into a folder, and name it with --shelf."
                yield finding(at=table.at_header(ID), observed=looked_up, expected=told, hint=hint, severity=INFO)
            continue
        for row, id in column.rows_where(lambda text: uuid_in(text) and found[text] is None):
            if is_case(table, row):
                yield finding(at=table.at(row, ID), observed=id, expected="is in none of the CASE frameworks supplied")


@rule(
    "OR-LO-005",
    severity=ERROR,
    versions=ONLY_1_2,
    basis=CASE_ITEMS,
    message="{observed} is a {expected}, not a CFItem",
)
def objectives_are_items(roster: Roster) -> Findings:
    """A learning objective from CASE is a CFItem.

    Why: A whole framework or a rubric cannot be mastered, so the receiver drops the objective.

    Example: The identifier of the CFDocument instead of that of one of its items.

    Repair: Write the identifier of the item that was taught or judged.
    """
    found = lookup(roster)
    for table in tables_of_objectives(roster):
        column = table.column(ID)
        if column is None:
            continue
        for row, id in column.rows_where(lambda text: (it := found[text]) is not None and it.cls != ITEM):
            known = found[id]
            if known is not None and is_case(table, row):
                yield finding(at=table.at(row, ID), observed=id, expected=known.cls)


@rule(
    "OR-LO-006",
    severity=WARNING,
    versions=ONLY_1_2,
    basis="CASE 1.1 IM CFItem statusEndDate, CFDocument adoptionStatus, associationType replacedBy",
    message="{observed} {expected}",
)
def objectives_are_in_force(roster: Roster) -> Findings:
    """A learning objective is in force: not ended, not replaced by another, and not of a deprecated framework.

    Why: Progress is counted for a standard that the receiver no longer shows, and is missing for the new one.

    Example: An item of the edition of 2019, which a `replacedBy` association leads on from to that of 2026.

    Repair: Use the item that has taken its place.
    """
    found = lookup(roster)
    today = roster.now.date().isoformat()
    for table in tables_of_objectives(roster):
        for row, id, item in rows_of_items(table, found, lambda item: _fault(item, today)):
            hint = f"Use {item.standing.replaced_by[0]}." if item.standing.replaced_by else ""
            yield finding(at=table.at(row, ID), observed=id, expected=_fault(item, today), hint=hint)


def _fault(item: Shelved, today: str) -> str:
    """Why an item is no longer in force, "" where it is."""
    standing = item.standing
    if standing.replaced_by:
        return f"is replaced by {', '.join(standing.replaced_by)}"
    if date(standing.ended) and standing.ended < today:
        return f"has ended on {standing.ended}"
    return "is of a deprecated framework" if standing.is_deprecated else ""


@rule(
    "OR-LO-007",
    severity=WARNING,
    versions=ONLY_1_2,
    basis="CASE 1.1 IM associationType isChildOf; best practice: what is judged is a single standard",
    message="{observed} groups other items, and is scored itself",
)
def scored_objectives_group_no_others(roster: Roster) -> Findings:
    """A learning objective with a score is a single standard, not a heading above others.

    Why: The receiver calculates the level of a heading from what is below it; two levels then contradict each other.

    Example: A score for the domain "Number and operations" instead of for one of its standards.

    Repair: Score the standards below it.
    """
    table = roster.get(OF_RESULTS)
    if table is None:
        return
    for row, id, _ in rows_of_items(table, lookup(roster), lambda item: item.standing.has_children):
        if table.cell(row, "score") or table.cell(row, "textScore"):
            yield finding(at=table.at(row, ID), observed=id)


@rule(
    "OR-LO-008",
    severity=WARNING,
    versions=ONLY_1_2,
    basis="best practice: a class works on the standards of its grades",
    message="{observed} is for other grades than the class ({expected})",
    notes="Only told where both give grades by the codes of CEDS, and none of them is the same.",
)
def objectives_fit_the_grades_of_the_class(roster: Roster) -> Findings:
    """A learning objective of a line item is for a grade of the class.

    Why: Usually the wrong edition or the wrong grade of a standard was picked, and progress is counted there.

    Example: A standard for grade 8 in a class of grade 5.

    Repair: Pick the standard of the right grade; if the class really works on it, nothing has to be done.
    """
    table, line_items, classes = (roster.get(name) for name in (OF_LINE_ITEMS, "lineItems", "classes"))
    if table is None or line_items is None or classes is None:
        return
    for row, id, item in rows_of_items(table, lookup(roster), lambda it: _are_grades(it.standing.levels)):
        class_ = line_items.value_of(table.cell(row, "lineItemSourcedId"), "classSourcedId")
        grades = items(classes.value_of(class_, "grades"))
        if _are_grades(grades) and not set(grades) & set(item.standing.levels):
            levels = ", ".join(item.standing.levels)
            yield finding(at=table.at(row, ID), observed=id, expected=f"it is for {levels}")


def _are_grades(levels: tuple[str, ...] | list[str]) -> bool:
    return bool(levels) and GRADES.issuperset(levels)
