"""What the page says of good and bad credentials in every form."""

import json
import re

from flask.testing import FlaskClient
import pytest

from credential_pages import READING, TWINS, page_of, points, send, title, twin
from credential_twins import samples, signing
from credential_twins.keys import LEARNER

ITEM = next(one for one in READING["CFItems"] if one["humanCodingScheme"] == "DE.4")


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
    text = page_of(client, twin("OB-STATUS-001", "good.json"))
    assert title(text) == "Holds, with reservations"
    assert points(text)["Revocation"] == "open"
    assert "this page has asked nobody" in text
    assert "--resources" not in text
    anothers = json.loads(twin("OB-PROOF-011", "good.json"))
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
