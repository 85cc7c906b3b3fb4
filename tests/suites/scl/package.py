"""The package of the small district: what is in it, how it is written, and what the suite says of it."""

from collections.abc import Mapping
import json
from pathlib import Path
from typing import Any

from scl_twins import files_of
from suites.scl.records import Records
from suites.scl.roster import roster, written
from suites.scl.story import story
from suites.scl.views import learners, reports, results

from conftest import ROOT
from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import Report
from fairmark.validators.suites.run import SuiteOptions, report_on
from fairmark.validators.suites.scl import open_file

PROFILE = profile_named("scl", live=True)
RECORD = ROOT / "fixtures" / "credentials" / "CLR-SCHEMA-001" / "good.json"
TABLE, VIEW = "oneroster/", "views/"

Content = dict[str, Any]
"""Path to JSON for a framework or a credential, a list for records, views and rows, bytes for a file."""


def content(told: Records) -> Content:
    return {
        **{f"case/{name}.json": each.package() for name, each in told.frameworks.items()},
        **{f"scl/{cls}.ndjson": list(records.values()) for cls, records in told.by_class.items()},
        **{f"{TABLE}{name}.csv": rows for name, rows in roster(told.seed).items()},
        **{f"files/{digest}": data for digest, data in told.files.items()},
        "credentials/record.json": RECORD.read_bytes(),
        f"{VIEW}LearnerProgress.ndjson": learners(told),
        f"{VIEW}ReportResult.ndjson": reports(told),
        f"{VIEW}CalibrationResults.ndjson": results(told),
    }


def small_district(seed: int) -> Content:
    return content(story(seed))


def write(folder: Path, package: Mapping[str, Any]) -> Path:
    """Write the package, with a manifest of what is in it."""
    plain = {path: _written(path, each) for path, each in package.items()}
    for path, data in files_of(plain).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def _written(path: str, each: Any) -> Any:
    if path.startswith(TABLE) and not isinstance(each, bytes):
        return written(path.removeprefix(TABLE).removesuffix(".csv"), each)
    if path.startswith(VIEW) and not isinstance(each, bytes):
        return b"".join(json.dumps(view).encode() + b"\n" for view in each)
    return each


def checked(folder: Path, **options: Any) -> Report:
    chosen = SuiteOptions(**options)
    return report_on(str(folder), PROFILE, open_file(PROFILE, folder, chosen), chosen)


def complaints(report: Report) -> dict[str, set[str]]:
    """The checks that fail or warn, each with the operations where they do; faults of the suite are among them."""
    found: dict[str, set[str]] = {}
    for check in report.checks:
        if check.outcome in (Outcome.FAIL, Outcome.WARN):
            found.setdefault(check.rule, set()).add(f"{check.operation}: {check.reason}")
    for fault in report.faults:
        found.setdefault(fault.where, set()).add(fault.message)
    return found
