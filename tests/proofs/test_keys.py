"""Keys: read from every form, refused in every wrong one."""

from typing import Any

from joserfc.jwk import ECKey, OKPKey, RSAKey
import pytest

from fairmark.validators.proofs.encoding import decode_base58, decode_base64url, decode_multibase, encode_base58
from fairmark.validators.proofs.errors import Malformed, MalformedKey, PrivateMaterial, Unsupported
from fairmark.validators.proofs.keys import (
    Kind,
    SigningKey,
    jwk_of,
    public_key_from_jwk,
    public_key_from_multibase,
    signing_key_from_multibase,
)

KEYS = {kind: SigningKey.generate(kind) for kind in Kind}
P256 = jwk_of(KEYS[Kind.P256].public)


@pytest.mark.parametrize("kind", [Kind.ED25519, Kind.P256, Kind.P384])
def test_a_multikey_survives_the_way_there_and_back(kind: Kind) -> None:
    key = KEYS[kind]
    assert public_key_from_multibase(key.public.multibase) == key.public
    assert signing_key_from_multibase(key.multibase).public == key.public


@pytest.mark.parametrize("kind", list(Kind))
def test_a_jwk_is_what_another_library_makes_of_the_same_key(kind: Kind) -> None:
    jwk = jwk_of(KEYS[kind].public)
    other = {"OKP": OKPKey, "EC": ECKey, "RSA": RSAKey}[jwk["kty"]]
    exported = other.import_key(jwk).as_dict(private=False)
    assert {name: exported[name] for name in jwk} == jwk
    assert public_key_from_jwk(jwk) == KEYS[kind].public


@pytest.mark.parametrize("kind", list(Kind))
def test_a_signature_holds_for_its_message_and_key_only(kind: Kind) -> None:
    signature = KEYS[kind].sign(b"message")
    assert KEYS[kind].public.verifies(signature, b"message")
    assert not KEYS[kind].public.verifies(signature, b"massage")
    assert not KEYS[kind].public.verifies(signature + b"\0", b"message")
    assert not KEYS[kind].public.verifies(b"", b"message")
    assert not SigningKey.generate(kind).public.verifies(signature, b"message")


@pytest.mark.parametrize("member", ["d", "p", "k", "oth"])
def test_private_members_are_refused(member: str) -> None:
    with pytest.raises(PrivateMaterial):
        public_key_from_jwk({**P256, member: "AA"})


def test_a_secret_multikey_is_no_public_one() -> None:
    with pytest.raises(PrivateMaterial):
        public_key_from_multibase(KEYS[Kind.ED25519].multibase)


@pytest.mark.parametrize(
    "change",
    [
        {"x": "AA"},
        {"x": P256["x"] + "="},
        {"x": None},
        {"y": P256["x"]},
        {"crv": "P-384"},
        {"use": "enc"},
        {"key_ops": ["sign"]},
        {"key_ops": "verify"},
        {"x": "A" * 5000},
    ],
)
def test_a_wrong_jwk_is_malformed(change: dict[str, Any]) -> None:
    with pytest.raises(MalformedKey):
        public_key_from_jwk({**P256, **change})


@pytest.mark.parametrize("jwk", [None, [], "x"])
def test_what_is_no_jwk_is_malformed(jwk: object) -> None:
    with pytest.raises(MalformedKey):
        public_key_from_jwk(jwk)


@pytest.mark.parametrize(
    "jwk", [{"kty": "oct"}, {"kty": "EC", "crv": "secp256k1"}, {"kty": "OKP", "crv": "X25519"}, {}]
)
def test_another_kind_of_jwk_is_unsupported(jwk: dict[str, str]) -> None:
    with pytest.raises(Unsupported):
        public_key_from_jwk(jwk)


@pytest.mark.filterwarnings("ignore:Key size should be")
def test_a_weak_or_a_huge_rsa_key_is_refused() -> None:
    short, long = (RSAKey.generate_key(1024).as_dict(private=False)["n"], "w" * 2000)
    for modulus in (short, long):
        with pytest.raises(MalformedKey):
            public_key_from_jwk({"kty": "RSA", "n": modulus, "e": "AQAB"})


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "z",
        "u7QE",
        "z0OIl",
        "z" + encode_base58(b"\xed\x01" + b"x" * 31),
        "z" + encode_base58(b"\x80\x24\x02" + b"\xff" * 32),
        "z" + encode_base58(b"\x80\x24\x04" + b"x" * 64),
        "z" + "1" * 5000,
    ],
)
def test_a_malformed_multikey_is_a_typed_error(text: object) -> None:
    with pytest.raises((MalformedKey, Unsupported)):
        public_key_from_multibase(text)


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0\1", b"\xff" * 64])
def test_base58_is_exact(data: bytes) -> None:
    assert decode_base58(encode_base58(data)) == data


@pytest.mark.parametrize("text", ["AB", "AA==", "A", "A A", "AA\n", "é", "+/8"])
def test_base64url_has_one_spelling(text: str) -> None:
    with pytest.raises(Malformed):
        decode_base64url(text)


def test_multibase_knows_two_bases() -> None:
    assert decode_multibase("uAAE") == decode_multibase("z12") == b"\0\1"
    with pytest.raises(Malformed):
        decode_multibase("f00")
