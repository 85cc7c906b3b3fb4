"""What the tests of spreadsheets share: workbooks to change, and a way to judge them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spreadsheet_twins.book import Book, sample

Judged = Callable[..., dict[str, Any]]


@pytest.fixture
def book() -> Book:
    """A workbook that breaks no rule."""
    return sample()


@pytest.fixture
def found(judged: Judged, tmp_path: Path) -> Callable[..., dict[str, list[dict[str, Any]]]]:
    """Judge a workbook, or the bytes of a file of that name: rule to the samples of its findings."""

    def run(
        content: Book | bytes | str, *options: str | Path, name: str = "sheet.xlsx"
    ) -> dict[str, list[dict[str, Any]]]:
        path = tmp_path / name
        data = content.as_bytes() if isinstance(content, Book) else content
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        report = judged(path, *options)
        assert report["faults"] == []
        return {finding["rule"]: finding["samples"] for finding in report["findings"]}

    return run
