"""Whatever stands in the cells of a package, and whichever columns are missing, every rule comes to an end."""

import csv
from dataclasses import replace
import io
from pathlib import Path

from oneroster.packages import package, roster, written
import pytest

from conftest import ROOT
from fairmark.schemas.oneroster import VERSIONS, tables
from fairmark.validators.core.engine import rules_for
from fairmark.validators.exports.changes import changes_since
from fairmark.validators.judge import load_rules
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.oneroster import MANIFEST
from fairmark.validators.readers.shelf import FolderShelf

load_rules()
JUNK = [
    "",
    ",",
    "{",
    "{:}",
    "0000-00-00",
    "9999-12-31",
    "١٢٣",  # digits, but not ours
    "NaN",
    "1e999",
    "9" * 5000,
    "urn:uuid:",
    "true",
    "\x1f\x00\u2028",
]
WIDEST = max(len(spec.columns) for version in VERSIONS for spec in tables(version).values())


def run_all(files: dict[str, bytes], folder: Path, version: str) -> None:
    shelf = FolderShelf(ROOT / "fixtures" / "oneroster" / "shelf", Limits())
    read = replace(roster(written(folder / "junk", files), version), shelf=shelf)
    sound = roster(written(folder / "sound", package(*tables(version), version=version)), version)
    subjects = (read, changes_since([sound], read), changes_since([read], replace(sound, shelf=shelf)))
    for subject in subjects:
        for rule in rules_for(subject):
            if rule.standard == "OR" and (subject is read or subject.kind in rule.kinds):
                list(rule.check(subject))


def changed(data: bytes, *, junk: str | None = None, without: int | None = None) -> bytes:
    """The file with all cells below the header replaced but the first, or without a column."""
    header, *rows = csv.reader(io.StringIO(data.decode()))
    if junk is not None:
        rows = [[row[0], *(junk for _ in row[1:])] for row in rows]
    if without is not None:
        header, *rows = ([cell for at, cell in enumerate(row) if at != without] for row in (header, *rows))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("junk", JUNK)
def test_junk_in_every_cell(tmp_path: Path, version: str, junk: str) -> None:
    files = package(*tables(version), version=version)
    run_all(
        {**files, **{name: changed(files[name], junk=junk) for name in files.keys() - {MANIFEST}}}, tmp_path, version
    )


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("column", range(WIDEST))
def test_without_a_column(tmp_path: Path, version: str, column: int) -> None:
    files = package(*tables(version), version=version)
    less = {name: changed(files[name], without=column) for name in files.keys() - {MANIFEST}}
    run_all({**files, **less}, tmp_path, version)
