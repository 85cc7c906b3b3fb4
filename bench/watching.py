"""How long a command takes, and how much memory it holds with all that it starts. Memory is looked up in /proc, so on
Linux alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
import subprocess
import time

EVERY = 0.1
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Seconds, and the peak of memory in MB: of the process that was started, and of all together, where what several
    see counts once. `status` is what the command ended with, `said` what it printed."""

    seconds: float
    own: int
    together: int
    status: int
    said: bytes


def watched(command: Sequence[str]) -> Watched:
    """Run the command to its end."""
    started, own, together = time.perf_counter(), 0, 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
        while run.poll() is None:
            own = max(own, _memory(run.pid))
            together = max(together, sum(map(_memory, _family(run.pid))))
            time.sleep(EVERY)
        seconds = time.perf_counter() - started
        said = run.stdout.read() if run.stdout else b""
    return Watched(seconds, own >> 10, together >> 10, run.returncode, said)


def _family(process: int) -> list[int]:
    """The process and all that it has started, however indirectly."""
    try:
        threads = Path(f"/proc/{process}/task").iterdir()
        children = [child for thread in threads for child in (thread / "children").read_text("ascii").split()]
    except OSError:
        return [process]
    return [process, *{one for child in set(children) for one in _family(int(child))}]


def _memory(process: int) -> int:
    """Kilobytes in memory, its part of what it shares; 0 of a process that has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
