"""Rubrics in a CSV file to CASE. A row is a rubric, a criterion or a level; where it does not say to which rubric or
criterion it belongs, that is the last one above it."""

from collections.abc import Mapping
import re
from typing import Any, Final

from fairmark.validators.convert.loss import Statement, Supplied
from fairmark.validators.convert.package_draft import UUID, Object, PackageDraft, identifier_of, rfc3339
from fairmark.validators.convert.settings import Settings
from fairmark.validators.convert.spreadsheet_cells import Cells, Said, columns_of, identified, text
from fairmark.validators.convert.spreadsheet_document import draft_of
from fairmark.validators.readers.spreadsheets.framework import Spreadsheet
from fairmark.validators.readers.spreadsheets.table import Row

RUBRIC, CRITERION, LEVEL = "CFRubric", "CFRubricCriterion", "CFRubricCriterionLevel"
CLASSES: Final = {"rubric": RUBRIC, "criterion": CRITERION, "level": LEVEL}

TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    RUBRIC: {"Title": "title", "Description": "description"},
    CRITERION: {"Category": "category", "Description": "description"},
    LEVEL: {"Description": "description", "Quality": "quality", "Feedback": "feedback"},
}
NUMBERS: Final[Mapping[str, Mapping[str, str]]] = {
    RUBRIC: {},
    CRITERION: {"Weight": "weight", "Position": "position"},
    LEVEL: {"Score": "score", "Position": "position"},
}
NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?", re.ASCII)


def convert_rubrics(
    spreadsheet: Spreadsheet, settings: Settings, supplied: Supplied
) -> tuple[list[Object], list[Statement[str]]]:
    """The package of a CSV file of rubrics, which has no items, and all its cells with their fates."""
    cells = Cells()
    draft = draft_of(spreadsheet, cells, settings, supplied)
    mapping = _Mapping(draft, settings)
    table = spreadsheet.tables[0]
    for row in table.rows:
        mapping.take(row, cells.of(table.spec.name, row, columns_of(table)))
    if not mapping.rubrics:
        return [], cells.statements
    return [{**draft.finish(), "CFRubrics": mapping.rubrics}], cells.statements


class _Mapping:
    """One conversion: the rubrics made so far, and the objects that other rows may belong to, by identifier."""

    def __init__(self, draft: PackageDraft, settings: Settings) -> None:
        self.rubrics: list[Object] = []
        self._draft = draft
        self._settings = settings
        self._known: dict[str, Object] = {}
        self._last: dict[str, Object] = {}

    def take(self, row: Row, said: Said) -> None:
        """Make what a row is, and put it where it belongs."""
        cls = CLASSES.get(row.word("Type").lower(), "")
        if not cls:
            _drop(said, "it is no Rubric, Criterion or Level")
            return
        owner = self._owner(row, cls)
        if cls != RUBRIC and owner is None:
            _drop(said, "nothing says which rubric or criterion it belongs to")
            return
        made = self._made(row, cls, said)
        said["Type"].keep(cls)
        if owner is None:
            self.rubrics.append(made)
        else:
            made["rubricId" if cls == CRITERION else "rubricCriterionId"] = owner["identifier"]
            owner.setdefault("CFRubricCriteria" if cls == CRITERION else "CFRubricCriterionLevels", []).append(made)
        self._known[made["identifier"]] = self._known[row.word("identifier").lower()] = made
        self._last[cls] = made

    def _owner(self, row: Row, cls: str) -> Object | None:
        """The object that the row names, else the last one above it."""
        column, owner = {CRITERION: ("RubricIdentifier", RUBRIC), LEVEL: ("CriterionIdentifier", CRITERION)}.get(
            cls, ("", "")
        )
        named = row.word(column).lower() if column else ""
        return self._known.get(named) if named else self._last.get(owner)

    def _made(self, row: Row, cls: str, said: Said) -> Object:
        own = row.word("identifier").lower()
        identifier = own if UUID.fullmatch(own) else identifier_of(f"{cls} {self._draft.key} {own or row.number}")
        made: Object = {
            "identifier": identifier,
            "uri": f"{self._settings.base}/ims/case/v1p1/{PATHS[cls]}/{identifier}",
            "lastChangeDateTime": rfc3339(self._settings.at),
        }
        if "identifier" in said:
            identified(said["identifier"], made)
        fields: dict[str, Any] = {field: text(said.get(name), cls, field) for name, field in TEXTS[cls].items()}
        fields |= {field: _number(said.get(name), f"{cls}.{field}") for name, field in NUMBERS[cls].items()}
        if cls == CRITERION and (item := said.get("CFItemIdentifier")):
            fields["CFItemURI"] = self._item(item)
        for name in ("RubricIdentifier", "CriterionIdentifier"):
            if name in said:
                said[name].keep("the object that encloses it")
        made.update({name: value for name, value in fields.items() if value not in (None, "")})
        return made

    def _item(self, statement: Statement[str]) -> Object | None:
        identifier = statement.value.strip().lower()
        if not UUID.fullmatch(identifier):
            statement.drop("it is no UUID")
            return None
        statement.keep("CFRubricCriterion.CFItemURI")
        uri = f"{self._settings.base}/ims/case/v1p1/CFItems/{identifier}"
        return {"title": identifier, "identifier": identifier, "uri": uri}


PATHS: Final = {RUBRIC: "CFRubrics", CRITERION: "CFRubricCriteria", LEVEL: "CFRubricCriterionLevels"}


def _number(statement: Statement[str] | None, target: str) -> float | int | None:
    if statement is None:
        return None
    found = statement.value.strip()
    if not NUMBER.fullmatch(found):
        statement.drop("it is no number")
        return None
    statement.keep(target)
    return int(found) if "." not in found else float(found)


def _drop(said: Said, why: str) -> None:
    for statement in said.values():
        statement.drop(why)
