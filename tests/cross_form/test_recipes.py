"""The committed twins of privacy and of several forms are what their recipes make."""

from pathlib import Path

from conftest import ROOT
from mixed_twins.all import files

FAMILIES = ("privacy", "cross_form")


def test_the_committed_twins_are_what_the_recipes_make() -> None:
    made, fixtures = files(), ROOT / "fixtures"
    stale = [name for name, content in made.items() if _content(fixtures / name) != content]
    assert not stale, "run make twins"
    kept = {path.relative_to(fixtures).as_posix() for each in FAMILIES for path in (fixtures / each).rglob("*.*")}
    assert kept <= made.keys()


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
