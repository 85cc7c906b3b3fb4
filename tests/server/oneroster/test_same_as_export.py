"""What is served and what `fairmark convert --to oneroster` makes of the same facts say the same."""

import csv
import io
import json
from pathlib import Path
from typing import Any
import zipfile

from case_server import sample
from gradebooks import Row, gradebook, result, shelf
import pytest

from fairmark.validators.convert.registry import convert_file
from fairmark.validators.convert.settings import Settings
from learning_api import APRIL, DEVELOPING, LEARNER, MAY, PHRASING, SECURE, TARGET, Learning

Json = dict[str, Any]
Tables = dict[str, list[Row]]

LINKS = {
    "lineItemSourcedId": "lineItem",
    "studentSourcedId": "student",
    "classSourcedId": "class",
    "schoolSourcedId": "school",
    "categorySourcedId": "category",
    "academicSessionSourcedId": "academicSession",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(shelf=shelf(tmp_path / "shelf", sample()))


def exported(learning: Learning, settings: Settings, folder: Path) -> Tables:
    """The tables of the package of changes that is made of all that the learning API answers."""
    pages = folder / "pages"
    pages.mkdir()
    for name in ("evidence", "judgments", "tasks"):
        page = learning.ask("GET", name, history="true", limit=1000).get_json()
        (pages / f"{name}.json").write_text(json.dumps(page), "utf-8")
    convert_file(pages, folder / "changes.zip", source="scl", target="oneroster", settings=settings)
    with zipfile.ZipFile(folder / "changes.zip") as archive:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode())))
            for name in archive.namelist()
        }


def as_cells(record: Json) -> Row:
    """A record as a row has it, without what stands in rows of its own."""
    cells = {column: record[member]["sourcedId"] for column, member in LINKS.items() if member in record}
    for name, value in record.items():
        if name in ("assignDate", "dueDate"):
            cells[name] = value[:10]
        elif isinstance(value, (int, float)):
            cells[name] = f"{value:g}"
        elif isinstance(value, str):
            cells[name] = value
    return cells


def filled(row: Row) -> Row:
    return {name: cell for name, cell in row.items() if cell}


INSIDE = {
    "lineItems": ("lineItemLearningObjectiveIds", "lineItemSourcedId"),
    "results": ("resultLearningObjectiveIds", "resultSourcedId"),
}
"""Table to that of the objectives of its records."""


def modified(tables: Tables, name: str, row: Row) -> str:
    """When the record was last modified: rows of its objectives are part of it."""
    inside, owner = INSIDE.get(name, ("", ""))
    owned = [one for one in tables.get(inside, ()) if one[owner] == row["sourcedId"]]
    return max(one["dateLastModified"] for one in (row, *owned))


def check_same(tables: Tables, book: Any) -> None:
    for name in ("lineItems", "results", "categories"):
        served = [as_cells(one) for one in book.all(name) if one["status"] == "active"]
        kept = {
            one["sourcedId"]: {**filled(one), "dateLastModified": modified(tables, name, one)} for one in tables[name]
        }
        assert kept == {one["sourcedId"]: one for one in served}
    assert {one["sourcedId"]: one["scoreScaleValue"] for one in tables.get("scoreScales", [])} == {
        one["sourcedId"]: ",".join(
            f"{{{pair['itemValueLHS']}:{pair['itemValueRHS']}}}" for pair in one["scoreScaleValue"]
        )
        for one in book.all("scoreScales")
    }
    objectives = sorted(
        (one["resultSourcedId"], one["source"], one["learningObjectiveId"], one["score"], one["textScore"])
        for one in tables["resultLearningObjectiveIds"]
    )
    assert objectives == sorted(
        (
            one["sourcedId"],
            said["source"],
            each["learningObjectiveId"],
            f"{each['score']:g}" if "score" in each else "",
            each.get("textScore", ""),
        )
        for one in book.all("results")
        for said in one.get("learningObjectiveSet", ())
        for each in said["learningObjectiveResults"]
    )
    assert sorted(
        (one["lineItemSourcedId"], one["learningObjectiveId"]) for one in tables["lineItemLearningObjectiveIds"]
    ) == sorted(
        (one["sourcedId"], each)
        for one in book.all("lineItems")
        for said in one.get("learningObjectiveSet", ())
        for each in said["learningObjectiveIds"]
    )


def test_facts_that_came_from_no_class(learning: Learning, book: Any, settings: Settings, tmp_path: Path) -> None:
    task = learning.post(
        "tasks", {"title": "Read a page", "purpose": "Phrasing", "targets": [TARGET], "usableForDeterminations": False}
    )
    work = learning.evidence()
    first = learning.judgment(work, SECURE, comment="Clear.")
    learning.judgment(work, DEVELOPING, supersedes=first["id"], reason="Misheard.", comment="Halting.")
    again = learning.evidence(APRIL, task=task["id"])
    learning.judgment(again, SECURE, purpose="formative")
    revised = learning.evidence(MAY)
    learning.evidence(MAY, previousVersion=revised["id"])
    learning.evidence(MAY, status="draft")
    gone = learning.evidence(APRIL)
    learning.judgment(gone, SECURE)
    learning.evidence(APRIL, previousVersion=gone["id"], status="withdrawn")
    check_same(exported(learning, settings, tmp_path), book)
    assert len(book.all("results", filter="status='tobedeleted'")) == 1


def test_facts_that_came_from_a_gradebook(learning: Learning, book: Any, settings: Settings, tmp_path: Path) -> None:
    """They keep the names that they came with, and what is judged meanwhile is served."""
    about = {"source": "case", "learningObjectiveId": f"urn:uuid:{PHRASING}"}
    item = {
        "sourcedId": "i1",
        "title": "Task 1",
        "classSourcedId": "c1",
        "categorySourcedId": "k1",
        "academicSessionSourcedId": "s1",
        "schoolSourcedId": "north",
        "assignDate": "2024-03-01",
        "dueDate": "2024-03-04",
    }
    export = gradebook(
        tmp_path / "export",
        lineItems=[item],
        lineItemLearningObjectiveIds=[{"owner": "i1", **about}],
        resultLearningObjectiveIds=[{"owner": "r1", "sourcedId": "m1", "score": "3", "textScore": "Secure", **about}],
        results=[
            result("r1", "i1", "north-1", score="3", textScore="Secure", scoreDate="2024-03-04", comment="Clear"),
            result("r2", "i1", "north-2", "incomplete", scoreDate="2024-03-05", late="true"),
        ],
    )
    convert_file(export, tmp_path / "scl", target="scl", settings=settings)
    names: dict[str, str] = {}
    for line in (tmp_path / "scl" / "evidence.ndjson").read_text("utf-8").splitlines():
        body = json.loads(line)
        names[body["ext:fairmark.id"]] = learning.post("evidence", body)["id"]
    for line in (tmp_path / "scl" / "judgments.ndjson").read_text("utf-8").splitlines():
        body = json.loads(line)
        learning.post("judgments", {**body, "evidence": names[body["evidence"]]})
    learning.evidence()
    first, second, own = book.all("results")
    assert (first["sourcedId"], first["student"]["sourcedId"], first["score"]) == ("r1", "north-1", 3)
    assert (second["scoreStatus"], second["late"]) == ("submitted", "true")  # a vendor's own term is none of these
    assert own["student"]["sourcedId"] == LEARNER.removeprefix("urn:uuid:")
    (served, _) = book.all("lineItems")
    assert as_cells(served).items() >= item.items()
    assert book.all("classes/c1/results") == [first, second]
    assert book.all("schools/north/lineItems") == [served]
    tables = exported(learning, settings, tmp_path)
    for row in tables["results"]:
        row["scoreStatus"] = row["scoreStatus"].replace("incomplete", "submitted")
    check_same(tables, book)
