"""Other people's npm packages, installed once below build/npm, and scripts of ours that use them in node."""

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

Ask = Callable[..., Any]


def peers_in(folder: Path) -> Ask:
    """Install what the package.json in `folder` names, and give a way to run the scripts beside it in node:
    `ask("name.js", job)` hands over `job` as JSON and reads the JSON that is printed."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must run these tests: npm and node are missing")
        pytest.skip("npm and node are not installed")
    installed = ROOT / "build" / "npm" / folder.parent.name
    if not _is_current(folder, installed):
        _install(npm, folder, installed)

    def ask(script: str, job: Any = None) -> Any:
        given = json.dumps(job)
        done = subprocess.run([node, installed / script], input=given, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask


def _is_current(folder: Path, installed: Path) -> bool:
    """Whether what is installed was installed from these very files."""
    return all(
        (installed / path.name).is_file() and (installed / path.name).read_bytes() == path.read_bytes()
        for path in folder.iterdir()
    )


def _install(npm: str, folder: Path, installed: Path) -> None:
    """Install beside the place and move there when complete: several test processes may do so at once."""
    installed.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{installed.name}-", dir=installed.parent))
    shutil.copytree(folder, fresh, dirs_exist_ok=True)
    done = subprocess.run(
        [npm, "install", "--silent", "--no-audit", "--no-fund"], cwd=fresh, capture_output=True, encoding="utf-8"
    )
    if done.returncode != 0:
        shutil.rmtree(fresh)
        if os.environ.get("CI") == "true":
            pytest.fail(f"npm install failed: {done.stderr}")
        pytest.skip("npm could not install the packages, perhaps for want of a registry")
    try:
        if installed.exists() and not _is_current(folder, installed):
            shutil.rmtree(installed)
        fresh.rename(installed)
    except OSError:  # another process was first
        shutil.rmtree(fresh)
