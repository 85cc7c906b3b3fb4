"""Portability packages: told from other folders, judged with all that is in them, whatever that may be."""

from collections.abc import Callable
import io
import json
from pathlib import Path
import shutil
from typing import Any
import zipfile

import pytest
from scl_package import EVIDENCE, JUDGMENTS, TEACHER, files_of, package
import scl_twins

from conftest import ROOT

Judged = Callable[..., dict[str, Any]]
ONEROSTER = ROOT / "fixtures" / "oneroster" / "OR-REF-002"

CREDENTIAL = next((ROOT / "fixtures" / "credentials").glob("CLR-*/good.json"))


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def rules(report: dict[str, Any]) -> set[str]:
    return {one["rule"] for one in report["findings"] if one["severity"] != "info"}


def samples(report: dict[str, Any], rule: str) -> list[dict[str, Any]]:
    return [sample for one in report["findings"] if one["rule"] == rule for sample in one["samples"]]


@pytest.mark.parametrize("folder", scl_twins.twins())
def test_the_twins_are_those_of_the_recipes(folder: str) -> None:
    there = {
        path.relative_to(scl_twins.FOLDER / folder).as_posix(): path.read_bytes()
        for path in (scl_twins.FOLDER / folder).rglob("*")
        if path.is_file()
    }
    assert there == scl_twins.twins()[folder], "run `make twins`"


def test_a_zip_is_judged_like_the_folder(tmp_path: Path, judged: Judged) -> None:
    content = package()
    scl_twins._other_score(content)
    folder = put(tmp_path / "package", files_of(content))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files_of(content).items():
            archive.writestr(path, data)
    (tmp_path / "package.zip").write_bytes(buffer.getvalue())
    for path in (folder, tmp_path / "package.zip"):
        report = judged(path)
        assert rules(report) == {"SCL-PKG-03"}
        (sample,) = samples(report, "SCL-PKG-03")
        assert (sample["input"], sample["pointer"], sample["line"]) == (f"{path}!{JUDGMENTS}", "/score", 1)
        kinds = {one["name"].removeprefix(str(path)): one["kind"] for one in report["inputs"]}
        assert kinds[""] == "scl-package"
        assert kinds["!case/continuum.json"] == "case-package"


def test_scores_and_learners_are_not_shown(tmp_path: Path, judged: Judged) -> None:
    content = package()
    scl_twins._other_score(content)
    folder = put(tmp_path, files_of(content))
    assert [sample["observed"] for sample in samples(judged(folder), "SCL-PKG-03")] == ["number"]
    assert [sample["observed"] for sample in samples(judged(folder, "--show-values"), "SCL-PKG-03")] == ["3"]


def test_a_roster_and_credentials_inside_are_judged_by_their_own_rules(tmp_path: Path, judged: Judged) -> None:
    folder = put(tmp_path, files_of(package()))
    shutil.copytree(ONEROSTER / "bad", folder / "oneroster")
    (folder / "credentials").mkdir()
    shutil.copy(CREDENTIAL, folder / "credentials" / "one.json")
    report = judged(folder)
    assert {"OR-REF-002", "SCL-PKG-12"} <= rules(report)
    kinds = {one["name"].removeprefix(f"{folder}!"): one["kind"] for one in report["inputs"]}
    assert kinds["oneroster"] == "oneroster"
    assert "oneroster!users.csv" in kinds
    assert kinds["credentials/one.json"] != "unknown"


def test_nothing_is_missing_from_a_package_of_changes(tmp_path: Path, judged: Judged) -> None:
    content = package()
    scl_twins._no_evidence(content)
    folder = put(tmp_path, files_of(content, lambda manifest: manifest.update(kind="changes")))
    assert rules(judged(folder)) == set()


def test_an_override_needs_not_follow_from_the_rule(tmp_path: Path, judged: Judged) -> None:
    content = package()
    content["scl/Determination.ndjson"][0] |= {
        "status": "notYet",
        "override": {"by": TEACHER, "reason": "Read to herself", "computedStatus": "proficient"},
    }
    assert rules(judged(put(tmp_path, files_of(content)))) == set()


def test_a_shelf_knows_what_the_package_does_not_hold(tmp_path: Path, judged: Judged) -> None:
    content, shelf = package(), tmp_path / "shelf"
    put(shelf, {"continuum.json": files_of(content)["case/continuum.json"]})
    del content["case/continuum.json"]
    folder = put(tmp_path / "package", files_of(content))
    assert rules(judged(folder)) == {"SCL-PKG-01"}
    assert rules(judged(folder, "--shelf", shelf)) == set()


ODD: list[Any] = [None, 1, "x", [], {}, [None], {"a": 1}, [[]], [{"id": 1}], {"id": {}}, "\ud800", 1e400, True]


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_whatever_stands_in_a_record_is_a_finding(value: Any, tmp_path: Path, judged: Judged) -> None:
    """Every member of every record in turn; nothing but findings may come of it."""
    content = package()
    for path, records in content.items():
        if path.startswith("scl/"):
            records += [{**record, name: value} for record in list(records) for name in record]
            records.append(value)
    report = judged(put(tmp_path, files_of(content)), "--samples", "1")
    assert report["faults"] == []
    assert report["verdict"] == "fail"


@pytest.mark.parametrize(
    "manifest", [b"", b"{", b"[]", b"\xff", b"{}", b'{"files": 1}', b'{"files": [1, {"path": 2}]}']
)
def test_whatever_stands_for_the_manifest_is_a_finding(manifest: bytes, tmp_path: Path, judged: Judged) -> None:
    folder = put(tmp_path, {**files_of(package()), "manifest.json": manifest})
    report = judged(folder)
    assert report["faults"] == []
    assert "SCL-PKG-12" in rules(report)


def test_lines_that_cannot_be_read_are_told_with_their_number(tmp_path: Path, judged: Judged) -> None:
    files = files_of(package())
    files[EVIDENCE] = files[EVIDENCE].replace(b"\n", b"\n{broken\n", 1)
    report = judged(put(tmp_path, files))
    assert {"FM-INPUT-001", "SCL-PKG-12"} <= rules(report)
    assert report["faults"] == []


def test_the_profile_makes_a_package_of_any_folder(tmp_path: Path, judged: Judged) -> None:
    (tmp_path / "x.json").write_text(json.dumps({"CFDocument": 1}))
    report = judged(tmp_path, "--profile", "scl")
    assert rules(report) == {"SCL-PKG-12"}
    assert report["inputs"][0]["kind"] == "scl-package"
