"""Exports and imports against their own description: no request, however odd, is answered otherwise than it says."""

from collections.abc import Iterator

from case_server import sample
from hypothesis import HealthCheck, given, settings
import orjson
import pytest
import schemathesis
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.http import JSON
from fairmark.server.importing.importer import How, import_source
from fairmark.server.portability.routes import PORTABILITY, READ, WRITE
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.readers.source import of_bytes

BASE = "http://localhost"


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BaseSchema, str]]:
    """The description of a server that holds a continuum, and a token."""
    engine = open_database(f"sqlite:///{(tmp_path_factory.mktemp('described') / 'store.db').as_posix()}")
    upgrade(engine)
    store = Store(engine)
    import_source(store, of_bytes("continuum.json", orjson.dumps(sample())), How(lenient=False, own_base=BASE))
    app = create_app(Context(Settings(public_url=BASE), store), apis=(PORTABILITY,))
    token = issue(Tokens(engine), "t", frozenset({READ, WRITE}))
    yield schemathesis.openapi.from_wsgi("/openapi.json", app), token
    engine.dispose()


@pytest.mark.parametrize("way", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda way: way.value)
@pytest.mark.parametrize(
    "operation", [f"portability_{one.operation}" for one in PORTABILITY.routes if one.takes == JSON]
)
def test_every_answer_is_as_described(described: tuple[BaseSchema, str], operation: str, way: GenerationMode) -> None:
    description, token = described
    headers = {"Accept-Encoding": "identity", "Authorization": f"Bearer {token}"}
    if operation == "portability_getMappings" and way is GenerationMode.NEGATIVE:
        pytest.skip("nothing can be said wrongly in it")

    @given(description.find_operation_by_id(operation).as_strategy(generation_mode=way))
    @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def agrees(case: Case) -> None:
        # No schema says whom the server knows, and that bytes are an archive.
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance, negative_data_rejection])

    agrees()
