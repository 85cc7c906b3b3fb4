"""The mutation score of the suite of learning systems: it passes the package of a system that does everything right,
and names each wrong one by exactly the check that its fault breaks."""

from pathlib import Path
import re

import pytest
from suites.scl.package import checked, complaints, content, small_district, write
from suites.scl.story import story
from suites.scl.wrong import FAULTS, District, Wrong

from conftest import ROOT
from fairmark.validators.core.levels import Outcome, Verdict
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.rule import Rule
from fairmark.validators.suites.run import live_rules
from fairmark.validators.suites.scl.documents import SAID_BY_CHECKS
from fairmark.validators.suites.scl.subject import OF_PACKAGES

PAGE = ROOT / "docs" / "test-a-learning-system.md"

PROVED_ELSEWHERE = {
    "SCL-PKG-01": "fixtures/learning/SCL-PKG-01",
    "SCL-PKG-12": "fixtures/learning/SCL-PKG-12",
    "SCL-PKG-14": "fixtures/learning/SCL-PKG-14",
}
"""Rules of the files of a package, to the twins that break them."""


def checks_of_packages() -> list[Rule]:
    return [rule for rule in live_rules(profile_named("scl", live=True)) if OF_PACKAGES in rule.kinds]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_system_that_does_everything_right_passes(seed: int, tmp_path: Path) -> None:
    report = checked(write(tmp_path / "package", small_district(seed)))
    assert complaints(report) == {}
    assert report.verdict is Verdict.PASS
    assert not [finding.rule.id for finding in report.findings if finding.severity.value != "info"]


def test_everything_is_looked_at(tmp_path: Path) -> None:
    """Otherwise a fault could hide in what the package does not hold."""
    report = checked(write(tmp_path / "package", small_district(1)))
    passed = {check.rule for check in report.checks if check.outcome is Outcome.PASS}
    assert {rule.id for rule in checks_of_packages()} <= passed


@pytest.mark.parametrize("wrong", FAULTS, ids=lambda wrong: f"{wrong.check} {wrong.what}")
def test_a_fault_is_named_by_its_check_alone(wrong: Wrong, tmp_path: Path) -> None:
    told = story(1)
    district = District(told, content(told))
    wrong.change(district)
    report = checked(write(tmp_path / "package", district.content), samples=1)
    assert set(complaints(report)) == {wrong.check}, complaints(report)


def test_every_check_has_a_fault() -> None:
    named = {wrong.check for wrong in FAULTS}
    assert {rule.id for rule in checks_of_packages()} <= named
    documents = {f"SCL-PKG-{number:02}" for number in range(1, 17)} - SAID_BY_CHECKS
    assert documents - PROVED_ELSEWHERE.keys() <= named
    for twins in PROVED_ELSEWHERE.values():
        assert (ROOT / twins).is_dir()


def test_the_number_of_faults_is_the_one_that_is_published() -> None:
    """Each is a test of its own above, so that all of them are found where this run is green."""
    published = re.search(r"\*\*(\d+) of (\d+)\*\* wrong packages", PAGE.read_text("utf-8"))
    assert published and published.groups() == (str(len(FAULTS)), str(len(FAULTS)))
    assert len(FAULTS) >= 40
