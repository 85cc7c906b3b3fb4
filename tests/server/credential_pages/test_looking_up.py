"""What the page looks up on the web, and what it knows without."""

from collections.abc import Callable
from datetime import UTC, datetime
import json
from typing import Any

from flask.testing import FlaskClient
import pytest

from credential_pages import TWINS, client_of, page_of, points, title, twin
from credential_twins import samples, signing
from fairmark.server import web
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.credentials.issuer import own_issuer
from fairmark.server.settings import Settings
from fairmark.server.storage.store import Store
from fairmark.server.web import credentials_reading
from fairmark.server.web.credentials_reading import MOST_ASKED
from fairmark.validators.proofs.errors import Unavailable


def test_the_web_is_asked_only_where_operator_and_person_want_it(
    store: Store, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = {
        "https://valley.example/status/revocation": (TWINS / "OB-STATUS-001" / "list-revocation.json").read_bytes()
    }

    def fetching(_resources: object, _limits: object, *, online: bool, allow_private: bool) -> Callable[[str], bytes]:
        assert (online, allow_private) == (True, False)

        def fetch(url: str) -> bytes:
            asked.append(url)
            if url not in answers:
                raise Unavailable("there is nothing")
            return answers[url]

        return fetch

    monkeypatch.setattr(credentials_reading, "reference_fetch", fetching)
    credential = twin("OB-STATUS-001", "good.json")
    page_of(client, credential, online="true")  # the person wants, the operator does not
    page_of(client_of(store, look_up=True), credential)  # and the other way round
    assert asked == []
    assert 'name="online"' not in client.get("/credential").text
    willing = client_of(store, look_up=True)
    assert 'name="online"' in willing.get("/credential").text
    text = page_of(willing, credential, online="true")
    assert (title(text), points(text)["Revocation"]) == ("Holds", "in order")
    assert title(page_of(willing, twin("OB-STATUS-001", "bad.json"), online="true")) == "Revoked"
    asked.clear()
    many = samples.record()
    many["credentialSubject"]["verifiableCredential"] = [_stating(number) for number in range(2 * MOST_ASKED)]
    page_of(willing, signing.embedded(many), online="true")
    assert len(asked) == MOST_ASKED


def test_what_this_server_has_issued_is_verified_without_asking_anybody(store: Store) -> None:
    base = "https://host.example"
    issuer = own_issuer(store.engine, base)
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    badge = {**samples.badge(), "issuer": issuer.profile}
    badge["credentialStatus"] = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": f"{base}/credentials/status/revocation-1.json",
    }
    here = create_app(Context(Settings(public_url=base), store), pages=[web.mount]).test_client()
    said = {}
    for number in (1, 2):
        text = json.dumps(issuer.signed(badge, at))
        answer = here.post("/credential", data={"text": text}, base_url=base)
        said[number] = title(answer.text), points(answer.text)["Key"], points(answer.text)["Revocation"]
        badge["credentialStatus"]["statusListCredential"] = f"{base}/credentials/status/revocation-2.json"
    assert said == {1: ("Holds", "in order", "in order"), 2: ("Holds, with reservations", "in order", "mind")}
    elsewhere = page_of(client_of(store), issuer.signed(badge, at))  # another server has none of these documents
    assert title(elsewhere) == "Signed, but by whom is open"


def _stating(number: int) -> dict[str, Any]:
    """A badge with a status list of its own."""
    badge: dict[str, Any] = json.loads(twin("OB-STATUS-001", "good.json"))
    del badge["proof"]
    badge["id"] += str(number)
    badge["credentialStatus"]["statusListCredential"] += str(number)
    return badge
