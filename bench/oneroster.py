"""Measure the judging of a large OneRoster export, alone and against frictionless, and print two Markdown tables.

    .venv/bin/python bench/oneroster.py                (or other parts of the full size: bench/oneroster.py 0.02 0.1)

The export is written by `district.py`: at full size 300,000 users, 4 million enrollments, 6 million results and as many
scores of objectives, all with UUIDs. Against frictionless a tenth of it is taken, in which one row of 500 is broken;
both sides make the same checks of types, required values, terms and keys, and have to find the same, or it stops.
Frictionless works in one process; we in one, and on all cores. Then the command judges all of it by every rule. Nothing
here asserts a time. Everything is written to a temporary folder, which takes 4 GB, and taken away in the end.
"""

from collections import Counter
import json
from pathlib import Path
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import venv

from district import write_district
from watching import Watched, watched

from fairmark.schemas.oneroster import ColumnSpec, tables
from fairmark.validators import packages as judging
from fairmark.validators.bulk.run import cores, validate
from fairmark.validators.judge import Options

HERE = Path(__file__).resolve().parent
PEER = HERE / "tables_peer" / "peer.py"
ENVIRONMENT = HERE.parent / "build" / "bench" / "frictionless"
FAIRMARK = HERE.parent / ".venv" / "bin" / "fairmark"
AT = "2026-11-20T00:00:00Z"
ONE_IN = 500
ROUNDS = 3

TYPES = {"date": "date", "datetime": "datetime", "year": "year", "boolean": "boolean", "float": "number"}
IDENTIFIER = r"[0-9A-Za-z.\-_/@]{1,255}"

KINDS = {
    "OR-CSV-004": "cells",
    "OR-TYP-001": "values",
    "OR-TYP-002": "values",
    "OR-TYP-003": "types",
    "OR-TYP-004": "types",
    "OR-TYP-005": "types",
    "OR-TYP-006": "values",
    "OR-TYP-007": "values",
    "OR-LO-003": "values",
    "OR-REF-001": "keys",
    "OR-REF-002": "references",
    "OR-REF-007": "references",
    "OR-REF-013": "references",
    "extra-cell": "cells",
    "constraint-error": "values",
    "type-error": "types",
    "primary-key": "keys",
    "foreign-key": "references",
}
"""What both sides call the checks that both make."""


# -- the other side ---------------------------------------------------------------------------------------------------


def python_of_the_peer() -> Path:
    """An environment with frictionless in it, made if it is not there."""
    python = ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "frictionless"], check=True)
    return python


def write_descriptor(folder: Path) -> Path:
    """The Data Package, beside a folder with tables, that says of them what their definitions say."""
    found = {name: table for name, table in tables("1.2").items() if (folder / table.file).exists()}
    resources = []
    for name, table in found.items():
        columns = table.columns.values()
        foreign = [
            {"fields": [each.name], "reference": {"resource": _named(each.target, name), "fields": ["sourcedId"]}}
            for each in columns
            if each.target in found and not each.many
        ]
        schema = {"fields": list(map(_field, columns)), "primaryKey": ["sourcedId"], "foreignKeys": foreign}
        resources.append(
            {"name": name.lower(), "path": f"{folder.name}/{table.file}", "encoding": "utf-8", "schema": schema}
        )
    descriptor = folder.with_suffix(".json")
    descriptor.write_text(json.dumps({"name": "district", "resources": resources}), "utf-8")
    return descriptor


def _named(target: str, own: str) -> str:
    return "" if target == own else target.lower()


def _field(column: ColumnSpec) -> dict[str, object]:
    constraints: dict[str, object] = {"required": True} if column.required == "always" else {}
    if column.vocabulary and not column.many:
        constraints["pattern"] = "|".join((*column.vocabulary, *(["ext:.+"] if column.extensible else [])))
    elif column.type in ("guid", "reference") and not column.many:
        constraints["pattern"] = IDENTIFIER
    field = {"name": column.name, "type": TYPES.get(column.type, "string"), "constraints": constraints}
    return {**field, "trueValues": ["true"], "falseValues": ["false"]} if column.type == "boolean" else field


# -- our side ---------------------------------------------------------------------------------------------------------


def check(folder: str, jobs: int) -> None:
    """What this script does when it is started as our side: the checks that both make, and no others."""
    every = judging.rules_for
    judging.rules_for = lambda subject: [rule for rule in every(subject) if rule.id in KINDS]
    started = time.perf_counter()
    report = validate([folder], Options(), jobs=jobs)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "found": {group.rule.id: group.count for group in report.findings}}))


def in_common(run: Watched) -> tuple[float, Counter[str]]:
    """Seconds of a side, from the path to the report, and what it has found of each kind."""
    said = json.loads(run.said)
    kinds = Counter[str]()
    for name, count in said["found"].items():
        kinds[KINDS[name]] += count
    return said["seconds"], kinds


def compare(part: float, folder: Path) -> None:
    rows = write_district(folder, part, ONE_IN)
    us = [sys.executable, str(Path(__file__).resolve()), "check", str(folder)]
    sides = {"frictionless": [str(python_of_the_peer()), str(PEER), str(write_descriptor(folder))]}
    sides |= {f"we, {jobs} process{'es' * (jobs > 1)}": [*us, str(jobs)] for jobs in sorted({1, cores()})}
    runs: dict[str, list[Watched]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, command in sides.items():
            runs[name].append(watched(command))
    found = {name: in_common(those[0])[1] for name, those in runs.items()}
    if len({tuple(sorted(kinds.items())) for kinds in found.values()}) > 1:
        raise SystemExit(f"the sides do not find the same: no fair comparison\n{found}")
    took = {name: statistics.median(in_common(each)[0] for each in those) for name, those in runs.items()}
    version = json.loads(runs["frictionless"][0].said)["version"]
    print(f"{rows:,} rows, {sum(found['frictionless'].values()):,} faults, frictionless {version}\n")
    print("| The same checks of types and keys | Seconds | Rows a second | Frictionless to this | Peak memory |")
    print("| --- | --- | --- | --- | --- |")
    for name, seconds in took.items():
        memory = max(each.together for each in runs[name])
        ratio = took["frictionless"] / seconds
        print(f"| {name} | {seconds:.1f} | {rows / seconds:,.0f} | {ratio:.1f} | {memory} MB |", flush=True)


def judge(part: float, folder: Path) -> None:
    print("\n| Every rule | Rows | Processes | Seconds | Rows a second | Memory, all together | The one started |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, one_in in (("sound", 0), ("one row of 500 broken", ONE_IN)):
        rows = write_district(folder / "export", part, one_in)
        reports = set()
        for jobs in sorted({1, cores()}):
            output = folder / "report.json"
            command = [str(FAIRMARK), "validate", str(folder / "export"), "--at", AT, "--jobs", str(jobs)]
            run = watched([*command, "--format", "json", "--output", str(output)])
            if run.status != (1 if one_in else 0):
                raise SystemExit(f"the command ended with {run.status}")
            reports.add(output.read_bytes())
            memory = f"{run.together} MB | {run.own} MB"
            speed = f"{run.seconds:.0f} | {rows / run.seconds:,.0f}"
            print(f"| {name} | {rows:,} | {jobs} | {speed} | {memory} |", flush=True)
        if len(reports) > 1:
            raise SystemExit("the reports differ")


def main() -> None:
    tenth, whole = (float(text) for text in (*sys.argv[1:], "0.1", "1")[:2]) if sys.argv[1:] else (0.1, 1.0)
    print(f"{cores()} processors, {platform.machine()}, Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory(prefix="fairmark-bench-") as place:
        compare(tenth, Path(place) / "compared")
        judge(whole, Path(place))


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        check(sys.argv[2], int(sys.argv[3]))
    else:
        main()
