"""What is wrong with the text of a table, in words."""

from collections.abc import Iterator
from typing import Final

from fairmark.validators.core.location import HEADER, in_table
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.tables.blocks import Text
from fairmark.validators.readers.tables.table import Table

DELIMITERS: Final = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
"""What may separate cells in place of commas."""

BADLY_QUOTED: Final = "a quote in the row neither stands around a cell nor is doubled within one"


def misencoded(text: Text) -> str:
    """Why the text is not UTF-8, "" where it is."""
    if text.undecodable is None:
        return ""
    looks = f"; it looks like {text.looks_like}" if text.looks_like else ""
    return f"the first wrong byte is number {text.undecodable + 1:,}{looks}"


def early_end(table: Table) -> tuple[int, str] | None:
    """In which row and why the rest of a file could not be told apart; None where it could."""
    if table.faults.too_long is not None:
        return (
            table.faults.too_long,
            "a quote is not closed before the rest becomes too long for a cell; nothing more is read",
        )
    if table.text.endless:
        return HEADER, "there is no line break for so long that nothing more is read"
    if table.faults.too_wide:
        return HEADER, f"its header has {table.faults.too_wide:,} columns, more than any table; nothing more is read"
    if table.text.unclosed:
        return (table.physical(table.rows - 1) if table.rows else HEADER), "the last quote is never closed"
    return None


def problems_of(table: Table, file: str) -> Iterator[Problem]:
    """The faults in the text of a table as rules of FM-INPUT tell them. `file` is what reports call it."""
    if said := misencoded(table.text):
        yield Problem("FM-INPUT-004", in_table(file, table.text.undecodable_line, whole=True), said, "UTF-8")
    for row, cells in table.faults.ragged:
        yield Problem("FM-INPUT-042", in_table(file, row), f"{cells:,}", f"{len(table.header):,}")
    for row in table.faults.badly_quoted:
        yield Problem("FM-INPUT-043", in_table(file, row), BADLY_QUOTED)
    if end := early_end(table):
        yield Problem("FM-INPUT-044", in_table(file, end[0], whole=True), end[1])
