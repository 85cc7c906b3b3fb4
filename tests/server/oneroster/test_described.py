"""The gradebook service against its own description: no request, however odd, is answered otherwise than it says."""

from case_server import sample
from hypothesis import given, settings
import orjson
import pytest
import schemathesis
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.importing.importer import How, import_source
from fairmark.server.learning.routes import SCL
from fairmark.server.oneroster.routes import GRADEBOOK_API
from fairmark.server.oneroster.scopes import CORE
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.readers.source import of_bytes
from learning_api import SECURE, Learning, evidence, judgment

BASE = "http://localhost"


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> tuple[BaseSchema, str]:
    """The description of a server that holds a judged work, and a token."""
    engine = open_database(f"sqlite:///{(tmp_path_factory.mktemp('described') / 'store.db').as_posix()}")
    upgrade(engine)
    store = Store(engine)
    import_source(store, of_bytes("continuum.json", orjson.dumps(sample())), How(lenient=False, own_base=BASE))
    app = create_app(Context(Settings(public_url=BASE, hosts=("case.example.org",)), store), apis=(SCL, GRADEBOOK_API))
    learning = Learning(app.test_client(), issue(Tokens(engine), "l", frozenset({"scl.read", "scl.write"})))
    work = learning.ask("POST", "evidence", evidence()).get_json()
    assert learning.ask("POST", "judgments", judgment(work, SECURE)).status_code == 201
    token = issue(Tokens(engine), "t", frozenset({CORE}))
    return schemathesis.openapi.from_wsgi("/openapi.json", app), token


@pytest.mark.parametrize("way", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda way: way.value)
@pytest.mark.parametrize(
    "operation", [f"{GRADEBOOK_API.name}_{route.operation}" for route in GRADEBOOK_API.routes if route.scope]
)
def test_every_answer_is_as_described(described: tuple[BaseSchema, str], operation: str, way: GenerationMode) -> None:
    description, token = described
    headers = {"Accept-Encoding": "identity", "Authorization": f"Bearer {token}"}

    @given(description.find_operation_by_id(operation).as_strategy(generation_mode=way))
    @settings(max_examples=15, deadline=None, derandomize=True)
    def agrees(case: Case) -> None:
        # No schema says which records there are, and what a filter may say.
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    agrees()
