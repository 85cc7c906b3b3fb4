"""Results of reports, held against plain figures."""

from collections.abc import Callable
from typing import Any

from fairmark.server.reports.result import Result
from plain_reports.world import Expected

Asked = Callable[..., Result]


def figures(result: Result) -> list[dict[str, Any]]:
    """The rows with the names of their columns."""
    names = [head.name for head in result.columns]
    return [dict(zip(names, row, strict=True)) for row in result.rows]


def same(result: Result, expected: Expected) -> None:
    """The result has exactly the expected rows: whole numbers and texts to the letter, others to nine decimals."""
    names = [head.name for head in result.columns]
    wanted = list(expected[0]) if expected else []
    assert set(wanted) <= set(names), set(wanted) - set(names)
    found = [{name: row[name] for name in wanted} for row in figures(result)]
    assert sorted(map(_plain, found)) == sorted(map(_plain, expected))


def _plain(row: dict[str, Any]) -> str:
    return repr([round(value, 9) + 0.0 if isinstance(value, float) else value for value in row.values()])
