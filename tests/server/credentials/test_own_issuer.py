"""The server as an issuer: one key for all who ask at once, documents that verify what it signs, statuses that follow
what is superseded."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from credential_server import BASE
import orjson
import pytest
from sqlalchemy import Engine, insert

from credential_twins import samples
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.credentials.issuer import own_issuer
from fairmark.server.credentials.publishing import ISSUER_API
from fairmark.server.learning.tables import facts
from fairmark.server.settings import Settings
from fairmark.server.storage.issuing import LIST, Statuses
from fairmark.server.storage.store import Store
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.credentials.document import Credential
from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.proofs.references import References
from fairmark.validators.proofs.status import decode_bitstring

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def published(store: Store, base: str = BASE) -> References:
    """What the server publishes, as a verifier would get it from the network."""
    client = create_app(Context(Settings(public_url=base), store), apis=(ISSUER_API,)).test_client()

    def fetch(url: str) -> bytes:
        answer = client.get(url.removeprefix(base), base_url=base)
        if answer.status_code != 200:
            raise Unavailable("it is not there")
        return answer.data

    return References(fetch, online=True)


def badge_of(issuer: dict[str, object], **members: object) -> dict[str, object]:
    return {**samples.badge(), "issuer": issuer, "validFrom": "2026-06-01T12:00:00Z", **members}


def defects(credential: dict[str, object], references: References, kind: str = "open-badge") -> Iterator[str]:
    document = Credential(credential, kind, "3.0", circumstances=Circumstances(references=references))
    for verification in document.verifications.values():
        yield from (defect.words for defect in verification.defects)


@pytest.mark.parametrize("base", [BASE, "http://127.0.0.1:8080", "https://[::1]:8443"])
def test_what_it_signs_verifies_by_what_it_publishes(store: Store, base: str) -> None:
    issuer = own_issuer(store.engine, base)
    assert issuer.places.issuer == (f"{BASE}/issuer" if base == BASE else f"did:key:{issuer.keys[0].id}")
    signed = issuer.signed(badge_of(issuer.profile), AT)
    references = published(store, base) if base == BASE else References()
    assert list(defects(signed, references)) == []
    assert list(defects({**signed, "name": "Another"}, references)) != []


def test_its_keys_are_published_and_nothing_private_is(sqlite_store: Store) -> None:
    issuer = own_issuer(sqlite_store.engine, BASE)
    client = create_app(Context(Settings(public_url=BASE), sqlite_store), apis=(ISSUER_API,)).test_client()
    (key,) = client.get("/.well-known/jwks.json", base_url=BASE).get_json()["keys"]
    assert "d" not in key
    assert client.get(key["kid"].removeprefix(BASE), base_url=BASE).get_json() == key
    for path in ("/.well-known/jwks.json", "/issuer", key["kid"].removeprefix(BASE)):
        answer = client.get(path, base_url=BASE)
        assert issuer.keys[0].secret not in answer.text
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/credentials/keys/x.json", base_url=BASE).status_code == 404


def test_all_who_ask_at_once_get_the_same_key(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as threads:
        issuers = list(threads.map(lambda _: own_issuer(engine, BASE), range(16)))
    assert len({issuer.keys for issuer in issuers}) == 1
    assert len(issuers[0].keys) == 1


# -- statuses ----------------------------------------------------------------------------------------------------------


def superseding(engine: Engine, old: str, new: str) -> datetime:
    """Record a determination in the place of another one; when that was."""
    now = datetime.now(UTC)
    row = {"id": new, "cls": "Determination", "framework": "f", "target": "t", "effective_at": AT, "body": b"{}"}
    with engine.begin() as connection:
        connection.execute(insert(facts), {**row, "recorded_at": now, "replaces": old})
    return now


def test_a_place_is_given_once(engine: Engine) -> None:
    statuses = Statuses(engine)
    with ThreadPoolExecutor(8) as threads:
        places = list(threads.map(lambda number: statuses.place(f"fact {number % 3}"), range(24)))
    assert places == places[:3] * 8
    assert len(set(places)) == 3
    assert all(number == 1 and 0 <= index < LIST for number, index in places)


def test_a_place_that_is_taken_is_not_given_again(sqlite_store: Store) -> None:
    drawn = iter([7, 7, 7, 8])
    statuses = Statuses(sqlite_store.engine, lambda _below: next(drawn))
    assert [statuses.place("a"), statuses.place("b")] == [(1, 7), (1, 8)]


def test_what_is_superseded_is_revoked(store: Store) -> None:
    statuses = Statuses(store.engine)
    places = {fact: statuses.place(fact)[1] for fact in ("a", "b")}
    assert statuses.revoked(1) == ([], None)
    now = superseding(store.engine, "a", "c")
    assert statuses.revoked(1) == ([places["a"]], now)
    assert statuses.revoked(2) is None


def test_the_published_list_is_signed_and_says_who_is_revoked(sqlite_store: Store) -> None:
    own_issuer(sqlite_store.engine, BASE)
    index = Statuses(sqlite_store.engine).place("a")[1]
    references = published(sqlite_store)
    url = f"{BASE}/credentials/status/revocation-1.json"
    before = references.get(url)
    assert before == published(sqlite_store).get(url)
    superseding(sqlite_store.engine, "a", "b")
    after = orjson.loads(published(sqlite_store).get(url))
    for found, status in ((orjson.loads(before), 0), (after, 1)):
        assert found["id"] == url
        assert decode_bitstring(found["credentialSubject"]["encodedList"]).status(index) == status
        assert list(defects({**found, "type": ["VerifiableCredential"]}, references)) != []
        assert list(defects(found, references)) == []


def test_what_is_not_reached_by_https_has_its_lists_too(sqlite_store: Store) -> None:
    base = "http://127.0.0.1:8080"
    issuer = own_issuer(sqlite_store.engine, base)
    number, index = Statuses(sqlite_store.engine).place("a")
    references = published(sqlite_store, base)
    superseding(sqlite_store.engine, "a", "b")
    found = orjson.loads(references.get(issuer.places.status_list("revocation", number)))
    assert decode_bitstring(found["credentialSubject"]["encodedList"]).status(index) == 1
    assert list(defects(found, references)) == []


@pytest.mark.parametrize("name", ["revocation-2.json", "revocation-0.json", "suspension-1.json", "x", "revocation-1"])
def test_other_lists_are_not_there(sqlite_store: Store, name: str) -> None:
    with pytest.raises(Unavailable):
        published(sqlite_store).get(f"{BASE}/credentials/status/{name}")
