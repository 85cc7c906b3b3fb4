"""CS-PAR: the column of a CSV file that names the parents of items."""

from fairmark.schemas.spreadsheets import CODE, IDENTIFIER
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.spreadsheets.framework import Spreadsheet
from fairmark.validators.readers.spreadsheets.parents import MIXED
from fairmark.validators.rules.spreadsheets.items import LAYOUT
from fairmark.validators.rules.spreadsheets.versions import ALWAYS, CSVS

MEANINGS = {IDENTIFIER: "the identifier", CODE: "the code"}


@rule(
    "CS-PAR-001",
    severity=ERROR,
    may_be=(WARNING,),
    versions=ALWAYS,
    kinds=CSVS,
    basis="OpenSALT, CSV import; PowerSchool, Learning Standards Management; COMPEITO, CSV format",
    message="{observed} is {expected}",
    follows=LAYOUT,
    notes="One product takes the parent's identifier, another its code. The column means what at least 90 in 100 of "
    "its cells are found by. Cells that are found by the other one are a warning, as they are where neither has 90 in "
    "100 but both together have; cells that are found by neither are an error.",
)
def parents_are_found(spreadsheet: Spreadsheet) -> Findings:
    """Every parent that a row names is found, all of them by their identifiers or all by their codes.

    Why: An importer puts the item at the top of the framework, without the branch that it belongs to.

    Example: A `parentIdentifier` that holds the title of the parent.

    Repair: Write the code of the parent for OpenSALT and PowerSchool, its identifier for COMPEITO, in all rows alike.
    """
    parents, table = spreadsheet.parents, spreadsheet.items.table
    if parents is None:
        return
    named = list(parents.named())
    if named and not parents.meaning:
        count = f"most of {len(named):,} parents" if len(named) > 1 else "the parent"
        expected = "neither the identifier nor the code of an item"
        yield finding(at=table.at_header(parents.column), observed=count, expected=expected)
        return
    if parents.meaning == MIXED:
        expected = "sometimes an identifier and sometimes a code"
        at = table.at_header(parents.column)
        yield finding(at=at, observed=f"the parent of {len(named):,} items", expected=expected, severity=WARNING)
    for row, name in named:
        if parents.is_meant(name):
            continue
        if spreadsheet.items.named(name) is None:
            expected = "neither the identifier nor the code of an item"
            yield finding(at=table.at(row, parents.column), observed=name, expected=expected)
        elif parents.meaning != MIXED:
            other = MEANINGS[CODE if parents.meaning == IDENTIFIER else IDENTIFIER]
            expected = f"{other} of an item, where other rows have {MEANINGS[parents.meaning]}"
            yield finding(at=table.at(row, parents.column), observed=name, expected=expected, severity=WARNING)
