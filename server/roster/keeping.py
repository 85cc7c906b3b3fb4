"""Keep the roster of a OneRoster package: all of it takes the place of the one before, or nothing does."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, insert

from fairmark.server.roster.rows import READ, RosterRows, Row
from fairmark.server.roster.tables import ROSTER, classes, enrollments, kept, people
from fairmark.server.storage.database import writing
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.readers.oneroster_files import DEEPEST, package_folder
from fairmark.validators.readers.roster_input import NoRoster, open_roster
from fairmark.validators.readers.source import Source

NEEDED = ("orgs", "users")
CHUNK = 5_000
"""Rows that are written at once."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is known now; `version` is that of OneRoster."""

    version: str
    schools: int
    people: int
    classes: int
    enrollments: int

    @property
    def headline(self) -> str:
        """The result in a line."""
        numbers = f"{self.people} people, {self.schools} schools, {self.classes} classes"
        return f"Kept the roster (OneRoster {self.version}): {numbers}, {self.enrollments} enrollments."

    def as_json(self) -> dict[str, Any]:
        """The result as a JSON object."""
        return {"outcome": "kept", "headline": self.headline, **asdict(self)}


def is_roster(source: Source) -> bool:
    """Whether what the user named is a folder or archive on this machine that holds a OneRoster package."""
    files = source.files if source.container in DEEPEST and not source.served else None
    return files is not None and package_folder(files, DEEPEST[source.container]) is not None


def keep(engine: Engine, path: Path, limits: Limits) -> Kept:
    """Replace the roster by that of the package in the folder or archive at `path`.

    WrongUsage where there is none, where it holds changes only, or where a file cannot be read: then the roster that is
    kept stays. Busy where another writer keeps the database.
    """
    try:
        package = open_roster(path, limits, only=READ)
    except NoRoster as error:
        raise WrongUsage(f"{path} {error}") from None
    for name in NEEDED:
        table = package.get(name)
        if table is None:
            raise WrongUsage(f"{path} has no {name}.csv: a roster is replaced as a whole")
        if package.is_delta(table):
            raise WrongUsage(f"{path} holds changes only: a roster is replaced as a whole, by a bulk package")
    with writing(engine) as connection:
        return _replace(connection, package)


def _replace(connection: Connection, package: Roster) -> Kept:
    for table in ROSTER:
        connection.execute(delete(table))
    rows = RosterRows(package)
    counts = {table: _insert(connection, table, make()) for table, make in rows.tables().items()}
    connection.execute(insert(kept), {"kept_at": datetime.now(UTC), "version": package.version})
    return Kept(package.version, rows.schools, counts[people], counts[classes], counts[enrollments])


def _insert(connection: Connection, table: Table, rows: Iterable[Row]) -> int:
    """Insert the rows, of several with one key the first; how many there are."""
    columns = [column.name for column in table.primary_key]
    seen: set[tuple[Any, ...]] = set()
    new: list[Row] = []
    for row in rows:
        key = tuple(row[name] for name in columns)
        if key in seen:
            continue
        seen.add(key)
        new.append(row)
        if len(new) == CHUNK:
            connection.execute(insert(table), new)
            new = []
    if new:
        connection.execute(insert(table), new)
    return len(seen)
