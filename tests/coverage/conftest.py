"""Coverage of a small export against a small framework."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gradebooks import framework
import pytest

from fairmark.validators.coverage.coverage import READ, Coverage, coverage_of
from fairmark.validators.readers.frameworks import framework_of
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.roster_input import open_roster

TREE: dict[str, Any] = {"A": {"A.1": {}, "A.2": {}}, "B": {"B.1": {}}}
"""A framework of two groups and three standards."""

Counted = Callable[..., Coverage]


@pytest.fixture
def counted() -> Counted:
    """The coverage of the package in a folder, against these CASE packages: the small one where none is given."""

    def run(folder: Path, *packages: dict[str, Any], minimum: int = 1) -> Coverage:
        read = [framework_of(package) for package in packages or (framework("Reading continuum", TREE),)]
        roster = open_roster(folder, Limits(), only=READ)
        return coverage_of(roster, [one for one in read if one], minimum)

    return run
