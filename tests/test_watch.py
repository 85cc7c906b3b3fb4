"""`fairmark watch`: exports that are put into a folder are judged once they are whole, and put where they belong."""

from collections.abc import Callable
import json
from pathlib import Path
import shutil

from click.testing import CliRunner, Result
import pytest

from conftest import ROOT
from fairmark.validators.cli import main
from fairmark.validators.inbox import JUDGED, Inbox

GOOD = ROOT / "fixtures" / "frameworks" / "reading-continuum-1.1.json"
BAD = ROOT / "fixtures" / "oneroster" / "OR-REF-002" / "bad"
Watch = Callable[..., Result]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    (tmp_path / "in").mkdir()

    def once(*options: str) -> Result:
        chosen = ["watch", str(tmp_path / "in"), "--reports", str(tmp_path / "out"), "--once", *options]
        return CliRunner().invoke(main, chosen)

    return once


def test_what_is_there_is_judged_and_reported(watch: Watch, tmp_path: Path) -> None:
    shutil.copy(GOOD, tmp_path / "in")
    shutil.copytree(BAD, tmp_path / "in" / "export")
    result = watch()
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["FAIL", "PASS"]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        JUDGED,
        "export.report.html",
        "export.report.json",
        f"{GOOD.name}.report.html",
        f"{GOOD.name}.report.json",
    }
    assert json.loads((tmp_path / "out" / "export.report.json").read_text("utf-8"))["verdict"] == "fail"


def test_what_was_judged_is_judged_again_only_when_it_has_changed(watch: Watch, tmp_path: Path) -> None:
    copy = tmp_path / "in" / "framework.json"
    shutil.copy(GOOD, copy)
    assert watch().stdout
    assert watch().stdout == ""
    copy.write_text("{}", "utf-8")
    assert watch().stdout.startswith("FAIL")


def test_exports_are_moved_by_their_verdict_and_never_over_another(watch: Watch, tmp_path: Path) -> None:
    accepted, rejected = tmp_path / "accepted", tmp_path / "rejected"
    goals = ("--accepted", str(accepted), "--rejected", str(rejected))
    for _ in range(2):
        shutil.copy(GOOD, tmp_path / "in" / "framework.json")
        shutil.copytree(BAD, tmp_path / "in" / "export")
        watch(*goals)
    assert sorted(path.name for path in accepted.iterdir()) == ["framework-2.json", "framework.json"]
    assert sorted(path.name for path in rejected.iterdir()) == ["export", "export-2"]
    assert not list((tmp_path / "in").iterdir())


def test_options_of_validate_stand_behind_two_dashes(watch: Watch, tmp_path: Path) -> None:
    shutil.copy(GOOD, tmp_path / "in")
    assert watch("--", "--profile", "case-1.0").stdout.startswith("FAIL")  # it is of 1.1
    (tmp_path / "in" / GOOD.name).touch()
    result = watch("--", "--strictness", "gentle")
    assert result.exit_code == 2
    assert "lenient" in result.stderr
    result = watch("--", "somewhere.json")
    assert result.exit_code == 2
    assert "options only" in result.stderr


@pytest.mark.parametrize("option", ["--reports", "--accepted", "--rejected"])
def test_what_comes_out_does_not_go_in_again(option: str, watch: Watch, tmp_path: Path) -> None:
    result = watch(option, str(tmp_path / "in" / "below"))
    assert result.exit_code == 2
    assert "lies in the folder" in result.stderr


# -- what counts as whole --------------------------------------------------------------------------------------------


def whole(box: Inbox, now: float) -> list[str]:
    return [export.name for export in box.whole(now)]


def test_an_export_that_still_grows_is_left_alone(tmp_path: Path) -> None:
    box, file = Inbox(tmp_path, tmp_path.parent, settle=5), tmp_path / "export.zip"
    file.write_bytes(b"1")
    assert whole(box, 0) == []
    file.write_bytes(b"12")
    assert whole(box, 5) == []
    assert whole(box, 9) == []
    assert whole(box, 10) == ["export.zip"]


@pytest.mark.parametrize("name", [".hidden", "~$export.xlsx", "export.zip.part", "export.zip.CRDOWNLOAD"])
def test_files_on_their_way_are_left_alone(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"1")
    assert whole(Inbox(tmp_path, tmp_path.parent, settle=0), 0) == []


def test_a_folder_with_a_file_on_its_way_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "users.csv").write_bytes(b"1")
    on_its_way = tmp_path / "export" / "orgs.csv.part"
    on_its_way.write_bytes(b"1")
    box = Inbox(tmp_path, tmp_path.parent, settle=0)
    assert whole(box, 0) == []
    on_its_way.rename(tmp_path / "export" / "orgs.csv")
    assert whole(box, 1) == ["export"]


def test_what_changes_while_it_is_judged_stays_and_is_judged_again(tmp_path: Path) -> None:
    inbox, reports, accepted = (tmp_path / name for name in ("in", "out", "accepted"))
    for folder in (inbox, reports, accepted):
        folder.mkdir()
    box = Inbox(inbox, reports, settle=0)
    (inbox / "export.zip").write_bytes(b"1")
    [export] = box.whole(0)
    (inbox / "export.zip").write_bytes(b"12")
    box.note(export)
    assert box.move(export, accepted) is None
    assert whole(box, 1) == ["export.zip"]


def test_a_list_that_cannot_be_read_means_that_all_is_judged_again(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "export.zip").write_bytes(b"1")
    (tmp_path / JUDGED).write_text("[half", "utf-8")
    assert whole(Inbox(tmp_path / "in", tmp_path, settle=0), 0) == ["export.zip"]
