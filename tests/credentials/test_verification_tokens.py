"""VC-JWT: hostile headers, claims to the second, the older `vc` claim, and both kinds of proof at once."""

import json
from typing import Any

from credentials.verifying import document_of, found, said
import pytest

from credential_twins.keys import ISSUER_KEY
from credential_twins.samples import badge, record
from credential_twins.signing import Json, as_jwt, claims_of, embedded
from credential_twins.tokens import JWK, cut, in_vc, token, under_another_header, with_claims
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.encoding import encode_base64url

GOOD = as_jwt(badge())


def with_header(**header: object) -> str:
    """A token signed under whatever header, as a careless or hostile issuer may."""
    payload = json.dumps({**badge(), **claims_of(badge())}).encode()
    signing_input = f"{encode_base64url(json.dumps(header).encode())}.{encode_base64url(payload)}"
    return f"{signing_input}.{encode_base64url(ISSUER_KEY.sign(signing_input.encode()))}"


def test_a_token_is_verified_step_by_step() -> None:
    assert said(GOOD) == {}
    assert [taken.name for taken in document_of(GOOD).steps] == [
        "token",
        "key",
        "signature",
        "claims",
        "dates",
        "result",
    ]


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "HS512", "RS1", "", None, 7, ["EdDSA"], "eddsa"])
def test_no_algorithm_but_those_of_public_keys(algorithm: Any) -> None:
    assert "OB-JWT-002" in said(with_header(alg=algorithm, jwk=JWK))
    assert "OB-JWT-002" in said(under_another_header(GOOD, alg=algorithm or "none", jwk=JWK))


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "ES384"])
def test_the_algorithm_must_be_the_keys(algorithm: str) -> None:
    assert set(said(with_header(alg=algorithm, jwk=JWK))) == {"OB-JWT-002"}


@pytest.mark.parametrize(
    "jwk",
    [
        {"kty": "oct", "k": "c2VjcmV0"},
        {**JWK, "d": "AAAA"},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB", "p": "AQAB"},
    ],
)
def test_a_private_or_shared_key_is_told_and_not_used(jwk: Json) -> None:
    assert set(said(with_header(alg="EdDSA", jwk=jwk))) == {"OB-JWT-004"}


@pytest.mark.parametrize("jwk", [{}, [], "key", 7, {"kty": "EC"}, {**JWK, "x": "AA"}, {**JWK, "use": "enc"}])
def test_a_key_that_is_none_is_told(jwk: Any) -> None:
    assert set(said(with_header(alg="EdDSA", jwk=jwk))) == {"OB-JWT-003"}


def test_an_extension_that_must_be_understood_is_not_passed_over() -> None:
    for header in ({"crit": ["b64"], "b64": False}, {"b64": False}, {"crit": ["exp"]}):
        document = document_of(with_header(alg="EdDSA", jwk=JWK, **header))
        assert set(said(with_header(alg="EdDSA", jwk=JWK, **header))) == {"OB-JWT-010"}
        assert document.steps[-1].outcome == "fail"


@pytest.mark.parametrize(("kind", "rule"), [("JWT", ""), ("jwt", ""), ("JOSE", "OB-JWT-010"), (7, "OB-JWT-010")])
def test_typ(kind: Any, rule: str) -> None:
    assert set(said(with_header(alg="EdDSA", jwk=JWK, typ=kind))) == ({rule} if rule else set())


def test_the_w3cs_own_way_is_a_warning() -> None:
    (finding,) = found(as_jwt(badge(), typ="vc+jwt", cty="vc"))
    assert (finding.rule.id, finding.severity) == ("OB-JWT-010", "warning")


def test_a_name_in_the_header_that_nobody_knows_is_not_told() -> None:
    assert "mai" not in said(with_header(alg="EdDSA", jwk=JWK, mai_nguyen=1))["OB-JWT-010"].lower()


@pytest.mark.parametrize("name", ["iss", "sub", "nbf", "jti"])
@pytest.mark.parametrize("value", [None, True, [], {}, "another", 1.5, -1, 10**400, "1780315200"])
def test_claims_of_any_kind_are_told_and_never_crash(name: str, value: Any) -> None:
    rule = {"iss": "OB-JWT-005", "sub": "OB-JWT-006", "nbf": "OB-JWT-007", "jti": "OB-JWT-008"}[name]
    assert set(said(with_claims(**{name: value})(badge()))) == {rule}


@pytest.mark.parametrize("exp", [1780401600, 4102444800.9, 1e300, True, "soon", None, -(10**400)])
def test_exp_of_any_kind_never_crashes(exp: Any) -> None:
    spoken = set(said(with_claims(exp=exp)(badge())))
    assert spoken == (set() if exp in (4102444800.9, 1e300) else {"OB-JWT-009"})


def test_an_expired_token_is_told_once() -> None:
    document = {**badge(), "validUntil": "2026-06-30T00:00:00Z"}
    assert set(said(as_jwt(document))) == {"OB-STATUS-003"}


def test_a_subject_that_is_known_by_an_identifier_alone_cannot_be_in_a_token() -> None:
    document = badge()
    subject = document["credentialSubject"]
    del subject["id"]
    subject["identifier"] = [
        {"type": "IdentityObject", "hashed": False, "identityHash": "4711", "identityType": "sourcedId"}
    ]
    assert set(said(as_jwt(document))) == {"OB-JWT-006"}
    assert set(said(with_claims(sub="4711")(document))) == {"OB-JWT-006"}


def test_the_older_data_model_stands_in_the_claim_vc() -> None:
    document = badge()
    document["issuanceDate"] = document.pop("validFrom")
    document["@context"][0] = "https://www.w3.org/2018/credentials/v1"
    claims = {**claims_of(document), "nbf": 1780315200}
    assert set(said(token({**claims, "vc": document}))) == {"OB-VCDM-001"}
    findings = found(token({**claims, "nbf": 1, "vc": document}))
    assert ("OB-JWT-007", "/nbf") in [(each.rule.id, each.location.pointer) for each in findings]


def test_the_current_data_model_in_the_claim_vc_is_read_with_a_warning() -> None:
    assert set(said(in_vc(badge()))) == {"OB-JWT-011"}


def test_a_proof_inside_a_token_is_verified_too() -> None:
    assert said(as_jwt(embedded(badge()))) == {}
    changed = {**embedded(badge()), "name": "Another"}
    assert set(said(as_jwt(changed))) == {"OB-PROOF-009"}


def test_a_broken_token_is_not_saved_by_the_proof_inside() -> None:
    whole = as_jwt(embedded(badge()))
    broken = f"{whole.rpartition('.')[0]}.{encode_base64url(bytes(64))}"
    document = document_of(broken)
    assert set(said(broken)) == {"OB-JWT-001"}
    assert document.steps[-1].outcome == "fail"


def test_a_record_may_come_as_a_token() -> None:
    assert said(as_jwt(record())) == {}
    head, payload, signature = as_jwt(record()).split(".")
    assert set(said(f"{head}.{payload}.{signature[:-4]}AAAA")) == {"OB-JWT-001"}


@pytest.mark.parametrize(
    "text", ["", ".", "..", "...", "e30", "e30.e30", "e30.e30.", "a.b.c", GOOD + "=", cut(GOOD), "é.é.é"]
)
def test_what_is_no_token_is_told(text: str) -> None:
    document = document_of(GOOD)
    document.top.token = text or "x"
    (first, *_) = next(iter(document.verifications.values())).defects
    assert first.flaw.name in ("TOKEN", "ALGORITHM", "TOKEN_KEY")


def test_a_name_that_is_repeated_in_a_nested_token_makes_it_unreadable() -> None:
    payload = json.dumps({**badge(), **claims_of(badge())}).replace('"iss"', '"iss": "did:key:z1", "iss"').encode()
    repeated = jws.sign(payload, ISSUER_KEY, {"alg": "EdDSA", "jwk": JWK})
    document = badge()
    document["credentialSubject"]["achievement"]["endorsementJwt"] = [repeated]
    assert set(said(embedded(document))) == {"OB-ENDORSE-001"}
