"""Databases of the kind that a test asks for."""

from collections.abc import Callable
from pathlib import Path

import pytest


def database_of(request: pytest.FixtureRequest, folder: Path) -> str:
    """The URL of a database without tables, of the kind that the fixture is given: SQLite, where it is given none."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{(folder / 'fairmark.db').as_posix()}"
    new: Callable[[], str] = request.getfixturevalue("postgresql")
    return new()
