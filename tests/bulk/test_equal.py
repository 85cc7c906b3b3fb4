"""The report that chunks add up to is that of one process, byte for byte."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
import pickle

import orjson
import pytest

from conftest import ROOT
from fairmark.validators import judge
from fairmark.validators.bulk import run
from fairmark.validators.bulk.chunk import Chunk
from fairmark.validators.bulk.engine import Done
from fairmark.validators.bulk.plan import plan
from fairmark.validators.core.levels import Strictness
from fairmark.validators.core.waivers import Waiver, read_baseline
from fairmark.validators.judge import Options
from fairmark.validators.readers.folder import Members, open_folder
from fairmark.validators.readers.limits import Limits
from fairmark.validators.reports import render

NOW = datetime(2026, 7, 1, tzinfo=UTC)


class Here:
    """An engine that does all work at once, from the same bytes as a process elsewhere is sent."""

    def __init__(self, width: int = 4) -> None:
        self.width = width
        self.chunks: list[Chunk] = []

    keep = None

    def submit(self, work: Callable[..., Done], *given: object) -> Callable[[], Done]:
        self.chunks += [each for each in given if isinstance(each, Chunk)]
        result = sent(work(*sent(given)))
        return lambda: result

    def lend(self, made: Callable[[], bytes]) -> bytes:
        return made()

    def let_go(self) -> None:
        pass

    def close(self) -> None:
        pass


def sent(what: Done) -> Done:
    """What comes of it at another process."""
    arrived: Done = pickle.loads(pickle.dumps(what))  # noqa: S301 - our own
    return arrived


def one_process(inputs: list[Path], options: Options) -> bytes:
    return render(judge.validate([str(path) for path in inputs], options), "json")


def in_chunks(inputs: list[Path], options: Options, engine: Here | None = None) -> bytes:
    return render(run.validate([str(path) for path in inputs], options, engine=engine or Here()), "json")


OPTIONS = {
    "plain": Options(at=NOW),
    "one sample": Options(at=NOW, samples=1),
    "all samples": Options(at=NOW, samples=None),
    "strict": Options(at=NOW, strictness=Strictness.STRICT),
    "few findings": Options(at=NOW, limits=Limits(findings=1)),
    "waived": Options(
        at=NOW,
        waivers_name="waivers.toml",
        waivers=(
            Waiver("OB-PROOF-002", "known", "data@district.example", date(2027, 1, 1)),
            Waiver("OB-TYPE-001", "known", "data@district.example", date(2027, 1, 1), location="/type*"),
            Waiver("CASE-ID-001", "of no use any more", "data@district.example", date(2026, 1, 1)),
            Waiver("CASE-API-001", "of no use ever", "data@district.example", date(2027, 1, 1)),
        ),
    ),
}


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_chunks_add_up_to_the_report_of_one_process(folder: Path, lines: Path, options: Options) -> None:
    inputs = [lines, folder]
    engine = Here()
    whole = one_process(inputs, options)
    assert in_chunks(inputs, options, engine) == whole
    assert len(engine.chunks) > 50
    assert sum(any(piece.part for piece in chunk.pieces) for chunk in engine.chunks) > 20
    report = orjson.loads(whole)
    assert report["partial"], "the material should hold what cannot be read"
    assert report["steps"], "the material should hold what is verified"


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("half", [0, 1])
def test_a_baseline_is_spent_in_the_order_of_the_inputs(folder: Path, lines: Path, half: int) -> None:
    """Each finding occurs in both inputs, and the baseline knows it once, or half of them once: later ones are new,
    whoever was judged first. Chunks that run ahead know nothing of what those before them meet."""
    inputs = [lines, folder]
    earlier = orjson.loads(one_process([lines], Options(at=NOW, samples=None)))
    known = read_baseline(earlier)[half :: 1 + half]
    options = Options(at=NOW, baseline=known)
    whole = one_process(inputs, options)
    engine = Here(width=9)
    assert in_chunks(inputs, options, engine) == whole
    assert len(engine.chunks) > sum(isinstance(step, Chunk) for step in plan([str(path) for path in inputs], options))
    report = orjson.loads(whole)
    assert report["known"] > 30
    assert sum(report["counts"].values()) > 30


@pytest.mark.usefixtures("small_chunks")
def test_one_process_reads_chunks_one_by_one_to_the_same_end(folder: Path, lines: Path) -> None:
    names = [str(lines), str(folder)]
    options = Options(at=NOW)
    assert render(run.validate(names, options, jobs=1), "json") == one_process([lines, folder], options)


@pytest.mark.usefixtures("small_chunks")
def test_all_that_is_not_cut_is_judged_as_before(tmp_path: Path, lines: Path) -> None:
    """Archives, single files, texts that only seem to hold a document a line, an empty folder."""
    text = lines.read_bytes()
    inputs = [tmp_path / name for name in ("empty", "pretty.ndjson", "marked.ndjson", "latin.ndjson", "cr.ndjson")]
    inputs[0].mkdir()
    package = orjson.loads((ROOT / "fixtures" / "case" / "CASE-ID-001" / "good.json").read_bytes())
    package["CFItems"] *= 300
    inputs[1].write_bytes(orjson.dumps(package, option=orjson.OPT_INDENT_2))
    inputs[2].write_bytes(b"\xef\xbb\xbf" + text)
    inputs[3].write_bytes(text + '{"name": "Zoë"}\n'.encode("latin-1"))
    inputs[4].write_bytes(text.replace(b"\n", b"\r"))
    twins = sorted((ROOT / "fixtures" / "input").glob("*/bad*"))
    engine = Here()
    inputs += [twin for twin in twins if twin.name != "bad.options.json"]
    options = Options(at=NOW)
    assert in_chunks(inputs, options, engine) == one_process(inputs, options)
    assert not any(piece.part for chunk in engine.chunks for piece in chunk.pieces)


@pytest.mark.usefixtures("small_chunks")
def test_a_plan_names_every_file_and_line_once(folder: Path, lines: Path) -> None:
    steps = plan([str(lines), str(folder)], Options())
    pieces = [piece for step in steps if isinstance(step, Chunk) for piece in step.pieces]
    members = open_folder("all", folder, Limits()).members
    assert isinstance(members, Members)
    assert [piece.member.path for piece in pieces if piece.part is None] == [file.path for file in members.files]
    parts = [piece.part for piece in pieces if piece.part]
    assert (parts[0].start, parts[-1].end) == (0, lines.stat().st_size)
    assert all(one.end == other.start for one, other in pairwise(parts))
