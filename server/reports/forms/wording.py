"""How people read what a result says."""

from collections.abc import Iterator

from fairmark.server.reports.result import Cell, Head, Result, Withheld, written
from fairmark.validators.learning.measure import shown

URIS = ("CFItem",)
"""Units of columns that name things for programs. Beside them stands a column that names the same for people."""

SHOWN = {"primary": "*", "complementary": "**"}
"""What stands for a cell that is withheld."""


def plain(cell: Cell) -> str | int | float:
    """A cell as a value, "" for what is undefined."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return SHOWN[cell.why] if isinstance(cell, Withheld) else cell


def readable(head: Head, cell: Cell, result: Result) -> str:
    """A cell as text: shares in percent, other figures with two decimals, names in place of identifiers."""
    if isinstance(cell, float):
        return f"{shown(100 * cell, 1)}%" if head.unit == "share" else shown(cell)
    text = str(plain(cell))
    return result.names.get(text, text)


def visible_columns(result: Result) -> list[int]:
    """Indexes of the columns that people need: not those of URIs, and none in which nothing is told."""
    return [
        at
        for at, head in enumerate(result.columns)
        if head.unit not in URIS and (not result.rows or any(_tells(row[at]) for row in result.rows))
    ]


def _tells(cell: Cell) -> bool:
    return cell is not None and cell != Withheld("complementary")


def headlines(result: Result) -> Iterator[str]:
    """What a result is, and how it was made."""
    meta = result.meta
    yield f"{meta.report} {meta.title}"
    yield f"One row is {result.row}. As of {written(meta.as_of)}, as known at {written(meta.known_at)}."
    scope = [] if meta.n is None else [f"{meta.n:,} learners in scope"]
    if meta.determined is not None:
        scope.append(f"{meta.determined:,} of them with data")
    filters = [f"{name} {_words(value, result)}" for name, value in meta.filters.items()]
    if scope or filters:
        yield f"{', '.join([*scope, *filters])}."
    if meta.formulas:
        sections = f"section{'s' if len(meta.formulas) > 1 else ''} {', '.join(meta.formulas)}"
        yield f"Definition {meta.version}, formulas of {sections} of the profile."


def footnotes(result: Result) -> Iterator[str]:
    """What is to be known when reading."""
    meta = result.meta
    columns = visible_columns(result)
    hidden = {cell.why for row in result.rows for at in columns if isinstance(cell := row[at], Withheld)}
    if "primary" in hidden:
        yield f"* withheld, since the group has fewer than {meta.smallest} learners."
    if "complementary" in hidden:
        yield "** withheld, since another group could be told from it."
    for each in meta.breaks:
        yield f"Not comparable across {written(each.at)}: {each.what}."
    yield from result.notes


def _words(value: object, result: Result) -> str:
    if isinstance(value, list):
        return ", ".join(_words(each, result) for each in value)
    return result.names.get(str(value), str(value))
