"""A CASE package as the workbook that OpenSALT writes and reads: all cells text, and the same bytes every time."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # XlsxWriter has no type information

from fairmark.schemas.spreadsheets import ASSOCIATION, DOCUMENT, ITEM, sheets
from fairmark.validators.convert.errors import BrokenSource, WrongSettings
from fairmark.validators.convert.inputs import SourceFile
from fairmark.validators.convert.loss import Fate, Kind, LossReport
from fairmark.validators.convert.output import Output
from fairmark.validators.convert.settings import Settings
from fairmark.validators.convert.sheet_account import Places, SheetAccount, in_cell, separators_in
from fairmark.validators.readers.case import Edge, Package
from fairmark.validators.readers.spreadsheets.from_case import Projection
from fairmark.validators.readers.spreadsheets.survey import MOST_ROWS

SUFFIX = ".xlsx"
MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""When the workbook says that it was made: always the same moment, so that the same framework gives the same bytes."""

WIDTH = 24
TEXT, QUOTED = {"num_format": "@"}, {"num_format": "@", "quote_prefix": True}
"""How cells look: as text; and as text even when somebody edits it, as a version 1.10 must be."""
QUOTED_COLUMNS = ("version", "smartLevel")

TITLE_ONLY = "its title only"
TOLD: Final = {
    "CFDocument/lastChangeDateTime": Fate(Kind.CHANGED, f"{DOCUMENT}.lastChangeDate", "importers do not read it back"),
    "CFDocument/subjectURI": Fate(Kind.CHANGED, f"{DOCUMENT}.subject", TITLE_ONLY),
    "CFDocument/licenseURI": Fate(Kind.CHANGED, f"{DOCUMENT}.licenseTitle", "its title, and the text that it leads to"),
    "CFItem/CFItemTypeURI": Fate(Kind.CHANGED, f"{ITEM}.CFItemType", TITLE_ONLY),
    "CFItem/licenseURI": Fate(Kind.CHANGED, f"{ITEM}.license", "its title only, which importers do not read"),
    "CFItem/lastChangeDateTime": Fate(Kind.DROPPED, how="a row has no time of its own"),
}
DEFINITIONS: Final = {
    "CFItemType/title": f"{ITEM}.CFItemType",
    "CFSubject/title": f"{DOCUMENT}.subject",
    "CFLicense/title": f"{DOCUMENT}.licenseTitle",
    "CFLicense/licenseText": f"{DOCUMENT}.licenseText",
    "CFAssociationGrouping/identifier": f"{ASSOCIATION}.associationGroupIdentifier",
    "CFAssociationGrouping/title": f"{ASSOCIATION}.associationGroupName",
}


def to_workbook(source: SourceFile, output: Output, _settings: Settings) -> LossReport:
    """Write the workbook of a CASE package."""
    if output.suffix not in ("", SUFFIX):
        raise WrongSettings(f"a workbook is written to a file that ends in {SUFFIX}")
    projection = Projection(Package(source.case_package, "case-package", "1.1"))
    output.open(f"{source.path.stem}{SUFFIX}").write(workbook_of(projection))
    return SheetAccount(projection, places_in_workbook(projection)).loss


def workbook_of(projection: Projection) -> bytes:
    """The bytes of the workbook. BrokenSource where it has more rows than a sheet can have."""
    rows: dict[str, list[Any]] = {
        DOCUMENT: [projection.document],
        ITEM: [texts for _, texts in projection.items],
        ASSOCIATION: [texts for _, texts in projection.associations],
    }
    if max(map(len, rows.values())) >= MOST_ROWS:
        raise BrokenSource(f"the package has more objects than the {MOST_ROWS:,} rows of a sheet")
    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"title": "case", "created": MADE})
    plain, quoted = book.add_format(TEXT), book.add_format(QUOTED)
    for name, spec in sheets().items():
        sheet = book.add_worksheet(name)
        sheet.set_column(0, len(spec.columns) - 1, WIDTH, plain)
        for row, texts in enumerate([dict.fromkeys(spec.columns, ""), *rows[name]]):
            for at, column in enumerate(spec.columns):
                text, _ = in_cell(texts.get(column, "") if row else column)
                if text:
                    sheet.write_string(row, at, text, quoted if row and column in QUOTED_COLUMNS else plain)
    book.close()
    return stream.getvalue()


def places_in_workbook(projection: Projection) -> Places:
    """Where a workbook has what the package says."""

    def relation(edge: Edge) -> Fate:
        why = projection.left_out.get(edge.node.path, "")
        return Fate(Kind.DROPPED, how=why) if why else Fate(Kind.KEPT, ASSOCIATION)

    separators = {key: separator for sheet in (DOCUMENT, ITEM) for key, separator in separators_in(sheets()[sheet])}
    return Places(
        "workbook",
        _fields(DOCUMENT),
        _fields(ITEM),
        DEFINITIONS,
        relation,
        TOLD,
        separators,
        has_addresses=True,
    )


def _fields(sheet: str) -> dict[str, str]:
    return {spec.field: f"{sheet}.{name}" for name, spec in sheets()[sheet].columns.items() if spec.field}
