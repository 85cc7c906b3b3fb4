"""What an installation must have: runs on the editable install and, in CI, on the built wheel."""

from importlib.resources import files
from pathlib import Path
import tomllib

from conftest import ROOT, Run
from fairmark.schemas import load

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ROOMS = ("fixtures", "schemas", "server", "validators")


def test_the_package_list_is_the_folders() -> None:
    """A package that is not listed would be missing from the wheel without a word."""
    folders = {
        "fairmark." + ".".join(init.parent.relative_to(ROOT).parts)
        for room in ROOMS
        for init in (ROOT / room).rglob("__init__.py")
    }
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == folders


def test_every_listed_package_is_installed() -> None:
    """Looked up in the four rooms, without importing what only some installations can import."""
    for name in PROJECT["tool"]["setuptools"]["packages"]:
        _, room, *inner = name.split(".")
        assert Path(str(files(f"fairmark.{room}"))).joinpath(*inner, "__init__.py").is_file(), name


def test_data_files_are_installed() -> None:
    """Every schema, template and sample in the repository is in the installation too."""
    for room, suffixes in {"schemas": (".json",), "validators": (".j2", ".css", ".js")}.items():
        installed = Path(str(files(f"fairmark.{room}")))
        for path in (ROOT / room).rglob("*"):
            if path.suffix in suffixes:
                assert (installed / path.relative_to(ROOT / room)).is_file(), path


def test_the_schemas_load() -> None:
    assert load("case/case-v1p1.schema.json")["$id"] == "urn:fairmark:schema:case:v1p1"


def test_the_command_answers(fairmark: Run) -> None:
    done = fairmark("--help")
    assert done.exit_code == 0
    assert "validate" in done.output
