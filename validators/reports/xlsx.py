"""The workbook: a report that can be worked through row by row.

First a summary, then the causes, then a sheet for each file or table with findings, a row for each, and columns to note
what was done. What stands in no table has a sheet for each kind of input. Identifiers are texts, nothing is calculated.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from fairmark.validators.core.events import Step
from fairmark.validators.core.location import FILE, Location
from fairmark.validators.core.report import NOTICE, Cause, FindingGroup, InputResult, Report, Sample
from fairmark.validators.core.rule import Rule
from fairmark.validators.reports.json_report import place_of
from fairmark.validators.reports.wording import configured, counted, counts_in, moment, redaction
from fairmark.validators.reports.xlsx_book import ROWS, Book, Cell, Column, Sheet
from fairmark.validators.reports.xlsx_suite import add_checks

CAUSES = (
    Column("cause", 7),
    Column("severity", 10),
    Column("rule", 16),
    Column("what is wrong", 50, wraps=True),
    Column("what they all say", 50, wraps=True),
    Column("findings", 10),
    Column("where", 45, wraps=True),
    Column("made of", 35, wraps=True),
    Column("why it matters", 50, wraps=True),
    Column("how to mend", 50, wraps=True),
)
RULES = (
    Column("severity", 10),
    Column("rule", 16),
    Column("title", 60, wraps=True),
    Column("findings", 10),
    Column("records", 10),
    Column("basis", 45, wraps=True),
)
STEPS = (Column("input", 45), Column("step", 30), Column("outcome", 14), Column("value", 90, wraps=True))
INPUTS = (
    Column("input", 45),
    Column("kind", 16),
    Column("version", 9),
    Column("verdict", 12),
    Column("errors", 9),
    Column("warnings", 10),
    Column("info", 8),
    Column("findings shown", 15),
    Column("sheet", 18),
    Column("records", 10),
    Column("dropped or misread", 19),
    Column("a field may be lost", 19),
    Column("as a whole", 24),
    Column("sha256", 66),
)
TO_WORK_THROUGH = (
    Column("severity", 10),
    Column("rule", 16),
    Column("observed", 28),
    Column("expected", 28),
    Column("how to mend", 50, wraps=True),
    Column("fingerprint", 19),
    Column("done", 8),
    Column("comment", 40, wraps=True),
)
IN_A_TABLE = (
    Column("row", 9),
    Column("record id", 38),
    Column("message", 55, wraps=True),
    Column("field", 24),
    *TO_WORK_THROUGH,
)
ELSEWHERE = (
    Column("input", 40),
    Column("line", 9),
    Column("record id", 38),
    Column("message", 55, wraps=True),
    Column("pointer", 40),
    *TO_WORK_THROUGH,
)
MOST_INPUTS = 500
"""Inputs that the summary names."""

WHOLE = {"error": "may be refused or misread", "warning": "something may be lost"}

Occurrence = tuple[FindingGroup, Sample]


def render(report: Report) -> bytes:
    """`report` as a workbook."""
    book = Book(report.headline, NOTICE, report.at)
    _summarise(book.sheet("Summary"), report)
    _causes(book.sheet("Causes", CAUSES), report.causes)
    inputs = book.sheet("Inputs", INPUTS)
    if report.checks:
        add_checks(book, report)
    if report.steps:
        _steps(book.sheet("Steps", STEPS), report.steps)
    _inputs(inputs, report, _findings(book, report))
    _rules(book.sheet("Rules", RULES), report.findings)
    return book.render()


# -- what is said of the run -----------------------------------------------------------------------------------------


def _summarise(sheet: Sheet, report: Report) -> None:
    sheet.widths(45, 110)
    sheet.add(["Fairmark assessment"], "title")
    sheet.skip()
    for label, said in _facts(report):
        sheet.add([label, said], tones=["label", said if label == "Verdict" else ""])
    sheet.skip()
    sheet.add(["Totals"], "label")
    totals = {severity.value: count for severity, count in report.counts.items()}
    for label, count in {**totals, "waived": report.waived, "known from the baseline": report.known}.items():
        sheet.add([label, count])
    for fault in report.faults:
        sheet.add(["The tool itself failed", f"{fault.where}: {fault.message}"], "fail")
    sheet.skip()
    sheet.add(["Configured"], "label")
    for name, value in configured(report):
        sheet.add([name, value])
    sheet.skip()
    sheet.add(["Inputs", "sha256"], "label")
    for result in report.inputs[:MOST_INPUTS]:
        sheet.add([result.name, result.sha256])
    if report.inputs[MOST_INPUTS:]:
        sheet.add([f"And {len(report.inputs) - MOST_INPUTS:,} more: see the sheet Inputs."], "note")


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    yield "Verdict", report.verdict.value
    yield "Result", report.headline
    if report.on_hold:
        yield "On hold by", ", ".join(report.on_hold)
    yield "Notice", NOTICE
    if said := redaction(report):
        yield "Privacy", said
    yield "Profile", report.profile or "several, or none recognised"
    yield "Made", moment(report.at) if report.at else "not known"
    yield "Strictness", report.strictness.value
    yield "Looked at", "only a part" if report.partial else "everything"
    yield "Fairmark", report.version
    yield "Rule set", report.rules_digest
    yield "Sheets", "Causes, Inputs, Rules, and one for each file or kind of input with findings, to work through"


def _causes(sheet: Sheet, causes: Sequence[Cause]) -> None:
    for number, cause in enumerate(causes, 1):
        parts = [f"{counted(part.count, part.severity)} of {part.rule.id}" for part in cause.portions]
        where = ", ".join(f"{place.pattern} ({place.count:,})" for place in cause.places if place.pattern)
        sample = next(iter(cause.portions[0].samples), None) if cause.portions else None
        text = cause.rule.text
        row: list[Cell] = [
            number,
            cause.severity.value,
            cause.rule.id,
            cause.rule.title,
            cause.says,
            cause.count,
            where,
        ]
        row += [", ".join(parts) if len(parts) > 1 else "", text.why, sample.hint if sample else text.repair]
        sheet.add(row, tones=["", cause.severity.value])
    sheet.filterable()


def _rules(sheet: Sheet, groups: Sequence[FindingGroup]) -> None:
    for group in groups:
        rule, severity = group.rule, group.severity.value
        sheet.add([severity, rule.id, rule.title, group.count, group.records, rule.basis], tones=[severity])
    sheet.filterable()


def _steps(sheet: Sheet, steps: Sequence[Step]) -> None:
    for step in steps:
        sheet.add([step.input, step.name, step.outcome.value, step.detail], tones=["", "", step.outcome.value])
    sheet.filterable()


def _inputs(sheet: Sheet, report: Report, sheets: Mapping[str, Sequence[str]]) -> None:
    shown: dict[str, int] = {}
    for group in report.findings:
        for sample in group.samples:
            shown[sample.input] = shown.get(sample.input, 0) + 1
    for result in report.inputs:
        if sheet.left <= 1:
            sheet.add(["More inputs do not fit into a sheet: the JSON and CSV forms hold them."], "note")
            break
        row: list[Cell] = [result.name, result.kind, result.version or "", result.verdict.value]
        row += counts_in(report, result.name).values()
        row += [shown.get(result.name, 0), ", ".join(sheets.get(result.name, ()))]
        sheet.add([*row, *_consequence(result), result.sha256], tones=["", "", "", result.verdict.value])
    sheet.filterable()


def _consequence(result: InputResult) -> list[Cell]:
    found = result.consequence
    if found is None:
        return ["", "", "", ""]
    numbers = ((each.total, each.failed, each.doubted) for each in found.records)
    return [*map(sum, zip(*numbers, strict=True)), WHOLE[found.whole.value] if found.whole else ""]


# -- what there is to work through -----------------------------------------------------------------------------------


def _findings(book: Book, report: Report) -> dict[str, list[str]]:
    """Add a sheet for each table, and for each kind of other input, with findings. Input to the names of its sheets."""
    kinds = {result.name: result.kind for result in report.inputs}
    parts: dict[tuple[str, str], list[Occurrence]] = {}
    for group in report.findings:
        for sample in group.samples:
            key = (sample.input, _called(sample.location)) if sample.location.table else ("", kinds[sample.input])
            parts.setdefault(key, []).append((group, sample))
    hidden = _hidden(report)
    sheets: dict[str, list[str]] = {}
    for (input, name), found in sorted(parts.items(), key=lambda part: (not part[0][0], part[0])):
        sheet = book.sheet(name, IN_A_TABLE if input else ELSEWHERE)
        _work_through(sheet, found, in_table=bool(input))
        inputs = [input] if input else sorted({sample.input for _, sample in found})
        for each in inputs:
            sheets.setdefault(each, []).append(sheet.name)
        if more := sum(hidden.get(each, 0) for each in inputs):
            sheet.add([f"{more:,} more findings are not shown: ask for them with --samples all."], "note")
    return sheets


def _called(place: Location) -> str:
    """What the sheet about a table is called: as that table is, a file without its suffix."""
    return PurePosixPath(place.table_name).stem if place.table == FILE else place.table_name


def _hidden(report: Report) -> dict[str, int]:
    """How many findings of each input the report does not show."""
    hidden: dict[str, int] = {}
    for group in report.findings:
        for name, count in group.by_input.items():
            hidden[name] = hidden.get(name, 0) + count
        for sample in group.samples:
            hidden[sample.input] -= 1
    return hidden


def _work_through(sheet: Sheet, found: list[Occurrence], *, in_table: bool) -> None:
    """A row for each finding, in the order of the rows or inputs."""
    found.sort(key=_row_in_table if in_table else _place_elsewhere)
    fit = sheet.left - 2  # for what is said of those that are left out
    for group, sample in found[:fit]:
        rule, severity = group.rule, group.severity.value
        place = _in_table(rule, sample) if in_table else _elsewhere(rule, sample)
        row = [*place, severity, rule.id, sample.observed, sample.expected, sample.hint, sample.fingerprint]
        sheet.add(row, tones=[*("" for _ in place), severity])
    sheet.filterable()
    if found[fit:]:
        said = f"{len(found) - fit:,} more findings do not fit: a sheet holds {ROWS:,} rows. The CSV form holds all."
        sheet.add([said], "note")


def _row_in_table(one: Occurrence) -> tuple[int, str]:
    return int(one[1].location.path[1]), one[0].rule.id


def _place_elsewhere(one: Occurrence) -> tuple[str, int, str]:
    group, sample = one
    return sample.input, sample.position.line if sample.position else 0, group.rule.id


def _in_table(rule: Rule, sample: Sample) -> list[Cell]:
    where = place_of(sample)
    return [where["row"], sample.location.record, sample.message or rule.title, where.get("field", "")]


def _elsewhere(rule: Rule, sample: Sample) -> list[Cell]:
    line = sample.position.line if sample.position else ""
    return [sample.input, line, sample.location.record, sample.message or rule.title, sample.location.pointer]
