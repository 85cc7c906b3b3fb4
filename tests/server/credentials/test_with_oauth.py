"""A wallet from nothing but the base URL: discovery, registration, consent, a token, a badge kept and read back; and
the end of it when the person takes it back."""

from typing import Any

from credential_server import badge, refusal, text_of
from oauth_server import METADATA, Host
import pytest
from werkzeug.test import TestResponse

from fairmark.server.credentials.edition import OB
from fairmark.server.serving.serve import application
from fairmark.server.settings import Settings
from fairmark.server.storage.disclosures import Disclosures
from fairmark.server.storage.store import Store


class WholeServer(Host):
    """The server as `fairmark serve` runs it."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.app = application(Settings(public_url=self.base), store.engine)
        self.browser = self.app.test_client()

    def with_token(self, method: str, address: str, token: str, body: bytes = b"") -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"}
        kind = "application/json" if body else None
        return self.send(method, address.removeprefix(self.base), data=body, headers=headers, content_type=kind)


@pytest.fixture
def server(store: Store) -> WholeServer:
    return WholeServer(store)


def test_a_wallet_finds_its_way_and_is_shown_out(server: WholeServer) -> None:
    described: dict[str, Any] = server.send("GET", f"{OB.base}/discovery").get_json()
    scheme = described["components"]["securitySchemes"]["OAuth2ACG"]
    scopes = list(scheme["flows"]["authorizationCode"]["scopes"])
    client = server.client(scope=" ".join(scopes))
    assert scheme["x-imssf-registrationUrl"] == f"{server.base}/oauth/register"
    granted = [scope for scope in scopes if "profile.update" not in scope]
    tokens = server.tokens(client, *granted, scope=" ".join(scopes))
    token, service = tokens["access_token"], described["servers"][0]["url"]

    sent = text_of(badge())
    assert server.with_token("POST", f"{service}/credentials", token, sent).data == sent
    read = server.with_token("GET", f"{service}/credentials", token)
    assert read.data == b'{"credential":[' + sent + b"]}"
    assert server.with_token("GET", f"{service}/profile", token).get_json()["name"] == "Maya Ortiz"
    profile = b'{"id":"urn:x","type":["Profile"]}'
    assert refusal(server.with_token("PUT", f"{service}/profile", token, profile)) == (403, "forbidden")

    known = Disclosures(server.store.engine).of(server.person.id)
    assert [(one.client_name, one.operation) for one in known] == [
        (METADATA["client_name"], "Open Badges 3.0 getProfile"),
        (METADATA["client_name"], "Open Badges 3.0 getCredentials"),
    ]
    assert server.revoke(client, token=token).status_code == 200
    assert refusal(server.with_token("GET", f"{service}/credentials", token)) == (401, "unauthorizedrequest")


def test_a_renewed_token_reads_on(server: WholeServer) -> None:
    client = server.client()
    tokens = server.tokens(client)
    renewed = server.renew(client, tokens["refresh_token"]).get_json()["access_token"]
    assert renewed != tokens["access_token"]
    assert server.with_token("GET", f"{OB.base}/credentials", renewed).get_json() == {}
