"""Mirroring another CASE server: all of it, politely, again only what changed, and on from where it was stopped."""

from collections.abc import Iterator
from datetime import UTC, datetime
import json
from pathlib import Path
import subprocess
import sys
import time
from typing import Any

from case_host import API, Answer, CaseHost, framework, serving
from imported import NOW, imported
import pytest

from conftest import Run
from fairmark.server.importing import mirror as mirroring
from fairmark.server.importing.importer import How
from fairmark.server.importing.listing import NoList, api_of
from fairmark.server.importing.mirror import Mirroring
from fairmark.server.importing.polite import Patience, PoliteClient, ServerBusy, retry_after
from fairmark.server.storage.mirrors import Mirrors
from fairmark.server.storage.store import Store
from fairmark.validators.net.client import Client
from fairmark.validators.net.policy import PUBLIC_ONLY
from fairmark.validators.net.url import Url

UNHURRIED = Patience(pause=0)


class Time:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def host() -> Iterator[CaseHost]:
    with serving(CaseHost()) as running:
        yield running


def run(store: Store, host: CaseHost, patience: Patience = UNHURRIED, at: Time | None = None, **how: Any) -> Mirroring:
    passing = at or Time()
    with Client(PUBLIC_ONLY.trusting(Url.parse(host.base).origin)) as client:
        polite = PoliteClient(client, patience, clock=passing.clock, sleep=passing.sleep)
        return mirroring.mirror(store, polite, host.base, How(at=NOW, **how))


def statuses(done: Mirroring) -> list[str]:
    return [one.status.value for one in done.frameworks]


# -- everything ------------------------------------------------------------------------------------------------------


def test_every_framework_comes_here(store: Store, host: CaseHost) -> None:
    identifiers = [host.add(framework(number)) for number in range(3)]
    done = run(store, host)
    assert (statuses(done), done.complete) == (["stored"] * 3, True)
    assert {one.identifier for one in store.frameworks()} == set(identifiers)
    version = store.current(identifiers[1])
    assert version is not None
    assert version.source == f"{host.base}{API}/CFPackages/{identifiers[1]}"
    assert host.connections == 1


@pytest.mark.parametrize(
    "manners",
    [
        {"page": 2},
        {"page": 2, "total": False},
        {"page": 3, "links": True},
        {"page": 3, "links": True, "total": False},
        {"page": 100, "ignores_offset": True, "total": False},
        {"bare": True, "total": False},
    ],
)
def test_the_list_is_read_to_its_end(sqlite_store: Store, host: CaseHost, manners: dict[str, Any]) -> None:
    for name, value in manners.items():
        setattr(host, name, value)
    host.listed = [framework(number)["CFDocument"] for number in range(7)]
    done = run(sqlite_store, host)
    assert [one.document for one in done.frameworks] == [one["identifier"] for one in host.listed]
    assert sum("/CFDocuments" in path for path in host.asked) <= 5


def test_a_list_that_never_ends_is_left(sqlite_store: Store, host: CaseHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairmark.server.importing.listing.MOST", 30)

    def endless(path: str, number: int) -> Answer | None:
        documents = [{"identifier": f"{number:08x}-9dad-41d1-80b4-{n:012x}"} for n in range(10)]
        return (200, {}, json.dumps(documents).encode()) if "/CFDocuments" in path else None

    host.interrupt = endless
    assert len(run(sqlite_store, host).frameworks) == 40


def test_entries_without_identifier_are_counted(sqlite_store: Store, host: CaseHost) -> None:
    known = host.add(framework(1))
    host.listed = [{"identifier": known}, {"identifier": "../x"}, {"identifier": 7}, "x", None, {}]
    done = run(sqlite_store, host)
    assert (statuses(done), done.odd, done.complete) == (["stored"], 5, False)


def test_a_server_of_1_0_is_found_too(sqlite_store: Store, host: CaseHost) -> None:
    host.api = "/ims/case/v1p0"
    host.add(framework(1))
    assert run(sqlite_store, host).base.endswith("/ims/case/v1p0")


@pytest.mark.parametrize(
    ("typed", "tried"),
    [
        ("https://a.example/", ["https://a.example/ims/case/v1p1", "https://a.example/ims/case/v1p0"]),
        ("https://a.example/t/ims/case/v1p0", ["https://a.example/t/ims/case/v1p0"]),
        ("https://a.example/ims/case/v1p1/CFDocuments?limit=1", ["https://a.example/ims/case/v1p1"]),
    ],
)
def test_what_may_be_typed(typed: str, tried: list[str]) -> None:
    assert api_of(typed) == tried


# -- what goes wrong -------------------------------------------------------------------------------------------------


def test_what_fails_is_told_and_the_rest_goes_on(sqlite_store: Store, host: CaseHost) -> None:
    broken = framework(2)
    del broken["CFItems"][0]["fullStatement"]
    host.add(framework(1))
    host.add(broken)
    missing, other = framework(3), framework(4)
    host.listed = [framework(number)["CFDocument"] for number in range(1, 7)]
    host.packages[other["CFDocument"]["identifier"]] = b"{not JSON"
    host.packages[framework(5)["CFDocument"]["identifier"]] = host.packages[framework(1)["CFDocument"]["identifier"]]
    host.add(framework(6))
    done = run(sqlite_store, host)
    assert statuses(done) == ["stored", "refused", "failed", "refused", "refused", "stored"]
    details = {one.document: one.detail for one in done.frameworks}
    assert details[missing["CFDocument"]["identifier"]] == "the server answers 404"
    assert "another framework" in details[framework(5)["CFDocument"]["identifier"]]
    assert len(sqlite_store.frameworks()) == 2
    assert not done.complete


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((401, {}, b""), "asks for a token"),
        ((500, {}, b""), "answers 500"),
        ((200, {}, b"<html>"), "no JSON"),
        ((200, {}, b'{"CFItems": []}'), "no list of CFDocuments"),
    ],
)
def test_a_server_without_a_list(sqlite_store: Store, host: CaseHost, answer: Answer, said: str) -> None:
    host.interrupt = lambda _path, _number: answer
    with pytest.raises(NoList, match=said):
        run(sqlite_store, host)


def test_an_empty_server_is_mirrored_at_once(sqlite_store: Store, host: CaseHost) -> None:
    done = run(sqlite_store, host)
    assert (done.complete, done.frameworks, len(host.asked)) == (True, [], 1)


def test_a_server_that_goes_down_is_left_in_peace(sqlite_store: Store, host: CaseHost) -> None:
    for number in range(6):
        host.add(framework(number))

    def cut(path: str, _number: int) -> Answer | None:
        if "/CFPackages/" in path and len(host.asked_for_packages()) > 2:
            raise ConnectionAbortedError
        return None

    host.interrupt = cut
    done = run(sqlite_store, host)
    assert statuses(done) == ["stored"] * 2 + ["pending"] * 4
    assert done.stopped
    host.interrupt = lambda _path, _number: None
    host.asked.clear()
    again = run(sqlite_store, host)
    assert (statuses(again), again.complete) == (["stored"] * 6, True)
    assert len(host.asked) == 4


# -- politeness ------------------------------------------------------------------------------------------------------


def test_there_is_a_pause_between_two_requests(sqlite_store: Store, host: CaseHost) -> None:
    host.add(framework(1))
    host.add(framework(2))
    at = Time()
    run(sqlite_store, host, Patience(pause=0.5), at)
    assert at.slept == [0.5, 0.5]


def test_a_busy_server_is_asked_when_it_says(sqlite_store: Store, host: CaseHost) -> None:
    host.add(framework(1))
    busy: list[Answer] = [(429, {"Retry-After": "7"}, b""), (503, {}, b""), (503, {"Retry-After": "soon"}, b"")]
    host.interrupt = lambda _path, number: busy[number] if number < len(busy) else None
    at = Time()
    assert run(sqlite_store, host, Patience(pause=0.5), at).complete
    assert at.slept == [7, 2, 4, 0.5]


def test_patience_has_an_end(sqlite_store: Store, host: CaseHost) -> None:
    host.add(framework(1))
    host.interrupt = lambda _path, _number: (503, {"Retry-After": "1"}, b"")
    with pytest.raises(ServerBusy, match="5 times in a row"):
        run(sqlite_store, host)
    assert len(host.asked) == 5


def test_who_asks_for_too_much_patience_is_asked_another_time(sqlite_store: Store, host: CaseHost) -> None:
    host.add(framework(1))
    host.add(framework(2))
    host.interrupt = lambda path, number: (429, {"Retry-After": "86400"}, b"") if number == 2 else None
    done = run(sqlite_store, host)
    assert (statuses(done), done.stopped) == (["stored", "pending"], "the server asks to come back in 86,400 s")
    host.interrupt = lambda _path, _number: None
    assert run(sqlite_store, host).complete


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120),
        ("-5", None),
        ("1.5", None),
        ("Sun, 01 Nov 2026 00:00:30 GMT", 30),
        ("Sat, 31 Oct 2026 00:00:00 GMT", 0),
        ("", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, datetime(2026, 11, 1, tzinfo=UTC)) == seconds


def test_the_token_goes_along(fairmark: Run, host: CaseHost, tmp_path: Path) -> None:
    host.add(framework(1))
    database = f"sqlite:///{(tmp_path / 'x.db').as_posix()}"
    done = fairmark(
        "mirror", host.base, "--database", database, "--pause", "0", "--token", "s3cret", "--format", "json"
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["complete"]
    assert {headers.get("authorization") for headers in host.headers} == {"Bearer s3cret"}
    assert {headers["user-agent"].partition("/")[0] for headers in host.headers} == {"fairmark"}
    assert "s3cret" not in done.output


# -- again -----------------------------------------------------------------------------------------------------------


def test_a_refresh_fetches_only_what_changed(store: Store, host: CaseHost) -> None:
    first, second = host.add(framework(1)), host.add(framework(2))
    run(store, host)
    host.add(framework(2, title="Revised"))
    done = run(store, host)
    assert statuses(done) == ["unchanged", "stored"]
    assert [version.number for version in store.versions(second)] == [2, 1]
    assert len(store.versions(first)) == 1


def test_without_etags_a_refresh_still_stores_nothing_new(sqlite_store: Store, host: CaseHost) -> None:
    host.etags = False
    identifier = host.add(framework(1))
    run(sqlite_store, host)
    assert statuses(run(sqlite_store, host)) == ["unchanged"]
    assert len(sqlite_store.versions(identifier)) == 1


def test_what_is_no_longer_here_as_it_was_is_fetched_whole(sqlite_store: Store, host: CaseHost) -> None:
    removed, replaced = host.add(framework(1)), host.add(framework(2))
    run(sqlite_store, host)
    sqlite_store.remove(removed)
    imported(sqlite_store, framework(2, title="Somebody's own"))
    assert statuses(run(sqlite_store, host)) == ["stored", "stored"]
    assert sqlite_store.current(removed) is not None
    assert len(sqlite_store.versions(replaced)) == 3


def test_what_is_gone_there_stays_here(sqlite_store: Store, host: CaseHost) -> None:
    first, second = host.add(framework(1)), host.add(framework(2))
    run(sqlite_store, host)
    del host.packages[first]
    done = run(sqlite_store, host)
    assert sorted(statuses(done)) == ["gone", "unchanged"]
    assert done.complete
    assert {one.identifier for one in sqlite_store.frameworks()} == {first, second}


def test_two_servers_are_remembered_apart(sqlite_store: Store, host: CaseHost) -> None:
    host.add(framework(1))
    run(sqlite_store, host)
    with serving(CaseHost()) as other:
        other.add(framework(2))
        done = run(sqlite_store, other)
        assert statuses(done) == ["stored"]
    assert len(Mirrors(sqlite_store.engine).rows(f"{host.base}{API}")) == 1


# -- on from where it was killed -------------------------------------------------------------------------------------


def test_a_run_that_was_killed_goes_on(host: CaseHost, tmp_path: Path, database_url: str) -> None:
    """The server itself kills the client, in the middle of the fourth package."""
    for number in range(7):
        host.add(framework(number))
    code = "from fairmark.validators.cli import main; main()"
    command = [sys.executable, "-P", "-c", code, "mirror", host.base, "--pause", "0", "--database", database_url]
    running: list[subprocess.Popen[bytes]] = []

    def kill(path: str, _number: int) -> Answer | None:
        if "/CFPackages/" in path and len(host.asked_for_packages()) == 4:
            while not running:
                time.sleep(0.01)
            running[0].kill()
            running[0].wait()
        return None

    host.interrupt = kill
    running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    assert running[0].wait(60) != 0
    host.interrupt = lambda _path, _number: None
    before = host.asked_for_packages()
    host.asked.clear()
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert b"7 stored" in done.stdout
    assert not any("/CFDocuments" in path for path in host.asked)
    assert host.asked_for_packages() == list(host.packages)[3:]
    assert before == list(host.packages)[:4]
