"""Packages on the command line: out of one database and into another one."""

from pathlib import Path

from portability_packages import content

from conftest import Run
from learning_api import LEARNER, UNKNOWN, Learning


def test_a_package_leaves_and_comes_by_command(learning: Learning, fairmark: Run, tmp_path: Path) -> None:
    learning.evidence()
    here, there = (f"sqlite:///{(tmp_path / name).as_posix()}" for name in ("fairmark.db", "there.db"))
    whole, own, back = (tmp_path / name for name in ("whole.zip", "own.zip", "back.zip"))
    assert fairmark("export", "--organisation", "--database", here, "--output", str(whole)).exit_code == 0
    assert fairmark("export", "--learner", LEARNER, "--database", here, "--output", str(own)).exit_code == 0
    first = fairmark("import", str(whole), "--database", there)
    assert (first.exit_code, first.stdout.splitlines()[0]) == (
        0,
        "Stored 1 record, 1 version of frameworks and 0 files; 0 were here already.",
    )
    assert fairmark("import", str(own), "--database", there).exit_code == 0
    assert fairmark("export", "--organisation", "--database", there, "--output", str(back)).exit_code == 0
    assert content(back.read_bytes()) == content(whole.read_bytes())
    assert fairmark("export", "--learner", UNKNOWN, "--database", here, "--output", str(back)).exit_code == 2
    assert fairmark("export", "--organisation", "--database", here).exit_code == 2
