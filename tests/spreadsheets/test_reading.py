"""Cells, columns and dialects as they are read."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from fairmark.schemas.spreadsheets import dialect_of, dialects, sheets
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.spreadsheets.csv_file import read_csv
from fairmark.validators.readers.spreadsheets.framework import CSV, WORKBOOK, Spreadsheet, read_spreadsheet
from spreadsheet_twins.book import COUNT, WHOLE, Book, Day, Formula, Number
from spreadsheet_twins.csv_files import COMPEITO, OPENSALT

Found = Callable[..., dict[str, list[dict[str, Any]]]]


def read(content: Book | str) -> Spreadsheet:
    if isinstance(content, Book):
        found = read_spreadsheet(content.as_bytes(), WORKBOOK, "sheet", Limits())
    else:
        found = read_spreadsheet(content.encode(), CSV, "sheet", Limits())
    assert not found.unreadable
    return found


# -- cells -----------------------------------------------------------------------------------------------------------


def test_a_number_is_the_text_that_an_importer_sees(book: Book) -> None:
    book.item("1.2")["humanCodingScheme"] = Number(1.10)
    book.item("2")["smartLevel"] = Number(2.0)
    rows = read(book).items.rows
    assert (rows[2]["humanCodingScheme"], rows[3]["smartLevel"]) == ("1.1", "2")


@pytest.mark.parametrize("cell", [Day(datetime(2026, 7, 1)), Number(46204), "2026-07-01"])
def test_a_date_is_read_however_it_is_kept(found: Found, book: Book, cell: Any) -> None:
    book.document["statusStartDate"] = cell
    assert read(book).document["statusStartDate"] == "2026-07-01"
    assert found(book) == {}


def test_of_a_formula_the_value_counts(book: Book) -> None:
    book.item("2")["fullStatement"] = Formula('="Names "&"shapes."', "Names shapes.")
    assert read(book).items.rows[3]["fullStatement"] == "Names shapes."


def test_line_breaks_are_kept(book: Book) -> None:
    book.item("2")["fullStatement"] = "one\r\ntwo\nthree"
    assert read(book).items.rows[3]["fullStatement"] == "one\r\ntwo\nthree"


def test_rows_keep_their_numbers_where_others_are_blank(found: Found, book: Book) -> None:
    book.items.rows.insert(2, {})
    book.items.rows.insert(2, {"notes": "  "})
    book.item("2")["fullStatement"] = ""
    assert [sample["row"] for sample in found(book)["CS-ITM-002"]] == [7]


# -- columns ---------------------------------------------------------------------------------------------------------


def test_columns_are_found_by_their_names_wherever_they_stand(found: Found, book: Book) -> None:
    book.items.header.reverse()
    assert read(book).items.rows[1]["humanCodingScheme"] == "N.1"
    assert found(book).keys() == {"CS-SHT-003"}


def test_a_name_that_is_written_otherwise_is_the_same(found: Found, book: Book) -> None:
    for sheet in book.sheets.values():
        names = {name: f" {name.upper()} " for name in sheet.header}
        sheet.header = list(names.values())
        sheet.rows = [{names[name]: cell for name, cell in row.items()} for row in sheet.rows]
    assert found(book) == {}


def test_a_column_with_another_name_is_taken_by_its_place(found: Found, book: Book) -> None:
    book.items.header[1] = "Standard"
    for row in book.items.rows:
        row["Standard"] = row.pop("fullStatement")
    assert found(book) == {}


def test_columns_behind_the_last_are_somebodys_own(found: Found, book: Book) -> None:
    book.items.header.append("DOK level")
    book.item("2")["DOK level"] = "3"
    assert found(book) == {}
    assert read(book).items.rows[3].others == {"DOK level": "3"}


def test_the_layout_of_the_template_is_told_from_moved_columns(found: Found, book: Book) -> None:
    book.associations.header = list(sheets()["CF Association"].layouts["template"])
    assert found(book).keys() == {"CS-SHT-002"}
    book.associations.header.insert(1, book.associations.header.pop())
    assert found(book).keys() == {"CS-SHT-003"}
    book.associations.rows.clear()
    assert found(book) == {}  # nothing is read from the wrong column where there is nothing


def test_a_sheet_with_nearly_its_name_is_read(found: Found, book: Book) -> None:
    book.sheets = {name.upper() + "s": sheet for name, sheet in book.sheets.items()}
    assert len(read(book).items.rows) == 4
    assert found(book).keys() == {"CS-SHT-001"}


# -- CSV files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "dialect"),
    [
        ("Identifier,fullStatement,Human Coding Scheme,Is Child Of", "opensalt"),
        ("identifier,fullStatement,humanCodingScheme,smartLevel,listEnumeration", "item-sheet"),
        ("Identifier,fullStatement,humanCodingScheme,parentIdentifier,sequenceNumber", "compeito"),
        ("abbreviatedStatement,fullStatement,humanCodingScheme,identifier,parentIdentifier,order", "powerschool"),
        ("Type,Identifier,RubricIdentifier,CriterionIdentifier,Title", "compeito-rubric"),
    ],
)
def test_a_dialect_is_told_by_its_header(header: str, dialect: str) -> None:
    found = dialect_of(header.split(","))
    assert found is dialects()[dialect]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_delimiters_and_byte_order_marks(delimiter: str, start: str) -> None:
    lines = [("Identifier", "fullStatement", "humanCodingScheme"), ("", "Adds.", "A"), ()]
    row = read(start + "\r\n".join(map(delimiter.join, lines))).items.rows[0]
    assert (row["fullStatement"], row["humanCodingScheme"], row.number) == ("Adds.", "A", 2)


def test_metadata_stands_above_the_header() -> None:
    found = read_csv(b'#title,"A, b"\n#subject, x ,,y\n#title,Last\n#unknown,z\n\n' + COMPEITO.encode(), "a.csv")
    assert found.metadata["title"].values == ("Mathematics, grade 1",)
    assert found.metadata["subject"].values == ("x", "y")
    assert found.table.top == 8
    assert found.table.rows[0].number == 9


def test_what_all_items_are_part_of_is_the_document() -> None:
    document = "0d1f6c52-7b1e-4a57-9a3c-5f2e61b0c9d1"
    lines = OPENSALT.splitlines()
    text = "\n".join([lines[0] + ",Is Part Of", *(f"{line},{document}" for line in lines[1:])])
    found = read(text)
    assert found.identifier == document
    assert found.relations == []


def test_an_old_encoding_is_read_and_told(found: Found) -> None:
    said = found(OPENSALT.replace("shapes", "shapes – naïve").encode("cp1252"), name="items.csv")
    assert said.keys() == {"CS-SHT-007"}
    assert "Windows-1252" in said["CS-SHT-007"][0]["message"]


def test_utf_16_is_read_and_told(found: Found) -> None:
    said = found(OPENSALT.encode("utf-16"), name="items.csv")
    assert said.keys() == {"CS-SHT-007"}


# -- where items stand -----------------------------------------------------------------------------------------------


def test_a_parent_is_guessed_where_opensalt_guesses_it() -> None:
    text = OPENSALT.replace("01,N,1", "01,,1").replace("01,N,2", "01,,2")
    found = read(text)
    parents = [parent and parent["humanCodingScheme"] for parent in found.parent_of.values()]
    assert parents == [None, "N", "N", None]


def test_a_level_counts_more_than_a_row(book: Book) -> None:
    book.associations.rows[0]["destinationNodeIdentifier"] = book.item("2")["identifier"]
    found = read(book)
    assert found.parent_of[found.items.by_identifier[COUNT]] is found.items.by_identifier[WHOLE]


def test_a_row_counts_where_there_is_no_level(book: Book) -> None:
    book.item("1.1")["smartLevel"] = ""
    found = read(book)
    assert found.parent_of[found.items.by_identifier[COUNT]] is found.items.by_identifier[WHOLE]
    assert found.parents is None
