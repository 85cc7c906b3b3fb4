"""A server of pages over one database for each module."""

from collections.abc import Iterator

from flask import Flask
import pytest
from stored_frameworks import put

from fairmark.server import web
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from page_frameworks import HERE, READING, THERE, UPLOAD, hostile_framework


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    engine = open_database(f"sqlite:///{(tmp_path_factory.mktemp('pages') / 'pages.db').as_posix()}")
    upgrade(engine)
    made = Store(engine)
    for package in (HERE, THERE, READING, hostile_framework()):
        put(made, package)
    yield made
    engine.dispose()


@pytest.fixture(scope="module")
def app(store: Store) -> Flask:
    settings = Settings(public_url="http://localhost", upload_bytes=UPLOAD)
    return create_app(Context(settings, store), pages=[web.mount])
