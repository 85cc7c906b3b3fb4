"""The cells of a spreadsheet as statements, and their texts as values of CASE fields."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
import re
from typing import Any, Final

from fairmark.schemas.case import tables
from fairmark.validators.convert.education_levels import levels_in
from fairmark.validators.convert.loss import Statement
from fairmark.validators.convert.package_draft import Object, as_uri
from fairmark.validators.readers.spreadsheets.table import Row, Table

CLASSES: Final = {"CFDocument": "CFPckgDocument", "CFItem": "CFPckgItem"}
"""Class to its form in a package."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.ASCII | re.DOTALL)
NO_DATE = "it is no date such as 2026-07-01"

Said = dict[str, Statement[str]]
"""The statements of a row, by the names of their columns."""


class Cells:
    """The filled cells of tables, each as a statement, in their order."""

    def __init__(self) -> None:
        self.statements: list[Statement[str]] = []

    def of(self, table: str, row: Row, columns: Iterable[str]) -> Said:
        """The statements of a row in these columns."""
        said = {column: Statement(f"{table}/{column}", row[column]) for column in columns if row[column]}
        self.statements += said.values()
        return said

    def others(self, table: str, row: Row) -> Said:
        """The statements of a row in columns of somebody's own."""
        said = {name: Statement(f"{table}/{name}", text) for name, text in row.others.items()}
        self.statements += said.values()
        return said


def columns_of(table: Table) -> list[str]:
    """The columns that a table has, in the order of their definition."""
    return [name for name in table.spec.columns if name in table.columns]


def text(statement: Statement[str] | None, cls: str, field: str) -> str:
    """The text for a field: in one line where the field asks for that, without control characters in any case."""
    if statement is None:
        return ""
    target = f"{cls}.{field}"
    known = tables("1.1")[CLASSES.get(cls, cls)][field]
    if known.type != "String":
        return statement.carry(target)
    kept = CONTROL.sub(" ", statement.value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if kept == statement.value:
        return statement.keep(target)
    return (
        statement.change(target, "blanks at its ends, control characters and carriage returns were left out") and kept
    )


def day(statement: Statement[str] | None, target: str) -> str:
    """A date as CASE writes it, "" for what is none."""
    if statement is None:
        return ""
    found = DAY.fullmatch(statement.value.strip())
    try:
        written = date.fromisoformat(found[1]).isoformat() if found else ""
    except ValueError:
        written = ""
    if not written:
        statement.drop(NO_DATE)
    elif written == statement.value:
        statement.keep(target)
    else:
        statement.change(target, "the day of it")
    return written


def moment(statement: Statement[str] | None, target: str) -> datetime | None:
    """A moment, in UTC where it has no zone; None for what is none."""
    if statement is None:
        return None
    try:
        found = datetime.fromisoformat(statement.value.strip())
    except ValueError:
        statement.drop("it is no time")
        return None
    statement.keep(target)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def address(statement: Statement[str] | None, target: str) -> str:
    """An http address, "" for what is none."""
    if statement is None:
        return ""
    found = as_uri(statement.value.strip())
    if not found.startswith(("https://", "http://")):
        statement.drop("it is no address that begins with https:// or http://")
        return ""
    statement.keep(target) if found == statement.value else statement.change(target, "characters were escaped")
    return found


def listed(statement: Statement[str] | None, separator: str, target: str) -> list[str]:
    """The members of a list."""
    if statement is None:
        return []
    statement.keep(target)
    return [member for part in statement.text.split(separator) if (member := part.strip())]


def levels(statement: Statement[str] | None, separator: str, target: str) -> list[str]:
    """The education levels that a cell names, as codes."""
    written = listed(statement, separator, target)
    found = list(dict.fromkeys(code for entry in written for code in levels_in(entry)))
    if statement and found != written:
        statement.change(target, "codes of CEDS stand for single digits, ranges and HS")
    return found


def identified(statement: Statement[str], made: Object) -> None:
    """Account for the identifier of an object that was made."""
    if statement.value == made["identifier"]:
        statement.keep("identifier")
    elif statement.value.strip().lower() == made["identifier"]:
        statement.change("identifier", "CASE writes identifiers in small letters")
    else:
        statement.change("identifier", "it is no UUID of version 1 to 5, so one is made of it")


def extensions(said: Said, owner: str) -> dict[str, Any]:
    """Columns of somebody's own as extensions. A name that does not say whose it is gets that of the product."""
    found = {}
    for name, statement in said.items():
        own = re.sub(r"\s+", "_", name)
        own = own if re.fullmatch(r"[^.:/\s]+[.:/]\S+", own) else f"{owner}.{own}"
        found[own] = statement.change("extensions", "CASE has no field for it; an extension carries it")
    return found
