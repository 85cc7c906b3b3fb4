"""Transcripts of PESC: hostile ones, and that no report tells of the student."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Run
from fairmark.validators.readers.pesc import read_transcript

Judged = Callable[..., dict[str, Any]]

GOOD = ROOT / "fixtures" / "pesc" / "PE-HST-001" / "good.xml"
SCHEMAS = ROOT / "fixtures" / "pesc" / "schemas"


def test_the_root_tells_what_it_is_made_of() -> None:
    found = read_transcript(GOOD.read_bytes())
    assert found.message and (found.message.name, found.message.version) == ("HighSchoolTranscript", "v1.5.0")
    assert [(part.part, part.version) for part in found.declared] == [
        ("core", "v1.14.0"),
        ("message", "v1.5.0"),
        ("sector", "v1.9.0"),
    ]


def test_no_report_tells_of_the_student(tmp_path: Path, fairmark: Run) -> None:
    text = GOOD.read_text("utf-8")
    person = "<hst:Name><FirstName>Ada</FirstName><LastName>Quill</LastName></hst:Name>"
    text = text.replace("<Person>", f"<Person>{person}").replace("2026-06-12T10:15:00", "the day of Ada Quill")
    (tmp_path / "transcript.xml").write_text(text, "utf-8")
    for more in ((), ("--show-values",)):
        said = fairmark("validate", tmp_path, "--xsd", SCHEMAS, "--format", "json", *more).stdout
        assert "PE-HST-002" in said and "PE-HST-004" in said
        assert "Quill" not in said and "900101" not in said


@pytest.mark.parametrize("begins", ["<!DOCTYPE x>", '<!DOCTYPE x [<!ENTITY a "b">]>'])
def test_a_document_type_is_refused(begins: str) -> None:
    text = GOOD.read_text("utf-8").replace("?>\n", f"?>\n{begins}", 1)
    found = read_transcript(text.encode())
    assert found.obstacle and found.obstacle.is_unsafe and not found.root


def test_it_is_recognised_in_any_encoding(tmp_path: Path, judged: Judged) -> None:
    text = GOOD.read_text("utf-8").replace('encoding="UTF-8"', 'encoding="UTF-16"')
    (tmp_path / "transcript.xml").write_bytes(text.encode("utf-16"))
    report = judged(tmp_path / "transcript.xml")
    assert (report["profile"], report["verdict"]) == ("pesc", "pass")
