"""Measure reports over many generated judgments, against the bare aggregation written by hand in the same engine, and
the view of one learner's progress on a server that holds the sample district. Prints Markdown tables.

python bench/learning_reports.py [JUDGMENTS]

The tables are generated in DuckDB and written as Parquet files, so that neither memory nor the disk is filled. R-11 and
R-13 are asked by school and by a group of learners, as their expressions are; by hand stands what counts the same
without definitions, times of knowledge, and shares. With a smaller number the same reports run on Spark and, where
FAIRMARK_BENCH_POSTGRESQL names a database that may be filled, on PostgreSQL. Nothing here asserts a time.
"""

# ruff: noqa: S608 - the statements are made of names and numbers of this file

from collections.abc import Callable
from datetime import UTC, datetime
import os
from pathlib import Path
import platform
import resource
import statistics
import sys
from tempfile import TemporaryDirectory
import time

import duckdb

from fairmark.server.reports.answering import answer
from fairmark.server.reports.catalogue import REPORTS
from fairmark.server.reports.clock import Clock
from fairmark.server.reports.declaration import Suppression
from fairmark.server.reports.engines import Engine, duckdb_over
from fairmark.server.reports.questions import question
from fairmark.server.reports.rows import ROWS
from fairmark.server.reports.tables import as_arrow

BUILD = Path(__file__).resolve().parent.parent / "build" / "bench"
USUAL = 20_000_000
OF_ONE = 200
"""Judgments of a learner."""
ABOUT_ONE = 4
"""Judgments on which a conclusion rests."""
TARGETS, STEPS, SCHOOLS = 50, 12, 40
LIMITS = {"memory_limit": "3GB", "threads": "2"}
RUNS = 3
BY = ("school", "lowIncome")

AT = "TIMESTAMP '2025-08-18 12:00:00'"
GENERATED = {
    "schools": f"SELECT 'school' || i, 'School ' || i, 'elementary' FROM range({SCHOOLS}) t(i)",
    "learners": "SELECT 'l' || i, 'Learner ' || i FROM range($learners) t(i)",
    "enrolments": f"SELECT 'l' || i, 'school' || (i % {SCHOOLS}), i % 13, DATE '2025-08-18', DATE '2026-06-12', {AT}, "
    "NULL FROM range($learners) t(i)",
    "memberships": "SELECT 'l' || i, 'lowIncome', CASE WHEN hash(i) % 3 = 0 THEN 'yes' ELSE 'no' END, "
    f"DATE '2025-08-18', NULL, {AT}, NULL FROM range($learners) t(i)",
    "competencies": f"SELECT 'c' || i, 'f', 'Mathematics', 'C' || i, 'Words', 1, true FROM range({TARGETS}) t(i)",
    "targets": f"SELECT 't' || i, 'c' || i, 1, 'C' || i || '.L1', 'A level', 0, 12, 'webb-dok', 2, true "
    f"FROM range({TARGETS}) t(i)",
    "rules": f"SELECT 'rule', 'Rule', '1', 'highest', 3.0, {AT}, {AT}",
    "judgments": f"SELECT 'j' || n, 'l' || (n // {OF_ONE}), 't' || ((n % {OF_ONE}) // {ABOUT_ONE}), 'e' || n, "
    "'s' || (n % 997), 'educator', 'summative', 'scored', (1 + hash(n) % 4)::DOUBLE, 'webb-dok', "
    f"1 + (hash(n) % 4)::INT, NULL, shown, shown::DATE, shown::DATE, shown, NULL FROM (SELECT n, {AT} + "
    "to_minutes((hash(n) % 400000)::INT) + "
    "to_microseconds(n) AS shown FROM range($judgments) t(n))",
    "determinations": f"SELECT 'd' || n, 'l' || (n // {TARGETS}), 't' || (n % {TARGETS}), 'summative', CASE WHEN "
    "hash(n) % 10 < 6 THEN 'proficient' WHEN hash(n) % 10 < 9 THEN 'notYet' ELSE 'insufficientEvidence' END, 3.0, "
    f"'rule', false, shown, shown::DATE, shown::DATE, shown, NULL "
    f"FROM (SELECT n, {AT} + to_minutes((hash(n) % 400000)::INT) + "
    f"to_microseconds(n) AS shown FROM range($judgments // {ABOUT_ONE}) t(n))",
    "pathways": f"SELECT 'p' || i, 'l' || i, 'Plan', 'plan', 'days', DATE '2025-08-18', DATE '2026-06-12', {AT} + "
    "to_microseconds(i), NULL FROM range($learners) t(i)",
    "steps": f"SELECT 'p' || (n // {STEPS}), 's' || n, 't' || (n % {STEPS}), 1.0, DATE '2025-09-15' + "
    f"(20 * (n % {STEPS}))::INT, NULL, NULL FROM range($learners * {STEPS}) t(n)",
    "days": "SELECT 'days', d::DATE, sum(CASE WHEN isodow(d) < 6 THEN 1 ELSE 0 END) OVER (ORDER BY d)::BIGINT, "
    "isodow(d) < 6, d + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND FROM "
    "range(TIMESTAMP '2025-08-18', TIMESTAMP '2026-06-12', INTERVAL 1 DAY) t(d)",
    "school_years": "SELECT 2026, DATE '2025-08-18', DATE '2026-06-12', 'days', 214",
}
"""Table to the statement that makes it."""

BARE = {
    "R-11": """
        WITH last AS (SELECT learner, target, arg_max(status, effective_at) AS status FROM determinations
                      WHERE effective_at <= $at GROUP BY ALL)
        SELECT school, value, target, count(*) FILTER (status IN ('proficient', 'notYet')) AS determined,
               count(*) FILTER (status = 'proficient') AS proficient
        FROM last JOIN enrolments USING (learner) JOIN memberships USING (learner)
        WHERE dimension = 'lowIncome' GROUP BY ALL""",
    "R-13": """
        WITH months AS (SELECT unnest([DATE '2025-08-31', DATE '2025-09-30', DATE '2025-10-31', DATE '2025-11-30',
                        DATE '2025-12-31', DATE '2026-01-31', DATE '2026-02-28', DATE '2026-03-31', DATE '2026-04-30',
                        DATE '2026-05-31']) AS month),
        attained AS (SELECT learner, target, min(effective_on) AS since FROM determinations
                     WHERE status = 'proficient' AND effective_at <= $at GROUP BY ALL),
        counted AS (SELECT learner, month, count(*) FILTER (since <= month) AS have, count(*) AS planned
                    FROM pathways JOIN steps USING (pathway) LEFT JOIN attained USING (learner, target), months
                    GROUP BY ALL)
        SELECT school, value, month, count(*) FILTER (have::DOUBLE / planned < 0.4) AS behind,
               count(*) FILTER (have::DOUBLE / planned >= 0.4) AS rest, median(have::DOUBLE / planned) AS progress
        FROM counted JOIN enrolments USING (learner) JOIN memberships USING (learner)
        WHERE dimension = 'lowIncome' GROUP BY ALL""",
}
"""What is counted in the end, written by hand."""
ASKED_AT = datetime(2026, 6, 5, 12)


def generate(folder: Path, judgments: int) -> None:
    """Write the tables."""
    learners = judgments // OF_ONE
    with duckdb.connect(config={**LIMITS, "temp_directory": str(folder / "spilled")}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        for name, row in ROWS.items():
            connection.register("given", as_arrow(row, []))
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
            connection.unregister("given")
            path = (folder / f"{name}.parquet").as_posix()
            made = GENERATED.get(name, f"SELECT * FROM {name}")
            made = made.replace("$learners", str(learners)).replace("$judgments", str(judgments))
            columns = connection.execute(f"DESCRIBE {name}").fetchall()
            named = ", ".join(f"c{number}::{column[1]} AS {column[0]}" for number, column in enumerate(columns))
            names = ", ".join(f"c{number}" for number in range(len(columns)))
            connection.execute(f"COPY (SELECT {named} FROM ({made}) AS made({names})) TO '{path}' (FORMAT parquet)")


def median_of(run: Callable[[], object]) -> float:
    """Seconds of the middle of some runs."""
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def reported(engine: Engine, clock: Clock, name: str) -> Callable[[], object]:
    """The question to the report."""
    report = REPORTS[name]
    asked = question(report, clock, clock.when(ASKED_AT, None), BY, [], [])
    made = datetime.now(UTC).replace(tzinfo=None)
    return lambda: answer(engine, report, asked, made, suppression=Suppression.STAFF)


def reports(folder: Path) -> None:
    limits = {**LIMITS, "temp_directory": str(folder / "spilled")}
    engine = duckdb_over(folder, limits)
    clock = Clock(engine)
    print("| Report, by school and group | as the catalogue has it | by hand | ratio | wanted |")
    print("| --- | --: | --: | --: | --: |")
    with duckdb.connect(config=limits) as connection:
        for table in ROWS:
            connection.read_parquet(str(folder / f"{table}.parquet")).create_view(table)
        for name, statement in BARE.items():
            bare = statement.replace("$at", f"TIMESTAMP '{ASKED_AT}'")
            by_hand = median_of(lambda bare=bare: connection.execute(bare).fetchall())
            whole = median_of(reported(engine, clock, name))
            print(f"| {name} {REPORTS[name].title} | {whole:.2f} s | {by_hand:.2f} s | {whole / by_hand:.2f} | < 3 |")
    engine.close()


def others(folder: Path) -> None:
    """The same on the engines that there are besides."""
    for title, opened in (("PostgreSQL", _postgresql), ("Spark, on this machine", _spark)):
        engine = opened(folder)
        if engine is None:
            print(f"| {title} | not measured | |")
            continue
        clock = Clock(engine)
        times = [median_of(reported(engine, clock, name)) for name in BARE]
        print(f"| {title} | {' | '.join(f'{each:.2f} s' for each in times)} |")
        engine.close()


def _postgresql(folder: Path) -> Engine | None:
    url = os.environ.get("FAIRMARK_BENCH_POSTGRESQL")
    if not url:
        return None
    import ibis

    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{url}' AS pg (TYPE postgres)")
        for table in ROWS:
            connection.execute(f"CREATE TABLE pg.{table} AS SELECT * FROM '{folder / f'{table}.parquet'}'")
    return Engine(ibis.postgres.connect(url))


def _spark(folder: Path) -> Engine | None:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        return None
    from fairmark.server.reports.engines import spark_over

    return spark_over(folder, SparkSession.builder.master("local[2]").getOrCreate())


# -- one learner -----------------------------------------------------------------------------------------------------


def progress(folder: Path) -> None:
    """The view of a learner's progress over HTTP, on a server that holds the sample district."""
    from fairmark.fixtures.district import District
    from fairmark.server.app import create_app
    from fairmark.server.context import Context
    from fairmark.server.learning.routes import SCL
    from fairmark.server.serving.demo import import_samples
    from fairmark.server.serving.demo_district import put_district
    from fairmark.server.serving.tokens import issue
    from fairmark.server.settings import Settings
    from fairmark.server.storage.database import open_database, reading
    from fairmark.server.storage.migrations import upgrade
    from fairmark.server.storage.store import Store
    from fairmark.server.storage.tokens import Tokens

    engine = open_database(f"sqlite:///{(folder / 'bench.db').as_posix()}")
    upgrade(engine)
    context = Context(Settings(public_url="http://localhost"), Store(engine))
    list(import_samples(context))
    put_district(engine, District())
    client = create_app(context, apis=(SCL,)).test_client()
    token = issue(Tokens(engine), "bench", frozenset({"scl.read"}))
    with reading(engine) as connection:
        learners = [row[0] for row in connection.exec_driver_sql("SELECT DISTINCT learner FROM fact_learners LIMIT 60")]
        facts = connection.exec_driver_sql("SELECT count(*) FROM facts").scalar()
    taken = []
    for learner in learners:
        started = time.perf_counter()
        found = client.get(f"/scl/v1/learners/{learner}/progress", headers={"Authorization": f"Bearer {token}"})
        taken.append(time.perf_counter() - started)
        if found.status_code != 200:
            raise SystemExit(f"the progress of a learner was answered with {found.status_code}")
    print(f"| A learner's progress, of {facts:,} facts | median {statistics.median(taken) * 1000:.0f} ms | < 50 ms |")
    engine.dispose()


def main() -> None:
    judgments = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    BUILD.mkdir(parents=True, exist_ok=True)
    print(f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, {os.cpu_count()} cores")
    with TemporaryDirectory(dir=BUILD) as made:
        folder = Path(made)
        started = time.perf_counter()
        generate(folder, judgments)
        size = sum(path.stat().st_size for path in folder.glob("*.parquet"))
        took = time.perf_counter() - started
        print(f"{judgments:,} judgments of {judgments // OF_ONE:,} learners, {size >> 20} MB, made in {took:.0f} s\n")
        reports(folder)
        print(f"\nPeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB\n")
        progress(folder)
        if "--engines" in sys.argv:
            print(f"\n| Engine | {' | '.join(BARE)} |\n| --- | --: | --: |")
            others(folder)


if __name__ == "__main__":
    main()
