"""Folders, zips, lines, standard input and URLs as inputs: their names, order, verdicts, and what is left out."""

from collections.abc import Callable
import hashlib
from http.server import BaseHTTPRequestHandler, HTTPServer
import io
import json
import os
from pathlib import Path
import socket
import sys
from threading import Thread
from typing import Any
import zipfile

from hypothesis import given
from hypothesis import strategies as st
import pytest

from conftest import ROOT, Run
from fairmark.validators.core.events import Event, Progress
from fairmark.validators.judge import Options, validate
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.source import MissingInput, Source, of_bytes, open_sources

Judged = Callable[..., dict[str, Any]]

TWINS = ROOT / "fixtures" / "case" / "CASE-ID-001"
GOOD, BAD = (TWINS / "good.json").read_bytes(), (TWINS / "bad.json").read_bytes()
STANDARD = Limits()


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def verdicts(report: dict[str, Any]) -> dict[str, str]:
    return {entry["name"]: entry["verdict"] for entry in report["inputs"]}


def rules(report: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in report["findings"]}


def sources(*inputs: str | Path, limits: Limits = STANDARD) -> list[Source]:
    """The sources, members behind their containers."""

    def no_network(url: str) -> Source:
        raise AssertionError(f"{url} was fetched")

    found = []
    for source in open_sources([str(i) for i in inputs], limits, no_network):
        found += [source, *source.members]
    return found


# -- folders ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b/good.json", "a.json", "b/.hidden.json", ".git/config.json", "__MACOSX/a.json", "b/README.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(GOOD)
    (tmp_path / "export").write_bytes(b"\xef\xbb\xbf\n " + GOOD)
    (tmp_path / "LICENSE").write_bytes(b"All rights reserved.")
    return tmp_path


def test_members_of_a_folder_come_sorted_and_only_data_is_read(folder: Path, judged: Judged) -> None:
    report = judged(folder)
    assert list(verdicts(report)) == [
        str(folder),
        *(f"{folder}!{name}" for name in ("a.json", "b/good.json", "export")),
    ]
    assert [entry["kind"] for entry in report["inputs"]] == ["folder", "case-package", "case-package", "case-package"]
    left_out = next(finding for finding in report["findings"] if finding["rule"] == "FM-INPUT-019")
    assert left_out["samples"][0]["observed"] == "1 .md, 1 hidden, 1 without a suffix"
    assert rules(report) == {"FM-INPUT-003", "FM-INPUT-019"}


def test_a_folder_is_as_good_as_its_worst_member(folder: Path, judged: Judged) -> None:
    (folder / "c.json").write_bytes(BAD)
    report = judged(folder)
    assert verdicts(report)[str(folder)] == "fail"
    assert verdicts(report)[f"{folder}!a.json"] == "pass"
    assert {sample["input"] for f in report["findings"] for sample in f["samples"]} <= set(verdicts(report))


def test_an_empty_folder_is_no_pass(tmp_path: Path, judged: Judged) -> None:
    report = judged(tmp_path)
    assert verdicts(report) == {str(tmp_path): "fail"}
    assert rules(report) == {"FM-INPUT-018"}


def test_an_unknown_member_is_an_error_and_explains_why_nothing_was_judged(tmp_path: Path, judged: Judged) -> None:
    (tmp_path / "x.json").write_bytes(b"{}")
    report = judged(tmp_path)
    assert [(cause["rule"], cause["explains"]) for cause in report["causes"]] == [("FM-INPUT-013", ["FM-INPUT-018"])]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_links_are_followed_only_within_the_folder(tmp_path: Path, judged: Judged) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (inside / "a.json").write_bytes(GOOD)
    (outside / "secret.json").write_bytes(GOOD)
    (inside / "again.json").symlink_to(inside / "a.json")
    (inside / "out.json").symlink_to(outside / "secret.json")
    (inside / "elsewhere").symlink_to(outside)
    (inside / "circle").symlink_to(inside)
    (inside / "loop.json").symlink_to(inside / "loop.json")
    report = judged(inside)
    assert verdicts(report) == {
        str(inside): "undetermined",
        f"{inside}!a.json": "pass",
        f"{inside}!again.json": "pass",
        f"{inside}!elsewhere": "undetermined",
        f"{inside}!loop.json": "undetermined",
        f"{inside}!out.json": "undetermined",
    }
    assert report["partial"]


def test_too_many_entries_are_not_even_listed(folder: Path) -> None:
    [source] = sources(folder, limits=Limits(entries=3))
    assert [problem.rule for problem in source.problems] == ["FM-INPUT-014"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no names that are no text")
def test_a_name_that_is_no_text_is_shown_as_far_as_it_goes(tmp_path: Path, judged: Judged) -> None:
    path = Path(str(tmp_path), b"caf\xe9.json".decode("utf-8", "surrogateescape"))
    path.write_bytes(GOOD)
    assert list(verdicts(judged(tmp_path))) == [str(tmp_path), f"{tmp_path}!caf\\xe9.json"]
    assert list(verdicts(judged(path))) == [f"{tmp_path}/caf\\xe9.json"]


# -- archives --------------------------------------------------------------------------------------------------------


def test_members_of_a_zip_come_sorted_and_only_data_is_read(tmp_path: Path, judged: Judged) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(
        zipped({"z.json": GOOD, "a/b.json": BAD, "__MACOSX/a.json": b"x", "export": GOOD, "notes": b"hello"})
    )
    report = judged(path)
    assert verdicts(report) == {
        str(path): "fail",
        f"{path}!a/b.json": "fail",
        f"{path}!export": "pass",
        f"{path}!z.json": "pass",
    }
    assert report["inputs"][0]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert report["inputs"][0]["kind"] == "zip"
    assert report["inputs"][3]["sha256"] == hashlib.sha256(GOOD).hexdigest()


def test_a_zip_is_known_by_its_bytes_whatever_it_is_called(tmp_path: Path, judged: Judged) -> None:
    path = tmp_path / "download"
    path.write_bytes(zipped({"a.json": GOOD}))
    assert verdicts(judged(path)) == {str(path): "pass", f"{path}!a.json": "pass"}
    assert verdicts(judged("-", stdin=zipped({"a.json": GOOD}))) == {"-": "pass", "-!a.json": "pass"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_zip_may_come_through_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_bytes, args=(zipped({"a.json": GOOD}),))
    writer.start()
    source, member = sources(pipe)
    writer.join()
    assert (source.container, member.data) == ("zip", GOOD)


def test_what_is_unpacked_is_counted_and_no_header_believed(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    data = zipped({"a.json": b" " * 10_000_000, "b.json": b"{}", "c.json": b"{}"})
    path.write_bytes(data.replace((10_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    small = Limits(bytes=1000)
    assert [p.rule for source in sources(path) for p in source.problems] == ["FM-INPUT-017"]
    path.write_bytes(data)
    assert [p.rule for source in sources(path, limits=small) for p in source.problems] == ["FM-INPUT-011"]
    assert [p.rule for source in sources(path) for p in source.problems] == ["FM-INPUT-015"]
    all_but_ratio = Limits(ratio=2000, total=1_000_000)
    stopped = sources(path, limits=all_but_ratio)
    assert [p.rule for source in stopped for p in source.problems] == ["FM-INPUT-016"]
    assert [source.name.rpartition("!")[2] for source in stopped[1:]] == ["a.json"]


def test_members_that_were_given_up_count_towards_the_total(tmp_path: Path) -> None:
    path = tmp_path / "bombs.zip"
    path.write_bytes(zipped({f"m{number}.json": b" " * 500_000 for number in range(9)}))
    limits = Limits(ratio=100, total=400_000)
    found = [p.rule for source in sources(path, limits=limits) for p in source.problems]
    assert found[-1] in ("FM-INPUT-015", "FM-INPUT-016")
    assert len(found) < 9


SOUND = zipped({"a.json": b'{"a": 1}', "b.json": b"[1, 2]", "c/d": b"{}", "e.txt": b"x"})


@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=8), st.integers(0, 40))
def test_a_damaged_archive_is_a_problem_and_never_an_exception(changes: list[tuple[int, int]], cut: int) -> None:
    from fairmark.validators.readers.zip_archive import open_zip

    data = bytearray(SOUND)
    for place, value in changes:
        data[place] = value
    source = open_zip("x.zip", io.BytesIO(bytes(data[: len(data) - cut])), Limits())
    for member in source.members:
        assert member.name.startswith("x.zip!")
        assert member.data is not None or member.problems


# -- files, standard input, lines ------------------------------------------------------------------------------------


def test_a_missing_path_is_wrong_usage_before_anything_is_read(fairmark: Run, tmp_path: Path) -> None:
    with pytest.raises(MissingInput):
        sources(tmp_path, tmp_path / "nothing.json")
    for name in ("nothing.json", "x" * 5000, "\0"):
        assert fairmark("validate", name).exit_code == 2


def test_an_input_that_is_named_twice_is_judged_once(judged: Judged) -> None:
    assert judged(TWINS / "bad.json", TWINS / "bad.json") == judged(TWINS / "bad.json")


def test_no_more_is_read_than_the_limit_allows(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b" " * 1001)
    (tmp_path / "b.json").write_bytes(b" " * 1000)
    a, b = sources(tmp_path / "a.json", tmp_path / "b.json", limits=Limits(bytes=1000))
    assert (a.data, [problem.rule for problem in a.problems]) == (None, ["FM-INPUT-011"])
    assert (len(b.data or b""), b.problems) == (1000, ())


def test_documents_on_lines_are_one_input(tmp_path: Path, judged: Judged) -> None:
    path = tmp_path / "x.ndjson"
    good, bad = json.dumps(json.loads(GOOD)), json.dumps(json.loads(BAD))
    path.write_text(f"{good}\n\n{bad}\n{bad}\n", "utf-8")
    report = judged(path)
    assert verdicts(report) == {str(path): "fail"}
    [finding] = report["findings"]
    assert (finding["rule"], finding["count"]) == ("CASE-ID-001", 2)
    column = bad.index('"6ba7b811-9dad-11d1-80b4-00c04fd430c"') + 1
    assert [(sample["line"], sample["column"]) for sample in finding["samples"]] == [(3, column), (4, column)]


def test_the_kind_can_be_forced(judged: Judged) -> None:
    unknown = b'{"title": "Untitled", "identifier": "a8098c1a-f86e-41da-bd1a-00112444be1e"}'
    assert rules(judged("-", stdin=unknown)) == {"FM-INPUT-013"}
    report = judged("-", "--kind", "case-concept", "--profile", "case-1.0", stdin=unknown)
    assert [(entry["kind"], entry["version"]) for entry in report["inputs"]] == [("case-concept", "1.0")]
    assert "FM-INPUT-013" not in rules(report)
    assert rules(judged("-", "--kind", "case-concept", stdin=b"[1]")) == {"FM-INPUT-013"}


# -- URLs ------------------------------------------------------------------------------------------------------------


def test_a_file_may_stand_in_for_a_url(tmp_path: Path, judged: Judged) -> None:
    url = "https://standards.example.org/ims/case/v1p0/CFPackages/1b4e28ba-2fa1-11d2-883f-0016d3cca427"
    package = json.loads(GOOD)
    (tmp_path / "package.json").write_text(json.dumps(package), "utf-8")
    resources = tmp_path / "resources.json"
    resources.write_text(json.dumps({url: "package.json"}), "utf-8")
    report = judged(url, "--resources", resources)
    assert [(entry["name"], entry["version"]) for entry in report["inputs"]] == [(url, "1.0")]


def test_a_url_that_leads_to_a_zip_is_unpacked() -> None:
    def fetch(url: str) -> Source:
        return of_bytes(url, zipped({"a.json": GOOD}), served="/export")

    [source] = open_sources(["HTTPS://example.org/export"], Limits(), fetch)
    assert (source.container, source.served) == ("zip", "/export")
    assert [member.name for member in source.members] == ["HTTPS://example.org/export!a.json"]


def test_a_url_that_nobody_answers_is_a_finding(judged: Judged) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, so that nobody else gets it, but not listening
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/CFPackages/1"
        report = judged(url)
    assert verdicts(report) == {url: "fail"}
    assert rules(report) == {"FM-INPUT-020"}


def test_a_url_is_read_over_the_network(judged: Judged) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(GOOD)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/ims/case/v1p1/CFPackages/1"
        report = judged(url)
        server.shutdown()
    assert verdicts(report) == {url: "pass"}
    assert report["inputs"][0]["sha256"] == hashlib.sha256(GOOD).hexdigest()


# -- progress --------------------------------------------------------------------------------------------------------


def test_progress_is_told_on_large_inputs_only(tmp_path: Path) -> None:
    heard: list[Event] = []
    (tmp_path / "large.json").write_bytes(b" " * (2 << 20) + GOOD)
    validate([str(TWINS / "good.json")], Options(), [heard.append])
    assert not [event for event in heard if isinstance(event, Progress)]
    validate([str(tmp_path / "large.json")], Options(), [heard.append])
    steps = [event for event in heard if isinstance(event, Progress)]
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert {(step.total, step.note) for step in steps} == {((2 << 20) + len(GOOD), str(tmp_path / "large.json"))}
