"""The administrator's API against its own description, with requests that nobody would think of."""

from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
import pytest
import schemathesis
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from fairmark.server.admin.api import ADMIN
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens

EXAMPLES = 25
"""Requests to each operation in each of the two ways."""

Server = tuple[BaseSchema, str]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The description of a server with an empty store, and a token for it."""
    engine = open_database(f"sqlite:///{(tmp_path_factory.mktemp('admin') / 'store.db').as_posix()}")
    upgrade(engine)
    app = create_app(Context(Settings(public_url="http://localhost"), Store(engine)), apis=(ADMIN,))
    token = issue(Tokens(engine), "test", frozenset({"frameworks.write"}))
    yield schemathesis.openapi.from_wsgi("/openapi.json", app), token
    engine.dispose()


@pytest.mark.parametrize("way", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("operation", [f"admin_{route.operation}" for route in ADMIN.routes])
def test_every_answer_is_one_that_the_description_admits(
    described: Server, operation: str, way: GenerationMode
) -> None:
    schema, token = described
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}

    @given(schema.find_operation_by_id(operation).as_strategy(generation_mode=way))
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def agrees(case: Case) -> None:
        # A package that its schema admits may still be refused: by the rules that no schema can state. And a lenient
        # import takes what can be mended.
        unsaid = [positive_data_acceptance]
        if operation == "admin_importFramework" and case.query.get("mode") != "strict":
            unsaid.append(negative_data_rejection)
        case.call_and_validate(headers=headers, excluded_checks=unsaid)

    agrees()
