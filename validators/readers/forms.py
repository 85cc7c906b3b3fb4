"""Which form an input has that is no JSON: XML, a workbook, a table of comma-separated values. The content tells, what
a file is called does not."""

from collections.abc import Iterator, Mapping, Sequence
import csv
from io import BytesIO
from pathlib import PurePosixPath
import re
from typing import IO, Final
from zipfile import ZipFile

from fairmark.schemas.spreadsheets import dialects, plain
from fairmark.validators.core.profile import Profile
from fairmark.validators.readers.sniff import Recognition

HEAD = 1 << 14
"""Bytes from the beginning of an input that are looked at."""

SUFFIXES: Final = (".xml", ".csv", ".xlsx", ".xlsm")
"""Suffixes of files that may have one of the forms; most have none."""

WORKBOOK_BEGINS: Final = (b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/")
"""What the first member of an archive is called that is a workbook, or another document of an office."""
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Begins a document of an office in the old form, or one that a password protects."""
NAME_AT: Final = 30
"""Where, in an archive, the name of its first member stands."""

FORCED: Final[Mapping[str, str]] = {
    "canvas-outcomes": "canvas-outcomes",
    "canvas-results": "canvas-results",
    "case-spreadsheet": "case-csv",
    "edfi": "edfi",
    "pesc": "pesc",
    "powerschool-standards": "powerschool-standards",
}
"""Profile to the kind of an input that the user calls so, and that has no form which is known."""

STANDARDS: Final[Mapping[str, tuple[str, str]]] = {
    "canvas-outcomes": ("CV", "canvas-outcomes"),
    "canvas-results": ("CV", "canvas-results"),
    "case-csv": ("CS", "case-spreadsheet"),
    "case-workbook": ("CS", "case-spreadsheet"),
    "coverage-table": ("PV", "coverage"),
    "edfi": ("EF", "edfi"),
    "pesc": ("PE", "pesc"),
    "powerschool-standards": ("PS", "powerschool-standards"),
}
"""Kind of input to its standard, as in rule ids, and to the profile that it is judged as."""

EDFI: Final = "http://ed-fi.org/"
PESC: Final = "urn:org:pesc:"

ONEROSTER: Final = ["sourcedid", "status", "datelastmodified"]
"""How the tables of a OneRoster package begin, in small letters."""

POWERSCHOOL: Final = ("abbreviatedstatement", "fullstatement", "humancodingscheme", "identifier", "parentidentifier")
"""The columns of PowerSchool's file, in its order, in small letters."""


def form_of(data: bytes, name: str, profile: Profile | None = None) -> Recognition | None:
    """What the input is that begins with `data`, None where it has none of the forms. `profile` is what the user says
    that it is: an input with another form, or with none, is then read as such all the same."""
    kind, version = _kind(data[:HEAD], name)
    if profile and (not kind or STANDARDS[kind][1] != profile.name):
        kind, version = FORCED.get(profile.name, ""), version
    if not kind:
        return None
    standard, profile_name = STANDARDS[kind]
    return Recognition(standard, kind, version, profile=profile_name)


def unknown_form(data: bytes, name: str) -> str:
    """What an input is that promises a form by its name and has none, in words; "" for what promises none."""
    suffix = PurePosixPath(name).suffix.lower()
    text = _text(data[:HEAD])
    if suffix == ".csv":
        header = [plain(cell) for cell in next(_rows(text), [])]
        if header[: len(ONEROSTER)] == ONEROSTER:
            return "one file of a OneRoster package, which is judged as a whole: give its folder or archive"
        return "a table whose columns are those of no form that is known"
    if suffix == ".xml" and text.startswith("<"):
        return "XML whose root belongs to no form that is known"
    return ""


def may_have_form(name: PurePosixPath) -> bool:
    """Whether the name promises one of the forms. Only the content tells: see `form_of`."""
    return name.suffix.lower() in SUFFIXES


def is_workbook(head: bytes, name: str) -> bool:
    """Whether an archive with these first bytes is a workbook, which is one file to its user, not an archive."""
    first = head[NAME_AT : NAME_AT + max(map(len, WORKBOOK_BEGINS))]
    return head.startswith(b"PK\x03\x04") and (is_called_workbook(name) or first.startswith(WORKBOOK_BEGINS))


def is_called_workbook(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in (".xlsx", ".xlsm", ".xls")


SHEETS: Final = (b'"CF Doc"', b'"CF Item"', b'"CF Association"')
"""How a workbook names the sheets that a framework has."""


def holds_framework(stream: IO[bytes], most: int) -> bool:
    """Whether the workbook in `stream` has a sheet of a framework, as most workbooks have not. One that takes more than
    `most` bytes to find out, or cannot be read, counts, so that reading it says why."""
    data = stream.read(most + 1)
    try:
        with ZipFile(BytesIO(data)) as archive, archive.open("xl/workbook.xml") as book:
            names = book.read(HEAD)
            return any(sheet in names for sheet in SHEETS)
    except Exception:  # zipfile raises what it pleases; the reader of workbooks says what is wrong
        return True


def _kind(head: bytes, name: str) -> tuple[str, str]:
    """The kind and the version, both "" where nothing tells."""
    if is_workbook(head, name) or (head.startswith(OLD_OFFICE) and is_called_workbook(name)):
        return "case-workbook", ""
    text = _text(head)
    if text.startswith(("{", "[")):  # JSON without line breaks may have what look like names of columns
        return "", ""
    return _of_xml(text) if text.startswith("<") else (_of_table(text), "")


def _text(head: bytes) -> str:
    """The beginning as text. All that tells a form is ASCII, and so stands out of UTF-16 too."""
    return head.replace(b"\0", b"").decode("utf-8", "replace").lstrip("\ufeff\ufffd \t\r\n")


# -- XML -------------------------------------------------------------------------------------------------------------

ROOT: Final = re.compile(r"<(?:([\w.-]+):)?([A-Za-z_][\w.-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
DECLARED: Final = re.compile(r"xmlns(?::([\w.-]+))?\s*=\s*[\"']([^\"']*)[\"']")


def _of_xml(text: str) -> tuple[str, str]:
    """By the namespace of the root, or where it has none by its name."""
    root = ROOT.search(re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))
    if root is None:
        return "", ""
    space = dict(DECLARED.findall(root[3])).get(root[1] or "", "")
    if space.startswith(EDFI) or root[2].startswith("Interchange"):
        return "edfi", space.removeprefix(EDFI) if space.startswith(EDFI) else ""
    return ("pesc", "") if space.startswith(PESC) else ("", "")


# -- tables ----------------------------------------------------------------------------------------------------------


def _of_table(text: str) -> str:
    header = next(_rows(text), [])
    names = [plain(cell) for cell in header]
    known = set(names)
    if {"vendorguid", "objecttype"} <= known:
        return "canvas-outcomes"
    if {"learningoutcomeid", "learningoutcomename"} & known and {"studentid", "studentname"} & known:
        return "canvas-results"
    if {"standardid", "learners", "enrolled", "minimum"} <= known:
        return "coverage-table"
    if tuple(names[: len(POWERSCHOOL)]) == POWERSCHOOL:
        return "powerschool-standards"
    if "fullstatement" in known and {"identifier", "humancodingscheme"} & known:
        return "case-csv"
    return "case-csv" if dialects()["compeito-rubric"].fits(names) else ""


def _rows(text: str) -> Iterator[Sequence[str]]:
    """The rows of a table, without comments on top of it (`#title,...`) and without the last, which may be cut off."""
    lines = [line for line in text.splitlines()[: 1 << 8] if line.strip() and not line.startswith("#")]
    try:
        yield from csv.reader(lines, delimiter=";" if lines and lines[0].count(";") > lines[0].count(",") else ",")
    except csv.Error:
        return
