"""Two exports for tests, and what has changed from the one to the other."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from oneroster.packages import package, roster, written

from fairmark.validators.exports.changes import Changes, changes_since

BEGIN = "sourcedId,status,dateLastModified"


def export(folder: Path, *, version: str = "1.2", **tables: list[str]) -> Path:
    """An export with these tables, each as its header and rows. The header comes without the columns that every file
    begins with, the rows with their sourcedId and without marks of a delta, unless they begin with `=`."""
    files = {name: text(rows) for name, rows in tables.items()}
    return written(folder, package(version=version, **files))


def text(rows: list[str]) -> bytes:
    header, *rest = rows
    lines = [f"{BEGIN},{header}", *(row[1:] if row.startswith("=") else row.replace(",", ",,,", 1) for row in rest)]
    return "".join(f"{line}\n" for line in lines).encode()


def changes(old: Path, new: Path, *, at: str = "2026-11-01", **options: Any) -> Changes:
    """What has changed, with every sourcedId."""
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return changes_since([roster(old)], replace(roster(new), now=now), **{"samples": None, **options})


def of_one_table(folder: Path, table: str, old: list[str], new: list[str], **options: Any) -> Changes:
    """What has changed where both exports hold that table alone."""
    return changes(export(folder / "old", **{table: old}), export(folder / "new", **{table: new}), **options)
