"""CS-DOC: what a spreadsheet says of the document."""

from collections.abc import Iterator
import difflib

from fairmark.schemas.spreadsheets import DOCUMENT, ColumnSpec
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.location import Location
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.spreadsheets.framework import Spreadsheet
from fairmark.validators.rules.case.ids import UUID
from fairmark.validators.rules.spreadsheets.sheets import IMPORTER
from fairmark.validators.rules.spreadsheets.versions import ALWAYS, SHEETS


@rule(
    "CS-DOC-001",
    severity=ERROR,
    versions=ALWAYS,
    kinds=SHEETS,
    basis="CASE 1.1 IM 7.1.24: creator and title",
    message="CF Doc has no {expected}",
)
def document_has_title_and_creator(spreadsheet: Spreadsheet) -> Findings:
    """The second row of CF Doc has a title and a creator.

    Why: CASE requires both, so the framework cannot be published without them.

    Example: A workbook whose cell B2 is empty.

    Repair: Fill the columns creator and title in row 2 of CF Doc.
    """
    table = spreadsheet.sheet(DOCUMENT)
    if table is None:
        return
    for column in table.spec.columns.values():
        if column.required and not spreadsheet.document[column.name]:
            yield finding(at=table.at(spreadsheet.document, column.name), expected=column.name)


@rule(
    "CS-DOC-002",
    severity=WARNING,
    versions=ALWAYS,
    basis="best practice: CASE servers use these four values, and consumers filter by them",
    message="{observed} is no adoptionStatus; expected one of {expected}",
    notes="No published schema lists values, so other ones are allowed: a warning, as CASE-DOC-005 is.",
)
def adoption_status_is_in_the_vocabulary(spreadsheet: Spreadsheet) -> Findings:
    """The adoptionStatus, where it is given, is one of the four words in use.

    Why: Consumers choose by it which frameworks they offer, and do not understand another word.

    Example: `adopted` in small letters, or `Published`.

    Repair: Write Private Draft, Draft, Adopted or Deprecated.
    """
    for spec, observed, at in _stated(spreadsheet):
        if spec.vocabulary and observed not in spec.vocabulary:
            near = difflib.get_close_matches(observed.strip().title(), spec.vocabulary, n=1, cutoff=0.6)
            hint = f"Write {near[0]}." if near else ""
            yield finding(at=at, observed=observed, expected=", ".join(spec.vocabulary), hint=hint)


def _stated(spreadsheet: Spreadsheet) -> Iterator[tuple[ColumnSpec, str, Location]]:
    """What is said of the document, with its place."""
    if spreadsheet.csv:
        for name, stated in spreadsheet.csv.metadata.items():
            spec = spreadsheet.csv.dialect.metadata[name]
            yield from ((spec, value, spreadsheet.csv.at_metadata(name)) for value in stated.values)
    elif table := spreadsheet.sheet(DOCUMENT):
        row = spreadsheet.document
        yield from ((spec, row[name], table.at(row, name)) for name, spec in table.spec.columns.items() if row[name])


@rule(
    "CS-DOC-003",
    severity=WARNING,
    versions=ALWAYS,
    kinds=SHEETS,
    basis=IMPORTER,
    message="the identifier {observed} will be replaced by a new one: {expected}",
    notes="An importer keeps the identifier of a document that it knows, and gives any other one a new identifier. "
    "Which documents it knows cannot be seen in a workbook, so the rule speaks where it is certain: the identifier is "
    "no UUID, or it is not that of the framework that --previous names.",
)
def document_keeps_its_identifier(spreadsheet: Spreadsheet) -> Findings:
    """The identifier of the document is one that an importer can find its document by.

    Why: A new document comes into being beside the old one, with a new identifier that nobody links to.

    Example: `Math 2024` in cell A2 of CF Doc.

    Repair: Leave the identifier as the export wrote it; leave it empty for a framework that is new.
    """
    table, row = spreadsheet.sheet(DOCUMENT), spreadsheet.document
    identifier = spreadsheet.identifier
    if table is None or not identifier:
        return
    if not UUID.fullmatch(identifier):
        yield finding(at=table.at(row, "identifier"), observed=row["identifier"], expected="it is no UUID")
    elif spreadsheet.is_new or (spreadsheet.earlier and spreadsheet.earlier.spreadsheet.identifier != identifier):
        expected = "the earlier version has another, so nothing of it will be found"
        yield finding(at=table.at(row, "identifier"), observed=row["identifier"], expected=expected)
