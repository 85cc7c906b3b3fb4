"""PS-LSM: the file of Learning Standards Management."""

from collections.abc import Iterator
from itertools import zip_longest
import re

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Draft, Findings, finding, rule
from fairmark.validators.readers.tables.alone import LoneTable
from fairmark.validators.readers.tables.faults import DELIMITERS
from fairmark.validators.readers.tables.headers import compared, is_header

ANY = ("1",)
BASIS = "PowerSchool, Learning Standards Management: CSV file requirements"

CODE, IDENTIFIER, PARENT = "humanCodingScheme", "identifier", "parentIdentifier"
SMALLEST, LARGEST = 81, 100_000_000
ADVISED = 20
"""Characters of a code that PowerSchool advises at most."""

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
"""A tag of HTML; a sign for less than is none."""


@rule(
    "PS-LSM-001",
    severity=ERROR,
    may_be=(WARNING,),
    versions=ANY,
    basis=BASIS,
    message="{observed}",
    follows=("FM-INPUT-004", "FM-INPUT-044"),
    notes="A code of more than 20 characters is a warning, as that is advice. Which strings of special characters are "
    "refused, PowerSchool does not say, so none is spoken of.",
)
def file_can_be_imported(standards: LoneTable) -> Findings:
    """The file meets PowerSchool's requirements. It has 81 bytes to 100 megabytes, and commas between its columns,
    which have PowerSchool's names and order; every row has a fullStatement, a humanCodingScheme of its own and a UUID
    as identifier, and there is no HTML.

    Why: PowerSchool refuses the file, or two standards become one.

    Example: Two rows with the code `5.NF.A.1`, or a number as identifier.

    Repair: Correct the row; where an item has no identifier yet, a random UUID will do.
    """
    table = standards.table
    if fault := _size_fault(standards.size):
        yield finding(at=table.at_header(), observed=fault)
    if table.data.delimiter in DELIMITERS:
        said = f"cells are separated by {DELIMITERS[table.data.delimiter]}, not by commas"
        yield finding(at=table.at_header(), observed=said)
    if not is_header(table):
        yield finding(at=table.at_header(), observed="the first row is not the header of this file")
        return
    if not table.records and standards.is_whole:
        yield finding(at=table.at_header(), observed="there is no standard in it")
    yield from _header(standards)
    yield from _cells(standards)
    yield from _repeated(standards)


def _size_fault(size: int) -> str:
    if size < SMALLEST:
        return f"the file has {size:,} bytes, where PowerSchool takes no fewer than {SMALLEST}"
    return f"the file has {size:,} bytes, where PowerSchool takes 100 megabytes at most" if size > LARGEST else ""


def _header(standards: LoneTable) -> Iterator[Draft]:
    """Columns are found by their position too, so none may be left out."""
    table, header = standards.table, compared(standards.table)
    for at, (due, written) in enumerate(zip_longest(table.spec.columns, table.data.header), 1):
        if due and due not in header.known:
            yield finding(at=table.at_header(due), observed=f"the column {due} is missing")
        elif due and written != due:
            yield finding(at=table.at_header(due), observed=f"column {at} should be called {due}")


def _cells(standards: LoneTable) -> Iterator[Draft]:
    table = standards.table
    for spec, column in table.columns():
        if spec.required == "always":
            for row, _ in column.rows_where(lambda cell: not cell.strip()):
                yield finding(at=table.at(row, spec.name), observed=f"{spec.name} is empty")
        if spec.name == IDENTIFIER:
            for row, id in column.rows_where(lambda cell: cell.strip() and not UUID.fullmatch(cell)):
                yield finding(at=table.at(row, IDENTIFIER), observed=f"{id} is no UUID")
        if spec.type == "string":
            for row, _ in column.rows_where(TAG.search):
                yield finding(at=table.at(row, spec.name), observed="there is HTML in the text")
        if spec.name == CODE:
            for row, code in column.rows_where(lambda cell: len(cell) > ADVISED):
                said = f"the code has {len(code):,} characters, where {ADVISED} are advised at most"
                yield finding(at=table.at(row, CODE), observed=said, severity=WARNING)


def _repeated(standards: LoneTable) -> Iterator[Draft]:
    table = standards.table
    for name in (CODE, IDENTIFIER):
        column = table.column(name)
        seen: set[str] = set()
        for row, text in enumerate(column if column is not None else ()):
            if text and text in seen:
                yield finding(at=table.at(row, name), observed=f"an earlier row has the {name} {text}")
            seen.add(text)


@rule(
    "PS-LSM-002",
    severity=ERROR,
    versions=ANY,
    basis=BASIS,
    message="{observed} is {expected}",
    follows=("PS-LSM-001", "FM-INPUT-042"),
    notes="In other products the column of this name holds the identifier of the parent, and a hint says so. A file "
    "with rows whose cells cannot be told apart is not judged.",
)
def parents_are_codes(standards: LoneTable) -> Findings:
    """parentIdentifier is the humanCodingScheme of another row.

    Why: The standard lands at the top of the tree, or is refused with all that is below it.

    Example: The UUID of the parent, as other products write it.

    Repair: Write the code of the parent; leave the cell empty at the top of the tree.
    """
    table = standards.table
    codes, ids = table.column(CODE), table.column(IDENTIFIER)
    parents = table.column(PARENT)
    if codes is None or parents is None or table.data.lost:
        return
    known, identifiers = set(codes), set(ids if ids is not None else ())
    for row, parent in parents.rows_where(lambda cell: bool(cell.strip()) and cell not in known):
        hint = "Write the humanCodingScheme of the row with this identifier." if parent in identifiers else ""
        yield finding(at=table.at(row, PARENT), observed=parent, expected="no humanCodingScheme of the file", hint=hint)
    for row, code in enumerate(codes):
        if code and parents[row] == code:
            yield finding(at=table.at(row, PARENT), observed=code, expected="the code of the row itself")
