"""OneRoster packages for tests: made of the sample, changed, and read as Fairmark reads them."""

from collections.abc import Mapping
from datetime import UTC, datetime
import importlib.util
from pathlib import Path
from types import ModuleType
import zipfile

from conftest import ROOT
from fairmark.validators.core.shelf import EmptyShelf
from fairmark.validators.readers.folder import open_folder
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.readers.oneroster_files import DEEPEST, package_folder, read_roster

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def builder() -> ModuleType:
    """The script that makes the twins."""
    spec = importlib.util.spec_from_file_location("oneroster_twins", ROOT / "fixtures" / "oneroster" / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def package(*names: str, version: str = "1.2", **files: bytes) -> dict[str, bytes]:
    """A package of these tables of the sample; `files` take the place of what is there, or are added: `users=b"..."`
    for users.csv."""
    made: dict[str, bytes] = builder().sample(version, names, {})
    return {**made, **{f"{name}.csv": data for name, data in files.items()}}


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def zipped(path: Path, files: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def roster(folder: Path, version: str | None = None) -> Roster:
    """The package in a folder."""
    files = open_folder(str(folder), folder, Limits()).files
    assert files
    inner = package_folder(files, DEEPEST["folder"])
    assert inner is not None
    return read_roster(files, inner, version=version, shelf=EmptyShelf(), show_values=False, now=NOW)
