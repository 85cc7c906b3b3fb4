"""A report made by a real run on broken and hostile files, and every report made by hand."""

from datetime import UTC, date, datetime
import json
import os
from pathlib import Path
from typing import Any

import pytest
from reports import made_reports, tiny_provider

from fairmark.validators import Options, validate
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import Report
from fairmark.validators.core.waivers import Waiver
from fairmark.validators.suites.run import run_suite
from fairmark.validators.suites.transport import InProcess

AT = datetime(2026, 1, 20, tzinfo=UTC)
GOOD = Path(__file__).resolve().parents[2] / "fixtures" / "case" / "CASE-ID-001" / "good.json"


def broken_files(folder: Path) -> list[str]:
    """Two packages, broken in several ways, with hostile values in them, and a third file that is not JSON."""
    first: dict[str, Any] = json.loads(GOOD.read_bytes())
    for number, attack in enumerate(made_reports.HOSTILE):
        attack = attack.encode("utf-8", "replace").decode()  # the reader refuses lone surrogates
        first["CFItems"].append({**first["CFItems"][1], "identifier": attack, "humanCodingScheme": f"N.{number}"})
    first["CFItems"][0]["fullStatement"] = "数と計算 – מספרים"
    second: dict[str, Any] = json.loads(GOOD.read_bytes())
    second["CFDocument"]["identifier"] = "=1+1"
    second["CFAssociations"][0]["identifier"] = "\u202e\x1b[31m"
    (folder / "数学 1.json").write_text(json.dumps(first, ensure_ascii=False), "utf-8")
    (folder / "=second.json").write_text(json.dumps(second, indent=2), "utf-8")
    (folder / "third.json").write_text('{"CFDocument": ', "utf-8")
    return ["数学 1.json", "=second.json", "third.json"]


@pytest.fixture(scope="session")
def run_report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Of a run with a waiver, a baseline and capped samples."""
    folder = tmp_path_factory.mktemp("broken")
    names = broken_files(folder)
    before = Path.cwd()
    os.chdir(folder)
    try:
        full = validate(names, Options(at=AT, samples=None))
        known = [s.fingerprint for g in full.findings for s in g.samples if s.input == "third.json"]
        waiver = Waiver(
            "CASE-ID-001", "it is being cleared", "somebody", date(2026, 2, 1), "=second.json", "/CFDocument*"
        )
        return validate(names, Options(at=AT, samples=3, waivers=(waiver,), baseline=known))
    finally:
        os.chdir(before)


@pytest.fixture(scope="session")
def suite_report() -> Report:
    """Of a real run against a small provider with faults."""
    return run_suite(tiny_provider.BASE, profile_named("case-1.1-provider", live=True), InProcess(tiny_provider.answer))


@pytest.fixture(params=["run_report", "suite_report", *(name for name, _ in made_reports.every())])
def any_report(request: pytest.FixtureRequest) -> Report:
    """Each of them in turn."""
    if request.param.endswith("_report"):
        report: Report = request.getfixturevalue(request.param)
        return report
    made: Report = getattr(made_reports, request.param)()
    return made
