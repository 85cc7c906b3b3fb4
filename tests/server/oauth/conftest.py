"""A server with OAuth 2.0: over each kind of database for what depends on it, over one SQLite for the rest."""

from collections.abc import Iterator

from oauth_server import Host, Registered
import pytest

from fairmark.server.oauth import people
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """A hash that costs nothing: people log in hundreds of times here. test_people.py holds the one that costs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "COST", "scrypt:1024:8:1")
        yield


@pytest.fixture
def host(store: Store) -> Host:
    return Host(store)


@pytest.fixture
def wallet(host: Host) -> Registered:
    return host.client()


@pytest.fixture(scope="module")
def lasting_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    engine = open_database(f"sqlite:///{(tmp_path_factory.mktemp('oauth') / 'oauth.db').as_posix()}")
    upgrade(engine)
    yield Store(engine)
    engine.dispose()


@pytest.fixture
def quick(lasting_store: Store) -> Host:
    """A server of its own over the database of the module: what others have left there is in nobody's way."""
    return Host(lasting_store)


@pytest.fixture
def quick_wallet(quick: Host) -> Registered:
    return quick.client()
