"""Districts that were written once for all tests that read them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fairmark.fixtures.district import District
from fairmark.fixtures.district.writing import Wanted, write

Written = Callable[..., Path]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The folder of a district with everything in it: `written(version, seed, learners)`."""
    known: dict[tuple[str, int, int], Path] = {}

    def folder(version: str = "1.2", seed: int = 1, learners: int = 600) -> Path:
        key = (version, seed, learners)
        if key not in known:
            known[key] = tmp_path_factory.mktemp("district") / "written"
            list(write(District(seed, learners), known[key], Wanted(version, broken=True, later=True)))
        return known[key]

    return folder
