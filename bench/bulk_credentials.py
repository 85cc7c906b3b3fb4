"""Measure the judging of 100,000 mixed credentials, as a folder and as NDJSON, and print a Markdown table.

    .venv/bin/python bench/bulk_credentials.py            (or another number: bench/bulk_credentials.py 10000)

Each run is the command itself, from start to written report, in one process and on all cores. Memory is the largest sum
of what all processes of a run hold at one time; it is looked up in /proc, so on Linux alone. Nothing here asserts a
time, but the reports of all runs on the same input have to be equal.
"""

from dataclasses import dataclass
from pathlib import Path
import platform
import subprocess
import sys
import time

from mixed_credentials import write_folder, write_lines

from fairmark.validators.bulk.run import cores

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "build" / "bench" / "bulk"
AT = "2026-07-01T00:00:00Z"
EVERY = 0.1
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds, and the peak of memory in MB: of the process that was started, and of all together."""

    seconds: float
    own: int
    together: int


def made(count: int) -> list[Path]:
    """The inputs, made anew unless they stand there from the last time."""
    folder, lines = PLACE / str(count), PLACE / f"{count}.ndjson"
    if not folder.exists():
        write_folder(folder, count)
    if not lines.exists():
        write_lines(lines, count)
    return [lines, folder]


def judged(path: Path, jobs: int, form: str = "json") -> tuple[Measured, bytes]:
    output = PLACE / f"report.{form}"
    command = [str(ROOT / ".venv" / "bin" / "fairmark"), "validate", str(path), "--at", AT, "--jobs", str(jobs)]
    started, own, together = time.perf_counter(), 0, 0
    with subprocess.Popen([*command, "--format", form, "--output", str(output)], stderr=subprocess.DEVNULL) as run:
        while run.poll() is None:
            own = max(own, _memory(run.pid))
            together = max(together, sum(map(_memory, _family(run.pid))))
            time.sleep(EVERY)
        seconds = time.perf_counter() - started
    if run.returncode != 1:
        raise SystemExit(f"{path} has broken credentials, and yet the command ended with {run.returncode}")
    return Measured(seconds, own >> 20, together >> 20), output.read_bytes()


def _family(process: int) -> list[int]:
    """The process and all that it has started, however indirectly."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
        threads = Path(f"/proc/{process}/task").iterdir()
        children += [child for thread in threads for child in (thread / "children").read_text("ascii").split()]
    except OSError:
        return [process]
    return [process, *{one for child in set(children) for one in _family(int(child))}]


def _memory(process: int) -> int:
    """Bytes in memory, 0 of a process that has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * 4096
    except (OSError, IndexError):
        return 0


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    PLACE.mkdir(parents=True, exist_ok=True)
    print(
        f"{count:,} mixed credentials, {cores()} processors, {platform.machine()}, Python {platform.python_version()}\n"
    )
    print("| Input | Processes | Seconds | A second | One process to this | Memory, all together | The one started |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for path in made(count):
        first, report = judged(path, 1)
        for jobs in (1, cores()):
            run, same = (first, report) if jobs == 1 else judged(path, jobs)
            if same != report:
                raise SystemExit(f"the reports on {path} differ")
            name = "folder" if path.is_dir() else f"NDJSON, {path.stat().st_size >> 20} MB"
            speed, ratio = count / run.seconds, first.seconds / run.seconds
            memory = f"{run.together} MB | {run.own} MB"
            print(f"| {name} | {jobs} | {run.seconds:.0f} | {speed:,.0f} | {ratio:.2f} | {memory} |", flush=True)


if __name__ == "__main__":
    main()
