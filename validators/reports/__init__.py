"""Report formats. Each renders the same report, so the numbers in all of them are the same.

`FORMATS` names them; a renderer is a pure function from a report to bytes, and its module is imported when it is first
used. `render` does the same and adds colour where the console report goes to a terminal.
"""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple, TextIO

from fairmark.validators.core.report import Report


class Format(NamedTuple):
    """A report format: what it is called on the web, how its files end, and what renders it. One with `rows` is worked
    through row by row, so it usually holds every occurrence; one that is no `text` is nothing for a terminal."""

    media_type: str
    suffix: str
    render: Callable[[Report], bytes]
    rows: bool = False
    text: bool = True


def _later(module: str, function: str = "render") -> Callable[[Report], bytes]:
    def render(report: Report) -> bytes:
        text: bytes = getattr(import_module(f"{__name__}.{module}"), function)(report)
        return text

    return render


WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS = {
    "console": Format("text/plain; charset=utf-8", ".txt", _later("console")),
    "json": Format("application/json", ".json", _later("json_report")),
    "html": Format("text/html; charset=utf-8", ".html", _later("html")),
    "junit": Format("application/xml", ".xml", _later("junit")),
    "sarif": Format("application/sarif+json", ".sarif", _later("sarif")),
    "earl": Format("application/ld+json", ".jsonld", _later("earl", "render_json_ld")),
    "earl-turtle": Format("text/turtle; charset=utf-8", ".ttl", _later("earl", "render_turtle")),
    "csv": Format("text/csv; charset=utf-8", ".csv", _later("csv_report"), rows=True),
    "xlsx": Format(WORKBOOK, ".xlsx", _later("xlsx"), rows=True, text=False),
    "badge": Format("image/svg+xml", ".svg", _later("badge")),
}


def render(report: Report, form: str, stream: TextIO | None = None) -> bytes:
    """`report` in the format called `form`. `stream` is where the bytes will go: on a terminal the console report has
    colour and the terminal's width."""
    if form == "console" and stream is not None and stream.isatty():
        from fairmark.validators.reports import console

        return console.render_for_terminal(report)
    return FORMATS[form].render(report)
