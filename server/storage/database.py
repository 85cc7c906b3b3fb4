"""The database behind a URL: SQLite (a file, in WAL mode) or PostgreSQL.

A reader works in one transaction and so sees one version of a framework whole; writers queue.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text

WRITERS_WAIT = 60
"""Seconds that a writer waits for another one."""

WRITING = 0x0FA1
"""Key of the PostgreSQL advisory lock that makes writers queue."""


def open_database(url: str) -> Engine:
    """An engine for `url`, such as sqlite:///fairmark.db or postgresql+psycopg://user@host/name."""
    if not url.startswith("sqlite"):
        return create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": WRITERS_WAIT})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees the store as it is at its first statement, whatever is written meanwhile."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is carried out whole or not at all. Writers wait for each other."""
    with engine.connect().execution_options(fairmark_writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITING})
        yield connection


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("fairmark_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
