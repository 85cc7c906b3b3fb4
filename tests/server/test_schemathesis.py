"""The server against its own description: whatever the description admits is answered as it says, and what it does not
admit is refused."""

from case_server import Server, addresses, sample
from hypothesis import given, settings
import pytest
import schemathesis
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from fairmark.server.app import APIS

EXAMPLES = 50
"""Requests to each operation in each of the two ways."""

PLAIN = {"Accept-Encoding": "identity"}
"""Schemathesis does not unpack what it gets in process."""

ROUTES = {f"{api.name}_{route.operation}": route for api in APIS for route in api.routes}
CAN_BE_ASKED_WRONGLY = [name for name, route in ROUTES.items() if route.query]
"""Elsewhere there is only an identifier, which may be any text."""


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> BaseSchema:
    server = Server(tmp_path_factory.mktemp("described"), public_url="http://localhost")
    server.holding(sample())
    return schemathesis.openapi.from_wsgi("/openapi.json", server.app)


@pytest.mark.parametrize("operation", ROUTES)
def test_what_the_description_admits_is_answered_as_it_says(described: BaseSchema, operation: str) -> None:
    hold(described, operation, GenerationMode.POSITIVE)


@pytest.mark.parametrize("operation", CAN_BE_ASKED_WRONGLY)
def test_what_it_does_not_admit_is_refused(described: BaseSchema, operation: str) -> None:
    hold(described, operation, GenerationMode.NEGATIVE)


@pytest.mark.parametrize("operation", [name for name, route in ROUTES.items() if "{sourcedId}" in route.path])
def test_what_there_is_is_answered_as_it_says(described: BaseSchema, operation: str) -> None:
    name = "/" + ROUTES[operation].path.split("/")[1].replace("CFPackages", "CFDocuments") + "/"
    known = [address for address in addresses(sample()) if name in f"/{address}"]
    for address in known[:5]:
        case = described.find_operation_by_id(operation).Case(path_parameters={"sourcedId": address.split("/")[1]})
        answer = case.call_and_validate(headers=PLAIN)
        assert answer.status_code == 200


def hold(described: BaseSchema, operation: str, way: GenerationMode) -> None:
    """Ask for the operation in that way; an answer that the description does not admit fails the test. No schema says
    what a filter is, so any may be refused."""

    @given(described.find_operation_by_id(operation).as_strategy(generation_mode=way))
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
    def agrees(case: Case) -> None:
        unsaid = [positive_data_acceptance] if "filter" in case.query else []
        case.call_and_validate(headers=PLAIN, excluded_checks=unsaid)

    agrees()
