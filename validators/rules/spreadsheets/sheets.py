"""CS-SHT: whether the workbook or file can be read, its sheets, and the columns and cells as they lie there."""

from collections.abc import Iterator

from fairmark.schemas.spreadsheets import ASSOCIATION, sheets
from fairmark.validators.core.levels import ERROR, INFO, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.spreadsheets.framework import Spreadsheet
from fairmark.validators.readers.spreadsheets.table import Table
from fairmark.validators.readers.spreadsheets.workbook import NUMBER
from fairmark.validators.rules.spreadsheets.versions import ALWAYS, CSVS, SHEETS

IMPORTER = "OpenSALT, spreadsheet import"
TEMPLATE = "template"
AS_TEXT = "Format the column as text: a spreadsheet program makes 1.1 of 1.10."


@rule(
    "CS-SHT-001",
    severity=ERROR,
    versions=ALWAYS,
    kinds=SHEETS,
    basis=IMPORTER,
    message="there is no sheet {expected}; {observed}",
    notes="A sheet whose name differs in blanks, letter case or a plural s is read for it, so that the other rules can "
    "speak of what it holds.",
)
def sheets_are_there(spreadsheet: Spreadsheet) -> Findings:
    """The workbook has the sheets CF Doc, CF Item and CF Association, named exactly so.

    Why: An importer looks sheets up by these names and refuses a workbook that lacks one of them.

    Example: A sheet that is called `CF Items`.

    Repair: Name the sheets CF Doc, CF Item and CF Association; one of them may be empty below its header.
    """
    if spreadsheet.workbook is None:
        return
    names = spreadsheet.workbook.names
    for wanted in sheets():
        if wanted in names:
            continue
        table = spreadsheet.sheet(wanted)
        near = f"there is {table.name}" if table else f"it has {len(names)} other sheets"
        yield finding(at=spreadsheet.whole, observed=near, expected=wanted)


@rule(
    "CS-SHT-002",
    severity=ERROR,
    versions=ALWAYS,
    kinds=SHEETS,
    basis=IMPORTER,
    message="CF Association has the {observed} columns of the template; an importer reads {expected}",
    notes="The template for downloading and the importer disagree, and the importer goes by position. Without a row "
    "below the header nothing is read, so nothing is said.",
)
def associations_are_laid_out_as_they_are_read(spreadsheet: Spreadsheet) -> Findings:
    """The sheet CF Association has the 10 columns that the importer reads, not the 8 of the template.

    Why: The importer goes by position, so it takes codes for types and types for addresses: no association survives.

    Example: A sheet that was filled in the downloaded template, whose column D is `associationType`.

    Repair: Insert the columns originNodeURI and destinationNodeURI, in the order of a workbook that OpenSALT wrote.
    """
    table = spreadsheet.sheet(ASSOCIATION)
    if (
        table
        and table.rows
        and _lies_as(table, table.spec.layouts[TEMPLATE])
        and not _lies_as(table, table.spec.header)
    ):
        count = f"{len(table.spec.layouts[TEMPLATE])}"
        yield finding(at=table.whole, observed=count, expected=f"{len(table.spec.header)} columns")


@rule(
    "CS-SHT-003",
    severity=WARNING,
    versions=ALWAYS,
    kinds=SHEETS,
    basis=IMPORTER,
    message="columns do not stand where an importer looks for them: {observed}",
    notes="Fairmark finds columns by their names. One finding for a sheet. The layout of the template is CS-SHT-002's.",
)
def columns_stand_where_they_are_read(spreadsheet: Spreadsheet) -> Findings:
    """The columns of every sheet stand in the order in which an importer reads them.

    Why: The importer goes by position and not by name, so it puts one field into another.

    Example: A column was inserted before `humanCodingScheme`, so the importer takes codes for smartLevels.

    Repair: Put the columns into the order named here; own columns belong behind the last one.
    """
    for table in spreadsheet.tables:
        if not table.rows or _lies_as(table, table.spec.header):
            continue
        if any(_lies_as(table, layout) for layout in table.spec.layouts.values()):
            continue
        moved = list(_moved(table))
        name, _ = moved[0]
        yield finding(at=table.at_header(name), observed="; ".join(said for _, said in moved[:3]))


def _lies_as(table: Table, layout: tuple[str, ...]) -> bool:
    """Whether every column of the layout that the sheet has stands at its place in it."""
    places = {name: at for at, name in enumerate(layout)}
    return all(places.get(name) == at for name, at in table.columns.items())


def _moved(table: Table) -> Iterator[tuple[str, str]]:
    """The columns that are not at their places, each with a word on that."""
    for place, name in enumerate(table.spec.header):
        at = table.columns.get(name)
        if at is not None and at != place:
            yield name, f"{name} is in column {letters(at)}, not {letters(place)}"


def letters(column: int) -> str:
    """What a column is called, from its position from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@rule(
    "CS-SHT-004",
    severity=WARNING,
    may_be=(INFO,),
    versions=ALWAYS,
    kinds=SHEETS,
    basis="best practice: every cell of such a workbook is text",
    message="here stands {observed}, where {expected} is expected",
    notes="Dates are expected in the columns of dates. Cells outside the columns of a framework are not looked at, and "
    "a hidden row counts where it has text. A number with a point does no harm as it stands, so the first one of a "
    "column is a note: whether it has lost a zero CS-ITM-004 tells, as far as that can be told.",
)
def cells_are_plain_text(spreadsheet: Spreadsheet) -> Findings:
    """No cell is a formula, merged with others, in a hidden row, or a date where text belongs.

    Why: An importer takes a formula for its text, a date for a number of days, and the row that you do not see too.

    Example: A code `1-2` that the spreadsheet program turned into the 1st of February.

    Repair: Format the column as text and enter the value anew; dissolve merged cells; show or delete hidden rows.
    """
    for table in spreadsheet.tables:
        for oddity in table.oddities:
            at = table.at(oddity.number, oddity.column)
            severity, hint = (INFO, AS_TEXT) if oddity.kind == NUMBER else (None, "")
            yield finding(at=at, observed=oddity.kind, expected="text", hint=hint, severity=severity)


@rule(
    "CS-SHT-005",
    severity=ERROR,
    versions=ALWAYS,
    basis="Office Open XML and RFC 4180",
    message="it cannot be read: {observed}",
    notes="Nothing of it was judged. Limits of size are those of `--limit`.",
)
def spreadsheet_can_be_read(spreadsheet: Spreadsheet) -> Findings:
    """The workbook or CSV file can be opened and has rows that can be told apart.

    Why: What cannot be read cannot be imported.

    Example: A workbook that is protected by a password, or an old `.xls` file that was renamed.

    Repair: Open it in a spreadsheet program and save it anew, as an Excel workbook (.xlsx) without a password, or as
    CSV in UTF-8.
    """
    if spreadsheet.unreadable:
        yield finding(at=spreadsheet.whole, observed=spreadsheet.unreadable)


@rule(
    "CS-SHT-006",
    severity=ERROR,
    versions=ALWAYS,
    kinds=CSVS,
    basis="RFC 4180 section 2",
    message="the row has more cells than the header has columns",
    notes="Empty cells at the end of a row are no harm.",
)
def row_ends_with_the_last_column(spreadsheet: Spreadsheet) -> Findings:
    """No row has text beyond the last column of the header.

    Why: A comma that is not quoted cuts a cell in two, and all cells behind it slide into the wrong columns.

    Example: `S.1,Add, subtract and multiply,3`, where the statement should stand in quotation marks.

    Repair: Surround the text that has the comma with quotation marks.
    """
    for table in spreadsheet.tables:
        for number in table.spilled:
            yield finding(at=table.at(number))


@rule(
    "CS-SHT-007",
    severity=WARNING,
    versions=ALWAYS,
    kinds=CSVS,
    basis="best practice: importers of such files read UTF-8",
    message="the text is {observed}, where {expected} is expected",
)
def csv_is_utf_8(spreadsheet: Spreadsheet) -> Findings:
    """A CSV file is encoded in UTF-8.

    Why: Importers read it as UTF-8, and every letter with an accent, dash or curled quotation mark comes out wrong.

    Example: A file that a spreadsheet program saved as "CSV" instead of "CSV UTF-8".

    Repair: Save it anew as CSV in UTF-8.
    """
    text = spreadsheet.csv.text if spreadsheet.csv else None
    if spreadsheet.csv and text and text.undecodable is not None:
        observed = text.looks_like or "in an unknown encoding"
        yield finding(at=spreadsheet.csv.table.whole, observed=observed, expected="UTF-8")
