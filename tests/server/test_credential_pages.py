"""The page that reads a credential: what it says of good, bad and hostile ones, and what it keeps to itself."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
import io
import json
import logging
from pathlib import Path
import re
from typing import Any
import zlib

from case_server import sample
from flask.testing import FlaskClient
import pytest
from sqlalchemy import func, select
from stored_frameworks import put
from werkzeug.test import TestResponse

from conftest import ROOT
from credential_twins import baking, samples, signing
from credential_twins.keys import LEARNER
from fairmark.server import web
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.credentials.issuer import own_issuer
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database, reading
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.server.storage.tables import metadata
from fairmark.server.web import credentials_reading
from fairmark.server.web.credentials_pictures import picture_in, picture_of
from fairmark.server.web.credentials_reading import LARGEST, MOST_ASKED
from fairmark.validators.proofs.errors import Unavailable

TWINS = ROOT / "fixtures" / "credentials"
HOSTILE = "</bdi><script>alert(1)</script>\"'&\u202e"
READING = sample()
ITEM = next(one for one in READING["CFItems"] if one["humanCodingScheme"] == "DE.4")
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # 1 by 1


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    engine = open_database(f"sqlite:///{(tmp_path_factory.mktemp('credentials') / 'pages.db').as_posix()}")
    upgrade(engine)
    made = Store(engine)
    put(made, READING)
    yield made
    engine.dispose()


@pytest.fixture(scope="module")
def client(store: Store) -> FlaskClient:
    return _client(store)


def _client(store: Store, **settings: Any) -> FlaskClient:
    return create_app(
        Context(Settings(public_url="http://localhost", **settings), store), pages=[web.mount]
    ).test_client()


def send(client: FlaskClient, data: bytes, name: str = "badge.json", **more: str) -> TestResponse:
    return client.post("/credential", data={"file": (io.BytesIO(data), name), **more}, headers={"Accept": "text/html"})


def page_of(client: FlaskClient, credential: Any, **more: str) -> str:
    data = credential.encode() if isinstance(credential, str) else json.dumps(credential).encode()
    answer = send(client, data, **more)
    assert answer.status_code == 200, answer.text
    return answer.text


def title(text: str) -> str:
    found = re.search(r"<title>([^:<]*)", text)
    assert found
    return found[1]


def points(text: str) -> dict[str, str]:
    """Name of each point of the first verdict to its outcome, as a word of the page."""
    box = text[text.index('<dl class="points">') : text.index("</dl>", text.index('<dl class="points">'))]
    return dict(re.findall(r'<dt>([^<]+)</dt><dd class="outcome">([^<]+)</dd>', box))


# -- verdicts --------------------------------------------------------------------------------------------------------


def test_a_good_badge_says_who_says_what_about_whom(client: FlaskClient) -> None:
    badge = samples.rubric_badge()
    badge["evidence"] = [
        {"id": "https://a.example/e", "type": ["Evidence"], "name": "Capstone", "narrative": "A talk."}
    ]
    badge["credentialSubject"]["achievement"]["alignment"] = [
        {"type": ["Alignment"], "targetName": "As issued", "targetUrl": ITEM["uri"], "targetType": "CFItem"},
        {"type": ["Alignment"], "targetName": "Elsewhere", "targetUrl": "https://other.example/nobody"},
    ]
    text = page_of(client, signing.embedded(badge))
    assert title(text) == "Holds"
    assert points(text) == {"Signature": "in order", "Key": "in order", "Revocation": "none", "Time": "in order"}
    assert "It is not proved" not in text
    for said in ("Valley Unified School District", LEARNER, "Seal of Biliteracy", "Exceeding", "A talk."):
        assert said in text
    at = f"/frameworks/{READING['CFDocument']['identifier']}/items/{ITEM['identifier']}"
    assert f'<a href="{at}"><span class="code">DE.4</span>' in text
    assert "The credential calls it: <bdi>As issued</bdi>" in text
    assert re.search(r'<a href="https://other.example/nobody" rel="external noreferrer nofollow">', text)


def test_the_canonical_form_has_the_digest_of_the_steps(client: FlaskClient) -> None:
    text = page_of(client, signing.embedded(samples.badge()))
    (digest,) = re.findall(r"15 statements, digest ([0-9a-f]{64})", text)
    assert f"SHA-256: {digest}" in text
    assert "&lt;https://valley.example/credentials/1&gt;" in text


def test_a_changed_letter_is_told_with_its_cause_and_repair(client: FlaskClient) -> None:
    badge = signing.embedded(samples.badge())
    badge["name"] = "Seal of Triliteracy"
    text = page_of(client, badge)
    assert title(text) == "Not to be trusted"
    assert points(text)["Signature"] == "wrong"
    assert "It is not proved" in text
    assert "OB-PROOF-002" in text
    assert "How to repair" in text


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"validUntil": "2026-06-02T00:00:00Z"}, "Expired"),
        ({"validFrom": "2999-01-01T00:00:00Z"}, "Not valid yet"),
    ],
)
def test_what_is_not_in_force_is_proved_all_the_same(
    client: FlaskClient, change: dict[str, str], expected: str
) -> None:
    text = page_of(client, signing.embedded({**samples.badge(), **change}))
    assert title(text) == expected
    assert points(text)["Signature"] == "in order"
    assert points(text)["Time"] == "wrong"
    assert "It is not proved" not in text


def test_nobody_has_signed_it(client: FlaskClient) -> None:
    assert title(page_of(client, samples.badge())) == "Not signed"


def test_what_nobody_was_asked_about_stays_open_and_speaks_of_no_command_line(client: FlaskClient) -> None:
    text = page_of(client, _twin("OB-STATUS-001", "good.json"))
    assert title(text) == "Holds, with reservations"
    assert points(text)["Revocation"] == "open"
    assert "this page has asked nobody" in text
    assert "--resources" not in text
    anothers = json.loads(_twin("OB-PROOF-011", "good.json"))
    assert title(page_of(client, anothers)) == "Signed, but by whom is open"
    assert "It is not proved" in page_of(client, anothers)
    anothers["proof"]["verificationMethod"] = "did:web:valley.example#key"
    assert title(page_of(client, anothers)) == "Not decided"
    anothers["issuer"]["id"] = "did:web:valley.example"
    assert title(page_of(client, anothers)) == "Not decided"


def test_a_record_has_a_verdict_on_everything_in_it(client: FlaskClient) -> None:
    record = samples.record()
    record["credentialSubject"]["verifiableCredential"] = [samples.endorsed_badge(), samples.badge(2)]
    record["endorsement"] = [samples.endorsement(about=record["id"])]
    good = signing.embedded(record)
    text = page_of(client, good)
    assert title(text) == "Holds"
    assert points(text)["Endorsements"] == points(text)["Credentials in it"] == "in order"
    assert "We count this seal as four credits." in text
    inner = good["credentialSubject"]["verifiableCredential"][1]
    inner["name"] = "Changed"
    signed_anew = signing.embedded({name: value for name, value in good.items() if name != "proof"})
    text = page_of(client, signed_anew)
    assert title(text) == "Not to be trusted as a whole"
    assert points(text)["Signature"] == "in order"
    assert "1 of 2 credentials holds, 1 does not." in text
    words = re.findall(r'<summary><strong><bdi>([^<]+)</bdi>.*?<span class="word (\w+)">', text, re.DOTALL)
    assert words == [
        ("Changed", "fail"),
        ("Seal of Biliteracy", "pass"),
        ("A good seal", "pass"),
        ("A good seal", "pass"),
    ]


@pytest.mark.parametrize("form", ["token", "pasted", "png", "svg"])
def test_every_form_of_a_credential_is_read(client: FlaskClient, form: str) -> None:
    token = signing.as_jwt(samples.badge())
    if form == "token":
        text = page_of(client, token)
        assert "Payload of the token" in text
    elif form == "pasted":
        text = client.post("/credential", data={"text": f" {token}\n"}).text
    else:
        text = send(
            client,
            (TWINS / "OB-BAKE-001" / "good.png" if form == "png" else TWINS / "OB-BAKE-004" / "good.svg").read_bytes(),
            f"badge.{form}",
        ).text
        assert ("data:image/png;base64," in text) is (form == "png")
    assert title(text) == "Holds"


def test_an_assertion_of_open_badges_2_is_shown_and_not_proved(client: FlaskClient) -> None:
    assertion = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://old.example/assertions/1",
        "recipient": {"type": "email", "hashed": False, "identity": "maya@school.example"},
        "badge": {
            "type": "BadgeClass",
            "name": "Old badge",
            "issuer": {"name": "Old school"},
            "criteria": "https://old.example/c",
        },
        "verification": {"type": "hosted"},
        "issuedOn": "2020-01-01T00:00:00Z",
    }
    text = page_of(client, assertion)
    assert title(text) == "Not decided"
    for said in ("Old badge", "Old school", "maya@school.example", 'href="https://old.example/c"'):
        assert said in text


def test_of_several_credentials_the_first_is_shown(client: FlaskClient) -> None:
    lines = [json.dumps(signing.embedded(samples.badge(number))) for number in (1, 2)]
    text = send(client, "\n".join(lines).encode(), "badges.ndjson").text
    assert title(text) == "Holds"
    assert "This holds 2 credentials. The first is shown" in text
    assert "valley.example/credentials/1" in text
    assert "valley.example/credentials/2" not in text


def test_what_is_no_credential_is_said_with_what_is_wrong(client: FlaskClient) -> None:
    for data in (b'{"a": 1}', b"\x89PNG\r\n\x1a\n", b"eyJhbGciOiJFZERTQSJ9.e30", b"<svg/>"):
        answer = send(client, data)
        assert answer.status_code == 200
        assert title(answer.text) == "Not a credential that can be read · Fairmark"
        assert re.search(r"<code>(FM-INPUT|OB-)", answer.text)
    assert "Validate it as a file" in send(client, json.dumps(READING).encode(), "reading.json").text


# -- the web ---------------------------------------------------------------------------------------------------------


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
    credential = _twin("OB-STATUS-001", "good.json")
    page_of(client, credential, online="true")  # the person wants, the operator does not
    page_of(_client(store, look_up=True), credential)  # and the other way round
    assert asked == []
    assert 'name="online"' not in client.get("/credential").text
    willing = _client(store, look_up=True)
    assert 'name="online"' in willing.get("/credential").text
    text = page_of(willing, credential, online="true")
    assert (title(text), points(text)["Revocation"]) == ("Holds", "in order")
    assert title(page_of(willing, _twin("OB-STATUS-001", "bad.json"), online="true")) == "Revoked"
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
    elsewhere = page_of(_client(store), issuer.signed(badge, at))  # another server has none of these documents
    assert title(elsewhere) == "Signed, but by whom is open"


def _stating(number: int) -> dict[str, Any]:
    """A badge with a status list of its own."""
    badge: dict[str, Any] = json.loads(_twin("OB-STATUS-001", "good.json"))
    del badge["proof"]
    badge["id"] += str(number)
    badge["credentialStatus"]["statusListCredential"] += str(number)
    return badge


def _twin(rule: str, name: str) -> str:
    return (TWINS / rule / name).read_text("utf-8")


# -- hostile credentials ---------------------------------------------------------------------------------------------


def hostile() -> dict[str, Any]:
    """A badge that says dangerous things wherever it can say anything."""
    badge = samples.rubric_badge()
    badge["name"] = badge["description"] = HOSTILE
    badge["issuer"] |= {"name": HOSTILE, "url": "javascript:alert(1)", "email": HOSTILE}
    badge["image"] = {"id": "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=", "type": "Image", "caption": HOSTILE}
    badge["evidence"] = [{"id": "javascript:alert(1)", "type": ["Evidence"], "name": HOSTILE, "narrative": HOSTILE}]
    subject = badge["credentialSubject"]
    subject["identifier"] = [
        {"type": "IdentityObject", "hashed": False, "identityType": "name", "identityHash": HOSTILE}
    ]
    subject["achievement"] |= {"name": HOSTILE, "description": HOSTILE, "inLanguage": HOSTILE, "tag": [HOSTILE]}
    subject["achievement"]["criteria"] = {
        "id": "javascript:alert(1)",
        "narrative": f"[x](javascript:alert(1)) {HOSTILE}",
    }
    alignment = {
        "type": ["Alignment"],
        "targetName": HOSTILE,
        "targetUrl": "javascript:alert(1)",
        "targetCode": HOSTILE,
    }
    subject["achievement"]["alignment"] = [alignment] * 500
    subject["achievement"]["resultDescription"][0]["name"] = HOSTILE
    return badge


@pytest.mark.parametrize("sign", [signing.embedded, signing.as_jwt, signing.unsigned])
def test_nothing_that_a_credential_says_becomes_markup(client: FlaskClient, sign: Callable[[Any], Any]) -> None:
    text = page_of(client, sign(hostile()))
    assert "alert(1)" in text
    assert "<script>" not in text
    assert "\u202e" not in text
    assert "javascript:" not in "".join(re.findall(r'(?:href|src|action)="([^"]*)"', text))
    assert not re.search(r"<img[^>]+svg", text)
    assert "And 470 alignments more, not shown." in text
    assert len(text) < 150_000


def test_a_thousand_badges_in_a_record_stay_a_small_page(client: FlaskClient) -> None:
    record = samples.record()
    good = signing.embedded(samples.badge())
    record["credentialSubject"]["verifiableCredential"] = [good] * 999 + [{**good, "name": "The wrong one"}]
    text = page_of(client, signing.embedded(record))
    assert "999 of 1,000 credentials hold, 1 does not." in text
    assert "The wrong one" in text
    assert "And 900 credentials more, not shown." in text
    assert len(text) < 250_000


def test_depth_is_bounded(client: FlaskClient) -> None:
    deep = samples.badge()
    for number in range(12):
        deep = {**samples.badge(number), "endorsement": [deep]}
    assert len(page_of(client, deep)) < 150_000
    assert send(client, b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}").status_code == 200


@pytest.mark.parametrize("value", [None, True, 1, -1e300, "x", [], [1], {}, [[{}]], {"id": {}}, "\ud800"])
def test_whatever_stands_in_a_credential_makes_a_page(client: FlaskClient, value: Any) -> None:
    names = {**samples.badge(), "evidence": 0, "proof": 0, "endorsement": 0, "credentialStatus": 0, "image": 0}
    odd = dict.fromkeys(names, value) | {"@context": samples.badge()["@context"], "type": samples.badge()["type"]}
    page_of(client, odd)
    inside = samples.rubric_badge()
    inside["issuer"] = {"id": value, "name": value}
    inside["evidence"] = dict.fromkeys(("id", "name", "narrative", "genre"), value)
    achievement = dict.fromkeys(inside["credentialSubject"]["achievement"], value)
    achievement |= {"alignment": [{"targetUrl": value, "targetName": value}, value], "tag": value, "inLanguage": value}
    achievement["resultDescription"] = [{"id": "a", "rubricCriterionLevel": value, "requiredLevel": value}]
    inside["credentialSubject"] = {
        "id": value,
        "identifier": [value, {"identityHash": value, "identityType": value}],
        "achievement": achievement,
        "creditsEarned": value,
        "result": [{"resultDescription": "a", "achievedLevel": value, "value": value}, {"resultDescription": value}],
    }
    page_of(client, inside)


# -- bounds, privacy and headers -------------------------------------------------------------------------------------


def test_what_is_too_large_is_refused(client: FlaskClient, store: Store) -> None:
    for data in ({"file": (io.BytesIO(b" " * 10_000_000), "big.json")}, {"text": " " * (LARGEST + 200_000)}):
        answer = client.post("/credential", data=data, headers={"Accept": "text/html"})
        assert answer.status_code == 413
        assert "8 MB at most" in answer.text
    assert send(_client(store, upload_bytes=50_000), b" " * 60_000).status_code == 413


def test_nothing_given_and_forms_of_other_sites_are_refused(client: FlaskClient) -> None:
    assert client.post("/credential", data={"text": "  "}).status_code == 400
    answer = client.post("/credential", data={"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_the_answer_may_show_pictures_of_its_own_and_nothing_else_from_anywhere(client: FlaskClient) -> None:
    badge = samples.badge()
    badge["image"] = {"id": f"data:image/png;base64,{PIXEL}", "type": "Image", "caption": "A dot"}
    answer = send(client, json.dumps(badge).encode())
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["img-src"] == "'self' data:"
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert f'<img class="picture" src="data:image/png;base64,{PIXEL}" alt="A dot">' in answer.text
    assert not re.search(r"<(link|script|img)[^>]+(href|src)=\"(?!/|data:image/png)", answer.text)
    badge["image"]["id"] = "https://valley.example/image.png"
    text = page_of(client, badge)
    assert "<img" not in text
    assert "not fetched" in text


def test_nothing_of_it_is_stored_or_logged(
    client: FlaskClient, store: Store, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    def rows() -> list[int | None]:
        with reading(store.engine) as connection:
            return [connection.scalar(select(func.count()).select_from(table)) for table in metadata.sorted_tables]

    before = rows()
    badge = samples.badge()
    badge["credentialSubject"]["identifier"] = [
        {"type": "IdentityObject", "hashed": False, "identityType": "name", "identityHash": "Maya Ortiz"}
    ]
    with caplog.at_level(logging.DEBUG):
        assert "Maya Ortiz" in page_of(client, signing.embedded(badge))
    assert rows() == before
    assert caplog.records
    logged = " ".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert "Ortiz" not in logged
    assert "valley.example" not in logged


def test_a_credential_on_the_page_of_validation_is_led_here(client: FlaskClient) -> None:
    badge = json.dumps(signing.embedded(samples.badge())).encode()
    text = client.post("/validate", data={"file": (io.BytesIO(badge), "badge.json")}).text
    assert '<a href="/credential">' in text[text.index("<main") :]
    text = client.post("/validate", data={"file": (io.BytesIO(json.dumps(READING).encode()), "r.json")}).text
    assert '<a href="/credential">' not in text[text.index("<main") :]


# -- pictures --------------------------------------------------------------------------------------------------------


def test_only_pictures_that_are_what_they_say_are_shown() -> None:
    assert picture_in(f"data:image/png;base64,{PIXEL}") == f"data:image/png;base64,{PIXEL}"
    assert picture_in("data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=") == ""
    assert picture_in(f"data:text/html;base64,{PIXEL}") == ""
    assert picture_in(f"data:image/png;base64,{b64encode(b'<script>').decode()}") == ""
    assert picture_in("https://a.example/image.png") == picture_in(None) == picture_in("data:image/png;base64,A") == ""
    assert picture_in("data:image/png;base64,PHN2\nZz48") == ""


def test_a_picture_that_unpacks_to_too_much_is_not_shown() -> None:
    def png(width: int, height: int) -> bytes:
        size = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
        return b"\x89PNG\r\n\x1a\n" + baking.chunk(b"IHDR", size) + baking.chunk(b"IDAT", zlib.compress(b""))

    assert picture_of(png(4_000, 4_000))
    assert picture_of(png(4_000, 4_001)) == ""
    assert picture_of(png(0, 10)) == ""
    assert picture_of(png(10, 10) + b" " * (512 << 10)) == ""


@pytest.mark.parametrize(("height", "width", "is_shown"), [(10, 20, True), (65_000, 65_000, False)])
def test_the_size_of_a_jpeg_is_found_in_its_frame(height: int, width: int, is_shown: bool) -> None:
    application = b"\xff\xe0\x00\x10JFIF" + bytes(10)
    frame = b"\xff\xc0\x00\x11\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + bytes(10)
    picture = b"\xff\xd8" + application + frame + b"\xff\xda\x00\x02"
    assert picture_of(picture).startswith("data:image/jpeg;base64,") is is_shown
    assert picture_of(b"\xff\xd8\xff\xda\x00\x02" + frame) == ""
