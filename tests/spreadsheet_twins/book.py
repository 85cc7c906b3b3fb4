"""Workbooks as the twins need them: what stands in which cell, and the same bytes whenever they are written."""

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

from xlsxwriter import Workbook

from fairmark.schemas.spreadsheets import sheets

MADE = datetime(2026, 1, 1)


class Formula(NamedTuple):
    """A formula, and the value that is kept beside it."""

    formula: str
    value: str = ""


class Number(NamedTuple):
    number: float


class Day(NamedTuple):
    """A date, shown in the form that a spreadsheet program chooses for it."""

    date: datetime
    form: str = "d-mmm"


Cell = str | Formula | Number | Day


@dataclass
class Sheet:
    """The rows of a sheet below its header, each by the names of columns. `hidden` are physical rows, `merged` ranges
    such as B2:C3."""

    header: list[str]
    rows: list[dict[str, Cell]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)

    def row(self, column: str, value: str) -> dict[str, Cell]:
        """The row with that value."""
        return next(row for row in self.rows if row.get(column) == value)


@dataclass
class Book:
    """A workbook: its sheets by name, in their order."""

    sheets: dict[str, Sheet]

    @property
    def document(self) -> dict[str, Cell]:
        return self.sheets["CF Doc"].rows[0]

    @property
    def items(self) -> Sheet:
        return self.sheets["CF Item"]

    @property
    def associations(self) -> Sheet:
        return self.sheets["CF Association"]

    def item(self, level: str) -> dict[str, Cell]:
        return self.items.row("smartLevel", level)

    def as_bytes(self) -> bytes:
        stream = BytesIO()
        book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
        book.set_properties({"created": MADE})
        for name, sheet in self.sheets.items():
            _write(book, book.add_worksheet(name), sheet)
        book.close()
        return stream.getvalue()


def _write(book: Workbook, made: object, sheet: Sheet) -> None:
    for at, row in enumerate([dict(zip(sheet.header, sheet.header, strict=True)), *sheet.rows]):
        for column, name in enumerate(sheet.header):
            match row.get(name, ""):
                case Formula(formula, value):
                    made.write_formula(at, column, formula, None, value)
                case Number(number):
                    made.write_number(at, column, number)
                case Day(date, form):
                    made.write_datetime(at, column, date, book.add_format({"num_format": form}))
                case text if text:
                    made.write_string(at, column, str(text))
    for number in sheet.hidden:
        made.set_row(number - 1, None, None, {"hidden": True})
    for cells in sheet.merged:
        made.merge_range(cells, "")
        first = cells.partition(":")[0]
        made.write_string(first, str(sheet.rows[int(first[1:]) - 2].get(sheet.header[ord(first[0]) - ord("A")], "")))


# -- the sample ------------------------------------------------------------------------------------------------------

DOCUMENT = "0d1f6c52-7b1e-4a57-9a3c-5f2e61b0c9d1"
WHOLE, COUNT, ADD, SHAPES = (
    "1b7a5c1e-92a4-4f0b-8a55-3d0c2f7e6a01",
    "2c8b6d2f-03b5-4a1c-9b66-4e1d3a8f7b02",
    "3d9c7e30-14c6-4b2d-8c77-5f2e4b9a8c03",
    "4ead8f41-25d7-4c3e-9d88-6a3f5cab9d04",
)


def sample() -> Book:
    """A framework of four items that breaks no rule."""
    return Book(
        {
            "CF Doc": Sheet(
                list(sheets()["CF Doc"].columns),
                [
                    {
                        "identifier": DOCUMENT,
                        "creator": "Example District",
                        "title": "Mathematics, grade 1",
                        "officialSourceURL": "https://frameworks.example.org/mathematics-1",
                        "subject": "Mathematics",
                        "language": "en",
                        "version": "1.10",
                        "adoptionStatus": "Adopted",
                        "statusStartDate": "2026-07-01",
                    }
                ],
            ),
            "CF Item": Sheet(
                list(sheets()["CF Item"].columns),
                [
                    item(WHOLE, "1", "N", "Whole numbers", "Domain"),
                    item(COUNT, "1.1", "N.1", "Counts to 100 by ones and by tens.", "Standard"),
                    item(ADD, "1.2", "N.2", "Adds and subtracts within 20.", "Standard"),
                    item(SHAPES, "2", "G", "Names plane shapes.", "Domain"),
                ],
            ),
            "CF Association": Sheet(
                list(sheets()["CF Association"].columns),
                [
                    association("5fbe9a52-36e8-4d4f-8e99-7b406dbcae05", COUNT, "isChildOf", WHOLE),
                    association("60cfab63-47f9-4e50-9faa-8c517ecdbf06", COUNT, "precedes", ADD),
                ],
            ),
        }
    )


def item(identifier: str, level: str, code: str, statement: str, type: str) -> dict[str, Cell]:
    return {
        "identifier": identifier,
        "fullStatement": statement,
        "humanCodingScheme": code,
        "smartLevel": level,
        "educationLevel": "01",
        "CFItemType": type,
    }


def association(identifier: str, origin: str, type: str, destination: str, **more: str) -> dict[str, Cell]:
    return {
        "identifier": identifier,
        "originNodeIdentifier": origin,
        "associationType": type,
        "destinationNodeIdentifier": destination,
        **more,
    }
