"""Forms that are no JSON are told by their content; what promises one and has none is said by name."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
import zipfile

import pytest

from fairmark.validators.core.profile import PROFILES
from fairmark.validators.readers.forms import STANDARDS, form_of, holds_framework

EDFI = b'<?xml version="1.0"?><!-- <not this="one"> --><InterchangeStandards xmlns="http://ed-fi.org/5.2.0">'
PESC = b'<p:HighSchoolTranscript xmlns:p="urn:org:pesc:message:HighSchoolTranscript:v1.6.0">'
POWERSCHOOL = b"abbreviatedStatement,fullStatement,humanCodingScheme,identifier,parentIdentifier\n"

FORMS = [
    (EDFI, "edfi", "5.2.0"),
    (EDFI.decode().encode("utf-16"), "edfi", "5.2.0"),
    (b"\xef\xbb\xbf\n" + EDFI, "edfi", "5.2.0"),
    (b"<InterchangeStandards>", "edfi", ""),
    (PESC, "pesc", ""),
    (b"vendor_guid,object_type,title\n", "canvas-outcomes", ""),
    (b"student name,student id,learning outcome id\n", "canvas-results", ""),
    (
        b"abbreviatedStatement,fullStatement,humanCodingScheme,identifier,parentIdentifier\n",
        "powerschool-standards",
        "",
    ),
    (b"#title,Reading\nIdentifier;Full Statement;parentIdentifier\n", "case-csv", ""),
    (b"fullStatement,Human Coding Scheme,Is Child Of\n", "case-csv", ""),
]


@pytest.mark.parametrize(("data", "kind", "version"), FORMS)
def test_the_content_tells_the_form(data: bytes, kind: str, version: str) -> None:
    found = form_of(data, "whatever it is called")
    assert found is not None
    assert (found.kind, found.version) == (kind, version)
    assert (found.standard, found.profile) == STANDARDS[kind]


@pytest.mark.parametrize("data", [b"", b"<", b"<a/>", b"<!-- ", b"{}", b"a,b\n", b'"', b"\0", b"sourcedId,status\n"])
def test_other_content_has_none(data: bytes) -> None:
    assert form_of(data, "x") is None


def test_what_the_user_names_is_read_as_such() -> None:
    found = form_of(b"<html>", "x", PROFILES["edfi"])
    assert found is not None
    assert (found.standard, found.kind) == ("EF", "edfi")
    found = form_of(EDFI, "x", PROFILES["canvas-results"])
    assert found is not None
    assert (found.standard, found.kind) == ("CV", "canvas-results")


def workbook(*sheets: str) -> BytesIO:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "".join(f'<sheet name="{name}"/>' for name in sheets))
    buffer.seek(0)
    return buffer


def test_a_workbook_beside_other_files_counts_only_where_it_holds_a_framework() -> None:
    assert holds_framework(workbook("CF Doc", "CF Item"), 1 << 20)
    assert not holds_framework(workbook("Summary"), 1 << 20)
    assert holds_framework(BytesIO(b"PK no workbook"), 1 << 20)


def observed(report: dict[str, Any]) -> list[str]:
    return [sample["observed"] for found in report["findings"] for sample in found["samples"]]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("grades.csv", b"a,b\n1,2\n", "a table whose columns"),
        ("users.csv", b"sourcedId,status,dateLastModified,username\n", "one file of a OneRoster package"),
        ("feed.xml", b"<rss/>", "XML whose root"),
    ],
)
def test_what_promises_a_form_and_has_none_is_said_by_name(
    name: str, data: bytes, said: str, tmp_path: Path, judged: Callable[..., dict[str, Any]]
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    report = judged(path)
    assert [found["rule"] for found in report["findings"]] == ["FM-INPUT-013"]
    assert observed(report)[0].startswith(said)


def test_such_files_in_a_folder_are_left_out(tmp_path: Path, judged: Callable[..., dict[str, Any]]) -> None:
    (tmp_path / "grades.csv").write_bytes(b"a,b\n")
    (tmp_path / "feed.xml").write_bytes(b"<rss/>")
    (tmp_path / "report.xlsx").write_bytes(workbook("Summary").getvalue())
    report = judged(tmp_path)
    assert [found["rule"] for found in report["findings"]] == ["FM-INPUT-018", "FM-INPUT-019"]
