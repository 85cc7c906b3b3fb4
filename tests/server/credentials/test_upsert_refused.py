"""What the host does not keep: whatever is certainly broken, and nothing that is merely unknown."""

from typing import Any

from credential_server import CredentialServer, badge, changed, record, refusal, text_of, token_badge
import orjson
import pytest

from credential_twins import samples, signing
from fairmark.server.credentials.edition import CLR


def said(host: CredentialServer, body: bytes | str, media_type: str = "application/json", **more: Any) -> str:
    answer = host.upsert(body, media_type, **more)
    assert refusal(answer) == (422, "invalid_data")
    assert host.credentials() == {}
    words: str = answer.get_json()["imsx_description"]
    return words


def test_a_credential_without_a_proof_is_refused(sqlite_host: CredentialServer) -> None:
    assert said(sqlite_host, text_of(samples.badge())) == "/proof: This cannot be verified: there is no proof."


def test_a_signature_that_does_not_fit_is_refused(sqlite_host: CredentialServer) -> None:
    assert "does not verify" in said(sqlite_host, text_of(changed(badge(), name="Seal of Everything")))


def test_a_token_whose_signature_does_not_fit_is_refused(sqlite_host: CredentialServer) -> None:
    header, payload, signature = token_badge().split(".")
    other = token_badge(name="Another").split(".")[1]
    assert other != payload
    said(sqlite_host, f"{header}.{other}.{signature}", "text/plain")


def test_a_record_that_holds_a_tampered_badge_is_refused(sqlite_host: CredentialServer) -> None:
    bare = samples.record()
    bare["credentialSubject"]["verifiableCredential"] = [changed(badge(), name="Seal of Everything")]
    words = said(sqlite_host, text_of(signing.embedded(bare)), edition=CLR)
    assert words.startswith("/credentialSubject/verifiableCredential/0/proof")


def test_what_would_have_to_be_looked_up_is_kept(sqlite_host: CredentialServer) -> None:
    method = {"verificationMethod": "https://valley.example/keys/1"}
    bare = {**samples.badge(), "issuer": {"id": "https://valley.example/issuer", "type": ["Profile"]}}
    proof = signing.careless_proof(bare, signing.options_for(signing.ISSUER_KEY, **method), signing.ISSUER_KEY)
    assert sqlite_host.upsert(text_of({**bare, "proof": proof})).status_code == 201
    context = [*bare["@context"], "https://valley.example/context.json"]
    unknown = {**bare, "id": "urn:uuid:3f8a1c52-7d0e-4b69-9c47-52d1e6a80b3f", "@context": context, "proof": proof}
    assert sqlite_host.upsert(text_of(unknown)).status_code == 201


def test_a_context_that_is_not_known_excuses_no_missing_proof(sqlite_host: CredentialServer) -> None:
    context = [*samples.badge()["@context"], "https://valley.example/context.json"]
    assert "no proof" in said(sqlite_host, text_of({**samples.badge(), "@context": context}))
    header, payload, signature = token_badge(**{"@context": context}).split(".")
    other = token_badge(**{"@context": context, "name": "Another"}).split(".")[1]
    assert other != payload
    said(sqlite_host, f"{header}.{other}.{signature}", "text/plain")


def test_what_no_signature_covers_is_refused(sqlite_host: CredentialServer) -> None:
    assert "no signature covers" in said(sqlite_host, text_of(changed(badge(), gradeOfHonour="A")))


def test_somebody_elses_key_is_refused(sqlite_host: CredentialServer) -> None:
    bare = samples.badge()
    options = signing.options_for(signing.ENDORSER_KEY)
    forged = {**bare, "proof": signing.careless_proof(bare, options, signing.ENDORSER_KEY)}
    assert "controller" in said(sqlite_host, text_of(forged))


def test_what_has_expired_is_kept(sqlite_host: CredentialServer) -> None:
    assert sqlite_host.upsert(text_of(badge(validUntil="2026-06-02T00:00:00Z"))).status_code == 201


def test_a_member_that_is_missing_is_named_and_no_value_is_repeated(sqlite_host: CredentialServer) -> None:
    bare = samples.badge()
    bare["credentialSubject"]["narrative"] = "Ada has done this."
    del bare["credentialSubject"]["achievement"]["criteria"]
    words = said(sqlite_host, text_of(signing.embedded(bare)))
    assert words == "/credentialSubject/achievement/criteria: This member is missing."


@pytest.mark.parametrize(
    ("members", "where"),
    [
        ({"type": ["VerifiableCredential"]}, "/type"),
        ({"type": ["AchievementCredential"]}, "/type"),
        ({"id": {"en": "https://valley.example/1"}}, "/id"),
        ({"id": " "}, "/id"),
        ({"id": "urn:x:" + "x" * 2_048}, "/id"),
        ({"validFrom": "2026-02-30T00:00:00Z"}, "/validFrom"),
        ({"validFrom": "2026-02-03"}, "/validFrom"),
        ({"@context": ["https://www.w3.org/2018/credentials/v1", samples.OB]}, "/@context/0"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_member_that_is_wrong_is_named(sqlite_host: CredentialServer, members: dict[str, Any], where: str) -> None:
    assert said(sqlite_host, orjson.dumps(changed(badge(), **members))).startswith(f"{where}: ")


def test_a_credential_of_another_class_is_refused(sqlite_host: CredentialServer) -> None:
    endorsement = orjson.dumps(signing.embedded(samples.endorsement()))
    assert "EndorsementCredential" in said(sqlite_host, endorsement)
    assert "ClrCredential" in said(sqlite_host, text_of(record()))
    assert "AchievementCredential" in said(sqlite_host, text_of(badge()), edition=CLR)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf" + orjson.dumps(badge()),
        orjson.dumps(badge()) + orjson.dumps(badge()),
        orjson.dumps(badge()) + b"\n" + orjson.dumps(badge()),
        orjson.dumps(badge())[:-1] + b',"name":"twice"}',
        orjson.dumps(badge())[:-1] + b',"ext":NaN}',
        orjson.dumps(badge())[:-1] + b',"ext":"\xff"}',
        orjson.dumps(badge())[:-1] + b',"ext":' + b"[" * 500 + b"]" * 500 + b"}",
        b"[" * 100_000,
    ],
    ids=range(14),
)
def test_what_cannot_be_read_as_one_object_is_refused(sqlite_host: CredentialServer, body: bytes) -> None:
    said(sqlite_host, body)


@pytest.mark.parametrize("body", ["", "x", "a.b", "a.b.c", "é.é.é", "e30.e30.e30", '"e30.e30.e30"'])
def test_what_is_no_token_is_refused(sqlite_host: CredentialServer, body: str) -> None:
    said(sqlite_host, body, "text/plain")


def test_lone_surrogates_and_nul_in_an_identifier_do_no_harm(host: CredentialServer) -> None:
    for odd in (b"\\ud800", b"\\u0000"):
        body = orjson.dumps(badge()).replace(b"credentials/1", b"credentials/1" + odd)
        assert host.upsert(body).status_code in (201, 422)


@pytest.mark.parametrize(
    "media_type", ["", "text/html", "application/xml", "application/x-www-form-urlencoded", "nonsense"]
)
def test_other_media_types_are_refused(sqlite_host: CredentialServer, media_type: str) -> None:
    answer = sqlite_host.upsert(text_of(badge()), media_type)
    assert refusal(answer) == (415, "unknown")
    assert "text/plain" in answer.get_json()["imsx_description"]


def test_compressed_bodies_are_refused(sqlite_host: CredentialServer) -> None:
    answer = sqlite_host.ask(
        "/credentials", "POST", body=b"x", Content_Type="application/json", Content_Encoding="gzip"
    )
    assert refusal(answer) == (415, "unknown")


def test_a_body_with_a_million_mistakes_is_refused_as_soon_as_one_with_one(sqlite_host: CredentialServer) -> None:
    body = orjson.dumps({**samples.badge(), "evidence": [1] * 1_900_000})
    assert said(sqlite_host, body) == "/evidence/0: This has the wrong type."


def test_too_large_bodies_are_refused(sqlite_host: CredentialServer) -> None:
    assert refusal(sqlite_host.upsert(b" " * ((4 << 20) + 1))) == (413, "unknown")
