"""A small sample district in DuckDB, and in PostgreSQL for those who ask for it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import make_url

from fairmark.fixtures.district import District
from fairmark.server.reports.answering import answer
from fairmark.server.reports.asking import Question
from fairmark.server.reports.catalogue import REPORTS
from fairmark.server.reports.clock import Clock
from fairmark.server.reports.declaration import Suppression
from fairmark.server.reports.engines import Engine, duckdb_of, postgresql_of
from fairmark.server.reports.loading.district import district_rows
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.result import Result
from fairmark.server.reports.tables import Rows, collected
from plain_reports.comparing import Asked
from plain_reports.world import World

MADE = datetime(2026, 12, 1)
LATER = datetime(2027, 1, 1)

DAYS = (date(2025, 5, 30), date(2026, 11, 10))
"""On which reports are asked: before and after the rule has changed, and a learner has left a group."""


@pytest.fixture(scope="session")
def rows() -> Rows:
    return collected(district_rows(District(seed=1, learners=60)))


@pytest.fixture(scope="session")
def engine(rows: Rows) -> Iterator[Engine]:
    made = duckdb_of(rows)
    yield made
    made.close()


@pytest.fixture(scope="session")
def postgresql_engine(rows: Rows, postgresql: Callable[[], str]) -> Iterator[Engine]:
    url = make_url(postgresql()).set(drivername="postgresql").render_as_string(hide_password=False)
    made = postgresql_of(url, rows)
    yield made
    made.close()


@pytest.fixture(scope="session")
def clock(engine: Engine) -> Clock:
    return Clock(engine)


@pytest.fixture(params=DAYS, ids=str)
def when(request: pytest.FixtureRequest, clock: Clock) -> When:
    return clock.on(request.param, LATER)


@pytest.fixture
def world(rows: Rows, when: When) -> World:
    return World(rows, when)


@pytest.fixture(scope="session")
def asked(engine: Engine, clock: Clock) -> Asked:
    """The answer of a report, whole as staff with a need to know see it where nothing else is said."""

    def run(report: str, when: When, by: tuple[str, ...] = (), *, engine: Engine = engine, **more: Any) -> Result:
        where, circle = more.pop("where", {}), more.pop("suppression", None)
        smallest, declared = more.pop("smallest", 10), REPORTS[report]
        if circle is None:
            wide = declared.suppression is Suppression.WIDE
            circle = Suppression.STAFF if wide else declared.suppression
        asked = Question(when, clock, by, where, more)
        return answer(engine, declared, asked, MADE, suppression=Suppression(circle), smallest=smallest)

    return run
