"""The exports that are meant to be right are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from district.labelled import found
import pytest

Judged = Callable[..., dict[str, Any]]
Written = Callable[..., Path]

DISTRICTS = [("1.2", 1, 600), ("1.1", 1, 600), ("1.2", 2, 100), ("1.1", 3, 130), ("1.2", 4, 1300)]


@pytest.mark.parametrize("district", DISTRICTS)
@pytest.mark.parametrize("name", ["export", "next-month"])
def test_it_passes_without_a_warning(
    judged: Judged, written: Written, district: tuple[str, int, int], name: str
) -> None:
    folder = written(*district)
    for options in ([], ["--shelf", folder / "shelf"]):
        report = judged(folder / name, *options)
        assert report["verdict"] == "pass"
        assert found(report, "error", "warning") == {}


@pytest.mark.parametrize("version", ["1.2", "1.1"])
def test_the_next_one_passes_beside_the_last(judged: Judged, written: Written, version: str) -> None:
    folder = written(version)
    report = judged(folder / "next-month", "--previous", folder / "export", "--shelf", folder / "shelf")
    assert report["verdict"] == "pass"
    assert found(report, "error", "warning") == {}


def test_the_next_one_has_gained_changed_and_lost(written: Written) -> None:
    """Tasks and students have come, work was graded, and students have left."""
    before, after = (
        {line.split(",", 1)[0]: line for line in _lines(written(), name)} for name in ("export", "next-month")
    )
    assert len(after.keys() - before.keys()) > 2000
    assert len(before.keys() - after.keys()) > 20
    assert sum(before[id] != after[id] for id in before.keys() & after.keys()) > 100


def _lines(folder: Path, name: str) -> list[str]:
    return [
        line
        for table in ("classes", "results", "users")
        for line in (folder / name / f"{table}.csv").read_text("utf-8").splitlines()[1:]
    ]
