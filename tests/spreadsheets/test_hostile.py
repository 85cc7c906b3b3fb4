"""Workbooks that are none, or that are made to use up a machine: a finding, quickly, and never a fault of the tool."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
import time
from typing import Any
import zipfile

import pytest

from spreadsheet_twins.book import Book

Found = Callable[..., dict[str, list[dict[str, Any]]]]

OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
PROTECTED = OLD_OFFICE + "EncryptedPackage".encode("utf-16-le") + bytes(512)
SHEET = "xl/worksheets/sheet2.xml"
STRINGS = "xl/sharedStrings.xml"


def changed(book: Book, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book.as_bytes())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, change(data) if entry.filename == name else data)
    return out.getvalue()


def why(found: dict[str, list[dict[str, Any]]]) -> str:
    """Why the file cannot be read, as the one rule says it that speaks."""
    assert found.keys() == {"CS-SHT-005"}
    return str(found["CS-SHT-005"][0]["message"])


@pytest.mark.parametrize(("data", "said"), [(PROTECTED, "protected by a password"), (OLD_OFFICE, "old format")])
@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.xls"])
def test_an_old_or_protected_workbook_is_told_as_such(found: Found, data: bytes, said: str, name: str) -> None:
    assert said in why(found(data, name=name))


@pytest.mark.parametrize("end", [30, 1000, 3000, -1])
def test_a_workbook_that_ends_too_early_is_damaged(found: Found, book: Book, end: int) -> None:
    assert "damaged" in why(found(book.as_bytes()[:end]))


def test_a_part_that_is_no_xml_is_damaged(found: Found, book: Book) -> None:
    assert "damaged" in why(found(changed(book, SHEET, lambda data: data[:500])))
    assert "damaged" in why(found(changed(book, STRINGS, lambda data: b"no xml")))
    assert "damaged" in why(found(changed(book, "xl/styles.xml", lambda data: b"<styleSheet>")))


def test_missing_parts_are_damage(found: Found, book: Book) -> None:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book.as_bytes())) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            if entry.filename != SHEET:
                new.writestr(entry.filename, old.read(entry))
    assert "damaged" in why(found(out.getvalue()))


@pytest.mark.parametrize("part", [SHEET, STRINGS, "xl/styles.xml", "[Content_Types].xml", "docProps/core.xml"])
def test_a_document_type_is_refused_in_every_part(found: Found, book: Book, part: str) -> None:
    bomb = b"<!DOCTYPE a [<!ENTITY b 'x'>" + b"".join(
        b"<!ENTITY %c '%s'>" % (name, b"&%c;" % (name - 1) * 10) for name in range(ord("c"), ord("l"))
    )
    data = changed(book, part, lambda data: data.replace(b"?>", b"?>" + bomb + b"]>", 1))
    assert "document type" in why(found(data))


def test_a_row_beyond_the_last_is_refused(found: Found, book: Book) -> None:
    row = b'<row r="1048577"><c r="A1048577" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    data = changed(book, SHEET, lambda data: data.replace(b"</sheetData>", row))
    assert "1,048,576 rows" in why(found(data))


def test_a_number_of_a_row_that_no_machine_counts_to_is_refused(found: Found, book: Book) -> None:
    row = b'<row r="99999999999999"><c t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    assert "rows" in why(found(changed(book, SHEET, lambda data: data.replace(b"</sheetData>", row))))


def test_the_last_row_of_a_sheet_is_read_quickly(found: Found, book: Book) -> None:
    row = b'<row r="1048576"><c r="B1048576" t="inlineStr"><is><t>The last one.</t></is></c></row></sheetData>'
    start = time.perf_counter()
    assert found(changed(book, SHEET, lambda data: data.replace(b"</sheetData>", row))) == {}
    assert time.perf_counter() - start < 60


def test_a_part_that_unpacks_to_far_more_is_refused(found: Found, book: Book) -> None:
    blank = b" " * 50_000_000
    data = changed(book, STRINGS, lambda data: data.replace(b"</sst>", blank + b"</sst>"))
    assert "times its packed size" in why(found(data))


def test_the_limit_of_size_holds_for_what_is_unpacked(found: Found, book: Book) -> None:
    assert "unpacks to more than 10 KB" in why(found(book.as_bytes(), "--limit", "bytes=10KB"))


def test_too_many_texts_are_refused(found: Found, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairmark.validators.readers.spreadsheets.survey.MOST_TEXTS", 10)
    assert "10 texts" in why(found(book))


def test_too_many_cells_are_refused(found: Found, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairmark.validators.readers.spreadsheets.survey.MOST_CELLS", 10)
    assert "10 cells" in why(found(book))


def test_megabytes_of_texts_are_read(found: Found, book: Book) -> None:
    texts = b"".join(b"<si><t>%d times the same text</t></si>" % number for number in range(200_000))
    data = changed(book, STRINGS, lambda data: data.replace(b"</sst>", texts + b"</sst>"))
    assert found(data) == {}


def test_encrypted_parts_are_told(found: Found, book: Book) -> None:
    data = bytearray(book.as_bytes())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    assert "encrypted" in why(found(bytes(data)))


def test_a_link_to_another_workbook_is_not_followed(found: Found, book: Book) -> None:
    book.item("1.1")["humanCodingScheme"] = "N.1"
    data = changed(
        book,
        "xl/_rels/workbook.xml.rels",
        lambda data: data.replace(
            b"</Relationships>",
            b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            b'externalLink" Target="http://127.0.0.1:9/x.xml" TargetMode="External"/></Relationships>',
        ),
    )
    assert found(data) == {}


def test_a_workbook_without_a_sheet_of_a_framework(found: Found, book: Book) -> None:
    book.sheets = {"Attendance": book.sheets["CF Doc"]}
    said = found(book)
    assert [sample["expected"] for sample in said["CS-SHT-001"]] == ["CF Doc", "CF Item", "CF Association"]
    assert "Attendance" not in str(said)  # what other sheets are called is nobody's business
    assert said.keys() == {"CS-SHT-001"}


def test_sheets_that_are_empty(found: Found, book: Book) -> None:
    for sheet in book.sheets.values():
        sheet.rows.clear()
    assert found(book).keys() == {"CS-DOC-001"}
    for sheet in book.sheets.values():
        sheet.header.clear()
    assert found(book).keys() == {"CS-DOC-001"}


def test_a_workbook_without_a_suffix_is_one(found: Found, book: Book) -> None:
    assert found(book, name="framework") == {}


def test_workbooks_in_a_folder_are_judged_where_they_hold_a_framework(
    judged: Callable[..., dict[str, Any]], book: Book, tmp_path: Path
) -> None:
    (tmp_path / "framework.xlsx").write_bytes(book.as_bytes())
    book.sheets = {"Attendance": book.sheets["CF Doc"]}
    (tmp_path / "attendance.xlsx").write_bytes(book.as_bytes())
    report = judged(tmp_path)
    assert [input["kind"] for input in report["inputs"]] == ["folder", "case-workbook"]


@pytest.mark.parametrize("text", ["", "\n\n", "#title,x\n", "a,b\n1,2\n"])
def test_a_csv_file_that_is_none_of_a_framework(found: Found, text: str) -> None:
    assert why(found(text, "--profile", "case-spreadsheet", name="items.csv"))


def test_arbitrary_bytes_are_no_fault_of_the_tool(found: Found) -> None:
    for data in (b"\0" * 1000, bytes(range(256)) * 10, b'"' * 10_001, b"a," * 100_000, b"\xff\xfe" + b"x\0" * 9):
        assert found(data, "--profile", "case-spreadsheet", name="items.csv")
