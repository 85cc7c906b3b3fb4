"""The console report: the verdict first, then the causes, worst first, each with a sample and how to repair it.

80 columns, or those of the terminal up to 100. The first line is the headline, whole where it goes to a file or a pipe.
"""

from collections.abc import Iterator
import io
import os
import shutil

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from fairmark.validators.core.headline import plural
from fairmark.validators.core.levels import Severity, Verdict
from fairmark.validators.core.report import NOTICE, Cause, InputResult, Report
from fairmark.validators.reports import console_steps, console_suite
from fairmark.validators.reports.safe_text import visible
from fairmark.validators.reports.wording import counted, counts_in, lost, place, pointer, redaction, totals, where

WIDTH, WIDEST, NARROWEST = 80, 100, 40
IN_FULL = 10
"""Causes of documents told in full; the others get a line each."""
INPUTS = 20
"""Inputs that are named when there are several."""

STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.INFO: "bold cyan",
    Verdict.PASS: "bold green",
    Verdict.WARN: "bold yellow",
    Verdict.FAIL: "bold red",
    Verdict.UNDETERMINED: "bold magenta",
}
WORST_FIRST = (Verdict.FAIL, Verdict.UNDETERMINED, Verdict.WARN, Verdict.PASS)
_LABEL = {word: Text(word, "dim") for word in (*console_suite.LABELS, "what", "where", "sample", "repair", "made of")}


def render(report: Report) -> bytes:
    """`report` as plain UTF-8 text of 80 columns."""
    return _render(report, width=WIDTH, colour=False, headline_whole=True)


def render_for_terminal(report: Report) -> bytes:
    """`report` for the terminal at hand: its width, and colour unless NO_COLOR (https://no-color.org) is set."""
    width = min(WIDEST, max(NARROWEST, shutil.get_terminal_size((WIDTH, 24)).columns))
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return _render(report, width=width, colour=colour, headline_whole=False)


def _render(report: Report, *, width: int, colour: bool, headline_whole: bool) -> bytes:
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        color_system="standard" if colour else None,
        force_terminal=colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},  # what is rendered depends on the arguments alone
    )
    console.print(_headline(report), soft_wrap=headline_whole)
    for part in _parts(report):
        console.print(part, soft_wrap=isinstance(part, Text) and part.no_wrap)
    text = "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())
    return text.encode()


def _headline(report: Report) -> Text:
    word = report.verdict.value.upper()
    text = Text(visible(report.headline))
    if text.plain.startswith(word):
        text.stylize(STYLES[report.verdict], 0, len(word))
    return text


def _parts(report: Report) -> Iterator[Text | Table]:
    if report.checks:
        yield from console_suite.requirements(report)
    elif len(report.inputs) > 1:
        yield _inputs(report)
    in_full = _told_in_full(report)
    for number, cause in enumerate(report.causes[:in_full], 1):
        yield Text()
        yield _numbered(number, _title(cause), Text(cause.rule.title, "bold"), _facts(report, cause))
        yield from console_suite.repeats(report, cause)
    if report.causes[in_full:]:
        yield Text()
    for number, cause in enumerate(report.causes[in_full:], in_full + 1):
        short = _title(cause).append(f": {visible(cause.says) or cause.rule.title}")
        yield _numbered(number, short, _made_of(cause))
    if report.checks:
        yield from console_suite.checks(report)
        yield from console_suite.looked_at(report)
    else:
        yield from console_steps.verification(report)
    yield from _closing(report)


def _told_in_full(report: Report) -> int:
    """How many causes, from the worst on: of a suite every one that failed or warned."""
    broken = sum(cause.severity is not Severity.INFO for cause in report.causes) if report.checks else 0
    return max(IN_FULL, broken)


def _numbered(number: int, *parts: Text | Table) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(f"{number}.", Group(*parts))
    return grid


def _inputs(report: Report) -> Table:
    grid = _columns()
    ordered = sorted(report.inputs, key=lambda i: WORST_FIRST.index(i.verdict))
    for result in ordered[:INPUTS]:
        grid.add_row(Text(result.verdict.value, STYLES[result.verdict]), _input(report, result))
    if ordered[INPUTS:]:
        grid.add_row("", f"and {plural(len(ordered) - INPUTS, 'input')} more, none of them worse")
    return grid


def _input(report: Report, result: InputResult) -> str:
    counts = [counted(count, severity) for severity, count in counts_in(report, result.name).items() if count]
    said = [", ".join(counts)] if counts else []
    said += lost(result.consequence) if result.consequence else []
    return visible(result.name) + (f": {'; '.join(said)}" if said else "")


def _title(cause: Cause) -> Text:
    text = Text(cause.severity.value.upper(), STYLES[cause.severity])
    return text.append(f" {cause.rule.id}: {plural(cause.count, 'finding')}", "none")


def _facts(report: Report, cause: Cause) -> Table:
    first, *others = cause.portions
    grid = _columns()
    if cause.says:
        grid.add_row(_LABEL["what"], visible(cause.says))
    if any(spot.pattern for spot in first.places) or not report.checks:
        grid.add_row(_LABEL["where"], ", ".join(f"{place(p.pattern)} ({p.count:,})" for p in first.places))
    if first.samples:
        sample = first.samples[0]
        at = f"{where(sample)} {pointer(sample)}" if sample.location.table else where(sample)
        said = "" if sample.message == cause.says else f"\n{visible(sample.message)}"
        grid.add_row(_LABEL["sample"], Text(at + said))
    if report.checks:
        for label, said in console_suite.facts(report, cause):
            grid.add_row(_LABEL[label], said)
    grid.add_row(_LABEL["repair"], visible(first.samples[0].hint) if first.samples else cause.rule.text.repair)
    if others:
        grid.add_row(_LABEL["made of"], _made_of(cause))
    return grid


def _made_of(cause: Cause) -> Text:
    made_of = [f"{counted(portion.count, portion.severity)} of {portion.rule.id}" for portion in cause.portions]
    return Text(", ".join(made_of) if len(made_of) > 1 else "")


def _columns() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, min_width=len("made of"))
    grid.add_column(overflow="fold")
    return grid


def _closing(report: Report) -> Iterator[Text]:
    yield Text()
    for fault in report.faults:
        text = Text("The tool itself failed ", "bold magenta")
        text.append(visible(f"at {fault.where}: {fault.message}"), "default not bold")
        yield text
    yield Text(f"{totals(report)}.")
    explain = f"fairmark rules explain {report.causes[0].rule.id}; " if report.causes else ""
    yield Text(f"More: {explain}--format html --output report.html", "dim")
    if said := redaction(report):
        yield Text(said, "dim")
    yield Text(NOTICE, "dim")
