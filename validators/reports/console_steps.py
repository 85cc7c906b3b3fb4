"""The steps of verification in the console report, if one credential was judged: its own, and the results of those that
stand in it."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from fairmark.validators.core.headline import plural
from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.report import Report
from fairmark.validators.reports.safe_text import visible

MOST = 20
"""Steps that are told; all are in the other formats."""

STYLES = {Outcome.PASS: "green", Outcome.WARN: "yellow", Outcome.FAIL: "red"}


def verification(report: Report) -> Iterator[Text | Table]:
    """The block, nothing where several credentials were judged, or none."""
    steps = [step for step in report.steps if not step.name.startswith("/") or step.name.endswith(" result")]
    if [step.name for step in steps].count("result") != 1:
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold", max_width=30)
    grid.add_column(overflow="fold")
    for step in steps[:MOST]:
        outcome = Text(step.outcome.value, STYLES.get(step.outcome, ""))
        grid.add_row(outcome, Text(visible(step.name), "dim"), Text(visible(step.detail)))
    yield Text()
    yield Text("Verification", "bold")
    yield grid
    if steps[MOST:]:
        yield Text(f"and {plural(len(steps) - MOST, 'step')} more, in the other formats", "dim")
