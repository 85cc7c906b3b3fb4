"""What the first line says of an export, and into which few causes thousands of rows are folded."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

from oneroster.packages import package, written
import pytest

Judged = Callable[..., dict[str, Any]]
SCHOOL = ("orgs", "users", "roles", "academicSessions", "courses", "classes", "enrollments", "userProfiles")


def rows(count: int, form: str) -> bytes:
    return "".join(form.format(n=n) + "\n" for n in range(count)).encode()


def school(**edits: tuple[str, str]) -> dict[str, bytes]:
    """The sample school, to which 40 students and their enrollments were added, and in which texts were replaced."""
    files = package(*SCHOOL)
    files["users.csv"] += rows(40, "s-{n},,,true,user{n},,Given,Family,,,,,,,,,,,,,,,")
    files["roles.csv"] += rows(40, "r-{n},,,s-{n},primary,student,,,org-school,")
    files["enrollments.csv"] += rows(40, "e-{n},,,class-math5,org-school,s-{n},student,,,")
    for name, (old, new) in edits.items():
        files[f"{name}.csv"] = files[f"{name}.csv"].replace(old.encode(), new.encode())
    return files


def consequence(report: dict[str, Any], file: str) -> dict[str, Any]:
    found: dict[str, Any] = next(i["consequence"] for i in report["inputs"] if i["name"].endswith(f"!{file}"))
    return found


def causes(report: dict[str, Any]) -> list[tuple[str, int, str]]:
    return [
        (cause["rule"], cause["count"], cause.get("says", ""))
        for cause in report["causes"]
        if cause["severity"] != "info"
    ]


def test_the_sample_is_clean(judged: Judged, tmp_path: Path) -> None:
    report = judged(written(tmp_path / "export", school()))
    assert report["verdict"] == "pass"
    assert "No errors and no warnings in" in report["headline"]
    assert consequence(report, "users.csv")["records"][0]["total"] == 43


def test_a_class_that_is_missing_is_the_one_cause(judged: Judged, tmp_path: Path) -> None:
    report = judged(written(tmp_path / "export", school(classes=("class-math5,", "class-math05,"))))
    [(rule, _, says), *others] = causes(report)
    assert (rule, says) == ("OR-REF-002", "class-math5 is no sourcedId in classes.csv")
    assert report["causes"][0]["value"] == "class-math5"
    assert not others
    [enrollments] = consequence(report, "enrollments.csv")["records"]
    assert (
        f"{enrollments['failed']} of {enrollments['total']} enrollments will be dropped or misread"
        in report["headline"]
    )
    assert report["headline"].endswith("from 1 cause.")


def test_a_stray_blank_does_not_hide_that_a_file_was_cut_short(judged: Judged, tmp_path: Path) -> None:
    files = school(courses=("course-math5,", "course-math5 ,"))
    files["users.csv"] = b"".join(files["users.csv"].splitlines(keepends=True)[:14])
    report = judged(written(tmp_path / "export", files))
    found = {(rule, says): count for rule, count, says in causes(report)}
    assert found["OR-REF-002", "… is no sourcedId in users.csv (30 different values)"] == 60
    assert any(rule == "OR-CSV-006" and count < 60 for (rule, _), count in found.items())


def test_what_a_blank_does_explain_is_folded_under_it(judged: Judged, tmp_path: Path) -> None:
    report = judged(written(tmp_path / "export", school(classes=("class-math5,", "class-math5 ,"))))
    [(rule, _, _)] = causes(report)
    assert rule == "OR-CSV-006"
    assert report["causes"][0]["explains"] == ["OR-REF-002", "OR-SEM-016"]


def test_a_misspelt_role_explains_classes_that_seem_empty(judged: Judged, tmp_path: Path) -> None:
    report = judged(written(tmp_path / "export", school(enrollments=(",teacher,", ",Teacher,"))))
    assert [rule for rule, _, _ in causes(report)] == ["OR-TYP-006"]
    assert report["causes"][0]["explains"] == ["OR-SEM-016"]


def test_rows_that_cannot_be_told_apart_are_records_too(judged: Judged, tmp_path: Path) -> None:
    files = school()
    files["orgs.csv"] += b"org-9,x\n"
    report = judged(written(tmp_path / "export", files))
    [orgs] = consequence(report, "orgs.csv")["records"]
    assert (orgs["total"], orgs["failed"]) == (3, 1)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ({"manifest": ("oneroster.version,1.2", "oneroster.version,v1p2")}, "may refuse or misread it as a whole"),
        (
            {"users": ("givenName,familyName", "familyName,givenName")},
            "may refuse or misread all of users.csv (43 users)",
        ),
        ({"users": ("Mia", "Mi\udce4")}, "may refuse or misread all of users.csv (43 users)"),
    ],
)
def test_what_is_wrong_with_all_of_it_is_said_as_that(
    judged: Judged, tmp_path: Path, edit: dict[str, tuple[str, str]], said: str
) -> None:
    files = school()
    for name, (old, new) in edit.items():
        files[f"{name}.csv"] = files[f"{name}.csv"].replace(old.encode(), new.encode("utf-8", "surrogateescape"))
    assert f"FAIL: {tmp_path / 'export'}: an importer {said}" in judged(written(tmp_path / "export", files))["headline"]


def test_several_packages_are_added_up(judged: Judged, tmp_path: Path) -> None:
    bad = school(users=(",true,user", ",TRUE,user"))
    exports = [written(tmp_path / name, bad) for name in ("north", "south")]
    report = judged(*exports)
    assert "2 inputs, 2 of them failing: 80 of 86 users will be dropped" in report["headline"]


def test_every_record_at_fault_is_told_of_in_the_sum(judged: Judged, tmp_path: Path) -> None:
    """The distinct rows of the samples, of which here all are shown, are those that are counted."""
    report = judged(
        written(tmp_path / "export", school(users=(",true,user", ",TRUE,user"), roles=(",student,", ",x,")))
    )
    for file in ("users.csv", "roles.csv"):
        at_fault: dict[str, set[int]] = {"error": set(), "warning": set()}
        for group in report["findings"]:
            for sample in group["samples"]:
                if sample.get("file") == file and group["severity"] in at_fault:
                    at_fault[group["severity"]].add(sample["row"])
        [counted] = consequence(report, file)["records"]
        assert counted["failed"] == len(at_fault["error"])
        assert counted["doubted"] == len(at_fault["warning"] - at_fault["error"])


def test_the_forms_for_people_show_it(fairmark: Any, tmp_path: Path) -> None:
    folder = written(tmp_path / "export", school(users=(",true,user", ",TRUE,user")))
    assert "40 of 43 users dropped or misread" in " ".join(fairmark("validate", folder).stdout.split())
    page = fairmark("validate", folder, "--format", "html").stdout
    assert "What becomes of the records" in page
    assert "43 users" in page
    table = fairmark("validate", folder, "--format", "csv").stdout
    assert '"records","failed","40"' in table


# -- receipts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [(), ("--share",)], ids=["default", "share"])
def test_a_receipt_seals_the_report_of_an_export(fairmark: Any, tmp_path: Path, mode: tuple[str, ...]) -> None:
    folder = written(tmp_path / "export", school(users=(",true,user", ",TRUE,user")))
    report, receipt = tmp_path / "report.json", tmp_path / "receipt.json"
    fairmark("validate", folder, *mode, "--format", "json", "--output", report)
    assert fairmark("receipt", report, "--output", receipt).exit_code == 0
    done = fairmark("receipt", "verify", receipt, report)
    assert done.exit_code == 0, done.output
    sealed = json.loads(receipt.read_bytes())
    assert (f"{folder.name}!users.csv" if mode else f"{folder}!users.csv") in sealed["target"]
    assert mode == () or str(tmp_path) not in receipt.read_text("utf-8")
    changed = json.loads(report.read_bytes())
    changed["inputs"][2]["sha256"] = "0" * 64
    report.write_text(json.dumps(changed), "utf-8")
    assert fairmark("receipt", "verify", receipt, report).exit_code == 1
