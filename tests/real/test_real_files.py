"""Real files are replayed: a change in what is found in them is reviewed, not overwritten.

The files are not part of the repository. `findings.json` holds, for each file or package of tables, the rule and
severity of every finding with its count; docs/real-data.md says why each is right.
"""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import SHARED

REAL = SHARED / "data"
EXPECTED: dict[str, dict[str, int]] = json.loads(Path(__file__).with_name("findings.json").read_text("utf-8"))

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not at hand")


def test_every_real_file_is_replayed() -> None:
    files = [
        *(REAL / "case").rglob("*.json"),
        *(path for path in (REAL / "credentials").rglob("*") if path.is_file()),
        *(REAL / "edfi").rglob("*.xml"),
    ]
    packages = {path.parent for path in (REAL / "oneroster").rglob("*.csv")}
    assert {path.relative_to(REAL).as_posix() for path in (*files, *packages)} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_found_is_what_was_reviewed(name: str, judged: Callable[..., dict[str, Any]]) -> None:
    report = judged(REAL / name, "--at", "2026-11-24")
    assert {f"{found['rule']} {found['severity']}": found["count"] for found in report["findings"]} == EXPECTED[name]
