"""What somebody has decided about is no failure of a run: waived breaches, and those known from a baseline."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from suites.honest import STANDARD, checked, honest_server

from fairmark.server.faults import faulty
from fairmark.validators.core.levels import Outcome, Verdict
from fairmark.validators.core.report import Report
from fairmark.validators.core.waivers import Decisions, Waiver

TODAY = date(2026, 9, 1)
FAULTS = {"CASE-API-003": "unknown-is-bad-request", "CASE-PKG-005": "null-for-nothing"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return honest_server(tmp_path_factory.mktemp("decisions")).app


def failed(report: Report) -> set[str]:
    return {check.rule for check in report.checks if check.outcome is Outcome.FAIL}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_waived_breach_does_not_fail(rule: str, server: Any) -> None:
    application = faulty(server, FAULTS[rule])
    waiver = Waiver(rule, "under repair", "vendor@case.example.org", TODAY)
    before = checked(application, "1.1")
    after = checked(application, "1.1", replace(STANDARD, decisions=Decisions([waiver], today=TODAY)))
    assert failed(before) == {rule}
    assert before.verdict is Verdict.FAIL
    assert not failed(after)
    assert after.verdict is not Verdict.FAIL
    assert after.waived > 0
    assert any(check.reason.startswith("waived: ") for check in after.checks if check.rule == rule)


@pytest.mark.parametrize("rule", FAULTS)
def test_a_known_breach_does_not_fail(rule: str, server: Any) -> None:
    application = faulty(server, FAULTS[rule])
    before = checked(application, "1.1", replace(STANDARD, samples=None))
    baseline = [sample.fingerprint for group in before.findings for sample in group.samples]
    after = checked(application, "1.1", replace(STANDARD, decisions=Decisions((), baseline, today=TODAY)))
    assert not failed(after)
    assert after.known == len(baseline)
