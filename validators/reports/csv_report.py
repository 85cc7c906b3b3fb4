"""CSV for a spreadsheet: first the totals, then a row per input, requirement, check, rule and sample, told apart by
column `row`.

UTF-8 with a byte order mark, because Excel takes a file without one for the local code page; CRLF and every cell
quoted (RFC 4180). Text that a spreadsheet could take for a formula gets an apostrophe in front.
"""

from collections.abc import Iterator
import csv
import io
import re

from fairmark.validators.core.events import Checked, Required
from fairmark.validators.core.report import NOTICE, FindingGroup, InputResult, Report, Sample
from fairmark.validators.reports.exchanges import BREACHED
from fairmark.validators.reports.json_report import place_of
from fairmark.validators.reports.safe_text import visible
from fairmark.validators.reports.wording import configured, tally

COLUMNS = (
    "row",
    "level",
    "count",
    "records",
    "rule",
    "title",
    "input",
    "line",
    "column",
    "pointer",
    "file",
    "fileRow",
    "field",
    "recordId",
    "message",
    "observed",
    "expected",
    "hint",
    "fingerprint",
    "operation",
    "clause",
    "curl",
)
_FORMULA = re.compile("(^|;)(?=[\"'\\s]*[=+\\-@＝＋－＠])")
"""Where a cell begins, also for a spreadsheet whose separator is the semicolon, and a formula could begin with it."""

Row = dict[str, str | int]


def render(report: Report) -> bytes:
    """`report` as CSV."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(report):
        writer.writerow({name: cell(value) if isinstance(value, str) else value for name, value in row.items()})
    return out.getvalue().encode("utf-8-sig")


def cell(text: str) -> str:
    """`text` as a cell that no spreadsheet calculates."""
    return _FORMULA.sub(r"\1'", visible(text))


def _rows(report: Report) -> Iterator[Row]:
    yield from _run(report)
    for came_out, row in ((report.requirements, "requirements"), (report.checks, "checks")):
        for outcome, count in tally(came_out).items():
            yield {"row": row, "level": outcome.value, "count": count}
    yield from (_requirement(required) for required in report.requirements)
    yield from (_check(report, check) for check in report.checks)
    for group in report.findings:
        yield {**_about(group, "rule"), "count": group.count, "records": group.records}
    for group in report.findings:
        for sample in group.samples:
            yield {**_about(group, "sample"), **_sample(sample)}


def _run(report: Report) -> Iterator[Row]:
    """What is said of the run as a whole."""
    yield {"row": "report", "level": report.verdict.value, "message": report.headline, "hint": NOTICE}
    totals = {severity.value: count for severity, count in report.counts.items()}
    for level, count in {**totals, "waived": report.waived, "known": report.known}.items():
        yield {"row": "total", "level": level, "count": count}
    for result in report.inputs:
        yield {"row": "input", "level": result.verdict.value, "input": result.name}
        yield from _consequence(result)
    for name, value in configured(report):
        yield {"row": "configuration", "title": name, "message": value}
    for fault in report.faults:
        yield {"row": "fault", "rule": fault.where, "message": fault.message}
    for step in report.steps:
        yield {"row": "step", "level": step.outcome.value, "title": step.name, "message": step.detail}


def _consequence(result: InputResult) -> Iterator[Row]:
    for records in result.consequence.records if result.consequence else ():
        for level, count in (("total", records.total), ("failed", records.failed), ("doubted", records.doubted)):
            about: Row = {"row": "records", "level": level, "title": records.what, "file": records.table}
            yield {**about, "input": result.name, "count": count}


def _requirement(required: Required) -> Row:
    return {
        "row": "requirement",
        "level": required.outcome.value,
        "rule": required.id,
        "title": required.summary,
        "message": required.reason,
        "expected": required.level,
        "clause": required.clause,
    }


def _check(report: Report, check: Checked) -> Row:
    rule = report.applied.get(check.rule)
    blocked = f"blocked by {check.blocked_by}: " if check.blocked_by else ""
    return {
        "row": "check",
        "level": check.outcome.value,
        "rule": check.rule,
        "title": rule.title if rule else "",
        "message": blocked + check.reason,
        "operation": check.operation,
        "clause": rule.basis if rule else "",
        "curl": check.exchanges[0].curl if check.exchanges and check.outcome in BREACHED else "",
    }


def _about(group: FindingGroup, row: str) -> Row:
    rule = group.rule
    return {"row": row, "level": group.severity.value, "rule": rule.id, "title": rule.title, "clause": rule.basis}


def _sample(sample: Sample) -> Row:
    where = place_of(sample)
    return {
        "input": sample.input,
        "line": where.get("line") or "",
        "column": where.get("column") or "",
        "pointer": where.get("pointer", ""),
        "file": where.get("file") or where.get("sheet", ""),
        "fileRow": where.get("row", ""),
        "field": where.get("field", ""),
        "recordId": sample.location.record,
        "message": sample.message,
        "observed": sample.observed,
        "expected": sample.expected,
        "hint": sample.hint,
        "fingerprint": sample.fingerprint,
    }
