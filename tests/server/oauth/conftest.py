"""A server with OAuth 2.0: over each kind of database for what depends on it, over SQLite for the rest."""

from oauth_server import Host, Registered
import pytest

from fairmark.server.storage.store import Store


@pytest.fixture
def host(store: Store) -> Host:
    return Host(store)


@pytest.fixture
def wallet(host: Host) -> Registered:
    return host.client()


@pytest.fixture
def quick(sqlite_store: Store) -> Host:
    return Host(sqlite_store)


@pytest.fixture
def quick_wallet(quick: Host) -> Registered:
    return quick.client()
