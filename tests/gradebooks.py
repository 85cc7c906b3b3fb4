"""Small OneRoster gradebooks for tests, written as what matters in them, and a shelf that fits."""

from collections.abc import Iterable, Sequence
import csv
import json
from pathlib import Path
from typing import Any
import uuid

from fairmark.schemas.oneroster import manifest, tables

Row = dict[str, str]
CASE = "https://case.example/ims/case/v1p1"


def item(name: str) -> str:
    """The identifier of the standard with that code."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def objective(owner: str, standard: str, **more: str) -> Row:
    """A row that names a standard by its code."""
    return {"owner": owner, "source": "case", "learningObjectiveId": f"urn:uuid:{item(standard)}", **more}


def written(folder: Path, version: str = "1.2", **rows: Sequence[Row]) -> Path:
    """A package of these tables. Columns that a row leaves out are empty; `owner` is the line item or result of an
    objective; a row without a sourcedId gets one."""
    folder.mkdir(parents=True, exist_ok=True)
    known = tables(version)
    for name, found in rows.items():
        columns = list(known[name].columns)
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            for at, row in enumerate(found):
                writer.writerow({"sourcedId": f"{name}-{at}", **_owned(row, name)})
    modes = {f"file.{name}": "bulk" if name in rows else "absent" for name in known}
    properties = {"manifest.version": "1.0", "oneroster.version": version, **modes}
    lines = [",".join(manifest(version).header), *(f"{name},{value}" for name, value in properties.items())]
    (folder / "manifest.csv").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return folder


def _owned(row: Row, name: str) -> Row:
    owner = "lineItemSourcedId" if name.startswith("lineItem") else "resultSourcedId"
    return {owner if key == "owner" else key: value for key, value in row.items()}


def gradebook(folder: Path, **changed: Sequence[Row]) -> Path:
    """Two schools, the course Reading at both and the course Arts at one; a class each, with its line item i1, i2, i3.
    Twelve learners in each class; what has results is what `changed` says."""
    learners = {school: [f"{school}-{at}" for at in range(12)] for school in ("north", "south")}
    enrolled = {"c1": learners["north"], "c2": learners["south"], "c3": learners["north"]}
    rows: dict[str, Sequence[Row]] = {
        "orgs": [{"sourcedId": school, "name": f"{school.title()} School", "type": "school"} for school in learners],
        "courses": [{"sourcedId": "reading", "title": "Reading"}, {"sourcedId": "arts", "title": "Arts"}],
        "classes": [
            {"sourcedId": "c1", "courseSourcedId": "reading", "schoolSourcedId": "north"},
            {"sourcedId": "c2", "courseSourcedId": "reading", "schoolSourcedId": "south"},
            {"sourcedId": "c3", "courseSourcedId": "arts", "schoolSourcedId": "north"},
        ],
        "enrollments": [
            {"classSourcedId": class_, "userSourcedId": user, "role": "student"}
            for class_, users in enrolled.items()
            for user in users
        ]
        + [{"classSourcedId": "c1", "userSourcedId": "teacher", "role": "teacher"}],
        "lineItems": [{"sourcedId": f"i{at}", "title": f"Task {at}", "classSourcedId": f"c{at}"} for at in (1, 2, 3)],
        "results": [],
        **changed,
    }
    return written(folder, **rows)


def result(id: str, line_item: str, student: str, status: str = "fully graded", **more: str) -> Row:
    return {
        "sourcedId": id,
        "lineItemSourcedId": line_item,
        "studentSourcedId": student,
        "scoreStatus": status,
        "scoreDate": "2026-10-09",
        **more,
    }


def results(line_item: str, school: str, count: int) -> list[Row]:
    """One result each of the first learners of the school."""
    return [result(f"{line_item}-{at}", line_item, f"{school}-{at}") for at in range(count)]


# -- the shelf -------------------------------------------------------------------------------------------------------


def framework(name: str, tree: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A CASE package whose items are the keys of `tree`, by their codes, each with what hangs below it."""
    document = {"identifier": item(name), "uri": f"{CASE}/CFDocuments/{item(name)}", "title": name, "creator": "x"}
    items, associations = [], []
    waiting = [(document["identifier"], tree)]
    while waiting:
        parent, below = waiting.pop(0)
        for at, (code, inner) in enumerate(below.items(), 1):
            id = item(code)
            statement = {"fullStatement": f"Knows {code}.", "humanCodingScheme": code}
            items.append({"identifier": id, "uri": f"{CASE}/CFItems/{id}", **statement})
            associations.append(associated("isChildOf", code, parent, sequenceNumber=at))
            waiting.append((id, inner))
    return {"CFDocument": document, "CFItems": items, "CFAssociations": associations, **more}


def associated(type: str, origin: str, destination: str, **more: Any) -> dict[str, Any]:
    """An association from the item of that code to an identifier."""
    ends = {"originNodeURI": item(origin), "destinationNodeURI": destination}
    links = {end: {"identifier": id, "uri": f"{CASE}/CFItems/{id}", "title": id} for end, id in ends.items()}
    return {"identifier": str(uuid.uuid4()), "associationType": type, **links, **more}


def shelf(folder: Path, *frameworks: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for at, package in enumerate(frameworks):
        (folder / f"{at}.json").write_text(json.dumps(package), "utf-8")
    return folder


def codes(rows: Iterable[Any]) -> list[str]:
    """The codes of the standards of rows or of what is like them."""
    return [row.standard.standard.code for row in rows]


LEVELS = {"Beginning": 1, "Meets": 3, "Exceeds": 4}


def rubric(code: str, levels: dict[str, float] | None = None) -> dict[str, Any]:
    """A rubric with one criterion, about the item of that code."""
    found = [
        {"identifier": item(f"{code} {name}"), "uri": level(code, name), "quality": name, "score": score}
        for name, score in (levels or LEVELS).items()
    ]
    about = {"identifier": item(code), "uri": f"{CASE}/CFItems/{item(code)}", "title": code}
    criterion = {"identifier": item(f"{code} criterion"), "CFItemURI": about, "CFRubricCriterionLevels": found}
    return {"identifier": item(f"{code} rubric"), "title": code, "CFRubricCriteria": [criterion]}


def level(code: str, name: str) -> str:
    """The address of a level of that rubric."""
    return f"{CASE}/CFRubricCriterionLevels/{item(f'{code} {name}')}"
