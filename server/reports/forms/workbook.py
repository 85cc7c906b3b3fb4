"""A result as a workbook: a sheet of rows, and one that says how they were made."""

from fairmark.server.reports.forms.wording import footnotes, headlines, plain
from fairmark.server.reports.result import Cell, Result, Withheld
from fairmark.validators.reports.xlsx_book import ROWS, Book, Column, Sheet

WIDTHS = {"text": 30, "CFItem": 20, "statement": 60, "learner": 24, "school": 30, "class": 30}
USUAL_WIDTH = 14


def as_workbook(result: Result) -> bytes:
    book = Book(f"{result.meta.report} {result.meta.title}", "A management report of Fairmark.", None)
    columns = [Column(head.name, WIDTHS.get(head.unit, USUAL_WIDTH)) for head in result.columns]
    sheet = book.sheet(result.meta.report, columns)
    for row in result.rows[: ROWS - 1]:
        sheet.add([_named(cell, result) for cell in row])
    sheet.filterable()
    _about(book.sheet("How it was made"), result)
    return book.render()


def _named(cell: Cell, result: Result) -> str | int | float:
    value = plain(cell)
    if isinstance(value, (int, float)) or isinstance(cell, Withheld):
        return value
    text = str(value)  # days as well
    return result.names.get(text, text)


def _about(sheet: Sheet, result: Result) -> None:
    sheet.widths(24, 20, 60)
    for line in (*headlines(result), *footnotes(result)):
        sheet.add([line])
    sheet.skip()
    sheet.add(["column", "unit", "formula"], "head")
    for head in result.columns:
        sheet.add([head.name, head.unit, head.formula])
    if len(result.rows) >= ROWS:
        sheet.add([f"Only {ROWS - 1:,} rows fit on a sheet; the CSV form holds all."], "note")
