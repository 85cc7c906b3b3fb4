"""getServiceDescription: open, OpenAPI 3.0 with what a client needs to register and to get a token."""

from typing import Any

from credential_server import BASE, CredentialServer
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
import pytest

from fairmark.server import web
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.credentials.about import ABOUT_PAGES
from fairmark.server.credentials.edition import EDITIONS, Edition
from fairmark.server.credentials.routes import credential_apis
from fairmark.server.oauth.routes import authorization_apis
from fairmark.server.settings import Settings
from fairmark.server.storage.store import Store

OPERATIONS = {
    ("/credentials", "get"): ("getCredentials", "credential.readonly"),
    ("/credentials", "post"): ("upsertCredential", "credential.upsert"),
    ("/profile", "get"): ("getProfile", "profile.readonly"),
    ("/profile", "put"): ("putProfile", "profile.update"),
}
"""Open Badges 3.0 and CLR 2.0: path and method to operation and scope."""


@pytest.fixture(params=EDITIONS, ids=lambda edition: str(edition.name))
def edition(request: pytest.FixtureRequest) -> Edition:
    found: Edition = request.param
    return found


@pytest.fixture
def described(sqlite_host: CredentialServer, edition: Edition) -> dict[str, Any]:
    answer = sqlite_host.ask("/discovery", edition=edition, by="")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    found: dict[str, Any] = answer.get_json()
    return found


def test_it_is_openapi_3_0_about_the_four_operations(described: dict[str, Any], edition: Edition) -> None:
    OpenAPIV30SpecValidator(described).validate()
    assert described["openapi"] == "3.0.1"
    assert described["servers"] == [{"url": BASE + edition.base}]
    found = {
        (path, method): (said["operationId"], said["security"])
        for path, methods in described["paths"].items()
        for method, said in methods.items()
    }
    assert found == {
        place: (operation, [{"OAuth2ACG": [edition.scope + action]}])
        for place, (operation, action) in OPERATIONS.items()
    }


def test_it_tells_where_to_register_and_to_get_tokens(described: dict[str, Any], edition: Edition) -> None:
    scheme = described["components"]["securitySchemes"]["OAuth2ACG"]
    assert scheme["type"] == "oauth2"
    assert scheme["x-imssf-registrationUrl"] == f"{BASE}/oauth/register"
    flow = scheme["flows"]["authorizationCode"]
    assert flow["authorizationUrl"] == f"{BASE}/oauth/authorize"
    assert flow["tokenUrl"] == flow["refreshUrl"] == f"{BASE}/oauth/token"
    scopes = {edition.scope + action for _, action in OPERATIONS.values()}
    assert flow["scopes"].keys() == scopes | {"offline_access"}


def test_its_addresses_are_those_of_the_server(sqlite_store: Store, edition: Edition) -> None:
    apis = (*authorization_apis(), *credential_apis(), ABOUT_PAGES)
    app = create_app(Context(Settings(public_url=BASE), sqlite_store), apis=apis, pages=(web.mount,))
    client = app.test_client()
    described = client.get(f"{edition.base}/discovery", base_url=BASE).get_json()
    info, scheme = described["info"], described["components"]["securitySchemes"]["OAuth2ACG"]
    for address in (info["termsOfService"], info["x-imssf-privacyPolicyUrl"]):
        page = client.get(address.removeprefix(BASE), base_url=BASE)
        assert (page.status_code, page.mimetype) == (200, "text/html")
    flow = scheme["flows"]["authorizationCode"]
    for address in (scheme["x-imssf-registrationUrl"], flow["tokenUrl"], flow["refreshUrl"]):
        allowed = client.options(address.removeprefix(BASE), base_url=BASE).headers["Allow"]
        assert "POST" in allowed
    assert "GET" in client.options(flow["authorizationUrl"].removeprefix(BASE), base_url=BASE).headers["Allow"]


def test_both_forms_of_a_credential_are_described(described: dict[str, Any]) -> None:
    said = described["paths"]["/credentials"]["post"]
    forms = {"application/json", "application/vc+ld+json", "application/ld+json", "application/vc", "text/plain"}
    assert said["requestBody"]["content"].keys() == forms
    assert said["responses"]["200"]["content"].keys() == said["responses"]["201"]["content"].keys() == forms
    token = {"$ref": "#/components/schemas/CompactJws"}
    assert said["responses"]["201"]["content"]["text/plain"]["schema"] == token


def test_who_has_it_already_need_not_get_it_again(sqlite_host: CredentialServer, edition: Edition) -> None:
    first = sqlite_host.ask("/discovery", edition=edition, by="")
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    again = sqlite_host.ask("/discovery", edition=edition, by="", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


def test_the_whole_server_describes_them_too(sqlite_host: CredentialServer, edition: Edition) -> None:
    whole = sqlite_host.app.test_client().get("/openapi.json", base_url=BASE).get_json()
    OpenAPIV31SpecValidator(whole).validate()
    for (path, method), (operation, _) in OPERATIONS.items():
        said = whole["paths"][edition.base + path][method]
        assert said["operationId"] == f"{edition.name}_{edition.segment}_{operation}"
