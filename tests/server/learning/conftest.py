"""A server of the learning API that holds the sample continuum: over SQLite, where a test does not ask for both."""

from pathlib import Path

from case_server import BASE, sample
from databases import database_of
from flask import Flask
from flask.testing import FlaskClient
from learning_cast import Cast
import pytest

from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.credentials.publishing import ISSUER_API
from fairmark.server.learning.routes import SCL
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from learning_api import Learning, put


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLite, where a test does not ask for both."""
    return database_of(request, tmp_path)


@pytest.fixture
def app(store: Store) -> Flask:
    put(store, sample())
    return create_app(Context(Settings(public_url=BASE), store), apis=(SCL, ISSUER_API))


@pytest.fixture
def learning(store: Store, client: FlaskClient) -> Learning:
    return Learning(client, issue(Tokens(store.engine), "story", frozenset({"scl.write", "scl.read"})))


@pytest.fixture
def cast(store: Store, tmp_path: Path) -> Cast:
    return Cast(store, tmp_path)
