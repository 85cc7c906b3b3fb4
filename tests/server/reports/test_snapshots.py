"""What a server holds is what reports read of it: the sample district, put into a database, has the rows that it has by
itself; what is recorded later is added; nobody waits, and two may ask at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from fairmark.fixtures import frameworks
from fairmark.fixtures.district import District
from fairmark.fixtures.district.continuums import USED
from fairmark.fixtures.district.learning import Learning, learning
from fairmark.fixtures.district.learning.times import ZONE
from fairmark.server.importing.importer import How, import_source
from fairmark.server.learning.restoring import restore
from fairmark.server.learning.tables import facts
from fairmark.server.reports.loading.district import district_rows, roster_rows
from fairmark.server.reports.noted import note
from fairmark.server.reports.rows import ROWS
from fairmark.server.reports.snapshots import Snapshot, Snapshots, folder_of
from fairmark.server.reports.tables import Rows, collected, table
from fairmark.server.storage.database import open_database, writing
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.validators.readers.source import of_bytes

DISTRICT = District(seed=1, learners=60)
LAST = 400
"""Facts that are recorded after the others."""


@pytest.fixture(scope="module")
def known() -> Learning:
    return learning(DISTRICT)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, known: Learning) -> Iterator[Store]:
    """The district without its last facts."""
    if request.param == "sqlite":
        engine = open_database(f"sqlite:///{(tmp_path / 'store.db').as_posix()}")
    else:
        engine = open_database(request.getfixturevalue("postgresql")())
    upgrade(engine)
    made = Store(engine)
    for name in USED:
        import_source(made, of_bytes(f"{name}.json", frameworks()[name].read_bytes()), How(lenient=False))
    with writing(engine) as connection:
        note(connection, roster_rows(known), datetime(2026, 12, 1, tzinfo=UTC))
        restore(connection, known.facts[:-LAST])
    yield made
    engine.dispose()


def _rows(snapshot: Snapshot) -> dict[str, list[dict[str, Any]]]:
    engine = snapshot.engine()
    return {name: _sorted(engine.rows(table(row))) for name, row in ROWS.items()}


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: json.dumps(row, default=str))


def _expected(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    return {
        name: _sorted([{column: getattr(each, column) for column in each.__slots__} for each in found])
        for name, found in rows.items()
    }


def _record_the_rest(store: Store, known: Learning) -> None:
    with writing(store.engine) as connection:
        roots = {row.id: row.root for row in connection.execute(select(facts.c.id, facts.c.root))}
        restore(connection, known.facts[-LAST:], roots=roots)


def test_a_server_has_the_rows_of_the_district_and_adds_what_is_recorded_later(
    store: Store, known: Learning, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots = Snapshots()
    first = snapshots.current(store, ZONE)
    assert snapshots.current(store, ZONE) is first
    _record_the_rest(store, known)
    monkeypatch.setattr("fairmark.server.reports.snapshots._begin", _must_not)  # the last one is gone on from
    second = snapshots.current(store, ZONE)
    expected = _expected(collected(district_rows(DISTRICT)))
    found = _rows(second)
    for name in ROWS:
        assert found[name] == expected[name], name
    assert len(_rows(first)["judgments"]) < len(found["judgments"])  # who has it still reads what there was
    assert second.clock.newest > first.clock.newest


def test_what_has_gone_or_changed_otherwise_is_read_anew(store: Store, known: Learning) -> None:
    snapshots = Snapshots()
    before = snapshots.current(store, ZONE)
    with writing(store.engine) as connection:
        note(connection, [], datetime(2026, 12, 2, tzinfo=UTC))
    after = snapshots.current(store, ZONE)
    assert _rows(before)["learners"]
    assert not _rows(after)["learners"]


def test_a_file_is_made_once_whoever_asks_and_another_process_takes_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "reports"
    made: list[Path] = []
    from fairmark.server.reports import snapshots as module

    begin = module._begin
    monkeypatch.setattr(module, "_begin", lambda held, path: (made.append(path), begin(held, path)))
    snapshots = Snapshots(folder)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: snapshots.current(store, ZONE), range(4)))
    assert len({id(each) for each in found}) == len(made) == 1
    assert Snapshots(folder).current(store, ZONE).state == found[0].state  # as another process would
    assert len(made) == 1
    assert [path.suffix for path in folder.iterdir()] == [".duckdb"]


def test_a_file_lies_beside_its_database(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{(tmp_path / 'store.db').as_posix()}")
    assert folder_of(Store(engine)) == tmp_path / "store.db-reports"
    assert folder_of(Store(open_database("postgresql://nobody@localhost/nothing"))) is None


def test_who_reads_keeps_no_writer_waiting(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fact is recorded while the rows are being read; it is not among them, and is so the next time."""
    from fairmark.server.reports.loading import ledger

    read: Callable[..., Any] = ledger.Held.fact_rows

    def meanwhile(self: ledger.Held, *arguments: Any) -> Iterator[object]:
        monkeypatch.setattr(ledger.Held, "fact_rows", read)
        with writing(store.engine) as connection:
            restore(connection, [TASK])
        yield from read(self, *arguments)

    monkeypatch.setattr(ledger.Held, "fact_rows", meanwhile)
    snapshots = Snapshots()
    first, second = snapshots.current(store, ZONE), snapshots.current(store, ZONE)
    assert len(_rows(second)["tasks"]) == len(_rows(first)["tasks"]) + 1


def _must_not(*_arguments: object) -> None:
    raise AssertionError("everything was read anew")


TASK = {
    "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
    "type": "Task",
    "title": "A task",
    "purpose": "To see",
    "targets": [],
    "usableForDeterminations": False,
    "version": 1,
    "recordedAt": "2027-01-01T00:00:00.000000Z",
}
