"""OR-CSV: the text of a file."""

import re

from fairmark.validators.core.levels import ERROR, INFO, WARNING
from fairmark.validators.core.location import in_table
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.readers.tables.faults import BADLY_QUOTED, DELIMITERS, early_end, misencoded
from fairmark.validators.rules.oneroster.headers import is_header
from fairmark.validators.rules.oneroster.versions import BOTH

ENCODING = "OneRoster CSV 1.2, encoding (UTF-8)"
IDENTIFIERS = ("guid", "reference")
INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]")


def is_unclean(text: str) -> bool:
    """Whether there are blanks around a text, or characters in it that nobody sees."""
    return text != text.strip() or (not text.isascii() and INVISIBLE.search(text) is not None)


@rule(
    "OR-CSV-001",
    severity=ERROR,
    versions=BOTH,
    basis=ENCODING,
    message="the file is not {expected}: {observed}",
)
def text_is_utf8(roster: Roster) -> Findings:
    """The text of every file is UTF-8.

    Why: Names with accents are imported wrongly, or the importer stops at the first of them.

    Example: A file saved by a spreadsheet program as "CSV" on Windows, which writes Windows-1252.

    Repair: Save it as "CSV UTF-8", or set the encoding of the export to UTF-8.
    """
    for file, data in roster.files.items():
        if said := misencoded(data.text):
            yield finding(at=in_table(file, data.text.undecodable_line, whole=True), observed=said, expected="UTF-8")


@rule(
    "OR-CSV-002",
    severity=INFO,
    versions=BOTH,
    basis=ENCODING,
    message="a byte order mark stands before the text",
)
def text_has_no_byte_order_mark(roster: Roster) -> Findings:
    """The text of a file does not begin with a byte order mark.

    Why: Importers must skip it; one that does not takes it for a part of the first name, `sourcedId`.

    Example: A file saved by a spreadsheet program as "CSV UTF-8".

    Repair: Nothing, unless the receiver does not find the column sourcedId: then save it as UTF-8 without BOM.
    """
    for file, data in roster.files.items():
        if data.text.bom:
            yield finding(at=roster.at_file(file))


@rule(
    "OR-CSV-003",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, syntax (RFC 4180 without line breaks in a field)",
    message="a cell of the row holds a line break",
    follows=("OR-CSV-007",),
)
def cells_have_no_line_break(roster: Roster) -> Findings:
    """No cell holds a line break, also within quotes.

    Why: An importer that reads line by line takes what follows for another record.

    Example: A comment that was written in two paragraphs.

    Repair: Replace line breaks by blanks in the export.
    """
    for file, data in roster.files.items():
        for row in data.faults.broken:
            yield finding(at=in_table(file, row))


@rule(
    "OR-CSV-004",
    severity=ERROR,
    versions=BOTH,
    basis="RFC 4180 section 2; OneRoster CSV 1.2, syntax",
    message="the row has {observed} cells, its header {expected}",
    follows=("OR-CSV-007",),
)
def rows_are_as_wide_as_the_header(roster: Roster) -> Findings:
    """Every row has as many cells as the header.

    Why: Its cells cannot be told apart: an importer drops the record, or takes one field for another.

    Example: A name with a comma in it that was not put into quotes.

    Repair: Put cells that hold a comma into quotes; remove commas at the end of rows.
    """
    for file, data in roster.files.items():
        for row, cells in data.faults.ragged:
            yield finding(at=in_table(file, row), observed=f"{cells:,}", expected=f"{len(data.header):,}")


@rule(
    "OR-CSV-005",
    severity=ERROR,
    versions=BOTH,
    basis="OneRoster CSV 1.2, data files",
    message="the file has no row of data",
    notes="The text of OneRoster 1.1 is less plain about it than that of 1.2.",
)
def files_have_rows(roster: Roster) -> Findings:
    """Every file of data has at least one row below its header.

    Why: A file without rows is not allowed; where it counts as bulk, all records that were sent before are deleted.

    Example: A file of results at the beginning of the year that holds nothing but its header.

    Repair: Leave the file out and say in the manifest that it is absent; or find out why the export was empty.
    """
    for table in roster.tables.values():
        if not table.rows and not table.data.faults.ragged and table.data.complete:
            yield finding(at=roster.at_file(table.file))


@rule(
    "OR-CSV-006",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: importers compare names and identifiers character by character",
    message="blanks around it, or invisible characters in it",
)
def names_and_ids_are_clean(roster: Roster) -> Findings:
    """Names in a header and identifiers have no blanks around them and no invisible characters in them.

    Why: They look right, but are not equal to what they should be equal to: the column or record is not found.

    Example: `sourcedId` with a blank behind it, or an identifier with a no-break space from a web page.

    Repair: Remove the blanks and the invisible characters at the source of the export.
    """
    for table in roster.tables.values():
        if is_header(table):
            for name in filter(is_unclean, table.data.header):
                yield finding(at=roster.at_header(table.file, INVISIBLE.sub("", name).strip()))
        for spec, column in table.columns():
            if spec.type in IDENTIFIERS:
                for row, _ in column.rows_where(is_unclean, by_form=True):
                    yield finding(at=table.at(row, spec.name))


@rule(
    "OR-CSV-007",
    severity=WARNING,
    may_be=(ERROR,),
    versions=BOTH,
    basis="RFC 4180 section 2",
    message="{observed}",
    notes="Where a quote is not closed, rows are lost: that is an error.",
)
def text_is_separated_and_quoted_well(roster: Roster) -> Findings:
    """Cells are separated by commas, and quotes stand around a whole cell or are doubled within one.

    Why: A reader finds other cells than were meant; behind a quote that is not closed, whole rows are swallowed.

    Example: `12" ruler` without quotes around it, or a file saved with semicolons in a country of decimal commas.

    Repair: Export with commas; put a cell that holds a quote into quotes, and double the quote in it.
    """
    for file, data in roster.files.items():
        if data.delimiter in DELIMITERS:
            observed = f"cells are separated by {DELIMITERS[data.delimiter]}, not by commas"
            yield finding(at=roster.at_file(file), observed=observed)
        for row in data.faults.badly_quoted:
            yield finding(at=in_table(file, row), observed=BADLY_QUOTED)
        if end := early_end(data):
            yield finding(at=in_table(file, end[0], whole=True), observed=end[1], severity=ERROR)
