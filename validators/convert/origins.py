"""Where evidence came from: what an earlier conversion from OneRoster has carried with it."""

from collections.abc import Mapping
from dataclasses import dataclass
import re
from typing import Any

from fairmark.validators.convert.loss import one_line
from fairmark.validators.convert.scl_records import Json
from fairmark.validators.convert.scl_terms import EXTENSION, Stage, stage_of

IS_GUID = re.compile(r"[0-9A-Za-z.\-_/@]{1,255}", re.ASCII).fullmatch


OF_LINE_ITEM = (
    *("assignDate", "dueDate"),
    *("classSourcedId", "categorySourcedId", "academicSessionSourcedId", "schoolSourcedId"),
)
"""Columns that a line item must have."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where evidence came from, as an earlier conversion has carried it; what cannot stand in a table is left out."""

    student: str
    result: Mapping[str, str]
    line_item: Mapping[str, str]
    objectives: Mapping[str, str]
    unjudged: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, record: Json) -> "Origin":
        said = record.get(EXTENSION)
        carried: Mapping[str, Any] = said if isinstance(said, Mapping) else {}
        student, unjudged = carried.get("student"), carried.get("unjudged")
        return cls(
            student=student if isinstance(student, str) and IS_GUID(student) else "",
            result=texts_in(carried.get("result")),
            line_item=texts_in(carried.get("lineItem")),
            objectives=texts_in(carried.get("objectives")),
            unjudged={name: texts_in(cells) for name, cells in unjudged.items()}
            if isinstance(unjudged, Mapping)
            else {},
        )

    @property
    def has_line_item(self) -> bool:
        """Whether a whole line item was carried, and not only its name."""
        return all(self.line_item.get(name) for name in OF_LINE_ITEM)

    def still_holds(self, record: Json, chosen: Mapping[str, Json]) -> bool:
        """Whether the result is as it came: handed in or not as it was, and judged by nobody since."""
        was_draft = stage_of(self.result.get("scoreStatus", ""), self.result) is Stage.IN_PROGRESS
        is_draft = record["status"] == "draft"
        return bool(self.result) and was_draft is is_draft and all(EXTENSION in one for one in chosen.values())


NOWHERE = Origin("", {}, {}, {}, {})


def guid_in(cells: Mapping[str, str]) -> str:
    """The sourcedId among carried cells, "" where there is none that can be one."""
    said = cells.get("sourcedId", "")
    return said if IS_GUID(said) else ""


def texts_in(value: Any) -> dict[str, str]:
    cells = value if isinstance(value, Mapping) else {}
    return {name: one_line(cell) for name, cell in cells.items() if isinstance(cell, str)}
