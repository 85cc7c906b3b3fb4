"""The committed twins of spreadsheet rules are what their recipes make."""

from conftest import ROOT
from spreadsheet_twins.all import files


def test_the_committed_twins_are_what_the_recipes_make() -> None:
    stale = [name for name, content in files().items() if not _is(name, content)]
    assert not stale, "run make twins"


def _is(name: str, content: bytes) -> bool:
    path = ROOT / "fixtures" / name
    return path.is_file() and path.read_bytes() == content
