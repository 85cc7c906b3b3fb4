"""Measure `fairmark import` of CASE packages into SQLite, from a cold process, and print a Markdown table.

python bench/import_case.py

What is measured is what a user waits for: reading, judging, mending, both renditions with their compressed twins, and
the transaction. Nothing here asserts a time.
"""

from dataclasses import dataclass
from datetime import date
import json
from pathlib import Path
import platform
import re
import statistics
import subprocess
import sys
from tempfile import TemporaryDirectory
import time

from case_packages import package

BUILD = Path(__file__).resolve().parent.parent / "build" / "bench"
RUNS = 3
WANTED = {10_000: 10, 100_000: 100}
"""Items to seconds."""

IMPORTING = """
import sys, time
from fairmark.validators.cli import main
try:
    main(["import", sys.argv[1], "--database", sys.argv[2]])
finally:
    print(open("/proc/self/status").read() if sys.platform == "linux" else "", file=sys.stderr)
"""
"""The command, and then what Linux knows of the process."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians of several runs: seconds of an import and of importing the same again, peak memory in bytes (0 where the
    system does not tell), and the size of the file and of the database."""

    seconds: float
    again: float
    peak: int
    file: int
    database: int


def measured(items: int) -> Measured:
    path = written(items)
    first, again, peaks, sizes = [], [], [], []
    for _ in range(RUNS if items <= 10_000 else 1):
        with TemporaryDirectory(dir=BUILD) as folder:
            database = Path(folder) / "bench.db"
            seconds, peak = imported(path, database)
            first.append(seconds)
            peaks.append(peak)
            again.append(imported(path, database)[0])
            sizes.append(database.stat().st_size)
    return Measured(statistics.median(first), statistics.median(again), max(peaks), path.stat().st_size, max(sizes))


def imported(path: Path, database: Path) -> tuple[float, int]:
    """Seconds and peak memory of one import."""
    command = [sys.executable, "-P", "-c", IMPORTING, str(path), f"sqlite:///{database.as_posix()}"]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if not done.stdout.startswith(("Stored", "Nothing to do")):
        raise SystemExit(f"the import failed: {done.stdout[:300]}{done.stderr[-300:]}")
    peak = re.search(r"VmHWM:\s+(\d+)", done.stderr)
    return seconds, int(peak[1]) * 1024 if peak else 0


def written(items: int) -> Path:
    BUILD.mkdir(parents=True, exist_ok=True)
    path = BUILD / f"case-{items}.json"
    path.write_text(json.dumps(package(items), separators=(",", ":")), "utf-8")
    return path


def main() -> None:
    print(f"Measured {date.today()} on {platform.machine()}, Python {platform.python_version()}.\n")
    print("| Import into SQLite | Seconds | Wanted | The same again | Peak memory | Database |")
    print("| --- | --- | --- | --- | --- | --- |")
    for items, wanted in WANTED.items():
        found = measured(items)
        file, peak, database = (size / 1e6 for size in (found.file, found.peak, found.database))
        print(
            f"| {items:,} items ({file:.0f} MB) | {found.seconds:.1f} | under {wanted} | {found.again:.1f} |"
            f" {peak:.0f} MB, {found.peak / found.file:.1f} times the file | {database:.0f} MB |"
        )


if __name__ == "__main__":
    main()
