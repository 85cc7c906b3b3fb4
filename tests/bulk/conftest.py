"""Mixed material for bulk judging: every third twin of the repository, as a folder and as a document a line."""

from collections.abc import Iterator
from pathlib import Path
import shutil

import orjson
import pytest

from conftest import ROOT
from fairmark.validators.bulk import plan
from fairmark.validators.readers import line_parts

FAMILIES = ("case", "credentials")
SMALL = 1 << 13


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks and parts so small that the twins make dozens of them."""
    monkeypatch.setattr(plan, "BYTES", SMALL)
    monkeypatch.setattr(plan, "FILES", 10)
    monkeypatch.setattr(plan, "CUT_FROM", 2 * SMALL)
    monkeypatch.setattr(line_parts, "BLOCK", SMALL)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twins of all kinds: JSON, tokens, baked images, broken ones, and what is left out."""
    made = tmp_path_factory.mktemp("bulk") / "all"
    (made / "deeper").mkdir(parents=True)
    for number, twin in enumerate(_twins()):
        place = made / "deeper" if number % 3 == 0 else made
        shutil.copy(twin, place / f"{twin.parent.name}-{twin.name}")
    (made / "read.me").write_text("left out", "utf-8")
    return made


@pytest.fixture(scope="session")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same a line each, with blank lines, broken ones and tokens between them, and CR before some LF."""
    made = tmp_path_factory.mktemp("bulk") / "all.ndjson"
    with made.open("wb") as stream:
        for number, line in enumerate(_lines()):
            stream.write(line + (b"\r\n" if number % 7 == 0 else b"\n") + b" \n" * (number % 11 == 0))
    return made


def _twins() -> list[Path]:
    found = (file for family in FAMILIES for file in (ROOT / "fixtures" / family).glob("*/*"))
    return sorted(file for file in found if file.is_file())[::3]


def _lines() -> Iterator[bytes]:
    for twin in _twins():
        data = twin.read_bytes()
        if twin.suffix == ".jws":
            yield data.strip()
        elif twin.suffix == ".json" and data.isascii() and b"\0" not in data:
            try:
                yield orjson.dumps(orjson.loads(data))
            except orjson.JSONDecodeError:
                yield data.replace(b"\n", b" ").replace(b"\r", b" ")
