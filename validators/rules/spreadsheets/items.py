"""CS-ITM: identifiers, statements and codes of items."""

from collections.abc import Callable, Iterator

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.spreadsheets.framework import Spreadsheet
from fairmark.validators.readers.spreadsheets.table import Row
from fairmark.validators.rules.case.ids import UUID
from fairmark.validators.rules.spreadsheets.versions import ALWAYS

LAYOUT = ("CS-SHT-003", "CS-SHT-006")
"""Why cells are not what they were meant to be."""


@rule(
    "CS-ITM-001",
    severity=ERROR,
    versions=ALWAYS,
    basis="CASE 1.1 IM 7.2.3",
    message="the identifier {observed} {expected}",
    follows=LAYOUT,
    notes="Capital letters are no breach here: importers and conversions write identifiers in small letters.",
)
def identifier_is_a_uuid_of_its_own(spreadsheet: Spreadsheet) -> Findings:
    """The identifier of an item is empty, for a new item, or a UUID that no other row has.

    Why: Two rows with one identifier become one item; with anything but a UUID the item cannot be published.

    Example: A row that was copied to make a new one, with its identifier.

    Repair: Empty the identifier of the newer row: the importer gives it one.
    """
    table = spreadsheet.items.table
    first = spreadsheet.items.by_identifier
    for row in spreadsheet.items.rows:
        identifier = row.word("identifier")
        if not identifier:
            continue
        if not UUID.fullmatch(identifier.lower()):
            yield finding(at=table.at(row, "identifier"), observed=identifier, expected="is no UUID of version 1 to 5")
        elif (other := first[identifier.lower()]) is not row:
            at = table.at(row, "identifier")
            yield finding(at=at, observed=identifier, expected=f"is that of row {other.number} too")


@rule(
    "CS-ITM-002",
    severity=ERROR,
    versions=ALWAYS,
    basis="CASE 1.1 IM 7.1.25: fullStatement",
    message="the item has no fullStatement{observed}",
    follows=LAYOUT,
    notes="Where there is no such column, it is said once.",
)
def item_has_a_statement(spreadsheet: Spreadsheet) -> Findings:
    """Every item has a fullStatement.

    Why: An importer skips the row, or stores an item that CASE does not allow and nobody can read.

    Example: A row with a code and an abbreviatedStatement only.

    Repair: Write the statement; a heading has its text there too.
    """
    table = spreadsheet.items.table
    if spreadsheet.items.rows and "fullStatement" not in table.columns:
        yield finding(at=table.whole, observed=": there is no column of that name")
        return
    for row in spreadsheet.items.rows:
        if not row["fullStatement"]:
            yield finding(at=table.at(row, "fullStatement"), observed="")


@rule(
    "CS-ITM-006",
    severity=WARNING,
    versions=ALWAYS,
    basis="best practice: spreadsheets name parents by their codes",
    message="{observed} is the code of row {expected} too",
)
def code_is_unique(spreadsheet: Spreadsheet) -> Findings:
    """No two items have the same humanCodingScheme.

    Why: Where parents or standards are found by their codes, one of the two is found and the other is not.

    Example: Two items with the code `N.1`.

    Repair: Give each item a code of its own, or leave the code of a heading empty.
    """
    table = spreadsheet.items.table
    for row, other in repeated(spreadsheet, lambda row: row.word("humanCodingScheme")):
        at = table.at(row, "humanCodingScheme")
        yield finding(at=at, observed=row.word("humanCodingScheme"), expected=f"{other.number}")


def repeated(spreadsheet: Spreadsheet, name: Callable[[Row], str]) -> Iterator[tuple[Row, Row]]:
    """The rows whose name an earlier one has, each with that one. No name is no repetition."""
    first: dict[str, Row] = {}
    for row in spreadsheet.items.rows:
        if (called := name(row)) and (other := first.setdefault(called, row)) is not row:
            yield row, other
