"""The learning API against its own description: no request, however odd, is answered otherwise than it says."""

from collections.abc import Iterator

from case_server import sample
from hypothesis import given, settings
import orjson
import pytest
import schemathesis
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.importing.importer import How, import_source
from fairmark.server.learning.routes import READ, SCL, WRITE
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.readers.source import of_bytes

BASE = "http://localhost"
EXAMPLES = {"sqlite": 15, "postgresql": 5}
"""Requests to each operation in each of the two ways."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def described(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[BaseSchema, str, int]]:
    """The description of a server that holds a continuum, over a database of each kind; a token; how many examples."""
    if request.param == "sqlite":
        engine = open_database(f"sqlite:///{(tmp_path_factory.mktemp('described') / 'store.db').as_posix()}")
    else:
        engine = open_database(request.getfixturevalue("postgresql")())
    upgrade(engine)
    store = Store(engine)
    import_source(store, of_bytes("continuum.json", orjson.dumps(sample())), How(lenient=False, own_base=BASE))
    app = create_app(Context(Settings(public_url=BASE), store), apis=(SCL,))
    token = issue(Tokens(engine), "t", frozenset({READ, WRITE}))
    yield schemathesis.openapi.from_wsgi("/openapi.json", app), token, EXAMPLES[request.param]
    engine.dispose()


@pytest.mark.parametrize("way", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda way: way.value)
@pytest.mark.parametrize("operation", [f"scl_{route.operation}" for route in SCL.routes])
def test_every_answer_is_as_described(
    described: tuple[BaseSchema, str, int], operation: str, way: GenerationMode
) -> None:
    description, token, examples = described
    headers = {"Accept-Encoding": "identity", "Authorization": f"Bearer {token}"}

    @given(description.find_operation_by_id(operation).as_strategy(generation_mode=way))
    @settings(max_examples=examples, deadline=None, derandomize=True)
    def agrees(case: Case) -> None:
        # No schema says which items there are, and which day the calendar has: what it admits may be refused. Of a
        # batch that may be recorded in part, what is wrong is left out.
        unsaid = [positive_data_acceptance, *([negative_data_rejection] if "partial" in case.query else ())]
        case.call_and_validate(headers=headers, excluded_checks=unsaid)

    agrees()
