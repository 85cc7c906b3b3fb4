"""What all tests share: the root of the project, the reference data beside it, and a way to run the command."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

Run = Callable[..., Result]


@pytest.fixture
def fairmark() -> Run:
    """Run the command `fairmark` in this process: `fairmark("validate", path)` gives exit code, stdout and stderr."""
    from fairmark.validators.cli import main

    def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)

    return run


@pytest.fixture
def judged(fairmark: Run) -> Callable[..., dict[str, Any]]:
    """Validate inputs and give the JSON report with every sample."""

    def run(*arguments: str | Path, stdin: bytes | None = None) -> dict[str, Any]:
        done = fairmark("validate", *arguments, "--format", "json", "--samples", "all", stdin=stdin)
        assert done.exit_code in (0, 1), done.output
        report: dict[str, Any] = json.loads(done.stdout_bytes)
        return report

    return run
