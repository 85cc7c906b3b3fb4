"""The database behind a URL: SQLite (a file, in WAL mode) or PostgreSQL.

A reader works in one transaction and so sees one version of a framework whole; writers queue.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError

from fairmark.validators.core.usage import WrongUsage

WRITERS_WAIT = 60
"""Seconds that a writer waits for another one."""

WRITING = 0x0FA1
"""Key of the PostgreSQL advisory lock that makes writers queue."""

WAL_BYTES = 64 << 20
"""What SQLite's write-ahead log shrinks to after a large import."""

WRITERS_CACHE, READERS_CACHE = 64 << 10, 8 << 10
"""KiB of pages that SQLite keeps. Identifiers are random, so that an import of 100,000 items touches pages everywhere;
of writers there is only one at a time, of readers there are many."""


class Busy(Exception):
    """Another writer has kept the database for longer than `WRITERS_WAIT`; nothing was written."""


class NoDatabase(WrongUsage):
    """The database that the user named cannot be used; the message says why, without its password."""


def open_database(url: str) -> Engine:
    """An engine for `url`, such as sqlite:///fairmark.db or postgresql://user@host/name; NoDatabase for no such URL.

    Nothing is connected to before it is used.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise NoDatabase("the database is named by a URL, such as sqlite:///fairmark.db") from None
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return _sqlite(parsed)
        case "sqlite":
            raise NoDatabase("SQLite needs a file, such as sqlite:///fairmark.db: each connection has its own memory")
        case "postgresql":
            engine_url = parsed.set(drivername="postgresql+psycopg")
            # As for SQLite, the server's threads bound the connections: one that writes may look things up by another.
            return create_engine(engine_url, isolation_level="REPEATABLE READ", pool_pre_ping=True, max_overflow=-1)
        case other:
            raise NoDatabase(f"a database of the kind {other!r} cannot be used; SQLite and PostgreSQL can")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees the store as it is at its first statement, whatever is written meanwhile."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def glancing(engine: Engine) -> Iterator[Connection]:
    """A connection for one statement, which sees one state of the store by itself: SQLite is spared a transaction."""
    with engine.connect() as connection:
        yield connection.execution_options(fairmark_glances=True)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is carried out whole or not at all. Writers wait for each other; Busy when that takes long."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            # Not REPEATABLE READ: it would see the store as it was before the other writer, for which it waited, wrote.
            connection.execution_options(isolation_level="READ COMMITTED")
        connection.execution_options(fairmark_writes=True)
        with _begun(connection):
            yield connection


@contextmanager
def updating(engine: Engine) -> Iterator[Connection]:
    """A transaction that changes a few rows which no import touches, and which therefore waits for none on PostgreSQL.

    Two of them may run at the same time there: what must happen once is an update or delete with a condition, whose
    count of rows says whether it has happened. SQLite has one writer at a time whatever it writes; Busy as above.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="READ COMMITTED")
            with connection.begin():
                yield connection
        else:
            connection.execution_options(fairmark_writes=True)
            with _begun(connection):
                yield connection


@contextmanager
def _begun(connection: Connection) -> Iterator[None]:
    """A transaction that holds the one right to write from its beginning on."""
    try:
        transaction = connection.begin()
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{WRITERS_WAIT}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITING})
    except OperationalError as error:
        if _is_held(error):
            raise Busy(f"another writer has kept the database for {WRITERS_WAIT} s; nothing was written") from error
        raise
    with transaction:
        yield


def _is_held(error: OperationalError) -> bool:
    """Whether the error says that somebody else holds the right to write."""
    return getattr(error.orig, "sqlstate", None) == "55P03" or "database is locked" in str(error.orig)


def _sqlite(url: URL) -> Engine:
    # The server's threads bound the connections; a reader must not wait for another one.
    engine = create_engine(url, connect_args={"timeout": WRITERS_WAIT}, max_overflow=-1)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    settings = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"journal_size_limit={WAL_BYTES}")
    for pragma in settings:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("fairmark_glances"):
        return
    writes = options.get("fairmark_writes")
    connection.exec_driver_sql(f"PRAGMA cache_size=-{WRITERS_CACHE if writes else READERS_CACHE}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
