"""Open Badges 2.0: whether a badge is its issuer's by where it lies or by its signature, and not revoked."""

import json

from credentials.judging_badges_2 import changed, document_of, found, said, signed_world, world
import pytest

from credential_twins.keys import ENDORSER_KEY, ISSUER_KEY, P256_KEY
from credential_twins.open_badges_2_samples import (
    ASSERTION,
    EMAIL,
    HOST,
    KEY,
    LIST,
    SIGNED_ID,
    as_jws,
    assertion,
    badge_class,
    key_document,
    pem,
    profile,
    revocation_list,
    signed_assertion,
    signing_profile,
)
from credential_twins.signing import Json
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import MalformedKey, PrivateMaterial, Unavailable, Unsupported
from fairmark.validators.proofs.keys import Kind, SigningKey
from fairmark.validators.proofs.pem import public_key_from_pem

# -- hosted badges ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "holds"),
    [
        (None, True),
        ({"allowedOrigins": "valley.example"}, True),
        ({"allowedOrigins": ["badges.example", "VALLEY.example"]}, True),
        ({"allowedOrigins": "alley.example"}, False),
        ({"startsWith": f"{HOST}/assertions/"}, True),
        ({"startsWith": [f"{HOST}/x/", f"{HOST}/assertions/"]}, True),
        ({"startsWith": "https://valley"}, False),
        ({"startsWith": f"{HOST}/assertions/", "allowedOrigins": "badges.example"}, False),
    ],
)
def test_a_hosted_badge_lies_where_its_issuer_says(policy: object, holds: bool) -> None:
    issuer = changed(profile(), verification=policy) if policy else profile()
    assert ("OB-V2-019" not in said(assertion(), world(issuer=issuer))) is holds


def test_the_user_part_of_an_address_is_no_host() -> None:
    address = "https://valley.example@free-pages.example/1"
    web = world()
    web.pages[address] = badge = changed(assertion(), id=address)
    assert said(badge, web) == {"OB-V2-019"}


def test_what_is_gone_at_its_id_is_revoked() -> None:
    def gone() -> Json:
        raise Unavailable("410 Gone")

    web = world()
    web.pages[ASSERTION] = gone
    assert said(assertion(), web) == {"OB-V2-015"}


@pytest.mark.parametrize(
    ("member", "value", "same"),
    [
        ("issuedOn", "2026-06-01T14:00:00+02:00", True),
        ("narrative", "Told better.", True),
        ("badge", badge_class(), True),
        ("badge", f"{HOST}/classes/2", False),
        ("expires", "2027-06-01T12:00:00Z", False),
        ("recipient", {"type": "email", "hashed": False, "identity": EMAIL}, False),
        ("id", f"{HOST}/assertions/2", False),
    ],
)
def test_the_copy_has_to_say_what_is_published(member: str, value: object, same: bool) -> None:
    web = world(assertion=changed(assertion(), **{member: value}))
    assert ("OB-V2-020" not in said(assertion(), web)) is same


# -- signed badges ---------------------------------------------------------------------------------------------------


def test_a_signed_badge_is_verified_by_the_key_of_its_issuer() -> None:
    document = document_of(as_jws(signed_assertion()), signed_world())
    assert not document.verification.defects
    assert [(step.name, step.outcome.value) for step in document.steps][-5:] == [
        ("key", "pass"),
        ("signature", "pass"),
        ("status", "pass"),
        ("dates", "pass"),
        ("result", "pass"),
    ]


@pytest.mark.parametrize(
    ("key", "algorithm"), [(SigningKey.generate(Kind.RSA), "RS256"), (P256_KEY, "ES256"), (ISSUER_KEY, "EdDSA")]
)
def test_every_usual_algorithm_is_verified(key: SigningKey, algorithm: str) -> None:
    token = jws.sign(json.dumps(signed_assertion()).encode(), key, {"alg": algorithm})
    assert said(token, signed_world(key=key_document(key))) == set()


def test_without_creator_every_key_of_the_issuer_is_tried() -> None:
    badge = changed(signed_assertion(), verification={"type": "signed"})
    keys = [{**key_document(ENDORSER_KEY), "id": f"{HOST}/keys/0"}, {"id": f"{HOST}/keys/broken"}, KEY]
    web = signed_world(issuer={**signing_profile(), "publicKey": keys})
    web.pages[f"{HOST}/keys/broken"] = {**key_document(), "id": f"{HOST}/keys/broken", "publicKeyPem": "no"}
    assert said(as_jws(badge), web) == set()


def test_a_key_in_the_assertion_itself_proves_nothing() -> None:
    creator = {**key_document(ENDORSER_KEY), "id": f"{HOST}/keys/mine"}
    badge = changed(signed_assertion(), verification={"type": "SignedBadge", "creator": creator})
    assert said(as_jws(badge, ENDORSER_KEY), signed_world()) == {"OB-V2-022"}
    # The same under the name of the issuer's own key.
    creator["id"] = KEY
    assert said(as_jws(badge, ENDORSER_KEY), signed_world()) == {"OB-V2-021"}


def test_what_could_not_be_verified_is_not_accepted() -> None:
    findings = found(as_jws(signed_assertion()))
    assert {(each.rule.id, each.severity) for each in findings} == {("OB-V2-016", WARNING), ("OB-V2-022", ERROR)}
    assert any("--online" in each.hint for each in findings if each.rule.id == "OB-V2-022")


def test_a_published_private_key_is_told() -> None:
    private = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
    findings = found(as_jws(signed_assertion()), signed_world(key={**key_document(), "publicKeyPem": private}))
    assert {each.rule.id for each in findings} == {"OB-V2-022"}
    assert not any("AAAA" in str(each) for each in findings)


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}, {"alg": "EdDSA", "crit": ["b64"], "b64": False}])
def test_weak_algorithms_are_refused(header: Json) -> None:
    _, payload, signature = as_jws(signed_assertion()).split(".")
    first = jws.encode_base64url(json.dumps(header).encode())
    assert said(f"{first}.{payload}.{signature}", signed_world()) == {"OB-V2-021"}


def test_no_byte_of_a_signed_badge_can_be_changed() -> None:
    token = as_jws(signed_assertion())
    header, payload, signature = token.split(".")
    text = jws.decode_base64url(payload)
    at = text.index(b"2026-06-01")
    for number in range(at, at + 10):
        other = text[:number] + bytes([text[number] ^ 1]) + text[number + 1 :]
        forged = ".".join((header, jws.encode_base64url(other), signature))
        assert "OB-V2-021" in said(forged, signed_world())


@pytest.mark.parametrize(
    ("entry", "revoked"),
    [
        (SIGNED_ID, True),
        ({"id": SIGNED_ID}, True),
        ({"uid": "abc"}, True),
        ({"id": SIGNED_ID, "revoked": False}, False),
        ({"id": "urn:uuid:0f3a55e1-93a8-4b3c-9d4b-7ad8d9f4a9d2"}, False),
    ],
)
def test_the_list_of_the_issuer_revokes_signed_badges(entry: object, revoked: bool) -> None:
    token = as_jws({**signed_assertion(), "uid": "abc"})
    web = signed_world(revoked={**revocation_list(), "revokedAssertions": [entry]})
    assert ("OB-V2-015" in said(token, web)) is revoked


def test_a_list_that_is_not_at_hand_is_told() -> None:
    web = signed_world()
    del web.pages[LIST]
    assert said(as_jws(signed_assertion()), web) == {"OB-V2-016"}


def test_keys_in_pem() -> None:
    for key in (ISSUER_KEY, P256_KEY, SigningKey.generate(Kind.P384), SigningKey.generate(Kind.RSA)):
        assert public_key_from_pem(pem(key.public)).kind is key.kind
    with pytest.raises(PrivateMaterial):
        public_key_from_pem("-----BEGIN RSA PRIVATE KEY-----")
    for text in ("", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "x" * 100_000, "\udc00"):
        with pytest.raises((MalformedKey, Unsupported)):
            public_key_from_pem(text)
