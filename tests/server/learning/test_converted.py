"""What a conversion makes of a OneRoster export is taken by the learning API, and what that answers goes back."""

import json
from pathlib import Path
from typing import Any

from case_server import sample
from gradebooks import Row, gradebook, result, shelf
import pytest

from fairmark.validators.convert.registry import convert_file
from fairmark.validators.convert.settings import Settings
from learning_api import LEVELS, PHRASING, SECURE, TARGET, Learning, judgment

Json = dict[str, Any]
EXTENDING = f"{LEVELS}/e91f4fac-9631-5922-aafe-6f8fea7657e4"


def named(owner: str, **more: str) -> Row:
    """A row that names FL.2 of the sample continuum."""
    return {"owner": owner, "source": "case", "learningObjectiveId": f"urn:uuid:{PHRASING}", **more}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(shelf=shelf(tmp_path / "shelf", sample()))


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Work that was judged, work that is only handed in, and work that is missing."""
    return gradebook(
        tmp_path / "export",
        lineItemLearningObjectiveIds=[named("i1")],
        resultLearningObjectiveIds=[named("r1", sourcedId="m1", score="3", textScore="Secure")],
        results=[
            result("r1", "i1", "north-1", score="3", textScore="Secure", scoreDate="2024-03-04", comment="Clear"),
            result("r2", "i1", "north-2", "submitted", scoreDate="2024-03-05"),
            result("r3", "i1", "north-3", "not submitted", missing="true", scoreDate="2024-03-05"),
        ],
    )


def recorded(learning: Learning, folder: Path) -> dict[str, list[Json]]:
    """Post what the files hold. A judgment names its evidence as the server does."""
    found: dict[str, list[Json]] = {"evidence": [], "judgments": []}
    names: dict[str, str] = {}
    for line in (folder / "evidence.ndjson").read_text("utf-8").splitlines():
        body = json.loads(line)
        found["evidence"].append(learning.post("evidence", body))
        names[body["ext:fairmark.id"]] = found["evidence"][-1]["id"]
    for line in (folder / "judgments.ndjson").read_text("utf-8").splitlines():
        body = json.loads(line)
        found["judgments"].append(learning.post("judgments", {**body, "evidence": names[body["evidence"]]}))
    return found


def as_pages(folder: Path, records: dict[str, list[Json]]) -> Path:
    """A folder with the pages that the API answers."""
    folder.mkdir()
    for name, found in records.items():
        (folder / f"{name}.json").write_text(json.dumps({name: found}), "utf-8")
    return folder


def test_the_api_takes_what_was_converted_and_it_goes_back_as_it_came(
    learning: Learning, export: Path, settings: Settings, tmp_path: Path
) -> None:
    convert_file(export, tmp_path / "scl", target="scl", settings=settings)
    records = recorded(learning, tmp_path / "scl")
    assert [one["status"] for one in records["evidence"]] == ["submitted", "submitted", "draft"]
    assert [(one["target"], one["rubricLevel"], one["score"]) for one in records["judgments"]] == [(TARGET, SECURE, 3)]
    pages = as_pages(tmp_path / "pages", records)
    into = Settings(shelf=settings.shelf, into=export)
    convert_file(pages, tmp_path / "back", source="scl", target="oneroster", settings=into)
    for path in export.glob("*.csv"):
        assert sorted((tmp_path / "back" / path.name).read_text("utf-8").split()) == sorted(
            path.read_text("utf-8").split()
        )


def test_what_is_judged_meanwhile_goes_back_too(
    learning: Learning, export: Path, settings: Settings, tmp_path: Path
) -> None:
    """A correction takes the row of what it corrects, and the score of the work as a whole follows."""
    convert_file(export, tmp_path / "scl", target="scl", settings=settings)
    records = recorded(learning, tmp_path / "scl")
    work, first = records["evidence"][0], records["judgments"][0]
    about = {"learner": work["learners"][0], "supersedes": first["id"], "reason": "Misread."}
    records["judgments"].append(learning.post("judgments", judgment(work, EXTENDING, **about)))
    pages = as_pages(tmp_path / "pages", records)
    into = Settings(shelf=settings.shelf, into=export)
    convert_file(pages, tmp_path / "back", source="scl", target="oneroster", settings=into)
    mastery = (tmp_path / "back" / "resultLearningObjectiveIds.csv").read_text("utf-8").splitlines()[1:]
    assert mastery == [f"m1,,,r1,case,urn:uuid:{PHRASING},4,Extending"]
    results = (tmp_path / "back" / "results.csv").read_text("utf-8").splitlines()
    assert results[1].startswith("r1,,,i1,north-1,fully graded,4,2024-03-04,,Extending")
