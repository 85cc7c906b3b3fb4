"""Coverage as CSV: a row for each standard that a course could have evidence of.

As in the report of findings: UTF-8 with a byte order mark, every cell quoted, nothing that a spreadsheet calculates.
"""

from collections.abc import Iterator
import csv
import io

from fairmark.validators.coverage.coverage import Coverage
from fairmark.validators.reports.coverage.wording import WITHHELD
from fairmark.validators.reports.csv_report import cell

COLUMNS = (
    "schoolSourcedId",
    "school",
    "courseSourcedId",
    "course",
    "framework",
    "standardId",
    "standardCode",
    "standard",
    "isGroup",
    "state",
    "lineItems",
    "results",
    "learners",
    "enrolled",
    "share",
    "minimum",
)


def render(coverage: Coverage, _name: str) -> bytes:
    """The coverage as CSV."""
    out = io.BytesIO()
    text = io.TextIOWrapper(out, "utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(coverage))
    text.flush()
    return out.getvalue()


def _rows(coverage: Coverage) -> Iterator[list[str | int]]:
    for row in coverage.rows():
        course, school = row.course.evidence.of
        standard, framework = row.standard.standard, row.standard.framework
        named = [school, row.course.school, course, row.course.title, framework.title if framework else ""]
        texts = [*named, standard.identifier, standard.code, standard.statement]
        yield [
            *map(cell, texts),
            "true" if standard.is_group else "false",
            row.state.value,
            row.line_items,
            *(WITHHELD if count is None else count for count in (row.results, row.learners, row.course.enrolled)),
            "" if row.share is None else f"{row.share:.4f}",
            coverage.minimum,
        ]
