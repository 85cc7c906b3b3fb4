"""A server with OAuth 2.0, over each kind of database."""

from oauth_server import Host, Registered
import pytest

from fairmark.server.storage.store import Store


@pytest.fixture
def host(store: Store) -> Host:
    return Host(store)


@pytest.fixture
def client_of(host: Host) -> Registered:
    return host.client()
