"""The tables that rules of privacy look at: those of a OneRoster package, and such as are an input by themselves."""

from collections.abc import Iterator, Sequence

from fairmark.validators.readers.canvas import RESULTS
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.readers.tables.alone import LoneTable
from fairmark.validators.readers.tables.column import Column
from fairmark.validators.readers.tables.headers import is_header
from fairmark.validators.readers.tables.known import KnownTable

ANY = ("1",)
"""The one version of these rules: laws and contracts change, files do not tell under which they were made."""

EXTENSION = "metadata"
"""What the names of columns begin with that somebody has added to a file of OneRoster."""

ROSTER = "oneroster"
TABLES = (ROSTER, RESULTS)
"""Kinds of input with tables of personal data."""

Tables = Roster | LoneTable


def tables_of(subject: Tables) -> Sequence[KnownTable]:
    return list(subject.tables.values()) if isinstance(subject, Roster) else [subject.table]


def filled(subject: Tables) -> Iterator[tuple[KnownTable, str, str]]:
    """The columns in which anything stands: the table, the name, and the class of what it holds, "" where that is not
    known, as of a column that somebody has added."""
    for table in tables_of(subject):
        for spec, column in table.columns():
            if not column.is_empty:
                yield table, spec.name, spec.privacy
        for name, column in added(table):
            if not column.is_empty:
                yield table, name, ""


def added(table: KnownTable) -> Iterator[tuple[str, Column]]:
    """The columns that somebody has added, by name. Where the first row is no header, it holds no names but values."""
    if is_header(table, EXTENSION):
        yield from ((name.strip(), column) for name, column in table.unknown())
