"""Files of one call: they refer to one another, whatever order, archive or process they come in."""

from collections.abc import Callable
import json
from pathlib import Path
import shutil
from typing import Any
import zipfile

import pytest

from conftest import ROOT, SHARED, Run
from fairmark.schemas import edfi
from fairmark.validators.bulk.run import validate
from fairmark.validators.judge import Options

Judged = Callable[..., dict[str, Any]]

SAMPLES = ROOT / "fixtures" / "edfi" / "samples"
FRAMEWORKS = ROOT / "fixtures" / "frameworks"
SCHEMAS = ROOT / "fixtures" / "edfi" / "schemas"
REAL = SHARED / "data" / "edfi"


def rules(report: dict[str, Any]) -> dict[str, int]:
    return {f"{found['rule']} {found['severity']}": found["count"] for found in report["findings"]}


def test_the_samples_are_a_batch_that_can_be_sent(judged: Judged) -> None:
    report = judged(SAMPLES, "--shelf", FRAMEWORKS, "--xsd", SCHEMAS)
    assert (report["verdict"], report["findings"]) == ("pass", [])
    assert "in 25 records" in report["headline"]


def test_an_archive_is_a_batch_as_a_folder_is(tmp_path: Path, judged: Judged) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for path in SAMPLES.glob("*.xml"):
            archive.write(path, path.name)
    assert judged(tmp_path / "export.zip", "--xsd", SCHEMAS)["findings"] == []


def test_files_refer_to_one_another_in_any_order(judged: Judged) -> None:
    files = sorted(SAMPLES.glob("*.xml"), reverse=True)
    report = judged(*files)
    assert rules(report) == {"EF-ORD-001 info": 1, "EF-XML-003 info": 5}
    [order] = [found for found in report["findings"] if found["rule"] == "EF-ORD-001"]
    assert order["samples"][0]["message"].startswith("load in this order: Descriptors, Standards, StudentGrade")


def test_without_the_standards_only_the_target_can_know_them(judged: Judged) -> None:
    report = judged(SAMPLES / "4-student-grade.xml")
    assert rules(report) == {"EF-REF-001 warning": 3, "EF-XML-003 info": 1}
    assert "a field of 2 of 8 records" in report["headline"]


def test_a_standard_on_the_shelf_counts_as_known(judged: Judged) -> None:
    assert "EF-REF-001 warning" not in rules(judged(SAMPLES / "4-student-grade.xml", "--shelf", FRAMEWORKS))


def test_with_a_shelf_an_identifier_has_to_be_on_it(tmp_path: Path, judged: Judged) -> None:
    text = (SAMPLES / "2-standards.xml").read_text("utf-8")
    file = tmp_path / "standards.xml"
    file.write_text(text.replace("3ec36e77", "3ec36e78"), "utf-8")
    assert "EF-SEM-003 warning" not in rules(judged(file))
    assert rules(judged(file, "--shelf", FRAMEWORKS))["EF-SEM-003 warning"] == 1


def test_nothing_is_missing_where_a_file_could_not_be_read(tmp_path: Path, judged: Judged) -> None:
    shutil.copytree(SAMPLES, tmp_path / "export")
    standards = tmp_path / "export" / "2-standards.xml"
    standards.write_bytes(standards.read_bytes()[:1500])
    assert set(rules(judged(tmp_path / "export"))) == {"EF-XML-001 error", "EF-XML-003 info"}


def test_several_processes_say_what_one_says(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    shutil.copytree(SAMPLES, folder)
    for number in range(40):
        grade = (SAMPLES / "4-student-grade.xml").read_text("utf-8").replace("900101", f"91{number:04}")
        (folder / f"6-grades-{number}.xml").write_text(grade, "utf-8")
    reports = [validate([str(folder)], Options(), jobs=jobs) for jobs in (1, 2)]
    found = [
        [(group.rule.id, group.count, group.records, group.samples) for group in each.findings] for each in reports
    ]
    assert found[0] == found[1]
    assert {rule for rule, *_ in found[0]} == {"EF-KEY-001", "EF-ORD-001", "EF-XML-003"}
    assert reports[0].headline == reports[1].headline


def test_no_value_of_a_person_stands_in_a_report(tmp_path: Path, fairmark: Run) -> None:
    """Nor in a report to be shared the key of a record; levels are told only apart from whose they are."""
    grade = (SAMPLES / "4-student-grade.xml").read_text("utf-8")
    grade = grade.replace("#Secure", "#Sure").replace(">3.00<", ">three, says Ms. Quill<").replace("900102", "900101")
    (tmp_path / "grades.xml").write_text(grade, "utf-8")
    said = fairmark("validate", tmp_path, SAMPLES / "1-descriptors.xml", "--xsd", SCHEMAS, "--format", "json").stdout
    assert "Quill" not in said
    for finding in json.loads(said)["findings"]:
        for sample in finding["samples"]:
            assert not ("#Sure" in json.dumps(sample) and "900101" in json.dumps(sample))
    assert "#Sure" in said and "900101" in said
    shared = fairmark("validate", tmp_path, "--xsd", SCHEMAS, "--format", "json", "--share").stdout
    assert "900101" not in shared


def test_what_can_be_told_of_a_level_is_its_form(tmp_path: Path, judged: Judged) -> None:
    """What has not the form of a descriptor may be anything."""
    grade = (SAMPLES / "4-student-grade.xml").read_text("utf-8")
    level = "uri://maplewood.example/CompetencyLevelDescriptor#Secure"
    (tmp_path / "grades.xml").write_text(grade.replace(level, "Secure, says Ms. Quill"), "utf-8")
    [found] = [each for each in judged(tmp_path)["findings"] if each["rule"] == "EF-DSC-001"]
    assert found["samples"][0]["observed"] == "text(22)"
    assert "Quill" in json.dumps(judged(tmp_path, "--show-values"))


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not at hand")
def test_real_items_are_about_real_standards(judged: Judged) -> None:
    files = sorted(REAL.rglob("*.xml"))
    report = judged(*files, "--xsd", SCHEMAS)
    assert rules(report) == {"EF-SEM-003 warning": 5597, "EF-ORD-001 info": 1, "EF-XML-003 warning": 1}


def test_every_key_can_be_named() -> None:
    """What names a record is of a class that may be shown beside it."""
    assert {edfi.privacy()[name] for name in edfi.label_order()} == {"P0", "P1"}
    for generation in edfi.generations():
        assert all(entity.key for entity in edfi.entities(generation).values())


def test_what_stands_in_the_tables_is_consistent() -> None:
    known = edfi.entities("5")
    assert set(edfi.references().values()) <= set(known)
    for interchange in edfi.interchanges().values():
        assert set(interchange.holds) <= set(known)
    for entity in known.values():
        assert set(entity.key) <= set(entity.required)
    assert set(edfi.shipped()) <= set(edfi.descriptors().values())
