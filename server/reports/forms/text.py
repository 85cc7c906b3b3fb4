"""A result as text for a terminal."""

from collections.abc import Iterator, Sequence

from fairmark.server.reports.forms.wording import footnotes, headlines, readable, visible_columns
from fairmark.server.reports.result import Result
from fairmark.validators.reports.safe_text import visible

NUMBERS = (int, float)


def as_text(result: Result) -> bytes:
    lines = [*headlines(result), "", *_table(result), "", *footnotes(result)]
    return "".join(f"{visible(line).rstrip()}\n" for line in lines).encode()


def _table(result: Result) -> Iterator[str]:
    columns = visible_columns(result)
    heads = [result.columns[at].name for at in columns]
    lines = [[readable(result.columns[at], row[at], result) for at in columns] for row in result.rows]
    numeric = [_is_numeric(result, at) for at in columns]
    widths = [max(map(len, cells)) for cells in zip(heads, *lines, strict=True)]
    yield _line(heads, widths, numeric)
    yield "  ".join("-" * width for width in widths)
    yield from (_line(line, widths, numeric) for line in lines)
    if not lines:
        yield "There is nothing to report."


def _is_numeric(result: Result, at: int) -> bool:
    return result.columns[at].unit in ("share", "percent") or any(isinstance(row[at], NUMBERS) for row in result.rows)


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    padded = (
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(cells, widths, numeric, strict=True)
    )
    return "  ".join(padded)
