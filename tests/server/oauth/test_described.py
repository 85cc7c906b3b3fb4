"""The endpoints against their own description: metadata, /openapi.json, and requests that nobody would think of."""

from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from oauth_server import BASE, Host, Registered
from openapi_spec_validator import OpenAPIV31SpecValidator
import pytest
import schemathesis
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from conftest import ROOT
from fairmark.server.oauth.limits import Limit
from fairmark.server.oauth.routes import authorization_apis
from fairmark.server.oauth.scopes import GRANTABLE
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.validators.rules.shape import accepts

EXAMPLES = 25
"""Requests to each operation in each of the two ways."""

UNSAID = [positive_data_acceptance, negative_data_rejection]
"""No schema knows the hosts of URLs and which codes there are; and a form has nothing but text, whatever was meant."""

ENDPOINTS = ("oauth_register", "oauth_token", "oauth_revoke")


def test_the_metadata_names_what_there_is(quick: Host) -> None:
    answer = quick.send("GET", "/.well-known/oauth-authorization-server")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    said = answer.json
    assert accepts("oauth/oauth-v1.schema.json", "ServerMetadata", said)
    assert said["issuer"] == BASE
    assert said["scopes_supported"] == list(GRANTABLE)
    for name in ("authorization_endpoint", "token_endpoint", "registration_endpoint", "revocation_endpoint"):
        path = said[name].removeprefix(BASE)
        assert quick.send("OPTIONS", path).status_code == 204


def test_the_description_has_the_endpoints_and_no_pages(quick: Host) -> None:
    described = quick.send("GET", "/openapi.json").json
    OpenAPIV31SpecValidator(described).validate()
    token = described["paths"]["/oauth/token"]["post"]
    assert list(token["requestBody"]["content"]) == ["application/x-www-form-urlencoded"]
    assert "/oauth/authorize" not in described["paths"]


def test_what_goes_wrong_is_told_in_the_form_of_the_endpoint(quick: Host) -> None:
    missing = quick.send("GET", "/oauth/nothing")
    assert (missing.status_code, missing.json["error"]) == (404, "invalid_request")
    assert quick.send("GET", "/oauth/token").status_code == 405
    for path in ("/oauth/register", "/oauth/token", "/oauth/revoke"):
        large = quick.send("POST", path, data=b"x" * (65 << 10), content_type="application/json")
        assert (large.status_code, large.json["error"]) == (413, "invalid_request")
        # Pages of other origins have no business here.
        assert "Access-Control-Allow-Origin" not in large.headers


def test_every_endpoint_and_every_scope_is_in_the_docs() -> None:
    page = (ROOT / "docs" / "oauth.md").read_text("utf-8")
    for api in authorization_apis():
        for route in api.routes:
            assert f"`{api.base}{route.path}`" in page
    for scope in GRANTABLE:
        assert scope.rpartition("/")[2] in page


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BaseSchema, Registered]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Limit, "count", lambda _self, _subject: None)
        engine = open_database(f"sqlite:///{(tmp_path_factory.mktemp('described') / 'oauth.db').as_posix()}")
        upgrade(engine)
        host = Host(Store(engine), "http://localhost")
        yield schemathesis.openapi.from_wsgi("/openapi.json", host.app), host.client()
        engine.dispose()


@pytest.mark.parametrize(
    ("operation", "way"),
    [
        ("metadata_oauthMetadata", GenerationMode.POSITIVE),  # without arguments, it cannot be asked wrongly
        *((name, way) for name in ENDPOINTS for way in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)),
    ],
)
def test_every_answer_is_one_that_the_description_admits(
    described: tuple[BaseSchema, Registered], operation: str, way: GenerationMode
) -> None:
    schema, client = described
    headers = {"Authorization": client.basic, "Accept-Encoding": "identity"}

    @given(schema.find_operation_by_id(operation).as_strategy(generation_mode=way))
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def agrees(case: Case) -> None:
        case.call_and_validate(headers=headers, excluded_checks=UNSAID)

    agrees()
