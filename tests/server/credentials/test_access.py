"""Who may ask the host for what, and what is recorded of it."""

from credential_server import CredentialServer, badge, refusal, text_of, token_badge
import pytest

from credential_twins.keys import ISSUER
from fairmark.server.credentials.edition import CLR, EDITIONS, Edition
from fairmark.server.storage.disclosures import Disclosures

# -- who may -----------------------------------------------------------------------------------------------------------

OPERATIONS = (
    ("/credentials", "GET", "credential.readonly"),
    ("/credentials", "POST", "credential.upsert"),
    ("/profile", "GET", "profile.readonly"),
    ("/profile", "PUT", "profile.update"),
)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: str(edition.name))
@pytest.mark.parametrize(("path", "method", "action"), OPERATIONS)
def test_an_operation_needs_its_own_scope(
    sqlite_host: CredentialServer, edition: Edition, path: str, method: str, action: str
) -> None:
    assert refusal(sqlite_host.ask(path, method, edition=edition, by="")) == (401, "unauthorizedrequest")
    assert refusal(sqlite_host.ask(path, method, edition=edition, by="x")) == (401, "unauthorizedrequest")
    own = edition.scope + action
    others = [one.scope + other for one in EDITIONS for _, _, other in OPERATIONS if one.scope + other != own]
    wrong = sqlite_host.ask(path, method, edition=edition, by=sqlite_host.token_of(sqlite_host.learner, others, "x"))
    assert refusal(wrong) == (403, "forbidden")
    assert own in wrong.headers["WWW-Authenticate"]
    right = sqlite_host.ask(path, method, edition=edition, by=sqlite_host.token_of(sqlite_host.learner, [own], "y"))
    assert right.status_code in (200, 415)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: str(edition.name))
@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/credentials", "GET, HEAD, OPTIONS, POST"),
        ("/profile", "GET, HEAD, OPTIONS, PUT"),
        ("/discovery", "GET, HEAD, OPTIONS"),
    ],
)
def test_other_methods_are_refused_with_those_that_there_are(
    sqlite_host: CredentialServer, edition: Edition, path: str, allowed: str
) -> None:
    answer = sqlite_host.ask(path, "DELETE", edition=edition, by="")
    assert refusal(answer) == (405, "not_allowed")
    assert answer.headers["Allow"] == allowed


def test_what_there_is_not_is_not_found(sqlite_host: CredentialServer) -> None:
    assert refusal(sqlite_host.ask("/achievements")) == (404, "not_found")
    assert refusal(sqlite_host.ask("")) == (404, "not_found")


def test_pages_of_other_origins_may_ask(sqlite_host: CredentialServer) -> None:
    answer = sqlite_host.ask("/credentials", "OPTIONS", by="")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


def test_who_asks_too_often_waits(sqlite_host: CredentialServer) -> None:
    answers = [sqlite_host.upsert(b"{}") for _ in range(301)]
    assert refusal(answers[-2]) == (422, "invalid_data")
    assert refusal(answers[-1]) == (429, "server_busy")
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert sqlite_host.credentials() == {}


# -- what is disclosed -------------------------------------------------------------------------------------------------


def test_every_disclosure_is_recorded(host: CredentialServer) -> None:
    host.upsert(text_of(badge(1)))
    host.upsert(token_badge(2), "text/plain")
    host.ask("/credentials?limit=1")
    host.ask("/credentials?offset=1")
    host.ask("/profile", edition=CLR)
    record = [(one.operation, one.client, one.what) for one in Disclosures(host.store.engine).of(host.learner.id)]
    assert record == [
        ("CLR 2.0 getProfile", "token:wallet of ada", ("person-ada",)),
        ("Open Badges 3.0 getCredentials", "token:wallet of ada", ("https://valley.example/credentials/2",)),
        ("Open Badges 3.0 getCredentials", "token:wallet of ada", ("https://valley.example/credentials/1",)),
    ]


def test_a_refusal_discloses_nothing(sqlite_host: CredentialServer) -> None:
    sqlite_host.ask("/credentials?limit=0")
    sqlite_host.ask("/credentials", by="x")
    assert Disclosures(sqlite_host.store.engine).of(sqlite_host.learner.id) == []


def test_no_personal_value_comes_into_the_log(sqlite_host: CredentialServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    sqlite_host.upsert(text_of(badge()))
    sqlite_host.ask("/credentials")
    assert ISSUER not in caplog.text and "valley" not in caplog.text and "person-ada" not in caplog.text
