"""What the console report says of a suite beyond its causes: requirements, proofs, what was not tested, samples."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from rich.table import Table
from rich.text import Text

from fairmark.validators.core.events import Checked
from fairmark.validators.core.headline import OBSTACLE, plural
from fairmark.validators.core.levels import WORST_FIRST, Outcome
from fairmark.validators.core.report import Cause, Report
from fairmark.validators.reports.exchanges import BREACHED, breaches, operations, proofs, received, sent
from fairmark.validators.reports.safe_text import visible
from fairmark.validators.reports.wording import outcomes, tally

STYLES = {
    Outcome.PASS: "green",
    Outcome.FAIL: "bold red",
    Outcome.WARN: "bold yellow",
    Outcome.NOT_APPLICABLE: "dim",
    Outcome.BLOCKED: "magenta",
    Outcome.CANNOT_TELL: "magenta",
}
TESTED = (Outcome.PASS, *BREACHED)
NAMED = 6
"""Rules that a line about untested checks names."""
MARGIN = "   "
LABELS = ("clause", "by", "sent", "received")
"""Of the rows that `facts` gives."""


def requirements(report: Report) -> Iterator[Text | Table]:
    """The table by requirement, the worst first; one line where nothing could be tested."""
    yield Text()
    yield Text.assemble(("Requirements: ", "bold"), f"{outcomes(tally(report.requirements))}.")
    if not any(required.outcome in TESTED for required in report.requirements):
        return
    grid = _columns("not-applicable", "CASE-REQ-000", "SHOULD")
    for required in sorted(report.requirements, key=lambda required: WORST_FIRST.index(required.outcome)):
        told = required.summary if required.outcome is Outcome.PASS else f"{required.summary} ({required.clause})"
        if required.outcome in (Outcome.BLOCKED, Outcome.CANNOT_TELL):
            told += f" {required.reason}"
        grid.add_row(_outcome(required.outcome), visible(required.id), required.level, Text(visible(told)))
    yield grid


def facts(report: Report, cause: Cause) -> Iterator[tuple[str, str]]:
    """The rows that a cause has in a suite alone, each with its label."""
    yield "clause", visible(cause.rule.basis)
    if broken := breaches(report, cause.rule.id):
        yield "by", operations(broken)
    for about, exchange in proofs(report, cause):
        yield "sent", visible(about) + sent(exchange)
        yield "received", received(exchange)


def repeats(report: Report, cause: Cause) -> Iterator[Text]:
    """The curl lines, unbroken so that they can be copied."""
    for _, exchange in proofs(report, cause):
        if exchange.curl:
            yield Text(MARGIN + visible(exchange.curl), no_wrap=True)


def checks(report: Report) -> Iterator[Text | Table]:
    """How many checks came out how, then what could not be tested and why, alike ones in one line."""
    yield Text()
    yield Text.assemble(("Checks: ", "bold"), f"{outcomes(tally(report.checks))}.")
    told = {group.rule.id for group in report.findings}
    silent = [check for check in report.checks if _is_told_here(check, told)]
    grid = _columns("cannot-tell")
    for (outcome, reason), alike in groupby(sorted(silent, key=_alike), key=_alike):
        grid.add_row(_outcome(Outcome(outcome)), Text(visible(f"{_named(list(alike))}: {reason}")))
    if silent:
        yield grid


def looked_at(report: Report) -> Iterator[Text | Table]:
    """What the run says of itself: requests, samples and their seed, a spent budget. How the documents in the answers
    were verified, the other forms of the report tell."""
    system = report.inputs[0].name
    steps = [step for step in report.steps if step.input == system and step.name != OBSTACLE]
    grid = _columns("requests")
    before = ""
    for step in steps:
        grid.add_row(Text(visible(step.name) if step.name != before else "", "dim"), Text(visible(step.detail)))
        before = step.name
    answers = len(report.inputs) - 1
    if answers > 0:
        grid.add_row(Text("answers", "dim"), f"{plural(answers, 'answer')} judged by the rules for documents")
    if grid.rows:
        yield Text()
        yield grid


def _is_told_here(check: Checked, told: set[str]) -> bool:
    """Breaches have been told with their causes; only those whose findings are all waived or known have not."""
    if check.outcome in BREACHED:
        return check.rule not in told
    return check.outcome in (Outcome.BLOCKED, Outcome.CANNOT_TELL)


def _alike(check: Checked) -> tuple[str, str]:
    return check.outcome.value, f"blocked by {check.blocked_by}" if check.blocked_by else check.reason


def _named(checks: list[Checked]) -> str:
    by_rule: Mapping[str, list[Checked]] = {
        rule: list(its) for rule, its in groupby(sorted(checks, key=lambda c: c.rule), key=lambda c: c.rule)
    }
    if len(by_rule) > NAMED:
        return plural(len(checks), "check")
    return "; ".join(f"{rule} {operations(its)}".strip() for rule, its in by_rule.items())


def _outcome(outcome: Outcome) -> Text:
    return Text(outcome.value, STYLES[outcome])


def _columns(*widest: str) -> Table:
    """A grid whose first columns are as wide as these words, and whose last takes the rest."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for word in widest:
        grid.add_column(no_wrap=True, min_width=len(word))
    grid.add_column(overflow="fold")
    return grid
