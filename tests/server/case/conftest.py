"""A CASE provider over each kind of database: one that holds the sample framework, one with seven small ones."""

from case_server import Server, sample, small
import pytest

from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """One that holds the framework which uses every part of CASE, over each kind of database."""
    if request.param == "postgresql":
        engine = open_database(request.getfixturevalue("postgresql")())
        upgrade(engine)
        made = Server(Store(engine))
    else:
        made = Server(tmp_path_factory.mktemp("case"))
    made.holding(sample())
    return made


@pytest.fixture
def library(store: Store) -> Server:
    """One that holds seven small frameworks, over each kind of database."""
    made = Server(store)
    words = ("élan", "Zebra", "apple", "Eland", "eland", "banana 10", "(other)")
    for number, title in enumerate(words):
        made.holding(small(number, title=title, lastChangeDateTime=f"2026-0{number + 1}-01T00:00:00+02:00"))
    return made
