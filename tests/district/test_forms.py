"""The forms agree: the gradebook, the learner records, the outcomes and the frameworks."""

from collections.abc import Callable
import csv
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Run
from fairmark.fixtures.district.continuums import MET, QUALITIES

Judged = Callable[..., dict[str, Any]]
Written = Callable[..., Path]


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "export" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def mastery(folder: Path) -> dict[tuple[str, str], str]:
    """Student and UUID of an objective to the latest level in the gradebook."""
    results = {row["sourcedId"]: row for row in table(folder, "results")}
    rows = table(folder, "resultLearningObjectiveIds")
    rows.sort(key=lambda row: results[row["resultSourcedId"]]["scoreDate"])
    return {
        (results[row["resultSourcedId"]]["studentSourcedId"], row["learningObjectiveId"][-36:]): row["textScore"]
        for row in rows
    }


def test_learner_records_say_what_the_gradebook_says(written: Written) -> None:
    latest = mastery(written())
    records = sorted((written() / "records").iterdir())
    assert len(records) == 6
    for path in records:
        subject = json.loads(path.read_text("utf-8"))["credentialSubject"]
        learner = subject["identifier"][0]["identityHash"]
        told = {}
        for credential in subject["verifiableCredential"]:
            achievement = credential["credentialSubject"]["achievement"]
            levels = {each["id"]: each["name"] for each in achievement["resultDescription"][0]["rubricCriterionLevel"]}
            level = levels[credential["credentialSubject"]["result"][0]["achievedLevel"]]
            told[learner, achievement["alignment"][0]["targetUrl"][-36:]] = level
        met = QUALITIES[MET - 1 :]
        assert told == {key: level for key, level in latest.items() if key[0] == learner and level in met}


def test_learner_records_lack_nothing_but_their_proofs(judged: Judged, written: Written) -> None:
    report = judged(written() / "records")
    assert {each["rule"] for each in report["findings"]} == {"CLR-PROOF-001", "CLR-VC-002"}


def test_the_shelf_holds_the_frameworks_that_ship(written: Written) -> None:
    shelf = sorted((written() / "shelf").iterdir())
    assert len(shelf) == 3
    for path in shelf:
        assert path.read_bytes() == (ROOT / "fixtures" / "frameworks" / path.name).read_bytes()


def test_outcomes_are_the_items_of_the_frameworks(written: Written) -> None:
    items = {
        item["identifier"]
        for path in (written() / "shelf").iterdir()
        for item in json.loads(path.read_text("utf-8"))["CFItems"]
    }
    with (written() / "canvas" / "outcomes.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    groups = {row[0] for row in rows if row[1] == "group"}
    outcomes = [row for row in rows if row[1] == "outcome"]
    assert len(outcomes) > 80
    for row in outcomes:
        assert row[0] in items
        assert row[header.index("parent_guids")] in groups
        assert row[header.index("ratings") :] == ["4", "Extending", "3", "Secure", "2", "Developing", "1", "Emerging"]


def test_the_command_says_what_it_writes(fairmark: Run, tmp_path: Path) -> None:
    done = fairmark("sample-district", tmp_path / "new", "--learners", "100", "--zip")
    assert done.exit_code == 0
    assert "export.zip: OneRoster 1.2, 100 learners" in done.stderr
    assert done.stdout == ""
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"export.zip", "shelf", "records", "canvas"}
    assert fairmark("validate", tmp_path / "new" / "export.zip").exit_code == 0


def test_nothing_is_written_over(fairmark: Run, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    done = fairmark("sample-district", tmp_path, "--learners", "100")
    assert done.exit_code == 2
    assert "not empty" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
    assert fairmark("sample-district", tmp_path / "kept.txt").exit_code == 2


def test_an_empty_folder_is_filled(fairmark: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert fairmark("sample-district", ".", "--learners", "100").exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["canvas", "export", "records", "shelf"]


def test_a_district_that_is_too_small_to_be_broken_is_refused(fairmark: Run, tmp_path: Path) -> None:
    """With this seed, no class is left at last that could be broken in one way more."""
    result = fairmark("sample-district", tmp_path / "made", "--broken", "--seed", "3", "--learners", "120")
    assert result.exit_code == 2
    assert "too small to be broken" in result.output
    assert not list(tmp_path.iterdir())


def test_a_district_that_is_too_large_to_be_broken_is_refused(fairmark: Run, tmp_path: Path) -> None:
    for option in ("--broken", "--later"):
        done = fairmark("sample-district", tmp_path / "new", "--learners", "30000", option)
        assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_what_is_broken_off_leaves_nothing(fairmark: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fairmark.fixtures.district.writing.outcomes", full)
    done = fairmark("sample-district", tmp_path / "new", "--learners", "100")
    assert done.exit_code == 2
    assert "No space left" in done.output
    assert list(tmp_path.iterdir()) == []


def test_families_can_be_left_out(fairmark: Run, judged: Judged, tmp_path: Path) -> None:
    done = fairmark("sample-district", tmp_path / "new", "--learners", "100", "--no-families", "--broken")
    assert done.exit_code == 0
    assert "families.example.org" not in (tmp_path / "new" / "export" / "users.csv").read_text("utf-8")
    assert judged(tmp_path / "new" / "export")["verdict"] == "pass"
