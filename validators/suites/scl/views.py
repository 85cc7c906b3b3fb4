"""Views in a package: the progress of learners (section 4.13) and reports, as systems have computed them."""

from collections.abc import Iterator, Mapping
from datetime import date
import re
from typing import Any

from fairmark.validators.core.moments import is_date
from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.scl.graph import Json, as_objects
from fairmark.validators.suites.scl.history import Reading


def reading_of(view: Record) -> Reading:
    """The reading at the two times of a view; a view without them is one of all that there is."""
    return Reading(as_of=view.instant("asOf"), known_at=view.instant("knownAt"))


def competencies_in(view: Record) -> Iterator[Json]:
    """The competencies of a LearnerProgress, of all its continuums."""
    for continuum in as_objects(view.data.get("continuums")):
        yield from as_objects(continuum.get("competencies"))


def pathways_in(view: Record) -> list[Json]:
    """The pathways of a LearnerProgress."""
    return as_objects(view.data.get("pathways"))


def day(value: object) -> date | None:
    """The day of a date, or of a date and time as it is written there."""
    text = value[:10] if isinstance(value, str) else ""
    return date.fromisoformat(text) if is_date(text) and not text.startswith("0000") else None


# -- reports -----------------------------------------------------------------------------------------------------------

Cell = Any
TOTAL = frozenset({"all", "total", "*"})
"""What the cell of a key says in a row that adds up the others."""


def report_id(view: Record) -> str:
    return str(meta(view).get("reportId", ""))


def meta(view: Record) -> Json:
    found = view.data.get("meta")
    return found if isinstance(found, dict) else {}


def columns(view: Record) -> list[str]:
    """The names of the columns."""
    return [str(column.get("name", "")) for column in as_objects(view.data.get("columns"))]


def units(view: Record) -> Mapping[str, str]:
    return {str(column.get("name", "")): str(column.get("unit", "")) for column in as_objects(view.data.get("columns"))}


def rows(view: Record) -> Iterator[dict[str, Cell]]:
    """Each row as cells by the names of their columns; rows of another length are left out."""
    names, found = columns(view), view.data.get("rows")
    for row in found if isinstance(found, list) else ():
        if isinstance(row, list) and len(row) == len(names):
            yield dict(zip(names, row, strict=True))


def cell(row: Mapping[str, Cell], *names: str) -> Cell:
    """The cell of the first of these columns that there is, whatever the case and the marks in its name."""
    plain = {re.sub("[^a-z0-9]", "", name.lower()): value for name, value in row.items()}
    return next((plain[name] for name in names if name in plain), None)


def has(row: Mapping[str, Cell], *names: str) -> bool:
    plain = {re.sub("[^a-z0-9]", "", name.lower()) for name in row}
    return any(name in plain for name in names)


def is_withheld(value: Cell) -> bool:
    return isinstance(value, dict) and "suppressed" in value
