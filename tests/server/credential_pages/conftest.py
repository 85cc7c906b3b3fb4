"""A server of the page that reads a credential, over one database for each module."""

from collections.abc import Iterator

from flask.testing import FlaskClient
import pytest
from stored_frameworks import put

from credential_pages import READING, client_of
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    engine = open_database(f"sqlite:///{(tmp_path_factory.mktemp('credentials') / 'pages.db').as_posix()}")
    upgrade(engine)
    made = Store(engine)
    put(made, READING)
    yield made
    engine.dispose()


@pytest.fixture(scope="module")
def client(store: Store) -> FlaskClient:
    return client_of(store)
