"""CSV for a spreadsheet: first the totals, then a row per input, per rule and per sample, told apart by column `row`.

UTF-8 with a byte order mark, because Excel takes a file without one for the local code page; CRLF and every cell
quoted (RFC 4180). Text that a spreadsheet could take for a formula gets an apostrophe in front.
"""

from collections.abc import Iterator
import csv
import io
import re

from fairmark.validators.core.report import NOTICE, FindingGroup, Report, Sample
from fairmark.validators.reports.safe_text import visible

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
    "recordId",
    "message",
    "observed",
    "expected",
    "hint",
    "fingerprint",
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
    yield {"row": "report", "level": report.verdict.value, "message": report.headline, "hint": NOTICE}
    totals = {severity.value: count for severity, count in report.counts.items()}
    for level, count in {**totals, "waived": report.waived, "known": report.known}.items():
        yield {"row": "total", "level": level, "count": count}
    for result in report.inputs:
        yield {"row": "input", "level": result.verdict.value, "input": result.name}
    for fault in report.faults:
        yield {"row": "fault", "rule": fault.where, "message": fault.message}
    for check in report.checks:
        yield {"row": "check", "level": check.outcome.value, "rule": check.rule, "message": check.reason}
    for group in report.findings:
        yield {**_about(group, "rule"), "count": group.count, "records": group.records}
    for group in report.findings:
        for sample in group.samples:
            yield {**_about(group, "sample"), **_sample(sample)}


def _about(group: FindingGroup, row: str) -> Row:
    return {"row": row, "level": group.severity.value, "rule": group.rule.id, "title": group.rule.title}


def _sample(sample: Sample) -> Row:
    position = sample.position
    return {
        "input": sample.input,
        "line": position.line if position else "",
        "column": position.column if position else "",
        "pointer": sample.location.pointer,
        "recordId": sample.location.record,
        "message": sample.message,
        "observed": sample.observed,
        "expected": sample.expected,
        "hint": sample.hint,
        "fingerprint": sample.fingerprint,
    }
