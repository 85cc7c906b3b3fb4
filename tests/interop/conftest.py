"""Other people's issuers and verifiers, each in a process of its own."""

from collections.abc import Callable
import json
from pathlib import Path
import subprocess
import sys
from typing import Any

import pytest

from npm_packages import Ask, peers_in


@pytest.fixture(scope="session")
def node() -> Ask:
    """Run a script of tests/interop/peers: `node("verifier_core.js", job)`."""
    return peers_in(Path(__file__).parent / "peers")


@pytest.fixture(scope="session")
def openbadgeslib() -> Callable[[Any], Any]:
    """Hand a job to the Python package openbadgeslib."""

    def ask(job: Any) -> Any:
        script = Path(__file__).parent / "openbadges_peer.py"
        given = json.dumps(job)
        done = subprocess.run([sys.executable, "-P", script], input=given, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask
