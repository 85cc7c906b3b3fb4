"""Packages that are checked: in whatever form they come, and whatever stands in them."""

from collections.abc import Callable
from copy import deepcopy
import io
import json
from pathlib import Path
from typing import Any
import zipfile

import pytest
from suites.scl.package import Content, checked, complaints, small_district, write

from conftest import Run
from fairmark.validators.core.levels import Outcome, Verdict

ODD: list[Any] = [None, 1, "x", [], {}, [None], {"a": 1}, [[]], [{"id": 1}], {"id": {}}, 1e400, True]


@pytest.fixture(scope="module")
def right() -> Content:
    return small_district(1)


def test_a_zip_is_checked_like_the_folder(right: Content, tmp_path: Path) -> None:
    folder = write(tmp_path / "package", right)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    (tmp_path / "package.zip").write_bytes(buffer.getvalue())
    found = [
        {(check.rule, check.operation, check.outcome) for check in checked(path).checks}
        for path in (folder, tmp_path / "package.zip")
    ]
    assert found[0] == found[1]


def test_what_is_wrong_is_named_by_file_and_line_and_nothing_else(right: Content, tmp_path: Path) -> None:
    content = deepcopy(right)
    record = content["scl/Determination.ndjson"][5]
    record["value"], record["display"] = 3.75, "3.75"
    report = checked(write(tmp_path / "package", content))
    (reason,) = (check.reason for check in report.checks if check.outcome is Outcome.FAIL)
    assert reason == "the rule gives something else: scl/Determination.ndjson line 6 (1 of 9)"
    told = str([(group.rule.id, [sample.message for sample in group.samples]) for group in report.findings])
    for secret in ("3.75", record["learner"], record["id"], "Castellanos"):
        assert secret not in told


def test_requirements_come_out_by_what_a_package_can_show(right: Content, tmp_path: Path) -> None:
    report = checked(write(tmp_path / "package", right))
    outcomes = {required.id: required.outcome for required in report.requirements}
    assert len(outcomes) == 120
    assert outcomes["SCL-PRF-01"] is Outcome.PASS
    assert outcomes["SCL-PRF-08"] is Outcome.PASS, "either mode is enough"
    assert outcomes["SCL-GRO-01"] is Outcome.CANNOT_TELL, "a package shows a part of it only"
    assert outcomes["SCL-PRV-01"] is Outcome.CANNOT_TELL
    assert "MUST: 102, of which" in next(step.detail for step in report.steps if step.name == "requirements")


def test_a_requirement_that_a_package_shows_in_part_can_fail(right: Content, tmp_path: Path) -> None:
    content = deepcopy(right)
    content["scl/Judgment.ndjson"][0]["recordedAt"] = "2024-05-01T12:00:00Z"
    report = checked(write(tmp_path / "package", content))
    outcomes = {required.id: required.outcome for required in report.requirements}
    assert outcomes["SCL-GRO-01"] is Outcome.FAIL


# -- what is no package, or an empty one -------------------------------------------------------------------------------


def nothing(content: Content) -> None:
    content.clear()
    content["scl/Calendar.ndjson"] = []


def only_frameworks(content: Content) -> None:
    for path in [path for path in content if path.startswith("scl/")]:
        content[path] = []


@pytest.mark.parametrize("change", [nothing, only_frameworks])
def test_a_package_in_which_nothing_can_be_tested_is_no_pass(
    change: Callable[[Content], None], right: Content, tmp_path: Path
) -> None:
    content = deepcopy(right)
    change(content)
    report = checked(write(tmp_path / "package", content))
    assert report.verdict is Verdict.UNDETERMINED
    assert "no evidence, judgments or determinations" in report.headline
    assert {check.outcome for check in report.checks} == {Outcome.CANNOT_TELL}


def test_what_is_no_package_is_no_verdict(tmp_path: Path, fairmark: Run) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "x.json").write_text("{}")
    (tmp_path / "file.json").write_text("{}")
    for name in ("folder", "file.json"):
        done = fairmark("check", tmp_path / name, "--profile", "scl", "--format", "json")
        assert (done.exit_code, json.loads(done.stdout)["verdict"]) == (1, "undetermined")
        assert "no portability package" in json.loads(done.stdout)["headline"]


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path: Path, fairmark: Run) -> None:
    assert fairmark("check", tmp_path / "none.zip", "--profile", "scl").exit_code == 2


def test_the_command_says_what_it_found(right: Content, tmp_path: Path, fairmark: Run) -> None:
    folder = write(tmp_path / "package", right)
    done = fairmark("check", folder, "--profile", "scl")
    assert (done.exit_code, done.stdout[:5]) == (0, "PASS:")
    (folder / "scl" / "Judgment.ndjson").write_bytes(b"")
    assert fairmark("check", folder, "--profile", "scl").exit_code == 1
    only = fairmark("check", folder, "--profile", "scl", "--only", "SCL-CON-021", "--format", "json")
    assert [check["outcome"] for check in json.loads(only.stdout)["checks"] if check["rule"] == "SCL-CON-021"] == [
        "pass"
    ]


# -- whatever stands in it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_whatever_stands_in_records_and_views_ends_in_a_verdict(value: Any, right: Content, tmp_path: Path) -> None:
    """Every member of a few records of each class in turn; nothing but outcomes may come of it."""
    content = deepcopy(right)
    for path, records in content.items():
        if path.startswith(("scl/", "views/")):
            records += [{**record, name: value} for record in records[:3] for name in record if name != "id"]
            records += [changed for changed in with_members(records[0], value) if isinstance(changed, dict)]
            records.append(value)
    report = checked(write(tmp_path / "package", content), samples=1)
    assert report.faults == ()
    assert report.verdict is Verdict.FAIL


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_whatever_stands_within_views_ends_in_a_verdict(value: Any, right: Content, tmp_path: Path) -> None:
    content = deepcopy(right)
    for path in ("views/LearnerProgress.ndjson", "views/ReportResult.ndjson"):
        content[path] += [changed for view in content[path] for changed in with_members(view, value)]
    report = checked(write(tmp_path / "package", content), samples=1)
    assert report.faults == ()


def with_members(data: Any, value: Any, depth: int = 0) -> list[Any]:
    """The object with each of its members, at some depth, replaced in turn."""
    if depth > 4:
        return [value]
    if isinstance(data, list):
        return [[changed] for changed in with_members(data[0], value, depth + 1)] if data else []
    if not isinstance(data, dict):
        return [value]
    return [
        {**data, name: changed} for name in data for changed in [value, *with_members(data[name], value, depth + 1)]
    ]


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_whatever_stands_in_frameworks_ends_in_a_verdict(value: Any, right: Content, tmp_path: Path) -> None:
    content = deepcopy(right)
    package = content["case/Mathematics.json"]
    for number, name in enumerate(("CFItems", "CFAssociations", "CFRubrics", "CFDocument", "CFDefinitions")):
        content[f"case/{number}.json"] = json.dumps({**package, name: value}).encode()
    report = checked(write(tmp_path / "package", content), samples=1)
    assert report.faults == ()


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[]", b'{"type": 7}', b"\n\n{}\n"])
def test_views_and_credentials_that_cannot_be_read_end_in_a_verdict(
    data: bytes, right: Content, tmp_path: Path
) -> None:
    content = {**deepcopy(right), "credentials/x.json": data, "oneroster/users.csv": data}
    content["views/LearnerProgress.ndjson"] = content["views/ReportResult.ndjson"] = data
    report = checked(write(tmp_path / "package", content), samples=1)
    assert report.faults == ()


def test_a_waived_breach_is_no_failure(right: Content, tmp_path: Path, fairmark: Run) -> None:
    content = deepcopy(right)
    content["scl/Goal.ndjson"][1]["agreedBy"] = []
    folder = write(tmp_path / "package", content)
    assert set(complaints(checked(folder))) == {"SCL-LRN-081"}
    waivers = tmp_path / "waivers.toml"
    waivers.write_text(
        '[[waiver]]\nrule = "SCL-LRN-081"\nreason = "Agreed by word of mouth"\nowner = "Ada"\nexpires = 2999-01-01\n'
    )
    assert fairmark("check", folder, "--profile", "scl", "--waivers", waivers).exit_code == 0
