"""Twins of the rules about workbooks."""

from datetime import datetime
from typing import Any

from fairmark.schemas.spreadsheets import sheets
from spreadsheet_twins.book import (
    ADD,
    COUNT,
    DOCUMENT,
    SHAPES,
    WHOLE,
    Book,
    Day,
    Formula,
    Number,
    association,
    item,
    sample,
)
from spreadsheet_twins.package import as_json, package
from spreadsheet_twins.recipe import workbook

OTHER = "71d0bc74-580a-4f61-80bb-9d628fdec007"
NEW_ROW = "82e1cd85-691b-4072-91cc-ae7390efd108"


def _rename(book: Book, old: str, new: str) -> None:
    book.sheets = {new if name == old else name: sheet for name, sheet in book.sheets.items()}


def _as_template(book: Book) -> None:
    book.associations.header = list(sheets()["CF Association"].layouts["template"])


def _move_code(book: Book) -> None:
    header = book.items.header
    at = header.index("humanCodingScheme")
    header[at], header[at + 1] = header[at + 1], header[at]


def _set(record: dict[str, Any], **values: Any) -> None:
    record.update(values)


def _add(book: Book, *rows: dict[str, Any]) -> None:
    book.associations.rows += rows


def _relation(origin: str, type: str, destination: str, number: int = 0) -> dict[str, Any]:
    return association(f"93f2de96-7a2c-4183-a2dd-bf84a1f0e1{number:02}", origin, type, destination)


def _ten_items(book: Book) -> None:
    """Items 1.1 to 1.11, so that the tenth has a zero to lose."""
    book.associations.rows.clear()
    rows = [row for row in book.items.rows if row["smartLevel"] == "1"]
    for number in range(1, 12):
        identifier = f"a403efa7-8b3d-4294-b3ee-c095b201f2{number:02}"
        rows.append(item(identifier, f"1.{number}", f"N.{number}", f"Counts to {number * 10}.", "Standard"))
    book.items.rows = [*rows, book.item("2")]


def _without_levels(book: Book) -> None:
    """Only the association rows say where items stand."""
    for row in book.items.rows:
        row["smartLevel"] = ""
    book.associations.rows = [
        _relation(WHOLE, "isChildOf", DOCUMENT, 1),
        _relation(COUNT, "isChildOf", WHOLE, 2),
        _relation(ADD, "isChildOf", WHOLE, 3),
        _relation(SHAPES, "isChildOf", DOCUMENT, 4),
    ]


TWINS = [
    workbook("CS-SHT-001", lambda book: _rename(book, "CF Item", "CF Items")),
    workbook("CS-SHT-001", lambda book: book.sheets.pop("CF Association"), name="missing"),
    workbook("CS-SHT-002", _as_template),
    workbook("CS-SHT-003", _move_code),
    workbook(
        "CS-SHT-004",
        lambda book: _set(book.item("1.1"), humanCodingScheme=Formula('="N."&1', "N.1")),
        name="formula",
    ),
    workbook(
        "CS-SHT-004",
        lambda book: _set(book.item("1.1"), humanCodingScheme=Day(datetime(2026, 2, 1))),
        lambda book: _set(book.item("1.1"), humanCodingScheme="2026-02-01"),
        name="date",
    ),
    workbook("CS-SHT-004", lambda book: book.items.hidden.append(3), name="hidden"),
    workbook("CS-SHT-004", lambda book: book.items.merged.append("F2:F3"), name="merged"),
    workbook("CS-SHT-005", lambda book: book.as_bytes()[:-200]),
    workbook("CS-DOC-001", lambda book: _set(book.document, creator="")),
    workbook("CS-DOC-002", lambda book: _set(book.document, adoptionStatus="adopted")),
    workbook("CS-DOC-003", lambda book: _set(book.document, identifier="Mathematics 1")),
    workbook(
        "CS-ITM-001",
        lambda book: _set(book.item("2"), identifier="G"),
        lambda book: _set(book.item("2"), identifier=""),
    ),
    workbook("CS-ITM-001", lambda book: _set(book.item("2"), identifier=WHOLE), name="twice"),
    workbook("CS-ITM-002", lambda book: _set(book.item("2"), fullStatement="")),
    workbook("CS-ITM-003", lambda book: _set(book.item("2"), smartLevel="2.a")),
    workbook("CS-ITM-003", lambda book: _set(book.item("2"), smartLevel="3.1"), name="orphan"),
    workbook("CS-ITM-003", lambda book: _set(book.item("1.2"), smartLevel="1.1"), name="twice"),
    workbook(
        "CS-ITM-004",
        lambda book: _set(book.item("1.10"), smartLevel=Number(1.10)),
        _ten_items,
        expect={"bad": {"CS-ITM-003": "two items have the smartLevel 1.1, which the lost zero explains"}},
    ),
    workbook("CS-ITM-005", lambda book: _set(book.item("2"), smartLevel="3")),
    workbook("CS-ITM-005", lambda book: book.items.rows.insert(0, book.items.rows.pop()), name="order"),
    workbook("CS-ITM-006", lambda book: _set(book.item("2"), humanCodingScheme="N")),
    workbook("CS-ITM-007", lambda book: _set(book.item("2"), educationLevel="1-2")),
    workbook("CS-ITM-008", lambda book: _set(book.item("2"), CFItemType="domain")),
    workbook("CS-ITM-009", lambda book: _set(book.item("2"), fullStatement="Names <b>plane</b> shapes.")),
    workbook(
        "CS-ITM-009",
        lambda book: _set(book.item("2"), fullStatement="x" * 1025),
        lambda book: _set(book.item("2"), fullStatement="x" * 1024),
        name="long",
    ),
    workbook("CS-ASC-001", lambda book: _set(book.associations.rows[1], associationType="Is Parent Of")),
    workbook("CS-ASC-002", lambda book: _set(book.associations.rows[1], originNodeIdentifier=OTHER)),
    workbook(
        "CS-ASC-002",
        lambda book: _set(book.associations.rows[1], originNodeIdentifier="", originNodeHumanCodingScheme="N.1"),
        name="code",
    ),
    workbook(
        "CS-ASC-003",
        lambda book: _set(book.associations.rows[1], destinationNodeURI=""),
        lambda book: _set(
            book.associations.rows[1],
            destinationNodeIdentifier=OTHER,
            destinationNodeURI=f"https://other.example.org/ims/case/v1p1/CFItems/{OTHER}",
        ),
    ),
    workbook("CS-ASC-004", lambda book: _add(book, _relation(WHOLE, "isChildOf", COUNT, 5))),
    workbook(
        "CS-ASC-004",
        lambda book: _add(book, _relation(ADD, "isChildOf", SHAPES, 5)),
        _without_levels,
        name="two-parents",
    ),
    workbook("CS-ASC-005", lambda book: _add(book, _relation(ADD, "isChildOf", SHAPES, 5))),
    workbook("CS-ASC-006", lambda book: _add(book, _relation(ADD, "precedes", COUNT, 5))),
    workbook(
        "CS-ASC-007",
        lambda book: book.associations.rows.pop(),
        lambda book: _add(book, _relation(COUNT, "isPeerOf", SHAPES, 5), _relation(SHAPES, "isPeerOf", COUNT, 6)),
    ),
    workbook("CS-ASC-008", lambda book: _set(book.associations.rows[1], destinationNodeIdentifier=COUNT)),
    workbook(
        "CS-RTP-001",
        lambda book: book.items.rows.pop(),
        options={"previous": "{folder}/earlier.xlsx"},
        others={"earlier.xlsx": sample().as_bytes()},
    ),
    workbook(
        "CS-RTP-002",
        lambda book: None,
        options={"previous": "{folder}/of-{twin}.json"},
        others={
            "of-good.json": as_json(package(sample())),
            "of-bad.json": as_json(package(sample(), alternativeLabel="Flat shapes")),
        },
    ),
]
