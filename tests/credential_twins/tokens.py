"""Twins of OB-JWT."""

from functools import partial
import json

from credential_twins.keys import ISSUER_KEY
from credential_twins.recipe import Twins
from credential_twins.signing import Json, Signer, as_jwt, claims_of, signed_inside
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.encoding import decode_base64url, encode_base64url
from fairmark.validators.proofs.keys import jwk_of

JWK = jwk_of(ISSUER_KEY.public)
SEED = encode_base64url(bytes([1]) * 32)
"""The private part of the test key."""


def with_claims(*left_out: str, **changed: object) -> Signer:
    """The signer that makes a token in which some of the claims are left out, or are others."""

    def sign(credential: Json) -> str:
        signed = signed_inside(credential)
        claims = {name: value for name, value in {**claims_of(signed), **changed}.items() if name not in left_out}
        return token({**signed, **claims})

    return sign


def token(payload: Json, **header: object) -> str:
    stated = {"alg": "EdDSA", "typ": "JWT", "jwk": JWK, **header}
    kept = {name: value for name, value in stated.items() if value is not None}
    return jws.sign(json.dumps(payload, separators=(",", ":")).encode(), ISSUER_KEY, kept)


def without_key(credential: Json) -> str:
    return token({**credential, **claims_of(credential)}, jwk=None)


def under_another_header(text: str, **header: object) -> str:
    """The token with another header, as a forger would write it, without a signature."""
    kept = {name: value for name, value in header.items() if value is not None}
    return f"{encode_base64url(json.dumps(kept, separators=(',', ':')).encode())}.{text.split('.')[1]}."


def renamed(text: str) -> str:
    """The token with another name in its payload, under the signature that it had."""
    header, payload, signature = text.split(".")
    changed = decode_base64url(payload).replace(b'"name":"Seal of Biliteracy"', b'"name":"Seal of Triliteracy"')
    return ".".join((header, encode_base64url(changed), signature))


def cut(text: str) -> str:
    """The token without its signature, as it may be copied."""
    return text.rpartition(".")[0]


def in_vc(credential: Json) -> str:
    return token({**claims_of(credential), "vc": credential})


def until_2036(document: Json) -> None:
    document["validUntil"] = "2036-06-01T12:00:00Z"


def from_noon_and_a_half(document: Json) -> None:
    document["validFrom"] = "2026-06-01T12:00:00.500Z"


TWINS = [
    Twins(rule="OB-JWT-001", sign=as_jwt, spoil=renamed),
    Twins(rule="OB-JWT-001", name="cut", sign=as_jwt, spoil=cut),
    Twins(rule="OB-JWT-002", sign=as_jwt, spoil=partial(under_another_header, alg="none", jwk=JWK)),
    Twins(rule="OB-JWT-002", name="shared", sign=as_jwt, spoil=partial(under_another_header, alg="HS256", jwk=JWK)),
    Twins(rule="OB-JWT-003", sign=as_jwt, sign_bad=without_key),
    Twins(rule="OB-JWT-004", sign=as_jwt, sign_bad=partial(as_jwt, jwk={**JWK, "d": SEED})),
    Twins(rule="OB-JWT-005", sign=as_jwt, sign_bad=with_claims(iss="https://platform.example/")),
    Twins(rule="OB-JWT-006", sign=as_jwt, sign_bad=with_claims("sub")),
    Twins(rule="OB-JWT-007", sign=as_jwt, sign_bad=with_claims(nbf=1780315201)),
    Twins(rule="OB-JWT-007", name="fraction", good=from_noon_and_a_half, sign=as_jwt, sign_bad=with_claims("nbf")),
    Twins(rule="OB-JWT-008", sign=as_jwt, sign_bad=with_claims(jti="urn:uuid:6d2f6f2e-7c52-4d4f-9b8a-0f6cc7ad5ae3")),
    Twins(rule="OB-JWT-009", good=until_2036, sign=as_jwt, sign_bad=with_claims("exp")),
    Twins(rule="OB-JWT-009", name="past", sign=as_jwt, sign_bad=with_claims(exp=1780401600)),
    Twins(rule="OB-JWT-010", sign=as_jwt, sign_bad=partial(as_jwt, iat=1780315200)),
    Twins(rule="OB-JWT-010", name="w3c", sign=as_jwt, sign_bad=partial(as_jwt, typ="vc+jwt", cty="vc")),
    Twins(rule="OB-JWT-011", sign=as_jwt, sign_bad=in_vc),
]
