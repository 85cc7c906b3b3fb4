"""The mutation score of the live suite: each faulty learning system is named by exactly the checks that its fault
breaks.

A fault is run with the checks of the same area as its own, and with a few of others that are quick. So it is seen
whether something else is blamed for it, without all checks being run a hundred times.
"""

from functools import cache
from pathlib import Path
import re
from typing import Any

import pytest
from suites.scl.reference import NOT_OFFERED, Reference, broken, live_checks

from conftest import ROOT
from fairmark.server.faults import FAULTS, Fault, faulty
from fairmark.server.faults.learning.fault import LEARNING

OF_SYSTEMS = [fault for fault in FAULTS.values() if fault.service is LEARNING]
QUICK = frozenset({"SCL-PRV-011", "SCL-GRO-013", "SCL-PRF-082"})
"""Checks that are run with every fault."""


class Laboratory:
    """Runs against faulty systems, each made once, over a copy of a server of which nobody has asked anything."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reference = Reference(folder)
        self.blamed: Any = cache(self._blamed)

    def _blamed(self, fault: Fault) -> frozenset[str]:
        area = fault.breaks.rpartition("-")[0]
        beside = {id for id in live_checks() if id.startswith(area)}
        folder = self._folder / fault.name
        folder.mkdir()
        report = self._reference.checked(
            faulty(self._reference.again(folder), fault.name, lambda _seconds: None),
            only=sorted({*beside, *QUICK, fault.breaks, *fault.also}),
        )
        return frozenset(broken(report))


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Laboratory:
    return Laboratory(tmp_path_factory.mktemp("reference"))


@pytest.mark.parametrize("fault", OF_SYSTEMS, ids=lambda fault: fault.name)
def test_a_fault_is_named_by_the_checks_that_it_breaks(laboratory: Laboratory, fault: Fault) -> None:
    assert laboratory.blamed(fault) == {fault.breaks, *fault.also}


def test_every_live_check_has_a_fault() -> None:
    assert live_checks() - NOT_OFFERED <= {fault.breaks for fault in OF_SYSTEMS}


def test_the_score_is_the_one_that_is_published(laboratory: Laboratory, capsys: pytest.CaptureFixture[str]) -> None:
    killed = sum(laboratory.blamed(fault) == {fault.breaks, *fault.also} for fault in OF_SYSTEMS)
    with capsys.disabled():
        print(f"\nmutation score: {killed} of {len(OF_SYSTEMS)}")  # noqa: T201 - the issue asks for it
    assert len(OF_SYSTEMS) >= 50
    text = (ROOT / "docs" / "trust.md").read_text("utf-8")
    published = re.search(r"\*\*(\d+) of (\d+)\*\* faults\s+of\s+learning\s+systems", text)
    assert published and published.groups() == (str(killed), str(len(OF_SYSTEMS)))
