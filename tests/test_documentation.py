"""The documentation is true: what it names exists, what exists is named, and its samples run."""

from pathlib import Path
import re
import runpy

import pytest

from conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXT = {page.relative_to(ROOT).as_posix(): page.read_text("utf-8") for page in PAGES}


MADE = runpy.run_path(str(ROOT / "docs" / "build.py"))["pages"]()


@pytest.mark.parametrize("page", MADE, ids=lambda page: page.name)
def test_pages_made_from_the_code_are_current(page: Path) -> None:
    assert page.read_text("utf-8") == MADE[page], "run `make docs` and commit docs/"


def test_every_option_says_what_it_does() -> None:
    assert not re.findall(r"^\| .* \|  \|$", MADE[ROOT / "docs" / "commands.md"], re.MULTILINE)


@pytest.mark.parametrize("name", TEXT)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", TEXT[name]):
        assert (ROOT / name).parent.joinpath(target).exists(), f"{name} links to {target}"


def test_the_sample_of_the_readme_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    sample = re.search(r"```python\n(.*?)```", TEXT["README.md"], re.DOTALL)
    assert sample
    monkeypatch.chdir(ROOT)
    script = ROOT / "build" / "readme_sample.py"
    script.parent.mkdir(exist_ok=True)
    script.write_text(sample[1], "utf-8")
    runpy.run_path(str(script))
    assert capsys.readouterr().out.startswith("PASS: ")
