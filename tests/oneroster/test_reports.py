"""Places in tables, in every form of report."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
from oneroster.packages import package, written
import pytest
from reports.read_back import text

from conftest import ROOT, Run
from fairmark.validators.reports import FORMATS

SECRET = "rosa.ames.private"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package in which a role names nobody, a row is too short, and a name holds what nobody must see."""
    files = package("orgs", "users", "roles", "userProfiles")
    files["roles.csv"] = files["roles.csv"].replace(b"student-1,primary", b"student-9,primary")
    files["users.csv"] = files["users.csv"].replace(b"r.ames,", SECRET.encode() + b",") + b"user-9,x\n"
    return written(tmp_path / "export", files)


@pytest.fixture
def report(fairmark: Run, folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fairmark("validate", folder, "--format", "json").stdout)
    return found


def group(report: dict[str, Any], rule: str) -> dict[str, Any]:
    return next(group for group in report["findings"] if group["rule"] == rule)


def test_json_gives_file_row_field_and_record(report: dict[str, Any], folder: Path) -> None:
    schema = json.loads((ROOT / "schemas" / "report" / "report.schema.json").read_text("utf-8"))
    jsonschema.validate(report, schema)
    found = group(report, "OR-REF-002")
    (sample,) = found["samples"]
    assert found["places"] == [{"pattern": "roles.csv/userSourcedId", "count": 1}]
    assert sample["input"] == f"{folder}!roles.csv"
    assert (sample["file"], sample["row"], sample["field"], sample["recordId"]) == (
        "roles.csv",
        2,
        "userSourcedId",
        "role-1",
    )
    assert not {"pointer", "line", "column"} & set(sample)


def test_a_row_has_no_field(report: dict[str, Any]) -> None:
    (sample,) = group(report, "OR-CSV-004")["samples"]
    assert (sample["file"], sample["row"], "field" in sample) == ("users.csv", 5, False)


def test_the_headline_is_about_the_package(report: dict[str, Any], folder: Path) -> None:
    assert report["headline"].startswith(f"FAIL: {folder}: ")


def test_csv_has_columns_for_them(fairmark: Run, folder: Path) -> None:
    text = fairmark("validate", folder, "--format", "csv").stdout_bytes.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["row"] == "sample" and row["rule"] == "OR-REF-002"]
    assert [(row["file"], row["fileRow"], row["field"], row["recordId"], row["pointer"]) for row in rows] == [
        ("roles.csv", "2", "userSourcedId", "role-1", "")
    ]


def test_sarif_points_at_the_line(fairmark: Run, folder: Path) -> None:
    run = json.loads(fairmark("validate", folder, "--format", "sarif").stdout)["runs"][0]
    result = next(result for result in run["results"] if result["ruleId"] == "OR-REF-002")
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 2}
    assert (result["properties"]["row"], result["properties"]["field"]) == (2, "userSourcedId")


@pytest.mark.parametrize("form", ["console", "html", "junit"])
def test_forms_for_people_name_row_field_and_record(fairmark: Run, folder: Path, form: str) -> None:
    text = fairmark("validate", folder, "--format", form).stdout.replace("<wbr>", "")
    for part in ("userSourcedId", "role-1"):
        assert part in text
    assert "roles.csv:2" in "".join(text.split()) or '<span class="line">:2</span>' in text


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "badge"])
def test_no_form_shows_a_personal_value(fairmark: Run, folder: Path, form: str) -> None:
    rendered = fairmark("validate", folder, "--format", form, "--samples", "all").stdout_bytes
    assert SECRET not in text(form, rendered)


def test_fingerprints_survive_another_order_and_tell_files_apart(
    fairmark: Run, report: dict[str, Any], folder: Path
) -> None:
    roles = (folder / "roles.csv").read_bytes().splitlines(keepends=True)
    (folder / "roles.csv").write_bytes(b"".join([roles[0], *reversed(roles[1:])]))
    again = json.loads(fairmark("validate", folder, "--format", "json").stdout)
    before, after = (group(each, "OR-REF-002")["samples"][0] for each in (report, again))
    assert before["row"] != after["row"]
    assert before["fingerprint"] == after["fingerprint"]


def test_a_waiver_can_name_a_place_in_a_table(fairmark: Run, folder: Path, tmp_path: Path) -> None:
    waivers = tmp_path / "waivers.toml"
    waivers.write_text(
        '[[waiver]]\nrule = "OR-REF-002"\nlocation = "/roles.csv/*/userSourcedId"\nreason = "known"\nowner = "x"\n'
        "expires = 2099-01-01\n",
        "utf-8",
    )
    report = json.loads(fairmark("validate", folder, "--format", "json", "--waivers", waivers).stdout)
    assert report["waived"] == 1
    assert not any(group["rule"] == "OR-REF-002" for group in report["findings"])
