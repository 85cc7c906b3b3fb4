"""Reports as JSON files, and the command that compares them."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

import pytest
from reports import tiny_provider

from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import Report
from fairmark.validators.reports import FORMATS
from fairmark.validators.suites.run import run_suite
from fairmark.validators.suites.transport import InProcess

Json = dict[str, Any]
Keep = Callable[..., Path]


def as_json(report: Report) -> Json:
    parsed: Json = json.loads(FORMATS["json"].render(report))
    return parsed


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Write something as JSON, and give the file: `keep("old", report)`."""

    def write(name: str, value: Json) -> Path:
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(value), "utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def provider_run() -> Json:
    """Of a small provider that has none of the optional features."""
    profile = profile_named("case-1.1-provider", live=True)
    return as_json(run_suite(tiny_provider.BASE, profile, InProcess(tiny_provider.answer)))
