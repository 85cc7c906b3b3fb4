"""Coverage as a workbook: a summary, the courses, the standards, and every standard in every course."""

from fairmark.validators.coverage.coverage import Coverage
from fairmark.validators.reports.coverage import wording
from fairmark.validators.reports.xlsx_book import Book, Cell, Column

COURSES = (
    Column("school", 34),
    Column("course", 34),
    Column("standards with evidence", 22),
    Column("standards", 11),
    Column("learners with evidence", 21),
    Column("learners", 10),
    Column("line items with an objective", 26),
    Column("line items", 11),
    Column("results with an objective", 24),
    Column("results", 10),
)
STANDARDS = (
    Column("framework", 34),
    Column("code", 14),
    Column("standard", 70, wraps=True),
    Column("courses with evidence", 20),
    Column("courses", 10),
    Column("schools with evidence", 20),
    Column("line items", 11),
    Column("identifier", 38),
)
ROWS = (
    Column("school", 34),
    Column("course", 34),
    Column("code", 14),
    Column("standard", 70, wraps=True),
    Column("there is", 16),
    Column("line items", 11),
    Column("results", 10),
    Column("learners", 10),
    Column("share", 8),
)


def render(coverage: Coverage, name: str) -> bytes:
    """The coverage as a workbook."""
    book = Book(f"Coverage of {name}", wording.headline(coverage), None)
    summary = book.sheet("Summary")
    summary.widths(120)
    summary.add([f"Coverage of {name}"], "title")
    for said in (wording.headline(coverage), wording.about_standards(coverage), wording.about_numbers(coverage)):
        summary.add([said])
    _add_courses(book, coverage)
    _add_standards(book, coverage)
    _add_rows(book, coverage)
    return book.render()


def _add_courses(book: Book, coverage: Coverage) -> None:
    sheet = book.sheet("Courses", COURSES)
    for course in coverage.courses[: sheet.left]:
        share = course.evidence.share
        of_results = (share.carry["results"], share.of["results"]) if course.is_told else (None, None)
        numbers = (
            *(course.covered, len(course.expected), course.learners, course.enrolled),
            *(share.carry["line items"], share.of["line items"], *of_results),
        )
        sheet.add([course.school, course.title, *map(_cell, numbers)])
    sheet.filterable()


def _add_standards(book: Book, coverage: Coverage) -> None:
    sheet = book.sheet("Standards", STANDARDS)
    for told in coverage.standards[: sheet.left]:
        standard, framework = told.standard.standard, told.standard.framework
        texts = (framework.title if framework else "", standard.code, standard.statement)
        sheet.add([*texts, told.covered, told.expected, told.schools, told.line_items, standard.identifier])
    sheet.filterable()


def _add_rows(book: Book, coverage: Coverage) -> None:
    """As many rows as a sheet can have; the CSV form has all."""
    sheet = book.sheet("Every standard", ROWS)
    for row in coverage.rows():
        if sheet.left <= 1:
            sheet.add(["There are more rows than a sheet can have: --format csv holds all."], "note")
            break
        standard = row.standard.standard
        texts = (row.course.school, row.course.title, standard.code, standard.statement or standard.identifier)
        numbers = map(_cell, (row.line_items, row.results, row.learners))
        sheet.add([*texts, row.state.value, *numbers, wording.percent(row.share)])
    sheet.filterable()


def _cell(count: int | None) -> Cell:
    return wording.WITHHELD if count is None else count
