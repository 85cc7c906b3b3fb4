"""Rows of the model that a server keeps for its reports, since they follow from nothing else that it holds: who was
where in earlier years and in which groups, to whom tasks were set, and which credentials were awarded elsewhere.

A roster that is kept later is newer: these rows are then read no more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, delete, func, insert, select

from fairmark.server.reports.rows import (
    Credential,
    Enrolment,
    Learner,
    Membership,
    School,
    SchoolClass,
    SchoolYear,
    Seat,
)
from fairmark.server.reports.tables import columns_of
from fairmark.server.storage.report_tables import report_rows

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class TaskSet:
    """That a task was set to a class of a school on a day."""

    task: str
    class_id: str
    school: str
    day: date


CLASSES: Mapping[str, type] = {
    cls.__name__: cls
    for cls in (School, Learner, Enrolment, Membership, SchoolClass, Seat, SchoolYear, Credential, TaskSet)
}


def note(connection: Connection, rows: Iterable[object], now: datetime) -> None:
    """Let these rows take the place of those that are there."""
    connection.execute(delete(report_rows))
    written = []
    for number, row in enumerate(rows):
        cls = CLASSES[type(row).__name__]
        values = [getattr(row, name) for name in columns_of(cls)]
        written.append({"number": number, "noted_at": now, "cls": cls.__name__, "body": orjson.dumps(values)})
        if len(written) == CHUNK:
            connection.execute(insert(report_rows), written)
            written = []
    if written:
        connection.execute(insert(report_rows), written)


def noted_at(connection: Connection) -> datetime | None:
    """When they were noted, None where there are none."""
    found: datetime | None = connection.scalar(select(func.max(report_rows.c.noted_at)))
    return found


def noted(connection: Connection) -> Iterator[object]:
    wanted = select(report_rows.c.cls, report_rows.c.body).order_by(report_rows.c.number)
    for row in connection.execute(wanted.execution_options(yield_per=CHUNK)):
        cls = CLASSES[row.cls]
        kinds = (kind for kind, _ in columns_of(cls).values())
        yield cls(*(_read(kind, value) for kind, value in zip(kinds, orjson.loads(row.body), strict=True)))


def _read(kind: type, value: Any) -> Any:
    return kind.fromisoformat(value) if value is not None and kind in (date, datetime) else value
