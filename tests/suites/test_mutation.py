"""The mutation score: the suite passes the honest server and reports each faulty one by exactly the rule that its fault
breaks. What is wrong with a server must neither be missed nor be blamed on something else."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
import re
from typing import Any

import pytest
from suites.honest import SPOKEN, STANDARD, Clock, checked, complaints, honest_server, remarks

from conftest import ROOT
from fairmark.server.faults import FAULTS, Fault, faulty, guarded
from fairmark.server.faults.case.fault import CASE, TOKEN
from fairmark.server.faults.case.security import EXPIRED, OTHER_SCOPE
from fairmark.validators.core.levels import INFO, Outcome, Verdict
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import Report
from fairmark.validators.core.rule import REGISTRY, Rule
from fairmark.validators.suites.access import Access, Token
from fairmark.validators.suites.run import live_rules

AUTHORIZED = replace(
    STANDARD,
    headers=(("Authorization", f"Bearer {TOKEN}"),),
    secrets=(TOKEN, EXPIRED, OTHER_SCOPE),
    access=Access(Token(TOKEN), ask=lambda _scope: Token(OTHER_SCOPE), expired=EXPIRED),
)
"""A run with every kind of token."""

PROVED_ELSEWHERE = {"CASE-SEC-001": "tests/suites/test_tls.py"}
"""Live rules that no server in process can break, with the test that breaks them over the network."""

NOT_SHOWN = {"CASE-API-026": "no document of the honest server is a private draft"}
"""Live rules to which the honest server gives no occasion, with the reason."""

OF_CASE = [fault for fault in FAULTS.values() if fault.service is CASE]
SEEDED = [(fault, profile_named(name, live=True).version) for fault in OF_CASE for name in fault.profiles]
NAMED = [pytest.param(fault, version, id=f"{fault.name} {version}") for fault, version in SEEDED]


@dataclass(frozen=True, slots=True)
class Score:
    """What the suite says of a faulty server beyond what it says of the honest one: the rules that failed or warned,
    those that inform more often than before, and the faults of the suite itself."""

    blamed: set[str]
    informed: set[str]
    faults: tuple[Any, ...]

    def names(self, rule: str) -> bool:
        """Whether it says exactly that this rule is broken."""
        if REGISTRY[rule].severity is INFO:
            return not self.blamed and self.informed == {rule}
        return self.blamed == {rule} and not self.faults


class Laboratory:
    """Runs of the suite, each made once."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self.honest: Callable[[str, bool], Report] = cache(self._honest)
        self.score: Callable[[Fault, str], Score] = cache(self._score)

    def _honest(self, version: str, is_guarded: bool) -> Report:
        application = guarded(self._application) if is_guarded else self._application
        return checked(application, version, AUTHORIZED if is_guarded else STANDARD)

    def _score(self, fault: Fault, version: str) -> Score:
        clock = Clock()
        application = faulty(self._application, fault.name, clock.sleep)
        report = checked(application, version, AUTHORIZED if fault.guarded else STANDARD, clock)
        before = remarks(self.honest(version, fault.guarded))
        informed = {rule for rule, count in remarks(report).items() if count > before.get(rule, 0)}
        return Score(set(complaints(report)), informed, report.faults)


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Laboratory:
    return Laboratory(honest_server(tmp_path_factory.mktemp("honest")).app)


@pytest.mark.parametrize("is_guarded", [False, True], ids=["open", "guarded"])
@pytest.mark.parametrize("version", SPOKEN)
def test_the_honest_server_passes(laboratory: Laboratory, version: str, is_guarded: bool) -> None:
    report = laboratory.honest(version, is_guarded)
    assert complaints(report) == {}
    assert not report.faults
    assert report.verdict is Verdict.PASS
    assert not [check for check in report.checks if check.outcome is Outcome.BLOCKED]


def rules_of(version: str) -> list[Rule]:
    return live_rules(profile_named(f"case-{version}-provider", live=True))


@pytest.mark.parametrize("version", SPOKEN)
def test_everything_is_looked_at(laboratory: Laboratory, version: str) -> None:
    """Otherwise a fault could hide in what the sample leaves out."""
    rules = {rule.id for rule in rules_of(version)} - PROVED_ELSEWHERE.keys() - NOT_SHOWN.keys()
    told = {
        check.rule
        for is_guarded in (False, True)
        for check in laboratory.honest(version, is_guarded).checks
        if check.outcome is Outcome.PASS
    }
    assert rules <= told


@pytest.mark.parametrize(("fault", "version"), NAMED)
def test_a_fault_is_reported_by_the_rule_that_it_breaks(laboratory: Laboratory, fault: Fault, version: str) -> None:
    score = laboratory.score(fault, version)
    assert score.names(fault.breaks), f"{fault.breaks} should speak alone: {score}"


def test_every_live_rule_has_a_fault() -> None:
    broken = {(fault.breaks, version) for fault, version in SEEDED}
    for version in SPOKEN:
        for rule in rules_of(version):
            assert (rule.id, version) in broken or rule.id in PROVED_ELSEWHERE, f"{rule.id} {version}"
    for rule_id, test in PROVED_ELSEWHERE.items():
        assert rule_id in (ROOT / test).read_text("utf-8")


def test_the_score_is_the_one_that_is_published(laboratory: Laboratory, capsys: pytest.CaptureFixture[str]) -> None:
    killed = sum(laboratory.score(fault, version).names(fault.breaks) for fault, version in SEEDED)
    with capsys.disabled():
        print(f"\nmutation score: {killed} of {len(SEEDED)} ({len(OF_CASE)} faults)")  # noqa: T201 - the issue asks for it
    assert len(OF_CASE) >= 60
    published = re.search(r"\*\*(\d+) of (\d+)\*\*", (ROOT / "docs" / "trust.md").read_text("utf-8"))
    assert published and published.groups() == (str(killed), str(len(SEEDED)))
