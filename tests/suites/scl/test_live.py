"""The live half of the suite: the reference server passes, and what a run lacks is told as such."""

from pathlib import Path

import pytest
from suites.scl.reference import BASE, NOT_OFFERED, PROFILE, Reference, broken, live_checks

from fairmark.server.reports.operations import REPORTS_API
from fairmark.validators.core.levels import Outcome, Verdict
from fairmark.validators.core.report import Report
from fairmark.validators.suites.identities import Identity
from fairmark.validators.suites.run import SuiteOptions, run_suite
from fairmark.validators.suites.transport import InProcess


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return Reference(tmp_path_factory.mktemp("reference"))


@pytest.fixture(scope="module")
def report(reference: Reference) -> Report:
    """A run with people of whom nothing is known yet."""
    secrets = tuple(identity.token for identity in reference.identities.values())
    return reference.checked(secrets=secrets)


def test_the_reference_server_passes(report: Report) -> None:
    assert broken(report) == set()
    assert report.verdict is Verdict.PASS


def test_it_passes_again(reference: Reference, report: Report) -> None:
    """What a run leaves behind must not break the next one, for the same learners or others."""
    assert report.verdict is Verdict.PASS
    assert broken(reference.checked(seed=2)) == set()
    assert broken(reference.checked(seed=3, identities=reference.newcomers())) == set()


def test_everything_is_looked_at(report: Report) -> None:
    """Otherwise a fault could hide in what a run leaves out."""
    passed = {check.rule for check in report.checks if check.outcome is Outcome.PASS}
    assert live_checks() - NOT_OFFERED <= passed


def test_requirements_come_out_by_what_a_system_can_show(report: Report) -> None:
    outcomes = {required.id: required.outcome for required in report.requirements}
    for id in ("SCL-GRO-01", "SCL-GRO-02", "SCL-PRF-02", "SCL-PRF-08", "SCL-EVD-01", "SCL-CAL-02"):
        assert outcomes[id] is Outcome.PASS, id
    assert outcomes["SCL-PRT-06"] is Outcome.CANNOT_TELL, "that takes a package"


def test_nobody_to_act_as_is_cannot_tell(reference: Reference) -> None:
    report = reference.checked(identities={})
    assert broken(report) == set()
    reasons = {check.reason for check in report.checks if check.rule == "SCL-PRF-021"}
    assert reasons == {"It takes learnerA: name an id and a token of theirs in the file of --identities."}
    assert {check.outcome for check in report.checks if check.rule == "SCL-PRV-011"} == {Outcome.PASS}


def test_a_wrong_base_or_token_is_no_verdict(reference: Reference) -> None:
    given = SuiteOptions(identities=reference.identities)
    wrong = run_suite(f"{BASE}/learning", PROFILE, InProcess(reference.application), given)
    assert (wrong.verdict, "base path" in wrong.headline) == (Verdict.UNDETERMINED, True)
    stranger = {"teacher1": Identity("teacher1", "urn:uuid:x", "no such token")}
    refused = reference.checked(identities=stranger)
    assert (refused.verdict, "not taken" in refused.headline) == (Verdict.UNDETERMINED, True)


def test_tokens_and_records_are_in_no_report(reference: Reference, report: Report) -> None:
    told = str(report.checks)
    assert not [identity for identity in reference.identities.values() if identity.token in told]
    assert "Conformance test" not in told


def test_reports_are_looked_at(tmp_path: Path) -> None:
    report = Reference(tmp_path, REPORTS_API).checked(only=sorted(NOT_OFFERED))
    assert broken(report) == set()
    assert {check.rule for check in report.checks if check.outcome is Outcome.PASS} == NOT_OFFERED
