"""Whom a run may act as: what is taken, and what is refused before anything is asked."""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from fairmark.validators.core.waivers import UnusableFile
from fairmark.validators.suites.identities import load_identities

TEACHER = {"id": "urn:uuid:77f5a0f2-6c1d-4c8e-9a55-0d5f0c1b2a02", "token": "s3cr3t-t0ken"}


def written(folder: Path, data: Any) -> Path:
    file = folder / "identities.json"
    file.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
    return file


def test_they_are_read(tmp_path: Path) -> None:
    found = load_identities(written(tmp_path, {"teacher1": TEACHER}))
    assert found["teacher1"].headers == (("Authorization", "Bearer s3cr3t-t0ken"),)
    assert "s3cr3t" not in repr(found)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ("{}", "not a JSON object"),
        ({"teacher9": TEACHER}, "teacher1"),
        ({"teacher1": "token"}, "two texts"),
        ({"teacher1": {"id": "urn:x:1"}}, "two texts"),
        ({"teacher1": {**TEACHER, "id": ""}}, "two texts"),
        ({"teacher1": {**TEACHER, "id": "tove"}}, "no URN"),
        ({"teacher1": {**TEACHER, "id": "urn:x: 1"}}, "no URN"),
        ({"teacher1": {**TEACHER, "token": "a\nb"}}, "no header"),
        ({"teacher1": TEACHER, "teacher2": {**TEACHER, "id": "urn:x:2"}}, "same token"),
        ({"teacher1": TEACHER, "teacher2": {**TEACHER, "token": "other"}}, "same id"),
    ],
)
def test_others_are_refused(tmp_path: Path, data: Any, words: str) -> None:
    with pytest.raises(UnusableFile) as refused:
        load_identities(written(tmp_path, data))
    assert words in str(refused.value)


def test_they_are_for_learning_systems_alone(tmp_path: Path, fairmark: Run) -> None:
    file = written(tmp_path, {"teacher1": TEACHER})
    done = fairmark("check", "https://x.example/", "--profile", "case-1.1-provider", "--identities", file)
    assert done.exit_code == 2
    assert "--identities" in done.stderr


def test_a_file_that_is_none_exits_2(tmp_path: Path, fairmark: Run) -> None:
    done = fairmark("check", tmp_path, "--profile", "scl", "--identities", written(tmp_path, "[]"))
    assert done.exit_code == 2
