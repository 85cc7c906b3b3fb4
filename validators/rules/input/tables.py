"""FM-INPUT rules about the text of a table of comma-separated values. Those of OneRoster have rules of their own."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, rule
from fairmark.validators.readers.problem import Reading
from fairmark.validators.rules.input.text import ALWAYS, said_by


@rule(
    "FM-INPUT-042",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 4180 section 2",
    message="the row has {observed} cells, its header {expected}",
    follows=("FM-INPUT-044",),
    notes="The row is then left out, as its cells cannot be told apart.",
)
def rows_are_as_wide_as_the_header(reading: Reading) -> Findings:
    """Every row of a table has as many cells as the header.

    Why: Its cells cannot be told apart: an importer drops the record, or takes one field for another.

    Example: A statement with a comma in it that was not put into quotes.

    Repair: Put cells that hold a comma into quotes; remove commas at the end of rows.
    """
    return said_by(reading, "FM-INPUT-042")


@rule(
    "FM-INPUT-043",
    severity=WARNING,
    versions=ALWAYS,
    basis="RFC 4180 section 2",
    message="{observed}",
    follows=("FM-INPUT-044",),
)
def quotes_surround_cells(reading: Reading) -> Findings:
    """Quotes stand around a whole cell, or are doubled within one.

    Why: Readers differ in what they make of it: one takes the quote as it is, another finds other cells than were
    meant.

    Example: `12" ruler` without quotes around it.

    Repair: Put a cell that holds a quote into quotes, and double the quote in it.
    """
    return said_by(reading, "FM-INPUT-043")


@rule(
    "FM-INPUT-044",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 4180 section 2",
    message="{observed}",
)
def table_can_be_read_to_its_end(reading: Reading) -> Findings:
    """Every quote is closed, and lines end.

    Why: Behind a quote that is not closed whole rows are swallowed, up to the end of the file.

    Example: A cell that begins with a quote, as in `"5.NF.A.1,Add fractions`.

    Repair: Close the quote, or double it where it belongs to the text; then look at the rows behind it again.
    """
    return said_by(reading, "FM-INPUT-044")
