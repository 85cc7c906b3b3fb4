"""A small sample district for all tests of a module: making it takes seconds, and pages only read it."""

from collections.abc import Iterator

from learning_visits import fill
import pytest

from fairmark.server.serving.demo_district import DemoPeople, demo_people
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store


@pytest.fixture(scope="package")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    engine = open_database(f"sqlite:///{(tmp_path_factory.mktemp('learning') / 'pages.db').as_posix()}")
    upgrade(engine)
    made = Store(engine)
    fill(made)
    yield made
    engine.dispose()


@pytest.fixture(scope="package")
def people(store: Store) -> DemoPeople:
    found = demo_people(store.engine)
    assert found is not None
    return found
