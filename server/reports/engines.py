"""Engines that hold the tables and run expressions: DuckDB by default, PostgreSQL and Spark where those are at hand.

The tables are made with each engine's own client; ibis only translates expressions and runs them.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow.parquet as pq

from fairmark.server.reports.rows import ROWS
from fairmark.server.reports.tables import Rows, as_arrow, columns_of, in_batches

BATCH = 50_000
"""Rows of a table that are held before they are written to a file."""

SQL: Mapping[type, str] = {
    str: "text",
    int: "bigint",
    float: "double precision",
    bool: "boolean",
    date: "date",
    datetime: "timestamp",
}

Row = dict[str, Any]


class Engine:
    """Something that holds all tables of the model under their names."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def rows(self, expression: ibis.Table) -> list[Row]:
        """The rows of an expression over the tables of the model, in no certain order."""
        found: list[Row] = self._backend.to_pyarrow(expression).to_pylist()
        return found

    def close(self) -> None:
        self._backend.disconnect()


def duckdb_of(rows: Rows) -> Engine:
    """DuckDB in memory, over rows that are in memory."""
    import duckdb

    connection = duckdb.connect()
    for name, row in ROWS.items():
        connection.register("given", as_arrow(row, rows[name]))
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")  # noqa: S608 - names of our own
        connection.unregister("given")
    return Engine(ibis.duckdb.from_connection(connection))


def duckdb_over(folder: Path, settings: Mapping[str, str | int] | None = None) -> Engine:
    """DuckDB over the Parquet files that `write_parquet` has written. `settings` are those of DuckDB, such as
    `memory_limit`."""
    import duckdb

    connection = duckdb.connect(config=dict(settings or {}))
    for name in ROWS:
        connection.read_parquet(str(folder / f"{name}.parquet")).create_view(name)
    return Engine(ibis.duckdb.from_connection(connection))


def postgresql_of(url: str, rows: Rows) -> Engine:
    """A PostgreSQL database, which gets the tables. They must not be there."""
    import psycopg

    connection = psycopg.connect(url)
    with connection.cursor() as cursor:
        for name, row in ROWS.items():
            columns = columns_of(row)
            definitions = ", ".join(f"{column} {SQL[kind]}" for column, (kind, _) in columns.items())
            cursor.execute(f"CREATE TABLE {name} ({definitions})".encode())
            with cursor.copy(f"COPY {name} FROM STDIN".encode()) as copy:
                for each in rows[name]:
                    copy.write_row([getattr(each, column) for column in columns])
            cursor.execute(f"ANALYZE {name}".encode())
        # It takes what is derived for a handful of rows, and would go through it again for each row of something else.
        cursor.execute("SET enable_nestloop = off")
    connection.commit()
    return Engine(ibis.postgres.from_connection(connection))


def spark_over(folder: Path, session: Any) -> Engine:
    """A Spark session, which reads the Parquet files that `write_parquet` has written."""
    session.conf.set("spark.sql.session.timeZone", "UTC")
    for name in ROWS:
        session.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
    return Engine(ibis.pyspark.connect(session))


def write_parquet(rows: Iterable[object], folder: Path) -> None:
    """Write a file for each table into a folder that exists; of each, a bounded number of rows is in memory."""
    writers: dict[str, pq.ParquetWriter] = {}
    try:
        for name, batch in in_batches(rows, BATCH):
            if name not in writers:
                writers[name] = pq.ParquetWriter(folder / f"{name}.parquet", batch.schema)
            writers[name].write_table(batch)
    finally:
        for writer in writers.values():
            writer.close()
