"""Compact JWS: agreed with another library in both directions, and no way around the key's own algorithm."""

import json
from typing import Any

from joserfc import jws as joserfc_jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
import pytest

from fairmark.validators.proofs.encoding import encode_base64url
from fairmark.validators.proofs.errors import AlgorithmRefused, MalformedToken, ProofError, Unsupported
from fairmark.validators.proofs.jws import decode, sign, verify
from fairmark.validators.proofs.keys import Kind, SigningKey, jwk_of, public_key_from_jwk

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # the other library's view of the name alone
PAYLOAD = b'{"iss":"https://district.example"}'
PAIRS = [("RS256", Kind.RSA), ("ES256", Kind.P256), ("EdDSA", Kind.ED25519), ("Ed25519", Kind.ED25519)]
KEYS = {kind: SigningKey.generate(kind) for kind in Kind}
OTHER_LIBRARY = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}


@pytest.mark.parametrize(("algorithm", "kind"), PAIRS)
def test_another_library_accepts_what_is_signed_here(algorithm: str, kind: Kind) -> None:
    token = sign(PAYLOAD, KEYS[kind], {"alg": algorithm, "typ": "JWT"})
    jwk = jwk_of(KEYS[kind].public)
    accepted = joserfc_jws.deserialize_compact(token, OTHER_LIBRARY[jwk["kty"]].import_key(jwk), algorithms=[algorithm])
    assert accepted.payload == PAYLOAD
    steps = verify(decode(token), KEYS[kind].public)
    assert (steps.verified, steps.algorithm, steps.token.claims) == (True, algorithm, json.loads(PAYLOAD))


@pytest.mark.parametrize(("algorithm", "kind"), PAIRS)
def test_what_another_library_signs_is_accepted_here(algorithm: str, kind: Kind) -> None:
    generated: dict[str, Any] = {
        "RSA": lambda: RSAKey.generate_key(2048),
        "P-256": lambda: ECKey.generate_key("P-256"),
        "Ed25519": lambda: OKPKey.generate_key("Ed25519"),
    }
    key = generated[kind.jose]()
    token = joserfc_jws.serialize_compact({"alg": algorithm}, PAYLOAD, key, algorithms=[algorithm])
    public = {name: value for name, value in key.as_dict(private=False).items() if name != "kid"}
    assert verify(decode(token), public_key_from_jwk(public)).verified


def test_no_flipped_character_of_a_token_verifies() -> None:
    token = sign(PAYLOAD, KEYS[Kind.ED25519], {"alg": "EdDSA"})
    for place in range(len(token)):
        changed = token[:place] + chr(ord(token[place]) ^ 1) + token[place + 1 :]
        try:
            assert not verify(decode(changed), KEYS[Kind.ED25519].public).verified, place
        except ProofError:
            continue


def forged(header: dict[str, Any], signature: str = "AA") -> str:
    return f"{encode_base64url(json.dumps(header).encode())}.{encode_base64url(PAYLOAD)}.{signature}"


@pytest.mark.parametrize("alg", ["none", "None", "HS256", "PS256", "ES512", "", None, 5, ["RS256"], {"a": 1}])
def test_no_other_algorithm_can_be_asked_for(alg: object) -> None:
    for signature in ("", "AA"):
        with pytest.raises(AlgorithmRefused):
            verify(decode(forged({"alg": alg}, signature)), KEYS[Kind.RSA].public)


def test_a_public_key_is_never_taken_as_a_shared_secret() -> None:
    secret = OctKey.import_key(json.dumps(jwk_of(KEYS[Kind.RSA].public)))
    token = joserfc_jws.serialize_compact({"alg": "HS256"}, PAYLOAD, secret, algorithms=["HS256"])
    with pytest.raises(AlgorithmRefused):
        verify(decode(token), KEYS[Kind.RSA].public, allowed=("RS256", "HS256"))


@pytest.mark.parametrize("kind", [Kind.RSA, Kind.P384, Kind.ED25519])
def test_the_algorithm_must_be_the_keys_own(kind: Kind) -> None:
    token = sign(PAYLOAD, KEYS[Kind.P256], {"alg": "ES256"})
    with pytest.raises(AlgorithmRefused):
        verify(decode(token), KEYS[kind].public)
    with pytest.raises(AlgorithmRefused):
        sign(PAYLOAD, KEYS[kind], {"alg": "ES256"})


def test_the_caller_may_allow_less() -> None:
    token = sign(PAYLOAD, KEYS[Kind.P256], {"alg": "ES256"})
    with pytest.raises(AlgorithmRefused):
        verify(decode(token), KEYS[Kind.P256].public, allowed=("RS256",))


@pytest.mark.parametrize("header", [{"alg": "ES256", "crit": ["exp"]}, {"alg": "ES256", "b64": False}])
def test_critical_extensions_are_not_passed_over(header: dict[str, Any]) -> None:
    with pytest.raises(Unsupported):
        verify(decode(sign(PAYLOAD, KEYS[Kind.P256], header)), KEYS[Kind.P256].public)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a.b",
        "a.b.c.d",
        "..",
        "e30.e30",
        "e30=.e30.AA",
        "W10.e30.AA",
        "é.é.é",
        "e30.e30.A",
        "eyJhIjoxLCJhIjoyfQ.e30.AA",
    ],
)
def test_what_is_no_token_is_malformed(text: str) -> None:
    with pytest.raises(MalformedToken):
        decode(text)


def test_a_huge_token_is_refused_unread() -> None:
    with pytest.raises(MalformedToken):
        decode("A" * (33 << 20))


@pytest.mark.parametrize("payload", [b"[]", b"{", b'{"a":1,"a":2}', b"\xff", b'{"a":NaN}'])
def test_a_payload_that_is_no_object_has_no_claims(payload: bytes) -> None:
    token = decode(sign(payload, KEYS[Kind.ED25519], {"alg": "EdDSA"}))
    with pytest.raises(MalformedToken):
        _ = token.claims
