"""What is found out about a workbook before a library for workbooks sees it: whether it is one that may be opened at
all, and what that library does not tell of a sheet that it reads as a stream.

A workbook is an archive of XML, and either may be made to use up a machine. Sizes are those that the archive states:
zipfile reads no more of a member than that.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile, ZipInfo

from lxml import etree

from fairmark.validators.readers.forms import OLD_OFFICE
from fairmark.validators.readers.limits import Limits, in_words
from fairmark.validators.readers.spreadsheets.unreadable import UnreadableSheet
from fairmark.validators.readers.zip_archive import BROKEN, ENCRYPTED, READABLE

PROTECTED: Final = "EncryptedPackage".encode("utf-16-le")

BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"

MAIN: Final = "{*}"
"""Elements are looked at by their local names: strict and transitional workbooks differ in the namespace."""

MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
"""What a sheet may have, as its format says."""
MOST_CELLS = 5_000_000
MOST_TEXTS = 5_000_000
"""Cells of a sheet, and texts of a workbook, that are read: ten times those of the largest framework that is known."""

LETTERS = 26


@dataclass(slots=True)
class Layout:
    """What is told of a sheet by its rows and what stands behind them: the physical numbers of rows that are hidden,
    and the corners of merged cells, as (row, column, range), all from 1."""

    hidden: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, str]] = field(default_factory=list)


def opened(data: bytes, limits: Limits) -> ZipFile:
    """The archive that a workbook is. UnreadableSheet for what is none, and for what is not safe to be read."""
    if data.startswith(OLD_OFFICE):
        raise UnreadableSheet(
            "it is protected by a password" if PROTECTED in data else "it has the old format of Excel (.xls)"
        )
    try:
        archive = ZipFile(BytesIO(data))
    except BROKEN:
        raise UnreadableSheet("it is damaged, or no workbook at all") from None
    _check_sizes(archive.infolist(), limits)
    try:
        for entry in archive.infolist():
            if entry.filename.lower().endswith((".xml", ".rels")):
                _check_start(archive, entry)
        _count_texts(archive)
    except (OSError, etree.LxmlError, *BROKEN):
        raise UnreadableSheet("it is damaged: not all of its parts are well-formed XML") from None
    return archive


def _check_sizes(entries: list[ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise UnreadableSheet(f"its archive has more than {limits.entries:,} entries")
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise UnreadableSheet("parts of it are encrypted")
    if any(entry.compress_type not in READABLE for entry in entries):
        raise UnreadableSheet("parts of it are packed with a method that workbooks do not have")
    if any(entry.file_size > limits.ratio * max(1, entry.compress_size) for entry in entries):
        raise UnreadableSheet(f"a part of it unpacks to more than {limits.ratio:,} times its packed size")
    if sum(entry.file_size for entry in entries) > limits.bytes:
        raise UnreadableSheet(f"it unpacks to more than {in_words(limits.bytes)}")


def _check_start(archive: ZipFile, entry: ZipInfo) -> None:
    """A document type could define entities that blow up, and no workbook has one."""
    for _, element in _parsed(archive, entry.filename, ("start",)):
        if element.getroottree().docinfo.doctype:
            raise UnreadableSheet("its XML has a document type declaration, which could hide an attack")
        return


def _count_texts(archive: ZipFile) -> None:
    for entry in archive.infolist():
        if entry.filename.lower().endswith("sharedstrings.xml"):
            for number, (_, element) in enumerate(_parsed(archive, entry.filename, ("end",), f"{MAIN}si")):
                if number >= MOST_TEXTS:
                    raise UnreadableSheet(f"it has more than {MOST_TEXTS:,} texts")
                _forget(element)


def parts_of(archive: ZipFile) -> dict[str, str]:
    """The members that hold the sheets, by the names of the sheets. UnreadableSheet where they cannot be told."""
    try:
        targets = {
            element.get("Id"): element.get("Target", "")
            for _, element in _parsed(archive, RELATIONS, ("end",), f"{MAIN}Relationship")
        }
        sheets = [element.attrib for _, element in _parsed(archive, BOOK, ("end",), f"{MAIN}sheet")]
    except (OSError, etree.LxmlError, *BROKEN):
        raise UnreadableSheet("it is damaged, or a workbook of another form than .xlsx") from None
    named = {
        str(value): str(sheet.get("name", ""))
        for sheet in sheets
        for name, value in sheet.items()
        if name.endswith("}id")
    }
    return {named[id]: _member(target) for id, target in targets.items() if id in named}


def _member(target: str) -> str:
    """The member that a relation of the workbook leads to."""
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def layout_of(archive: ZipFile, part: str) -> Layout:
    """The layout of the sheet in the member `part`. UnreadableSheet for a sheet that is larger than a sheet can be, or
    not well-formed."""
    found, number, cells = Layout(), 0, 0
    try:
        for _, element in _parsed(archive, part, ("end",), f"{MAIN}row", f"{MAIN}mergeCell"):
            if element.tag.endswith("mergeCell"):
                found.merged.append(_corner(element.get("ref", "")))
            else:
                number = int(element.get("r") or number + 1)
                cells += len(element)
                _check_row(element, number, cells)
                if element.get("hidden") in ("1", "true"):
                    found.hidden.append(number)
            _forget(element)
    except (OSError, ValueError, etree.LxmlError, *BROKEN):
        raise UnreadableSheet("a sheet is damaged") from None
    return found


def _check_row(row: Any, number: int, cells: int) -> None:
    if not 0 < number <= MOST_ROWS:
        raise UnreadableSheet(f"a sheet has more than the {MOST_ROWS:,} rows that a sheet can have")
    if len(row) > MOST_COLUMNS:
        raise UnreadableSheet(f"a sheet has more than the {MOST_COLUMNS:,} columns that a sheet can have")
    if cells > MOST_CELLS:
        raise UnreadableSheet(f"a sheet has more than {MOST_CELLS:,} cells")


def _corner(ref: str) -> tuple[int, int, str]:
    """The upper left cell of a range such as B2:C4, and the range."""
    letters = "".join(character for character in ref.partition(":")[0].upper() if character.isalpha())
    digits = "".join(character for character in ref.partition(":")[0] if character.isdecimal())
    column = 0
    for letter in letters[:3]:
        column = column * LETTERS + ord(letter) - ord("A") + 1
    return int(digits or 1), column, ref


def _parsed(archive: ZipFile, part: str, events: tuple[str, ...], *tags: str) -> Iterator[tuple[str, Any]]:
    with archive.open(part) as stream:
        yield from etree.iterparse(
            stream,
            events=events,
            tag=tags or None,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        )


def _forget(element: Any) -> None:
    """Let go of an element and all before it, so that the tree stays small."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
