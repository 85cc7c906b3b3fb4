"""A package of tables is judged by several processes as by one: the same report, whoever dies on the way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
import gc
from itertools import pairwise
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
import shutil
from typing import Any
import zipfile

import orjson
import pytest

from deadly_files import die_once
from fairmark.fixtures.district import District
from fairmark.fixtures.district.writing import Wanted, write
from fairmark.validators import judge
from fairmark.validators.bulk import run, shared
from fairmark.validators.bulk.cluster import Cluster
from fairmark.validators.bulk.engine import Done, Lost
from fairmark.validators.bulk.pool import Pool
from fairmark.validators.bulk.rosters import say
from fairmark.validators.core.events import Event, Progress
from fairmark.validators.core.sharing import Sharing
from fairmark.validators.core.waivers import Waiver, read_baseline
from fairmark.validators.judge import Options
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.tables import blocks, building, keys
from fairmark.validators.reports import render

NOW = datetime(2026, 11, 20, tzinfo=UTC)
PLAIN = Options(at=NOW)


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A broken export of a small district, in which a file is not UTF-8, and another has line breaks in cells, stray
    quotes and rows of another width."""
    made = tmp_path_factory.mktemp("district") / "made"
    list(write(District(learners=200), made, Wanted("1.2", broken=True)))
    folder = made / "broken"
    users = (folder / "users.csv").read_bytes().splitlines(keepends=True)
    users[40] = users[40].replace(b"true", b"tr\xfce")
    (folder / "users.csv").write_bytes(b"".join(users))
    lines = (folder / "results.csv").read_text("utf-8").splitlines(keepends=True)
    for number in range(50, len(lines), 90):
        cells = lines[number].split(",")
        cells[8] = ('"two\nlines"', '12" long', '"well, ""said"""', "one,more")[number // 90 % 4]
        lines[number] = ",".join(cells)
    (folder / "results.csv").write_text("".join(lines), "utf-8", newline="")
    return folder


@pytest.fixture(scope="session")
def archive(package: Path) -> Path:
    packed = package.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as stream:
        for file in package.iterdir():
            stream.write(file, file.name)
    return packed


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks so small that every file has several, and columns that are kept as those of millions of rows."""
    monkeypatch.setattr(blocks, "BLOCK", 1 << 12)
    monkeypatch.setattr(building, "ENOUGH", 100)
    monkeypatch.setattr(keys, "MANY", 100)
    monkeypatch.setattr(shared, "SMALL", 1)


def one_process(path: Path, options: Options = PLAIN) -> bytes:
    return render(judge.validate([str(path)], options), "json")


class Deadly(Pool):
    """The process that does the piece of work of that number dies of it, once."""

    def __init__(self, jobs: int, number: int, mark: Path) -> None:
        super().__init__(jobs)
        self.number = number
        self.mark = mark

    def submit(self, work: Callable[..., Done], *given: object) -> Callable[[], Done]:
        self.number -= 1
        return super().submit(die_once, self.mark, work, *given) if self.number == 0 else super().submit(work, *given)


OPTIONS = {
    "plain": PLAIN,
    "all samples": replace(PLAIN, samples=None),
    "one sample": replace(PLAIN, samples=1),
    "few findings": replace(PLAIN, limits=Limits(findings=3)),
    "shared": replace(PLAIN, sharing=Sharing(b"0123456789abcdef")),
    "waived": replace(
        PLAIN,
        waivers_name="waivers.toml",
        waivers=(Waiver("OR-REF-002", "known", "data@district.example", date(2027, 1, 1)),),
    ),
}


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_two_processes_give_the_report_of_one(package: Path, options: Options) -> None:
    whole = one_process(package, options)
    assert render(run.validate([str(package)], options, engine=Pool(2)), "json") == whole
    report = orjson.loads(whole)
    assert len(report["findings"]) >= 10


@pytest.mark.usefixtures("small_blocks")
def test_an_archive_too(archive: Path) -> None:
    assert render(run.validate([str(archive)], PLAIN, engine=Pool(2)), "json") == one_process(archive)


def test_blocks_make_no_difference(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the encoding, which is told by the first block with a byte that is not UTF-8."""
    clean = package.parent / "export"
    whole = one_process(clean)
    for name, value in (("BLOCK", 1 << 12), ("BLOCK", 1 << 16)):
        monkeypatch.setattr(blocks, name, value)
        assert one_process(clean) == whole


@pytest.mark.usefixtures("small_blocks")
def test_a_baseline_is_spent_in_the_order_of_the_findings(package: Path) -> None:
    known = read_baseline(orjson.loads(one_process(package, replace(PLAIN, samples=None))))[::2]
    options = replace(PLAIN, baseline=known)
    whole = one_process(package, options)
    assert orjson.loads(whole)["known"] > 20
    assert render(run.validate([str(package)], options, engine=Pool(2)), "json") == whole


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("number", [30, -1])
def test_what_a_process_dies_of_once_is_done_again(package: Path, tmp_path: Path, number: int) -> None:
    """While files are read, and while rules are applied."""
    whole, mark = one_process(package), tmp_path / "died"
    counting = Deadly(2, 0, mark)
    run.validate([str(package)], PLAIN, engine=counting)
    engine = Deadly(2, number if number > 0 else -counting.number - 20, mark)
    assert render(run.validate([str(package)], PLAIN, engine=engine), "json") == whole
    assert mark.exists()


@pytest.mark.usefixtures("small_blocks")
def test_rules_that_cannot_be_applied_are_a_fault_of_the_tool(package: Path) -> None:
    class Losing(Pool):
        def submit(self, work: Callable[..., Done], *given: object) -> Callable[[], Done]:
            def lost() -> Any:
                raise Lost("the process that did it ended twice")

            return lost if work is say and given[2] == ["OR-REF-001"] else super().submit(work, *given)

    report = run.validate([str(package)], PLAIN, engine=Losing(2))
    assert [(fault.where, fault.message) for fault in report.faults] == [
        ("OR-REF-001", "OR-REF-001: not applied: the process that did it ended twice")
    ]
    others = {group.rule.id for group in judge.validate([str(package)], PLAIN).findings}
    assert {group.rule.id for group in report.findings} == others - {"OR-REF-001"}


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("times", [0, 20])
def test_without_memory_to_share_the_report_is_the_same(
    package: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Where there is none, and where it comes to an end."""
    answers = iter([True] * times)
    monkeypatch.setattr(shared, "_is_free", lambda _: next(answers, False))
    assert render(run.validate([str(package)], PLAIN, engine=Pool(2)), "json") == one_process(package)


@pytest.mark.usefixtures("small_blocks")
def test_what_was_shared_is_given_back(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []
    lend = shared.Arena.lend

    def noted(arena: shared.Arena, data: bytes) -> shared.Lent | None:
        lent = lend(arena, data)
        names.extend([lent.name] if lent else [])
        return lent

    monkeypatch.setattr(shared.Arena, "lend", noted)
    before = _descriptors()
    run.validate([str(package)], PLAIN, engine=Pool(2))
    gc.collect()
    assert len(names) > 20
    assert _descriptors() - before < 5
    for name in names:
        with pytest.raises(FileNotFoundError):
            SharedMemory(name)


def _descriptors() -> int:
    """How many files this process has open, where the system tells."""
    place = Path("/proc/self/fd")
    return len(list(place.iterdir())) if place.exists() else 0


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_estimate_goes_from_the_first_byte_to_the_last_rule(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 1 << 14)
    monkeypatch.setattr(run, "PAYS_FROM_TABLES", 1)
    other = shutil.copytree(package, tmp_path / "other")
    told: list[Progress] = []

    def listen(event: Event) -> None:
        if isinstance(event, Progress):
            told.append(event)

    run.validate([str(package), str(other)], PLAIN, (listen,), jobs=jobs)
    assert all(event.overall for event in told)
    assert len({event.total for event in told}) == 1
    done = [event.done for event in told]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, told[0].total)
    steps = [after - before for before, after in pairwise(done)]
    assert max(steps) < done[-1] / 12


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A real cluster on this machine: a scheduler, and three processes that work for it."""
    from distributed import LocalCluster

    make: type = LocalCluster
    with make(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster.scheduler_address.replace("tcp://", "dask://")


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("number", [30, 110])
def test_a_cluster_gives_the_report_of_one_process(package: Path, address: str, tmp_path: Path, number: int) -> None:
    """One of its workers is killed half-way."""
    mark = tmp_path / "died"

    class DeadlyCluster(Cluster):
        def submit(self, work: Callable[..., Done], *given: object) -> Callable[[], Done]:
            nonlocal number
            number -= 1
            deadly = (die_once, mark) if number == 0 else ()
            return super().submit(*deadly, work, *given)

    report = run.validate([str(package)], PLAIN, engine=DeadlyCluster(address))
    assert render(report, "json") == one_process(package)
    assert mark.exists()
