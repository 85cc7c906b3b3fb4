"""The tables that reports read, made of what a server holds: a DuckDB file beside the database, which is never changed.

A file has the name of the state that it was made of. Whoever asks looks first whether that is still the state of the
server; if not, the next file is made: of the last one and the facts that were recorded since, or of everything where
something else has changed or facts have gone. It is written under another name first, so that nobody sees half of it,
and two processes that make it at once do not disturb each other. The server's database is only read, within one
transaction, so that no writer waits.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from hashlib import blake2b
import os
from pathlib import Path
import shutil
import tempfile
from threading import Lock
import time
from typing import TYPE_CHECKING, Any
import weakref

from fairmark.server.storage.database import reading
from fairmark.server.storage.store import Store

if TYPE_CHECKING:
    import duckdb

    from fairmark.server.reports.clock import Clock
    from fairmark.server.reports.engines import Engine
    from fairmark.server.reports.loading.history import History
    from fairmark.server.reports.loading.ledger import Held, State

FORM = "1"
"""Changes with what files hold, apart from the columns of the model."""
SUFFIX, UNFINISHED = ".duckdb", ".new"
ABANDONED = 3600
"""Seconds after which an unfinished file is nobody's."""
BATCH = 50_000
MEMORY = {"memory_limit": "2GB"}

VOIDED: tuple[tuple[str, str], ...] = (
    ("evidence", "evidence"),
    ("judgments", "judgment"),
    ("judgments", "evidence"),
    ("determinations", "determination"),
    ("tasks", "task"),
    ("pathways", "pathway"),
    ("goals", "goal"),
    ("supports", "support"),
    ("sessions", "session"),
    ("events", "event"),
)
"""Tables, and the columns that name facts with which a row counts no more."""


@dataclass(frozen=True)
class Snapshot:
    """The tables as they were in one state. It is open as long as somebody has it."""

    state: "State"
    _connection: "duckdb.DuckDBPyConnection"

    def engine(self) -> "Engine":
        """The tables for one thread."""
        import ibis

        from fairmark.server.reports.engines import Engine

        return Engine(ibis.duckdb.from_connection(self._connection.cursor()))

    @cached_property
    def clock(self) -> "Clock":
        """WrongUsage where nothing is recorded, or no school year is known."""
        from fairmark.server.reports.clock import Clock

        return Clock(self.engine())

    @cached_property
    def dimensions(self) -> list[str]:
        """The dimensions of groups that learners belong to."""
        from fairmark.server.reports.rows import Membership
        from fairmark.server.reports.tables import table

        found = self.engine().rows(table(Membership).select("dimension").distinct())
        return sorted(row["dimension"] for row in found)


@dataclass
class Snapshots:
    """The newest snapshot of one server. `folder` is where files are kept; None for the place that `folder_of` says."""

    folder: Path | None = None
    _lock: Lock = field(default_factory=Lock)
    _newest: Snapshot | None = None

    def current(self, store: Store, zone: tzinfo) -> Snapshot:
        """What the server holds now. Of those who ask at once one makes it, and the others wait for it."""
        from fairmark.server.reports.loading.ledger import Held

        with self._lock, reading(store.engine) as connection:
            held = Held(connection, store, zone)
            if self._newest is None or self._newest.state != held.state:
                self._newest = self._opened(held, self._folder(store))
            return self._newest

    def _folder(self, store: Store) -> Path:
        if self.folder is None:
            self.folder = folder_of(store) or _passing(self)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.folder

    def _opened(self, held: "Held", folder: Path) -> Snapshot:
        import duckdb

        path = folder / f"{_digest(held.state)}{SUFFIX}"
        if not path.exists():
            _make(held, path)
        try:
            snapshot = Snapshot(held.state, duckdb.connect(str(path), read_only=True, config=dict(MEMORY)))
        except duckdb.IOException:  # another process knows of a later state already, and has removed this one
            _make(held, path)
            snapshot = Snapshot(held.state, duckdb.connect(str(path), read_only=True, config=dict(MEMORY)))
        for other in folder.iterdir():
            if other != path and (other.suffix == SUFFIX or _is_abandoned(other)):
                _remove(other)
        return snapshot


def folder_of(store: Store) -> Path | None:
    """The folder beside an SQLite database; None for others."""
    url = store.engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    return Path(f"{url.database}-reports")


def _passing(owner: object) -> Path:
    """A folder that goes with its owner."""
    folder = tempfile.mkdtemp(prefix="fairmark-reports-")
    weakref.finalize(owner, shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _digest(state: "State") -> str:
    from fairmark.server.reports.rows import ROWS
    from fairmark.server.reports.tables import columns_of

    model = [(name, columns_of(row)) for name, row in ROWS.items()]
    said = repr((FORM, model, state.facts, state.newest, state.rest))
    return blake2b(said.encode(), digest_size=16).hexdigest()


def _is_abandoned(path: Path) -> bool:
    try:
        return UNFINISHED in path.name and time.time() - path.stat().st_mtime > ABANDONED
    except FileNotFoundError:
        return False


def _remove(path: Path) -> None:
    """Remove a file that others may have removed, or that Windows keeps as long as somebody reads it."""
    try:
        path.unlink()
    except OSError:
        return


# -- making ----------------------------------------------------------------------------------------------------------


def _make(held: "Held", path: Path) -> None:
    """Make the file, of the last one where that can be."""
    unfinished = path.with_name(f"{path.stem}-{os.getpid()}-{time.monotonic_ns()}{UNFINISHED}")
    try:
        for last in sorted(path.parent.glob(f"*{SUFFIX}"), key=_made_at, reverse=True)[:1]:
            if _went_on(held, last, unfinished):
                break
        else:
            _remove(unfinished)
            _begin(held, unfinished)
        unfinished.replace(path)
    finally:
        _remove(unfinished)


def _made_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _begin(held: "Held", path: Path) -> None:
    """Make the file of everything."""
    from fairmark.server.reports.loading.history import History
    from fairmark.server.reports.rows import ROWS
    from fairmark.server.reports.tables import as_arrow

    history = History.of(held.facts())
    with _writing(path) as connection:
        for name, row in ROWS.items():
            _given(connection, as_arrow(row, []), f"CREATE TABLE {name} AS SELECT * FROM given")  # noqa: S608
        _append(connection, held.rows(history))
        _keep_state(connection, held.state, history)


def _went_on(held: "Held", last: Path, path: Path) -> bool:
    """Make the file of the last one and of what was recorded since; False where that is not all that has happened."""
    import duckdb

    from fairmark.server.reports.loading.ledger import CALENDAR

    try:
        shutil.copyfile(last, path)
        with _writing(path) as connection:
            known = connection.execute("SELECT facts, newest, rest FROM made_of").fetchone()
            if known is None or known[2] != held.state.rest or known[1] is None:
                return False
            newest = known[1].replace(tzinfo=UTC)
            if known[0] + held.count_after(newest) != held.state.facts:
                return False
            if any(fact["type"] == CALENDAR for fact in held.facts(newest)):
                return False
            history = _history(connection)
            before = dict(history.void)
            history.go_on(held.facts(newest))
            _append(connection, held.fact_rows(history, newest))
            gone = {id: at for id, at in history.void.items() if before.get(id) != at}
            _void(connection, gone)
            _keep_state(connection, held.state, history)
    except (duckdb.Error, OSError):
        return False
    return True


def _writing(path: Path) -> "duckdb.DuckDBPyConnection":
    import duckdb

    return duckdb.connect(str(path), config=dict(MEMORY))


def _append(connection: "duckdb.DuckDBPyConnection", rows: Iterable[object]) -> None:
    from fairmark.server.reports.tables import in_batches

    for name, batch in in_batches(rows, BATCH):
        if batch.num_rows:
            _given(connection, batch, f"INSERT INTO {name} SELECT * FROM given")  # noqa: S608 - names of our own


def _given(connection: "duckdb.DuckDBPyConnection", rows: Any, statement: str) -> None:
    connection.register("given", rows)
    connection.execute(statement)
    connection.unregister("given")


def _void(connection: "duckdb.DuckDBPyConnection", gone: dict[str, datetime]) -> None:
    """Let what depends on these facts count no more from those moments on."""
    from fairmark.server.reports.loading.facts import returned

    with_returns = gone | {returned(id): at for id, at in gone.items()}
    _given(connection, _two_columns(with_returns), "CREATE TEMP TABLE gone AS SELECT * FROM given")
    for table, column in VOIDED:
        connection.execute(
            f"UPDATE {table} SET void_from = least(coalesce(void_from, gone.value), gone.value) "  # noqa: S608
            f"FROM gone WHERE gone.id = {table}.{column}"
        )
    connection.execute("DROP TABLE gone")


def _keep_state(connection: "duckdb.DuckDBPyConnection", state: "State", history: "History") -> None:
    _given(connection, _two_columns(history.void), "CREATE OR REPLACE TABLE voided AS SELECT * FROM given")
    _given(connection, _two_columns(history.previous), "CREATE OR REPLACE TABLE previous AS SELECT * FROM given")
    newest = state.newest.astimezone(UTC).replace(tzinfo=None) if state.newest else None
    connection.execute("CREATE OR REPLACE TABLE made_of (facts BIGINT, newest TIMESTAMP, rest VARCHAR)")
    connection.execute("INSERT INTO made_of VALUES (?, ?, ?)", [state.facts, newest, state.rest])


def _history(connection: "duckdb.DuckDBPyConnection") -> "History":
    from fairmark.server.reports.loading.history import History

    def read(table: str) -> dict[str, Any]:
        return dict(connection.execute(f"SELECT id, value FROM {table}").fetchall())  # noqa: S608

    return History(read("voided"), read("previous"))


def _two_columns(pairs: dict[str, Any]) -> Any:
    import pyarrow as pa

    values = list(pairs.values())
    kind = pa.string() if values and isinstance(values[0], str) else pa.timestamp("us")
    return pa.table({"id": pa.array(list(pairs), pa.string()), "value": pa.array(values, kind)})
