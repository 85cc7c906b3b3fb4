"""The OneRoster package that a user names, for whatever is done with one but judging it."""

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from fairmark.validators.core.shelf import EmptyShelf
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.readers.oneroster_files import DEEPEST, package_folder, read_roster
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.source import Source, opened, unread


class NoRoster(ValueError):
    """There is no OneRoster package, or it cannot be read; the message says so without values of it."""


def open_roster(path: Path, limits: Limits, *, only: Collection[str] | None = None) -> Roster:
    """The package in the folder or archive at `path`; with `only` the tables of these names.

    Raises NoRoster where there is none, or where one of its files cannot be read.
    """
    source = opened(str(path), limits, _nothing)
    files = source.files
    folder = package_folder(files, DEEPEST[source.container]) if files is not None else None
    if files is None or folder is None:
        raise NoRoster("holds no OneRoster package")
    roster = read_roster(
        files, folder, version=None, shelf=EmptyShelf(), show_values=False, now=datetime.now(UTC), only=only
    )
    broken = [file for file in roster.unread if only is None or file.rpartition("/")[2].removesuffix(".csv") in only]
    broken += [file for file, table in roster.files.items() if not table.complete]
    if broken:
        raise NoRoster(f"holds a file that cannot be read: {broken[0]}; fairmark validate says why")
    return roster


def _nothing(url: str) -> Source:
    """Nothing is fetched here: only files and folders are opened."""
    return unread(url, Problem("FM-INPUT-017"))
