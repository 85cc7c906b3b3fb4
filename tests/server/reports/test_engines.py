"""The same expressions give the same rows on other engines: PostgreSQL, and Spark where it is installed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fairmark.server.reports.catalogue import REPORTS
from fairmark.server.reports.clock import Clock
from fairmark.server.reports.declaration import GROUPS
from fairmark.server.reports.engines import Engine, duckdb_over, spark_over, write_parquet
from fairmark.server.reports.result import Result
from fairmark.server.reports.tables import Rows
from plain_reports.comparing import Asked

DAY = date(2026, 11, 10)


def _groupings(report: str) -> tuple[str, ...]:
    return ("school", "lowIncome") if GROUPS in REPORTS[report].groupings else ()


def _rows(result: Result) -> list[Any]:
    return [list(map(str, row)) for row in result.rows]


@pytest.mark.parametrize("report", REPORTS)
def test_postgresql(asked: Asked, clock: Clock, postgresql_engine: Engine, report: str) -> None:
    when, by = clock.on(DAY, clock.newest), _groupings(report)
    here = asked(report, when, by)
    assert here.rows
    assert _rows(asked(report, when, by, engine=postgresql_engine)) == _rows(here)


@pytest.fixture(scope="session")
def folder(rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("tables")
    write_parquet((row for name in rows for row in rows[name]), made)
    return made


def test_parquet(asked: Asked, clock: Clock, folder: Path) -> None:
    over = duckdb_over(folder, {"memory_limit": "1GB"})
    when = clock.on(DAY, clock.newest)
    assert _rows(asked("R-11", when, ("school",), engine=over)) == _rows(asked("R-11", when, ("school",)))
    over.close()


@pytest.fixture(scope="session")
def spark_engine(folder: Path) -> Iterator[Engine]:
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed: pip install 'fairmark[spark]'")
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2"}
    session = sql.SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    yield spark_over(folder, session)
    session.stop()


@pytest.mark.spark
@pytest.mark.parametrize("report", REPORTS)
def test_spark(asked: Asked, clock: Clock, spark_engine: Engine, report: str) -> None:
    when, by = clock.on(DAY, clock.newest), _groupings(report)
    assert _rows(asked(report, when, by, engine=spark_engine)) == _rows(asked(report, when, by))
