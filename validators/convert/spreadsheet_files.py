"""Spreadsheets as the registry of conversions knows them."""

from collections import Counter

from fairmark.validators.convert.errors import BrokenSource, UnknownSource
from fairmark.validators.convert.files import put_packages
from fairmark.validators.convert.inputs import SourceFile
from fairmark.validators.convert.loss import LossReport, Supplied
from fairmark.validators.convert.output import Output
from fairmark.validators.convert.rubric_csv_in import convert_rubrics
from fairmark.validators.convert.settings import Settings
from fairmark.validators.convert.spreadsheet_in import convert_spreadsheet
from fairmark.validators.readers.spreadsheets.framework import CSV, WORKBOOK, Spreadsheet, read_spreadsheet


def from_spreadsheet(source: SourceFile, output: Output, settings: Settings) -> LossReport:
    """Write the CASE package of a workbook or CSV file."""
    spreadsheet = spreadsheet_in(source)
    supplied: Supplied = Counter()
    convert = convert_rubrics if spreadsheet.is_rubric else convert_spreadsheet
    packages, statements = convert(spreadsheet, settings, supplied)
    if not packages:
        raise UnknownSource("the spreadsheet holds no item that a framework could be made of")
    put_packages(packages, output)
    return LossReport.of(source_form(spreadsheet), statements, supplied)


def spreadsheet_in(source: SourceFile) -> Spreadsheet:
    """The spreadsheet that the file is. BrokenSource for one that cannot be read."""
    kind = source.kind if source.kind == WORKBOOK else CSV
    found = read_spreadsheet(source.data, kind, source.path.name, source.limits)
    if found.unreadable:
        raise BrokenSource(f"the spreadsheet cannot be read: {found.unreadable}")
    return found


def source_form(spreadsheet: Spreadsheet) -> str:
    """What people call the form that it has."""
    return spreadsheet.csv.dialect.title if spreadsheet.csv else "workbook"
