"""Find a Chromium, or install Debian's where that may be done. Run as a program, it does so before the tests begin."""

import os
from pathlib import Path
import shutil
import subprocess
import sys
import tempfile

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
NAMED = "FAIRMARK_CHROMIUM"
"""The variable that names a Chromium which is not on the path."""

MISSING = f"no Chromium here: the pages are not tested in a browser; {NAMED} may name one"

FLAGS = (
    "--no-sandbox",  # containers seldom let it make one; it sees only pages of our own
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """The path of a Chromium on this machine."""
    if named := os.environ.get(NAMED):
        return named if Path(named).is_file() else None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def find_or_install() -> str | None:
    """The path of a Chromium, after installing Debian's where there is none and that may be done."""
    return find() or (_install() if _may_install() else None)


def _may_install() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install() -> str | None:
    """Install Debian's. Of several processes that want to, the first does it and the others wait."""
    if sys.platform == "win32":
        return None
    import fcntl

    with (Path(tempfile.gettempdir()) / "fairmark-chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if found := find():
            return found
        for step in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", "chromium")):
            done = subprocess.run(
                ["apt-get", *step],
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
            if done.returncode:
                return None
    return find()


if __name__ == "__main__":
    sys.exit(
        0 if find_or_install() else f"no Chromium here: the pages are not tested in a browser; {NAMED} may name one"
    )
