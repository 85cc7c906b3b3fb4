"""A run can be cancelled, still ends in a report, and can go on without asking again for what passed."""

from dataclasses import replace
import json
from pathlib import Path
from typing import Any

import pytest
from suites.honest import LIMITS, STANDARD, honest_server

from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import Report
from fairmark.validators.core.waivers import UnusableFile
from fairmark.validators.net.messages import Request, Response
from fairmark.validators.reports.json_report import render
from fairmark.validators.suites.inputs import load_identifiers, load_passed
from fairmark.validators.suites.run import SuiteOptions, run_suite
from fairmark.validators.suites.transport import InProcess

URL = "https://case.example.org/ims/case/v1p1"


class Counting(InProcess):
    """Counts the requests, and is cancelled by the user at one of them."""

    def __init__(self, application: Any, cancelled_at: int | None = None) -> None:
        super().__init__(application, limits=LIMITS)
        self.sent = 0
        self._cancelled_at = cancelled_at

    def send(self, request: Request) -> Response:
        self.sent += 1
        if self.sent == self._cancelled_at:
            raise KeyboardInterrupt
        return super().send(request)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return honest_server(tmp_path_factory.mktemp("resume")).app


def run(transport: InProcess, options: SuiteOptions = STANDARD) -> Report:
    return run_suite(URL, profile_named("case-1.1-provider", live=True), transport, options)


def passed(report: Report) -> set[tuple[str, str]]:
    return {(check.rule, check.operation) for check in report.checks if check.outcome is Outcome.PASS}


def test_a_cancelled_run_ends_in_a_report_that_says_so(server: Any) -> None:
    report = run(Counting(server, cancelled_at=120))
    assert report.partial
    assert any(step.name == "cancelled" for step in report.steps)
    assert passed(report)


def test_a_resumed_run_asks_less_and_finds_the_same(server: Any, tmp_path: Path) -> None:
    whole = Counting(server)
    expected = run(whole)
    saved = tmp_path / "report.json"
    saved.write_bytes(render(run(Counting(server, cancelled_at=180))))
    rest = Counting(server)
    resumed = run(rest, replace(STANDARD, resumed=load_passed(saved)))
    assert rest.sent < whole.sent
    assert passed(resumed) == passed(expected)
    assert resumed.verdict is expected.verdict


def test_what_is_no_report_cannot_be_resumed(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"checks": [{"outcome": "pass"}]}), "utf-8")
    with pytest.raises(UnusableFile):
        load_passed(other)


@pytest.mark.parametrize("text", ["[]", '{"CFItem": "x"}', '{"CFItem": [1]}', "{"])
def test_what_is_no_list_of_identifiers_is_refused(text: str, tmp_path: Path) -> None:
    given = tmp_path / "ids.json"
    given.write_text(text, "utf-8")
    with pytest.raises(UnusableFile):
        load_identifiers(given)
