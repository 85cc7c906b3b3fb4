"""Two servers: one with what was recorded, and an empty one."""

from collections.abc import Iterator
from pathlib import Path

from case_server import BASE, sample
from databases import database_of
from flask import Flask
from flask.testing import FlaskClient
import pytest

from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.credentials.publishing import ISSUER_API
from fairmark.server.learning.routes import SCL
from fairmark.server.portability.routes import PORTABILITY
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from learning_api import Learning, put

APIS = (SCL, PORTABILITY, ISSUER_API)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLite, where a test does not ask for both."""
    return database_of(request, tmp_path)


@pytest.fixture
def app(store: Store) -> Flask:
    put(store, sample())
    return create_app(Context(Settings(public_url=BASE), store), apis=APIS)


@pytest.fixture
def learning(store: Store, client: FlaskClient) -> Learning:
    return Learning(client, issue(Tokens(store.engine), "story", frozenset({"scl.write", "scl.read"})))


@pytest.fixture
def empty(store: Store, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store in a database of the same kind."""
    if store.engine.dialect.name == "sqlite":
        engine = open_database(f"sqlite:///{(tmp_path / 'empty.db').as_posix()}")
    else:
        engine = open_database(request.getfixturevalue("postgresql")())
    upgrade(engine)
    yield Store(engine)
    engine.dispose()


@pytest.fixture
def other(empty: Store) -> Learning:
    """The API of the empty server."""
    client = create_app(Context(Settings(public_url=BASE), empty), apis=APIS).test_client()
    return Learning(client, issue(Tokens(empty.engine), "other", frozenset({"scl.write", "scl.read"})))
