"""What an export gives away, beside what was agreed; and that no report gives it away again."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

from click.testing import Result
from oneroster.packages import package, written
import pytest

Judged = Callable[..., dict[str, Any]]
PEOPLE = ("orgs", "roles", "userProfiles", "users")
SSN = "219-45-6789"


def spoken(report: dict[str, Any]) -> dict[str, str]:
    return {group["rule"]: group["severity"] for group in report["findings"] if group["severity"] != "info"}


def places(report: dict[str, Any], rule: str) -> set[str]:
    """File and field of all samples."""
    return {
        f"{sample['file']}:{sample['field']}"
        for group in report["findings"]
        if group["rule"] == rule
        for sample in group["samples"]
    }


def export(folder: Path, *tables: str, **edits: tuple[str, str]) -> Path:
    """A package with one text replaced in some of its tables."""
    files = package(*tables)
    for name, (old, new) in edits.items():
        data = files[f"{name}.csv"].decode()
        assert old in data
        files[f"{name}.csv"] = data.replace(old, new).encode()
    return written(folder, files)


def test_an_inventory_of_what_is_filled(tmp_path: Path, judged: Judged) -> None:
    report = judged(export(tmp_path, *PEOPLE))
    assert report["verdict"] == "pass"
    assert places(report, "PV-EXP-006") == {
        "userProfiles.csv:description",
        "userProfiles.csv:username",
        *(f"users.csv:{name}" for name in ("username", "userIds", "givenName", "familyName", "identifier", "email")),
        "users.csv:grades",
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("agreement.json", json.dumps({"elements": ["users.email", "P4", "userProfiles"]})),
        ("agreement.csv", "element\nusers.email\nP4\nuserProfiles\n"),
        ("agreement.csv", "table,column,class\nusers,email,\n,,p4\nuserProfiles,,\n"),
    ],
)
def test_the_inventory_is_compared_with_the_agreement(tmp_path: Path, judged: Judged, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    report = judged(export(tmp_path / "export", *PEOPLE), "--agreement", path)
    listed = {
        f"{sample['file']}:{sample['field']}"
        for group in report["findings"]
        if group["rule"] == "PV-EXP-006"
        for sample in group["samples"]
        if "does not" not in sample["message"]
    }
    assert listed == {
        "userProfiles.csv:description",
        "userProfiles.csv:username",
        "users.csv:email",
        "users.csv:grades",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "is no agreement"),
        ('{"elements": [1]}', "is no agreement"),
        ('{"elements": ["P9"]}', "there is no class P9"),
        ('{"elements": [], "minimum": 0}', "a whole number from 1"),
        ("name\nx\n", "is no agreement"),
        ("", "is no agreement"),
        ("table,column\n,email\n", "needs its table beside it"),
    ],
)
def test_an_agreement_that_is_none(tmp_path: Path, fairmark: Callable[..., Result], text: str, message: str) -> None:
    path = tmp_path / "agreement"
    path.write_text(text, "utf-8")
    done = fairmark("validate", export(tmp_path / "export", *PEOPLE), "--agreement", path)
    assert done.exit_code == 2
    assert message in done.output


def test_an_agreement_that_is_no_text(tmp_path: Path, fairmark: Callable[..., Result]) -> None:
    path = tmp_path / "agreement"
    path.write_bytes(b"\xff\xfe\x00")
    done = fairmark("validate", export(tmp_path / "export", *PEOPLE), "--agreement", path)
    assert (done.exit_code, "is not UTF-8" in done.output) == (2, True)


@pytest.mark.parametrize("form", ["console", "json", "html", "csv", "junit", "sarif"])
def test_a_number_of_a_person_is_found_and_not_told(tmp_path: Path, fairmark: Callable[..., Result], form: str) -> None:
    folder = export(tmp_path, *PEOPLE, users=(",1001,", f",{SSN},"))
    told = fairmark("validate", folder, "--format", form).stdout_bytes.decode("utf-8", "replace")
    assert "PV-EXP-002" in told
    assert SSN not in told


def test_a_telephone_abroad_is_no_such_number(tmp_path: Path, judged: Judged) -> None:
    folder = export(tmp_path, *PEOPLE, users=("1001,,,,,05", f"1001,,,{SSN},,05"))
    assert spoken(judged(folder)) == {}


def test_a_column_that_is_called_so(tmp_path: Path, judged: Judged) -> None:
    files = package(*PEOPLE)
    header, *rows = files["users.csv"].decode().splitlines()
    rows = [f"{header},metadata.ssn", *(f"{row},123456789" for row in rows)]
    files["users.csv"] = "".join(f"{row}\n" for row in rows).encode()
    report = judged(written(tmp_path, files))
    assert places(report, "PV-EXP-002") == {"users.csv:metadata.ssn"}


def test_what_is_given_away_drops_no_record(tmp_path: Path, judged: Judged) -> None:
    report = judged(export(tmp_path, *PEOPLE, users=(",1001,", f",{SSN},")))
    assert report["headline"].endswith("it gives away what must not be sent. 1 error from 1 cause.")


def test_beside_other_errors_both_are_told(tmp_path: Path, judged: Judged) -> None:
    report = judged(export(tmp_path, *PEOPLE, users=("Mia,Lund,,1001", f"Mia,,,{SSN}")))
    assert "will be dropped or misread; it gives away what must not be sent" in report["headline"]


def test_a_first_row_of_data_is_not_shown_as_names(tmp_path: Path, judged: Judged) -> None:
    files = package(*PEOPLE)
    files["users.csv"] = b"student-1,,,true,mia.l,{SIS:1001},Mia,Lund,,123-45-6789\nstudent-2,,,true,b,,Ben,Osei,,1\n"
    assert "Lund" not in str(judged(written(tmp_path, files)))
