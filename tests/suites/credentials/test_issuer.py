"""The issuer suite: what it says of a badge that an issuer serves, of a single wrong fact, and of what is let pass."""

import hashlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import json
import threading
from typing import Any

import pytest
from suites.credentials.issuer_site import (
    BASE,
    JSON,
    RECIPIENT,
    TEXT,
    URL,
    Site,
    checked,
    for_the_test,
    outcomes,
    signed,
    token,
    wrong,
)

from conftest import Run
from credential_twins.baking import element as svg_element
from credential_twins.baking import png, svg
from credential_twins.baking import text as png_text
from credential_twins.keys import ISSUER_KEY, P256_KEY
from credential_twins.recipe import as_bytes
from credential_twins.samples import issuer, record
from credential_twins.signing import claims_of, embedded, options_for
from credential_twins.status import LISTS, REVOCATION, entry
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.keys import jwk_of
from fairmark.validators.suites.recording import Budget

ISSUER = f"{BASE}/issuer"
KEY_SET = f"{BASE}/.well-known/jwks.json"
LIST = f"{LISTS}/revocation"
PIXEL = png()


def es256(**members: Any) -> str:
    """The badge as a token by a P-256 key."""
    made = for_the_test(**members)
    key = P256_KEY
    if "issuer" not in members:
        made["issuer"] = {**issuer(), "id": f"did:key:{key.public.multibase}"}
    header = {"alg": "ES256", "typ": "JWT", "jwk": jwk_of(key.public)}
    return jws.sign(as_bytes({**made, **claims_of(made)}), key, header)


def https_issuer() -> dict[str, Any]:
    return {**issuer(), "id": ISSUER}


# -- what passes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("media_type", "page"),
    [
        (JSON, signed()),
        ("application/json", signed()),
        ("application/ld+json; charset=utf-8", signed()),
        (TEXT, es256()),
        ("image/png", png(png_text(as_bytes(signed()).strip()))),
        ("image/svg+xml", svg(svg_element(as_bytes(signed()).strip()))),
    ],
    ids=["json", "plain json", "json-ld", "token", "png", "svg"],
)
def test_a_good_badge_passes_in_every_form(media_type: str, page: Any) -> None:
    report = checked({URL: (media_type, page)})
    assert wrong(report) == {}
    assert "can verify them" in report.headline


def test_several_badges_pass_together() -> None:
    other = "urn:uuid:2ad55f3c-5a2c-4a51-8b84-2c1c6b1ef9a2"
    answer = {"credential": [signed()], "compactJwsString": [es256(id=other)]}
    report = checked({URL: ("application/json", answer)})
    assert wrong(report) == {}
    assert [one.name for one in report.inputs[1:]] == [f"{URL}!badge 1", f"{URL}!badge 2"]


def test_a_hashed_recipient_is_recognised() -> None:
    made = for_the_test()
    digest = hashlib.sha256(b"conformance@imsglobal.orgsalt").hexdigest()
    made["credentialSubject"]["identifier"] = [
        {**RECIPIENT, "hashed": True, "identityHash": f"sha256${digest}", "salt": "salt"}
    ]
    assert "API-ISS-002" not in wrong(checked({URL: (JSON, embedded(made))}))


def test_redirects_are_followed_but_not_away_from_https() -> None:
    page = (JSON, signed())
    assert wrong(checked({URL: ("redirect", "/other"), f"{BASE}/other": page})) == {}
    lost = checked({URL: ("redirect", "http://valley.example/other"), "http://valley.example/other": page})
    assert lost.verdict.value == "undetermined"


# -- one wrong fact ----------------------------------------------------------------------------------------------------


def test_somebody_elses_badge_is_told() -> None:
    made = for_the_test()
    made["credentialSubject"]["identifier"] = [{**RECIPIENT, "identityHash": "ada@valley.example"}]
    report = checked({URL: (JSON, embedded(made))})
    assert wrong(report) == {"API-ISS-002": "fail"}
    assert "ada@" not in str(report)


def test_a_token_of_another_algorithm_is_told() -> None:
    assert wrong(checked({URL: (TEXT, token())})) == {"API-ISS-003": "fail"}


def test_one_accepted_proof_is_enough() -> None:
    two = signed()
    two["proof"] = [two["proof"], {**options_for(ISSUER_KEY), "cryptosuite": "some-other-2030", "proofValue": "z1"}]
    assert "API-ISS-003" not in wrong(checked({URL: (JSON, two)}))


def test_a_badge_without_proof_is_told_once() -> None:
    report = checked({URL: (JSON, for_the_test())})
    assert {"OB-PROOF-001": "fail", "API-ISS-003": "blocked"}.items() <= outcomes(report).items()


def test_a_wrong_media_type_is_a_warning() -> None:
    assert wrong(checked({URL: ("text/html", es256())})) == {"API-ISS-004": "warn"}
    assert wrong(checked({URL: ("text/plain", signed())})) == {"API-ISS-004": "warn"}


@pytest.mark.parametrize(
    "page", [record(), "<html>A badge</html>", png(), [], {}], ids=["clr", "html", "png", "[]", "{}"]
)
def test_what_is_no_badge_is_told(page: Any) -> None:
    page = embedded(page) if isinstance(page, dict) and page else page
    assert wrong(checked({URL: (JSON, page)}))["API-ISS-001"] == "fail"


def test_an_assertion_of_open_badges_2_is_called_so() -> None:
    assertion = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": URL,
        "recipient": {"type": "email", "hashed": False, "identity": "conformance@imsglobal.org"},
        "badge": f"{BASE}/classes/1",
        "verification": {"type": "HostedBadge"},
        "issuedOn": "2026-06-01T12:00:00Z",
    }
    told = next(check for check in checked({URL: (JSON, assertion)}).checks if check.rule == "API-ISS-001")
    assert told.reason == "at the address stands something of Open Badges 2.0"


def test_a_tampered_badge_fails_by_the_document_rules() -> None:
    assert wrong(checked({URL: (JSON, {**signed(), "name": "Another"})})) == {"OB-PROOF-002": "fail"}


# -- what the badge refers to ------------------------------------------------------------------------------------------


def test_a_status_list_is_looked_up_with_the_runs_own_transport() -> None:
    site = Site({URL: (JSON, signed(credentialStatus=entry())), LIST: (JSON, REVOCATION)})
    assert wrong(checked(site)) == {}
    assert [url for url, _ in site.asked] == [URL, LIST]
    revoked = {URL: (JSON, signed(credentialStatus=entry(index="7"))), LIST: (JSON, REVOCATION)}
    assert wrong(checked(revoked)) == {"OB-STATUS-001": "fail"}
    assert wrong(checked({URL: (JSON, signed(credentialStatus=entry()))})) == {"OB-STATUS-010": "warn"}


def test_a_key_set_at_the_issuers_host_is_asked_for() -> None:
    page = (TEXT, es256(issuer=https_issuer()))
    listed = {"keys": [{"kty": "unknown"}, {**jwk_of(P256_KEY.public), "kid": "k1", "iss": ISSUER}]}
    assert wrong(checked({URL: page, KEY_SET: ("application/json", listed)})) == {}
    nothing = wrong(checked({URL: page}))
    assert nothing["API-ISS-005"] == "warn"
    others = {"keys": [jwk_of(ISSUER_KEY.public)]}
    assert wrong(checked({URL: page, KEY_SET: ("application/json", others)}))["API-ISS-005"] == "warn"


def test_an_image_is_looked_for() -> None:
    image = f"{BASE}/seal.png"
    page = (JSON, signed(image={"id": image, "type": "Image"}))
    assert wrong(checked({URL: page, image: ("image/png", PIXEL)})) == {}
    assert wrong(checked({URL: page})) == {"API-ISS-006": "warn"}
    assert wrong(checked({URL: page, image: ("text/html", "<html>")})) == {"API-ISS-006": "warn"}


def test_plain_http_is_told() -> None:
    assert wrong(checked({"http://valley.example/1": (JSON, signed())}, url="http://valley.example/1")) == {
        "API-ISS-007": "warn"
    }
    made = for_the_test()
    made["credentialSubject"]["achievement"]["id"] = "http://valley.example/achievements/1"  # a name, and no link
    assert wrong(checked({URL: (JSON, embedded(made))})) == {}
    page = (JSON, signed(issuer={**issuer(), "url": "http://valley.example/"}))
    told = checked({URL: page, "http://valley.example/": ("text/html", "<html>")})
    assert wrong(told) == {"API-ISS-007": "warn"}


# -- the run -----------------------------------------------------------------------------------------------------------


def test_nothing_there_is_no_verdict() -> None:
    assert checked({}).verdict.value == "undetermined"


def test_the_runs_token_goes_to_the_address_alone() -> None:
    site = Site({URL: (JSON, signed(credentialStatus=entry())), LIST: (JSON, REVOCATION)})
    report = checked(site, headers=(("Authorization", "Bearer secret-7"),), secrets=("secret-7",))
    assert dict(site.asked) == {URL: "Bearer secret-7", LIST: ""}
    assert "secret-7" not in str(report)


def test_a_spent_budget_is_no_fault_of_the_tool() -> None:
    page = (JSON, signed(credentialStatus=entry(), issuer={**issuer(), "url": f"{BASE}/about"}))
    report = checked({URL: page}, budget=Budget(requests=1))
    assert not report.faults
    assert wrong(report)["OB-STATUS-010"] == "warn"


def test_no_report_shows_the_badge() -> None:
    for media_type, page in (
        (JSON, signed()),
        (TEXT, es256()),
        ("image/svg+xml", svg(svg_element(as_bytes(signed())))),
    ):
        assert "Biliteracy" not in str(checked({URL: (media_type, page)}))


def test_hostile_content_ends_in_a_verdict() -> None:
    for page in (
        b"\xff\xfe",
        b"[" * 5000,
        b'{"credential": [1, null, "a.b.c", {}]}',
        b"eyJhbGciOiJub25lIn0.e30.",
        b"null",
    ):
        report = checked({URL: (JSON, page)})
        assert report.verdict.value in ("fail", "undetermined")
        assert not report.faults


# -- over the network --------------------------------------------------------------------------------------------------


class Listening:
    """A server on loopback that gives one page everywhere, and counts who asks."""

    def __init__(self, page: bytes) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def __enter__(self) -> "Listening":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def test_a_badge_cannot_send_the_suite_into_a_private_network(fairmark: Run) -> None:
    with Listening(as_bytes(REVOCATION)) as inside:
        named = {**entry(), "statusListCredential": inside.url}
        page = as_bytes(signed(credentialStatus=named, issuer={**issuer(), "url": inside.url}))
        with Listening(page) as outside:
            done = fairmark("check", f"{outside.url}badge", "--profile", "ob-3.0-issuer", "--format", "json")
    checks = {check["rule"]: check["outcome"] for check in json.loads(done.stdout)["checks"]}
    assert outside.asked == ["/badge"]
    assert inside.asked == []
    assert (checks["OB-STATUS-010"], checks["OB-ISSUER-005"], checks["API-ISS-002"]) == ("warn", "warn", "pass")
