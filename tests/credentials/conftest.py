"""What the tests of credentials share: other people's npm packages, installed once below build/npm."""

from collections.abc import Callable
import json
import os
from pathlib import Path
import shutil
import subprocess
import tempfile
from typing import Any

import pytest

from conftest import ROOT

PEERS = Path(__file__).parent / "peers"
INSTALLED = ROOT / "build" / "npm" / "credentials"

Ask = Callable[[str], Any]


@pytest.fixture(scope="session")
def peers() -> Ask:
    """Run a script of tests/credentials/peers in node and read the JSON that it prints: `peers("name.js")`."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must run these tests: npm and node are missing")
        pytest.skip("npm and node are not installed")
    if not _is_current():
        _install(npm)

    def ask(script: str) -> Any:
        done = subprocess.run([node, INSTALLED / script], capture_output=True, encoding="utf-8", check=True)
        return json.loads(done.stdout)

    return ask


def _is_current() -> bool:
    """Whether what is installed was installed from these very files."""
    return all(
        (INSTALLED / path.name).is_file() and (INSTALLED / path.name).read_bytes() == path.read_bytes()
        for path in PEERS.iterdir()
    )


def _install(npm: str) -> None:
    """Install beside the place and move there when complete: several test processes may do so at once."""
    INSTALLED.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="credentials-", dir=INSTALLED.parent))
    shutil.copytree(PEERS, fresh, dirs_exist_ok=True)
    done = subprocess.run(
        [npm, "install", "--silent", "--no-audit", "--no-fund"], cwd=fresh, capture_output=True, encoding="utf-8"
    )
    if done.returncode != 0:
        shutil.rmtree(fresh)
        if os.environ.get("CI") == "true":
            pytest.fail(f"npm install failed: {done.stderr}")
        pytest.skip("npm could not install the packages, perhaps for want of a registry")
    try:
        if INSTALLED.exists() and not _is_current():
            shutil.rmtree(INSTALLED)
        fresh.rename(INSTALLED)
    except OSError:  # another process was first
        shutil.rmtree(fresh)
