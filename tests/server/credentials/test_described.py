"""The credential host against its own description: no request, however odd, is answered otherwise than it says."""

from pathlib import Path

from credential_server import CredentialServer, badge, record, text_of, token_badge
from hypothesis import given, settings
import pytest
import schemathesis
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from fairmark.server.credentials.edition import CLR
from fairmark.server.credentials.routes import credential_apis
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store

EXAMPLES = 15
"""Requests to each operation in each of the two ways."""


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> tuple[BaseSchema, str]:
    """The description of a host that keeps some credentials, and a token."""
    engine = open_database(f"sqlite:///{Path(tmp_path_factory.mktemp('described'), 'store.db').as_posix()}")
    upgrade(engine)
    host = CredentialServer(Store(engine), base="http://localhost")
    host.upsert(text_of(badge(1)))
    host.upsert(token_badge(2), "text/plain")
    host.upsert(text_of(record()), edition=CLR)
    return schemathesis.openapi.from_wsgi("/openapi.json", host.app), host.token


WAYS = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
ASKED = [
    pytest.param(f"{api.name}_{route.operation}", way, id=f"{api.name}_{route.operation}-{way.value}")
    for api in credential_apis()
    for route in api.routes
    for way in WAYS
    if route.scope or way is GenerationMode.POSITIVE  # discovery has nothing that could be wrong
]


@pytest.mark.parametrize(("operation", "way"), ASKED)
def test_every_answer_is_as_described(described: tuple[BaseSchema, str], operation: str, way: GenerationMode) -> None:
    description, token = described
    headers = {"Accept-Encoding": "identity", "Authorization": f"Bearer {token}"}

    @given(description.find_operation_by_id(operation).as_strategy(generation_mode=way))
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
    def agrees(case: Case) -> None:
        # No schema says which signatures fit, and which day the calendar has: what it admits may be refused. Arguments
        # that there are not are ignored.
        ignored = case.method == "GET" and not case.query.keys() <= {"limit", "offset", "since"}
        unsaid = [positive_data_acceptance, *([negative_data_rejection] if ignored else [])]
        case.call_and_validate(headers=headers, excluded_checks=unsaid)

    agrees()
