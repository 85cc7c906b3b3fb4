"""The suite passes a provider that is not ours and that offers no more than the standard demands."""

import ast

import pytest
from suites.honest import SPOKEN, checked, complaints
from suites.independent_provider import HOST, Application

from conftest import ROOT
from fairmark.validators.core.levels import Outcome, Verdict
from fairmark.validators.suites.recording import Budget
from fairmark.validators.suites.run import SuiteOptions

FRAMEWORKS = ROOT / "fixtures" / "frameworks"
OPTIONAL = {"CASE-API-011", "CASE-API-012", "CASE-API-013", "CASE-API-014", "CASE-API-015"}
"""Rules about what a provider need not offer: paging, sorting, filtering, choosing fields."""


@pytest.mark.parametrize("exhaustive", [False, True], ids=["sampled", "exhaustive"])
@pytest.mark.parametrize("version", SPOKEN)
def test_a_minimal_provider_passes(version: str, exhaustive: bool) -> None:
    options = SuiteOptions(exhaustive=exhaustive, budget=Budget(requests=5_000))
    report = checked(Application(FRAMEWORKS), version, options, base=HOST)
    assert not report.faults
    assert complaints(report) == {}
    assert report.verdict is Verdict.PASS, report.headline


@pytest.mark.parametrize("version", SPOKEN)
def test_what_it_does_not_offer_is_not_applicable(version: str) -> None:
    report = checked(Application(FRAMEWORKS), version, base=HOST)
    outcomes = {(check.rule, check.outcome) for check in report.checks if check.rule in OPTIONAL}
    assert outcomes == {(rule, Outcome.NOT_APPLICABLE) for rule in OPTIONAL}


def test_it_has_nothing_of_the_reference_server() -> None:
    source = (ROOT / "tests" / "suites" / "independent_provider.py").read_text("utf-8")
    modules = {
        node.module if isinstance(node, ast.ImportFrom) else name.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert not [module for module in modules if module and module.startswith(("fairmark", "flask", "werkzeug"))]
