"""The sheets of a workbook that only the report on a system has: its requirements and the checks."""

from fairmark.validators.core.report import Report
from fairmark.validators.reports.exchanges import BREACHED
from fairmark.validators.reports.xlsx_book import Book, Column

REQUIREMENTS = (
    Column("outcome", 14),
    Column("requirement", 18),
    Column("level", 9),
    Column("what it asks", 60, wraps=True),
    Column("reason", 50, wraps=True),
    Column("clause", 30, wraps=True),
    Column("rules", 40, wraps=True),
)
CHECKS = (
    Column("outcome", 14),
    Column("rule", 16),
    Column("what it asks", 60, wraps=True),
    Column("operation", 24),
    Column("reason", 50, wraps=True),
    Column("blocked by", 16),
    Column("clause", 30, wraps=True),
    Column("curl", 60),
    Column("done", 8),
    Column("comment", 40, wraps=True),
)


def add_checks(book: Book, report: Report) -> None:
    """Add the sheets of requirements and checks."""
    sheet = book.sheet("Requirements", REQUIREMENTS)
    for required in report.requirements:
        row = [required.outcome.value, required.id, required.level, required.summary, required.reason, required.clause]
        sheet.add([*row, ", ".join(required.rules)], tones=[required.outcome.value])
    sheet.filterable()
    sheet = book.sheet("Checks", CHECKS)
    for check in report.checks:
        rule = report.applied.get(check.rule)
        curl = check.exchanges[0].curl if check.exchanges and check.outcome in BREACHED else ""
        row = [check.outcome.value, check.rule, rule.title if rule else "", check.operation, check.reason]
        sheet.add([*row, check.blocked_by or "", rule.basis if rule else "", curl], tones=[check.outcome.value])
    sheet.filterable()
