"""Processes and clusters: the same report, whoever dies on the way; and nothing is left running."""

from collections.abc import Iterator
from datetime import UTC, datetime
import os
from pathlib import Path
import signal
import subprocess
import sys
import time

import pytest

from conftest import Run
from deadly_files import Deadly, Faulty
from fairmark.validators import judge
from fairmark.validators.bulk import plan, run
from fairmark.validators.bulk.chunk import Chunk, Piece
from fairmark.validators.bulk.cluster import Cluster
from fairmark.validators.bulk.engine import Engine
from fairmark.validators.bulk.pool import Pool
from fairmark.validators.cli.reporting import FAULT, exit_code
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.judge import Options
from fairmark.validators.readers.folder import Member
from fairmark.validators.reports import render

OPTIONS = Options(at=datetime(2026, 7, 1, tzinfo=UTC))
AT = ("--at", "2026-07-01T00:00:00Z")


def one_process(*inputs: Path) -> bytes:
    return render(judge.validate([str(path) for path in inputs], OPTIONS), "json")


def changing(monkeypatch: pytest.MonkeyPatch, kind: type[Member], chosen: int = 12, **fields: object) -> None:
    """Make the member of that number one of that kind."""
    original = plan.plan

    def planned(*arguments: object) -> list[plan.Step]:
        steps = original(*arguments)  # type: ignore[arg-type]  # the same
        chunks = [number for number, step in enumerate(steps) if isinstance(step, Chunk)]
        number = chunks[chosen]
        first, *others = steps[number].pieces  # type: ignore[union-attr]  # it is a chunk
        member = kind(first.member.name, first.member.path, first.member.size, **fields)  # type: ignore[arg-type]
        steps[number] = Chunk((Piece(member, first.outer, first.part, first.sha256), *others))
        return steps

    monkeypatch.setattr(run, "plan", planned)


def judged(engine: Engine, *inputs: Path) -> bytes:
    return render(run.validate([str(path) for path in inputs], OPTIONS, engine=engine), "json")


@pytest.mark.usefixtures("small_chunks")
def test_two_processes_give_the_report_of_one(folder: Path, lines: Path) -> None:
    assert judged(Pool(2), lines, folder) == one_process(lines, folder)


def test_the_command_takes_a_number_of_processes(folder: Path, fairmark: Run, tmp_path: Path) -> None:
    reports = []
    for number in ("1", "2"):
        output = tmp_path / f"{number}.json"
        done = fairmark("validate", folder, *AT, "--jobs", number, "--format", "json", "--output", output)
        assert done.exit_code == 1, done.output
        reports.append(output.read_bytes())
    assert reports[0] == reports[1]
    assert fairmark("validate", folder, "--jobs", "0").exit_code == 2


@pytest.mark.usefixtures("small_chunks")
def test_what_a_process_dies_of_once_is_judged_again_and_counted_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = one_process(folder)
    changing(monkeypatch, Deadly)
    assert judged(Pool(2), folder) == whole
    assert list(folder.rglob("*.0"))
    for mark in folder.rglob("*.0"):
        mark.unlink()


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize(
    ("kind", "fields", "why"), [(Deadly, {"times": 9}, "ended twice"), (Faulty, {}, "ZeroDivisionError")]
)
def test_what_cannot_be_judged_is_a_fault_of_the_tool_and_the_rest_is_judged(
    folder: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Member], fields: dict[str, object], why: str
) -> None:
    honest = judge.validate([str(folder)], OPTIONS)
    changing(monkeypatch, kind, **fields)
    report = run.validate([str(folder)], OPTIONS, engine=Pool(2))
    for mark in folder.rglob("*.[0-9]"):
        mark.unlink()
    assert [fault.where for fault in report.faults] == ["bulk"]
    assert why in report.faults[0].message
    assert report.partial
    assert exit_code(report, "error") == FAULT
    assert [one.name for one in report.inputs] == [one.name for one in honest.inputs]
    lost = [one for one, other in zip(report.inputs, honest.inputs, strict=True) if one != other]
    assert 0 < len(lost) <= plan.FILES + 1
    assert {one.kind for one in lost} <= {"unknown", "folder"}


SCRIPT = """
import sys
from deadly_files import Slow
from fairmark.validators.bulk import run
from fairmark.validators.bulk.chunk import Chunk, Piece
from fairmark.validators.judge import Options
if __name__ == "__main__":
    run.plan = lambda *_: [Chunk((Piece(Slow(sys.argv[1], sys.argv[1], 0, None, float(sys.argv[2]))),))] * 9
    run.validate([], Options(), jobs=2)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts of a process group are POSIX")
@pytest.mark.parametrize(("how", "seconds"), [(signal.SIGINT, 60), (signal.SIGKILL, 2)])
def test_nothing_is_left_running(tmp_path: Path, how: signal.Signals, seconds: int) -> None:
    """An interrupt ends what is at work; where the parent itself is killed, each ends with its chunk."""
    script, file = tmp_path / "script.py", tmp_path / "slow.json"
    script.write_text(SCRIPT, "utf-8")
    file.write_text("{}", "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    parent = subprocess.Popen(
        [sys.executable, str(script), str(file), str(seconds)],
        env=environment,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_heed_interrupts,
    )
    workers = _two_at_work(file)
    (os.killpg if how is signal.SIGINT else os.kill)(parent.pid, how)
    _, said = parent.communicate(timeout=30)
    assert said.decode().rstrip().endswith("KeyboardInterrupt" if how is signal.SIGINT else "")
    assert all(_ends(worker) for worker in workers)


def _heed_interrupts() -> None:
    """What a shell starts in the background ignores interrupts, and so would all that is started from there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _two_at_work(file: Path) -> list[int]:
    for _ in range(600):
        workers = [int(mark.suffix[1:]) for mark in file.parent.glob(f"{file.name}.*")]
        if len(workers) == 2:
            return workers
        time.sleep(0.05)
    raise AssertionError("the processes did not begin")


def _ends(process: int) -> bool:
    for _ in range(400):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").exists() and " Z " in Path(f"/proc/{process}/stat").read_text("ascii"):
            return True
        time.sleep(0.05)
    return False


# -- a cluster -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A real cluster on this machine: a scheduler, and three processes that work for it."""
    from distributed import LocalCluster

    make: type = LocalCluster
    with make(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster.scheduler_address.replace("tcp://", "dask://")


@pytest.mark.usefixtures("small_chunks")
def test_a_cluster_gives_the_report_of_one_process(
    folder: Path, lines: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of its workers is killed half-way; what it was at is done again elsewhere, and nothing is counted twice."""
    whole = one_process(lines, folder)
    changing(monkeypatch, Deadly, chosen=-20)
    assert judged(Cluster(address), lines, folder) == whole
    marks = list(folder.rglob("*.0"))
    assert len(marks) == 1
    marks[0].unlink()


def test_a_cluster_that_is_not_there_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairmark.validators.bulk.cluster.PATIENCE", 1)
    with pytest.raises(WrongUsage, match="no Dask cluster answers"):
        Cluster("dask://127.0.0.1:9")
