"""Rows of the tables of OneRoster as its REST binding writes them: links as references, the standards and scales of a
record inside it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fairmark.validators.convert.oneroster_package import Records, Row
from fairmark.validators.convert.scl_terms import IN_PROGRESS_FLAGS, STAGES, stage_of, status_of
from fairmark.validators.readers.objectives import OF_LINE_ITEMS, OF_RESULTS
from fairmark.validators.readers.score_scales import pairs_in

Json = dict[str, Any]

ROSTERING, GRADEBOOK = "/ims/oneroster/rostering/v1p2", "/ims/oneroster/gradebook/v1p2"

PLACES = {
    "class": f"{ROSTERING}/classes",
    "org": f"{ROSTERING}/orgs",
    "course": f"{ROSTERING}/courses",
    "user": f"{ROSTERING}/users",
    "academicSession": f"{ROSTERING}/academicSessions",
    "category": f"{GRADEBOOK}/categories",
    "lineItem": f"{GRADEBOOK}/lineItems",
    "scoreScale": f"{GRADEBOOK}/scoreScales",
}
"""What a reference refers to, to where records of the kind lie."""

LINKS = {
    "classSourcedId": ("class", "class"),
    "schoolSourcedId": ("school", "org"),
    "courseSourcedId": ("course", "course"),
    "categorySourcedId": ("category", "category"),
    "academicSessionSourcedId": ("academicSession", "academicSession"),
    "lineItemSourcedId": ("lineItem", "lineItem"),
    "studentSourcedId": ("student", "user"),
}
"""Column to the member that takes its place, and the kind of what it refers to."""

NUMBERS = ("score", "resultValueMin", "resultValueMax")
DAYS = ("assignDate", "dueDate")
FLAGS = (*IN_PROGRESS_FLAGS, "late")
OWN_TERM = "ext:"

KEPT_OF_DELETED = {
    "results": ("sourcedId", "status", "dateLastModified", "lineItem", "student", "class", "scoreStatus", "scoreDate"),
    "lineItems": (
        *("sourcedId", "status", "dateLastModified", "title", "assignDate", "dueDate"),
        *("class", "school", "category", "academicSession"),
    ),
}
"""What is said of a record that is to be deleted: what must be, and whose it was."""

DELETED = "tobedeleted"


class Wire:
    """Writes records for a server at `base_url`."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def line_items(self, records: Records) -> list[Json]:
        objectives = _by(records, OF_LINE_ITEMS, "lineItemSourcedId")
        scales = _by(records, "lineItemScoreScales", "lineItemSourcedId")
        found = []
        for row in records.of("lineItems"):
            named = objectives.get(row["sourcedId"], [])
            made = self._record(row, named)
            if named:
                made["learningObjectiveSet"] = [
                    {"source": source, "learningObjectiveIds": [one["learningObjectiveId"] for one in rows]}
                    for source, rows in _by_source(named)
                ]
            given = scales.get(row["sourcedId"], [])
            if len(given) == 1:  # there is room for one, and none says which standard it is for
                made["scoreScale"] = self._reference("scoreScale", given[0]["scoreScaleSourcedId"])
            found.append(made)
        return found

    def results(self, records: Records) -> list[Json]:
        objectives = _by(records, OF_RESULTS, "resultSourcedId")
        found = []
        for row in records.of("results"):
            named = objectives.get(row["sourcedId"], [])
            made = self._record({**row, "scoreStatus": _score_status(row, is_scored=_is_scored(row, named))}, named)
            if named:
                made["learningObjectiveSet"] = [
                    {"source": source, "learningObjectiveResults": [_objective_result(one) for one in rows]}
                    for source, rows in _by_source(named)
                ]
            found.append(made)
        return found

    def categories(self, records: Records) -> list[Json]:
        return [self._record(row) for row in records.of("categories")]

    def score_scales(self, records: Records) -> list[Json]:
        found = []
        for row in records.of("scoreScales"):
            made = self._record({name: cell for name, cell in row.items() if name != "orgSourcedId"})
            pairs = pairs_in(row["scoreScaleValue"]) or ()
            made["scoreScaleValue"] = [{"itemValueLHS": left, "itemValueRHS": right} for left, right in pairs]
            found.append(made)
        return found

    def _record(self, row: Row, inside: Sequence[Row] = ()) -> Json:
        """The row; it was last modified when the last of what stands inside it was."""
        modified = max(row["dateLastModified"], *(one["dateLastModified"] for one in inside), "")
        return dict(self._members({**row, "dateLastModified": modified}))

    def _members(self, row: Row) -> Iterator[tuple[str, Any]]:
        for name, cell in row.items():
            if not cell:
                continue
            if name in LINKS:
                member, kind = LINKS[name]
                yield member, self._reference(kind, cell)
            elif name in NUMBERS:
                yield name, number_of(cell)
            elif name in DAYS:
                yield name, f"{cell}T00:00:00.000Z"
            else:
                yield name, cell

    def _reference(self, kind: str, sourced_id: str) -> Json:
        return {"href": f"{self._base_url}{PLACES[kind]}/{sourced_id}", "sourcedId": sourced_id, "type": kind}


def deleted(collection: str, record: Json, modified: str) -> Json:
    """The record as one that is to be deleted since then. Nothing is told of how it was."""
    kept = {name: record[name] for name in KEPT_OF_DELETED[collection] if name in record}
    return {**kept, "status": DELETED, "dateLastModified": modified}


def number_of(cell: str) -> float:
    """The number in a cell; a whole one without a fraction."""
    number = float(cell)
    return int(number) if number.is_integer() else number


def _objective_result(row: Row) -> Json:
    made: Json = {"learningObjectiveId": row["learningObjectiveId"]}
    if row.get("score"):
        made["score"] = number_of(row["score"])
    if row.get("textScore"):
        made["textScore"] = row["textScore"]
    return made


def _is_scored(row: Row, objectives: Sequence[Row]) -> bool:
    return any(one.get("score") or one.get("textScore") for one in (row, *objectives))


def _score_status(row: Row, *, is_scored: bool) -> str:
    """The term as it is; a vendor's own that has not the form of one becomes what it is taken for."""
    said = row["scoreStatus"]
    if said in STAGES or said.startswith(OWN_TERM):
        return said
    return status_of(stage_of(said, {name: row.get(name, "") for name in FLAGS}), is_scored=is_scored)


def _by(records: Records, table: str, owner: str) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in records.of(table):
        found.setdefault(row[owner], []).append(row)
    return found


def _by_source(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    for source in dict.fromkeys(row["source"] for row in rows):
        yield source, [row for row in rows if row["source"] == source]
