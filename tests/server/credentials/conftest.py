"""A credential host over each kind of database."""

from credential_server import CredentialServer
import pytest

from fairmark.server.storage.store import Store


@pytest.fixture
def host(store: Store) -> CredentialServer:
    return CredentialServer(store)


@pytest.fixture
def sqlite_host(sqlite_store: Store) -> CredentialServer:
    """One over SQLite, for what does not depend on the database."""
    return CredentialServer(sqlite_store)
