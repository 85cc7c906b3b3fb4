"""CS-ITM: smartLevels, which say where an item stands in the hierarchy."""

from collections.abc import Iterator
from typing import NamedTuple

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.location import Location
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.spreadsheets.framework import Spreadsheet
from fairmark.validators.readers.spreadsheets.items import Items
from fairmark.validators.readers.spreadsheets.levels import is_level, parent_level, place
from fairmark.validators.readers.spreadsheets.table import Row
from fairmark.validators.rules.spreadsheets.items import repeated
from fairmark.validators.rules.spreadsheets.sheets import IMPORTER
from fairmark.validators.rules.spreadsheets.versions import ALWAYS


@rule(
    "CS-ITM-003",
    severity=ERROR,
    versions=ALWAYS,
    basis=IMPORTER,
    message="the smartLevel {observed} {expected}",
    follows=("CS-SHT-003", "CS-SHT-004", "CS-ITM-004"),
    notes="An item without a smartLevel is put at the top of the document, which may be meant: nothing is said of it.",
)
def level_places_the_item(spreadsheet: Spreadsheet) -> Findings:
    """A smartLevel consists of numbers with dots between them, no two items have the same, and that of the parent is
    there.

    Why: An importer hangs the item at the top of the document, or below the wrong parent.

    Example: `1.2.1` in a sheet that has no item with the smartLevel `1.2`; or `1.a`.

    Repair: Number the items 1, 1.1, 1.1.1, 1.1.2, 1.2 and so on, and format the column as text.
    """
    items = spreadsheet.items
    for row in items.rows:
        level = row.word("smartLevel")
        if level and not is_level(level):
            yield finding(at=_at(items, row), observed=level, expected="is no numbers with dots between them")
        elif level and parent_level(level) and items.above(row) is None:
            yield finding(
                at=_at(items, row), observed=level, expected=f"has no parent: no item has {parent_level(level)}"
            )
    for row, other in repeated(spreadsheet, lambda row: row.word("smartLevel")):
        if is_level(row.word("smartLevel")):
            expected = f"is that of row {other.number} too"
            yield finding(at=_at(items, row), observed=row.word("smartLevel"), expected=expected)


@rule(
    "CS-ITM-004",
    severity=WARNING,
    versions=ALWAYS,
    basis=IMPORTER,
    message="the smartLevel {observed} seems to have been {expected} before it was taken for a number",
    notes="The rule speaks where a level of two parts is there twice, the same with a zero behind it is nowhere, and "
    "the later row follows the level with a nine, or items below the missing one are there.",
)
def level_has_kept_its_zero(spreadsheet: Spreadsheet) -> Findings:
    """A smartLevel such as 1.10 has not lost its zero.

    Why: A spreadsheet program takes 1.10 for the number 1.1, so the tenth item becomes a second first one.

    Example: The levels 1.8, 1.9, 1.1, 1.11, where the third was entered as 1.10.

    Repair: Format the column as text and enter the level anew.
    """
    items = spreadsheet.items
    before = {later: earlier for earlier, later in zip(items.rows, items.rows[1:], strict=False)}
    parents = {parent_level(level) for level in items.by_level}
    for row, _ in repeated(spreadsheet, lambda row: row.word("smartLevel")):
        level = row.word("smartLevel")
        meant = f"{level}0"
        looks_like_a_number = is_level(level) and level.count(".") == 1  # with two dots it is text in any case
        if not looks_like_a_number or meant in items.by_level or not place(level):
            continue
        nine = f"{parent_level(level)}.{place(meant) - 1}"
        if meant in parents or _is_below(before.get(row), nine):
            yield finding(at=_at(items, row), observed=level, expected=meant)


def _is_below(row: Row | None, level: str) -> bool:
    """Whether the row has that smartLevel or one below it."""
    return row is not None and f"{row.word('smartLevel')}.".startswith(f"{level}.")


class _Family(NamedTuple):
    """The children of one parent, in the order of rows."""

    parent: str
    rows: list[Row]


@rule(
    "CS-ITM-005",
    severity=WARNING,
    versions=ALWAYS,
    basis=IMPORTER,
    message="siblings are not numbered in a row: {observed}",
    notes="One finding for the children of a parent. They may begin with 0 or 1. Where a level is there twice, "
    "CS-ITM-003 or CS-ITM-004 speaks.",
)
def siblings_are_numbered_in_a_row(spreadsheet: Spreadsheet) -> Findings:
    """The items below one parent are numbered 1, 2, 3 and so on, in the order of the rows.

    Why: A number that is left out is often a row that was lost; in another order the rows are not read as they stand.

    Example: The levels 1.1, 1.2, 1.4.

    Repair: Put the missing item back, or number the others anew.
    """
    items = spreadsheet.items
    for family in _families(items):
        numbers = [place(row.word("smartLevel")) for row in family.rows]
        if len(set(numbers)) < len(numbers):
            continue
        for at, (row, number) in enumerate(zip(family.rows, numbers, strict=True)):
            due = numbers[at - 1] + 1 if at else min(number, 1)
            if number != due:
                before = f"after {_level(family, numbers[at - 1])}" if at else "at the beginning"
                observed = f"{_level(family, number)} comes {before}"
                yield finding(at=_at(items, row), observed=observed, expected=_level(family, due))
                break


def _level(family: _Family, number: int) -> str:
    return f"{family.parent}.{number}" if family.parent else f"{number}"


def _families(items: Items) -> Iterator[_Family]:
    found: dict[str, _Family] = {}
    for row in items.rows:
        level = row.word("smartLevel")
        if is_level(level):
            parent = parent_level(level)
            found.setdefault(parent, _Family(parent, [])).rows.append(row)
    yield from found.values()


def _at(items: Items, row: Row) -> Location:
    return items.table.at(row, "smartLevel")
