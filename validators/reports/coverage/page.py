"""Coverage as a page: one file that needs no network, with a picture for each framework and the tables beside it."""

from functools import cache
from importlib.metadata import version
from itertools import islice

from jinja2 import Environment
from markupsafe import Markup

from fairmark.validators.core.headline import plural
from fairmark.validators.coverage.coverage import Coverage
from fairmark.validators.coverage.figure import figures
from fairmark.validators.reports import pages
from fairmark.validators.reports.coverage import wording
from fairmark.validators.reports.coverage.heat_map import SHADES, HeatMap
from fairmark.validators.reports.safe_text import visible

MOST_ROWS = 1_000
"""Rows of a table. A browser can show some thousand; CSV and JSON hold all."""


def render(coverage: Coverage, name: str) -> bytes:
    """The coverage as one HTML file."""
    style = pages.text_of("report.css") + pages.text_of("coverage.css")
    rows = list(islice(coverage.rows(), MOST_ROWS + 1))
    page: str = (
        _environment()
        .get_template("coverage.html.j2")
        .render(
            version=version("fairmark"),
            name=name,
            coverage=coverage,
            headline=wording.headline(coverage),
            notes=(wording.about_standards(coverage), wording.about_numbers(coverage)),
            maps=[HeatMap(figure) for figure in figures(coverage)],
            shades=SHADES,
            courses=coverage.courses[:MOST_ROWS],
            missing=wording.missing(coverage)[:MOST_ROWS],
            missing_count=len(wording.missing(coverage)),
            rows=rows[:MOST_ROWS],
            has_more_rows=len(rows) > MOST_ROWS,
            most=MOST_ROWS,
            style=Markup(style),  # noqa: S704  # our own file
            policy=pages.policy(style),
        )
    )
    return page.encode()


@cache
def _environment() -> Environment:
    environment = pages.new_environment()
    environment.filters.update(
        visible=visible,
        plural=plural,
        label=wording.label,
        number=wording.number,
        percent=wording.percent,
        carrying=wording.carrying,
        thousands="{:,}".format,
        px="{:.0f}".format,
    )
    return environment
