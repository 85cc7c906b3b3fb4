"""The learner's page and the links that it makes: who may do what, what is recorded, and what is kept to itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
import html
import json
import logging
import re
from typing import Any

import pytest
from sqlalchemy import select, update
from werkzeug.test import Client, TestResponse

from credential_twins import samples, signing
from fairmark.server import web
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.credentials.edition import CLR, OB
from fairmark.server.oauth import people
from fairmark.server.oauth.limits import Limits
from fairmark.server.oauth.routes import authorization_apis
from fairmark.server.serving.tokens import digest_of
from fairmark.server.settings import Settings
from fairmark.server.storage.credentials import JSON, JWS, Credentials, Kept
from fairmark.server.storage.database import reading, updating
from fairmark.server.storage.disclosures import Disclosures
from fairmark.server.storage.links import DOWNLOADED, OPENED, Links
from fairmark.server.storage.people import People, Person
from fairmark.server.storage.sharing_tables import shared_links
from fairmark.server.storage.store import Store
from fairmark.server.storage.tickets import Ticket, Tickets
from fairmark.server.web.credentials_mine import A_PAGE, learner_apis

BASE = "https://host.example"
PASSWORD = "correct horse battery"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BADGE = json.dumps(signing.embedded(samples.badge())).encode()


@pytest.fixture(scope="module", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """A hash that costs nothing; the tests of OAuth hold the one that costs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "COST", "scrypt:1024:8:1")
        yield


def kept(person: Person, identity: str = "1", body: bytes = BADGE, form: str = JSON, standard: str = OB.name) -> Kept:
    return Kept(person.id, standard, identity, f"urn:example:{identity}", form, NOW, body)


class Learner:
    """A person before the pages. `page` is the last answer; forms take the ticket along that stands in it."""

    def __init__(self, store: Store, login: str, base: str = BASE, client: Client | None = None) -> None:
        self.store = store
        self.base = base
        limits = Limits()
        context = Context(Settings(public_url=base), store)
        apis = (*authorization_apis(limits), *learner_apis(limits))
        self.client: Any = client or create_app(context, apis=apis, pages=[web.mount]).test_client()
        known = People(store.engine)
        self.person = known.with_login(login) or people.add(known, login, login.title(), PASSWORD)
        self.page = self.get("/my/credentials")

    def get(self, path: str, **headers: str) -> TestResponse:
        answer: TestResponse = self.client.get(path.removeprefix(self.base), base_url=self.base, headers=headers)
        return answer

    def log_in(self, password: str = PASSWORD) -> "Learner":
        self.page = self._post(login=self.person.login, password=password, once="")
        return self

    def send(self, **form: str) -> str:
        """Send the form with the ticket of the page; the text of the next page."""
        ticket = re.search(r'name="ticket" value="([^"]+)"', self.page.text)
        assert ticket
        self.page = self._post(ticket=ticket[1], **form)
        return self.page.text

    def share(self, key: str = "ob:1", days: str = "30", note: str = "") -> str:
        """The address of a new link, "" where none was made."""
        self.send(share=key, days=days, note=note)
        found = re.search(r'data-copy="([^"]+)"', self.page.text)
        return html.unescape(found[1]) if found else ""

    def _post(self, **form: str) -> TestResponse:
        answer: TestResponse = self.client.post("/my/credentials", base_url=self.base, data=form)
        return answer


@pytest.fixture
def maya(sqlite_store: Store) -> Learner:
    learner = Learner(sqlite_store, "maya")
    Credentials(sqlite_store.engine).keep(kept(learner.person), NOW)
    return learner.log_in()


def test_what_is_kept_stands_there_with_a_verdict(maya: Learner) -> None:
    changed = json.loads(BADGE)
    changed["name"] = "Seal of Triliteracy"
    store = Credentials(maya.store.engine)
    store.keep(kept(maya.person, "2", json.dumps(changed).encode()), NOW)
    store.keep(kept(maya.person, "3", signing.as_jwt(samples.badge(3)).encode(), JWS), NOW)
    record = json.dumps(signing.embedded(samples.record())).encode()
    store.keep(kept(maya.person, "4", record, standard=CLR.name), NOW)
    store.keep(kept(Learner(maya.store, "tom").person, "5"), NOW)
    text = maya.log_in().page.text
    cards = re.findall(r'<li class="card (\w+)">\s+<h3><bdi>([^<]+)', text)
    assert cards == [
        ("pass", "Record of learning"),
        ("pass", "Seal of Biliteracy"),
        ("fail", "Seal of Triliteracy"),
        ("pass", "Seal of Biliteracy"),
    ]
    assert "Maya" in text


def test_many_come_a_page_at_a_time(maya: Learner) -> None:
    store = Credentials(maya.store.engine)
    for number in range(2, A_PAGE + 4):
        standard = CLR.name if number < 4 else OB.name
        store.keep(kept(maya.person, str(number), standard=standard), NOW)
    assert len(re.findall('class="card ', maya.log_in().page.text)) == A_PAGE
    assert f"More of {A_PAGE + 3}" in maya.page.text
    assert len(re.findall('class="card ', maya.send(**{"from": str(A_PAGE)}))) == 3
    assert "Earlier ones" in maya.page.text
    assert maya.page.status_code == 200
    for odd in ("-1", "x", "9" * 30, "²"):
        assert maya.send(**{"from": odd})
        assert maya.page.status_code == 200


def test_one_is_opened_with_all_that_it_says(maya: Learner) -> None:
    text = maya.send(open="ob:1")
    assert "The proof, step by step" in text
    assert "Present a capstone in both languages." in text
    assert "is not here any more" in maya.send(open="ob:2")


def test_nobody_gets_in_without_the_password_or_by_a_ticket_twice(maya: Learner) -> None:
    before = maya.page
    maya.send(open="ob:1")
    maya.page = before
    assert maya.send(open="ob:1")
    assert maya.page.status_code == 403
    assert "capstone" not in maya.page.text
    assert maya.log_in("wrong").page.status_code == 403
    assert 'class="card' not in maya.page.text
    foreign = maya.client.post(
        "/my/credentials", base_url=BASE, data={"ticket": "x"}, headers={"Origin": "https://x.example"}
    )
    assert foreign.status_code == 403


def test_a_ticket_of_another_page_is_of_no_use_here(maya: Learner) -> None:
    now = datetime.now(UTC)
    ticket = Ticket(digest_of("other"), maya.person.id, {"access": True}, now + timedelta(minutes=1))
    Tickets(maya.store.engine).add(ticket, now)
    answer = maya.client.post("/my/credentials", base_url=BASE, data={"ticket": "other", "open": "ob:1"})
    assert answer.status_code == 403
    assert "capstone" not in answer.text


def test_guesses_are_limited_together_with_those_at_the_other_doors(maya: Learner) -> None:
    for _ in range(5):
        maya.log_in("wrong")
        maya.client.post("/oauth/access", base_url=BASE, data={"login": "maya", "password": "wrong", "once": ""})
    assert maya.log_in("wrong").page.status_code == 429


# -- links -----------------------------------------------------------------------------------------------------------


def test_a_link_shows_the_credential_to_whoever_has_it(maya: Learner) -> None:
    address = maya.share(note="Valley College")
    assert address.startswith(f"{BASE}/shared/")
    answer = maya.get(address)
    assert answer.status_code == 200
    assert "Holds" in answer.text
    assert "Present a capstone in both languages." in answer.text
    assert "Valley College" not in answer.text  # the note is for the learner alone
    assert "Maya" not in answer.text  # and so is the name that she logs in by
    file = maya.get(f"{address}/download")
    assert (file.data, file.content_type) == (BADGE, "application/vc+ld+json")
    assert file.headers["Content-Disposition"] == 'attachment; filename="credential.json"'
    assert "Valley College" in maya.log_in().page.text
    assert "1 time, downloaded 1 time; last" in maya.page.text


def test_a_token_is_shared_as_the_token_that_it_is(maya: Learner) -> None:
    token = signing.as_jwt(samples.badge(3)).encode()
    Credentials(maya.store.engine).keep(kept(maya.person, "3", token, JWS), NOW)
    address = maya.share("ob:3")
    assert "Seal of Biliteracy" in maya.page.text
    file = maya.get(f"{address}/download")
    assert (file.data, file.mimetype) == (token, "text/plain")


def test_every_opening_is_recorded_before_it_is_answered(maya: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    address = maya.share()
    (link,) = Links(maya.store.engine).of(maya.person.id, datetime.now(UTC))
    maya.get(address)
    maya.get(f"{address}/download")
    record = Disclosures(maya.store.engine).of(maya.person.id)
    assert [(one.client, one.operation, one.what) for one in record] == [
        (link.name, DOWNLOADED, ("urn:example:1",)),
        (link.name, OPENED, ("urn:example:1",)),
    ]

    def broken(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr(Disclosures, "disclosed", broken)
    for path in (address, f"{address}/download"):
        answer = maya.get(path)
        assert answer.status_code == 500
        assert "capstone" not in answer.text


def test_nothing_keeps_indexes_or_tells_on_a_shared_page(maya: Learner, caplog: pytest.LogCaptureFixture) -> None:
    address = maya.share()
    secret = address.rpartition("/")[2]
    with caplog.at_level(logging.DEBUG):
        answers = [maya.get(address), maya.get(f"{address}/download"), maya.get(f"{BASE}/shared/{'x' * 43}")]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "form-action 'none'" in answer.headers["Content-Security-Policy"]
    assert caplog.records
    assert secret not in " ".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    with reading(maya.store.engine) as connection:
        (row,) = connection.execute(select(shared_links))
    assert len(secret) == 43
    assert secret not in str(row)


@pytest.mark.parametrize("end", ["expired", "revoked", "gone", "person", "unknown", "malformed"])
def test_a_link_that_leads_nowhere_is_a_plain_page(maya: Learner, end: str) -> None:
    address = maya.share()
    assert maya.get(address).status_code == 200
    match end:
        case "expired":
            with updating(maya.store.engine) as connection:
                connection.execute(update(shared_links), {"ends_at": datetime.now(UTC) - timedelta(seconds=1)})
        case "revoked":
            (link,) = Links(maya.store.engine).of(maya.person.id, datetime.now(UTC))
            assert "leads nowhere any more" in maya.send(revoke=link.id)
        case "gone":
            with updating(maya.store.engine) as connection:
                connection.execute(update(shared_links), {"identity": "another"})
        case "person":
            People(maya.store.engine).remove("maya")
        case "unknown":
            address = f"{BASE}/shared/{'A' * 43}"
        case "malformed":
            address = f"{BASE}/shared/%00%F0%9F%98%80"
    for path in (address, f"{address}/download"):
        answer = maya.get(path)
        assert answer.status_code == 404
        assert "This link leads nowhere" in answer.text
        assert "Seal" not in answer.text


def test_a_newer_version_takes_the_place_of_an_older_one(maya: Learner) -> None:
    address = maya.share()
    newer = {**samples.badge(), "name": "Seal, second edition", "validFrom": "2026-07-01T00:00:00Z"}
    body = json.dumps(signing.embedded(newer)).encode()
    one = kept(maya.person, body=body)
    Credentials(maya.store.engine).keep(
        Kept(one.person, one.standard, one.identity, one.called, one.form, NOW + timedelta(days=1), body), NOW
    )
    assert "Seal, second edition" in maya.get(address).text


def test_nobody_shares_or_takes_back_what_is_anothers(maya: Learner) -> None:
    address = maya.share()
    (link,) = Links(maya.store.engine).of(maya.person.id, datetime.now(UTC))
    tom = Learner(maya.store, "tom")
    Credentials(maya.store.engine).keep(kept(tom.person, "2"), NOW)
    tom.log_in()
    assert tom.share() == ""
    assert "Nothing was shared" in tom.page.text
    tom.send(revoke=link.id)
    assert maya.get(address).status_code == 200
    assert maya.share(days="31") == maya.share(days="") == maya.share(key="ob") == ""


def test_a_note_is_one_line_and_no_markup(maya: Learner) -> None:
    maya.share(note="<script>alert(1)</script>\r\n\u202e " + "x" * 500)
    assert "&lt;script&gt;alert(1)" in maya.page.text
    assert "<script>" not in maya.page.text
    assert "\u202e" not in maya.page.text
    (link,) = Links(maya.store.engine).of(maya.person.id, datetime.now(UTC))
    assert len(link.note) < 110
    assert "\n" not in link.note


def test_pages_of_one_person_are_kept_nowhere(maya: Learner) -> None:
    for answer in (maya.get("/my/credentials"), maya.page):
        assert answer.headers["Cache-Control"] == "no-store"


def test_without_tls_nobody_logs_in(sqlite_store: Store) -> None:
    assert Learner(sqlite_store, "maya", base="http://host.example").page.status_code == 403
