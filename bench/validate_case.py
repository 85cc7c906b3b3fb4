"""Measure validation of CASE packages against JSON.parse plus ajv, in one run, interleaved, and print a Markdown table.

    make bench

Both sides go from the path of a file to a verdict: reading, parsing, judging. Our side applies schema and every rule,
the other the schema alone. Nothing here asserts a time.
"""

from collections.abc import Callable
from datetime import date
import json
from pathlib import Path
import platform
import statistics
import subprocess
import sys
import time
from typing import IO, cast

from case_packages import package
from fairmark.validators import validate

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build" / "bench"
SCHEMA = HERE.parent / "schemas" / "case" / "case-v1p1.schema.json"
RUNS = 7


class Peer:
    """The ajv process, kept warm; call it with a path for its milliseconds."""

    def __init__(self) -> None:
        if not (HERE / "ajv" / "node_modules").exists():
            subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=HERE / "ajv", check=True)
        command = ["node", "peer.js", str(SCHEMA), "CFPackage"]
        pipe = subprocess.PIPE
        command = ["node", "peer.js", str(SCHEMA), "CFPackage"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=HERE / "ajv", stdin=pipe, stdout=pipe, text=True)
        self._ask = cast(IO[str], self._process.stdin)
        self._answers = cast(IO[str], self._process.stdout)

    def __call__(self, path: Path) -> float:
        self._ask.write(f"{path}\n")
        self._ask.flush()
        answer = json.loads(self._answers.readline())
        if not answer["valid"]:
            raise SystemExit(f"the peer finds {answer['errors']} errors in the package: no fair comparison")
        return float(answer["ms"])

    def close(self) -> None:
        self._process.communicate()


def ours(path: Path) -> float:
    """Milliseconds from the path to our verdict."""
    started = time.perf_counter()
    report = validate([str(path)])
    elapsed = (time.perf_counter() - started) * 1000
    if report.verdict != "pass":
        raise SystemExit(f"our own verdict on the generated package is not a pass: {report.headline}")
    return elapsed


def interleaved(sides: dict[str, Callable[[], float]]) -> dict[str, float]:
    """The median of `RUNS` warm runs of each side, taken in turns."""
    for side in sides.values():
        side()
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(RUNS):
        for name, side in sides.items():
            taken[name].append(side())
    return {name: statistics.median(values) for name, values in taken.items()}


def written(items: int) -> Path:
    BUILD.mkdir(parents=True, exist_ok=True)
    path = BUILD / f"case-{items}.json"
    path.write_text(json.dumps(package(items), separators=(",", ":")), "utf-8")
    return path


def peak_memory(path: Path) -> float:
    """Peak resident memory of a fresh process that validates `path`, as a multiple of the file's size. Linux only."""
    code = (
        "import re, sys; from fairmark.validators import validate; validate([sys.argv[1]]);"
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code, str(path)], capture_output=True, text=True, check=True)
    return int(done.stdout) * 1024 / path.stat().st_size


def cold(*arguments: str) -> float:
    """Median seconds of the whole command from a cold process."""
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run([Path(sys.executable).with_name("fairmark"), *arguments], capture_output=True, check=False)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def main() -> None:
    peer = Peer()
    small, large, tiny = written(10_000), written(100_000), written(18)
    medians = interleaved({"ours": lambda: ours(small), "ajv": lambda: peer(small), "large": lambda: ours(large)})
    big = medians["large"]
    peer.close()
    print(f"Measured {date.today()} on {platform.machine()}, Python {platform.python_version()}.\n")
    print("| What | Measured | Wanted |\n| --- | --- | --- |")
    size = small.stat().st_size / 1e6
    print(
        f"| Schema and all rules on 10,000 items ({size:.0f} MB) against JSON.parse plus ajv doing the schema alone |"
        f" {medians['ours']:.0f} ms / {medians['ajv']:.0f} ms = {medians['ours'] / medians['ajv']:.2f} | at most 3 |"
    )
    print(
        f"| 100,000 items against ten times 10,000 | {big:.0f} ms, {big / (10 * medians['ours']):.2f} of linear | 1.3 |"
    )
    print(f"| Peak memory, 10,000 items | {peak_memory(small):.1f} times the file | under 12 |")
    print(f"| Peak memory, 100,000 items | {peak_memory(large):.1f} times the file | under 12 |")
    print(f"| `fairmark --help` | {cold('--help'):.2f} s | under 0.3 s |")
    kilobytes = tiny.stat().st_size / 1000
    print(f"| A file of {kilobytes:.0f} kB from a cold start | {cold('validate', str(tiny)):.2f} s | under 0.7 s |")


if __name__ == "__main__":
    main()
