"""Compact JWS (RFC 7515), as VC-JWT uses it: signatures by public keys only.

There is no `none` and no HMAC here at all, so that no header can ask for them. The algorithm must be allowed by the
caller and be the one of the key's own kind: a header alone never chooses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
import json

from fairmark.validators.proofs.encoding import decode_base64url, encode_base64url
from fairmark.validators.proofs.errors import AlgorithmRefused, Malformed, MalformedToken, Unsupported
from fairmark.validators.proofs.json_object import json_object
from fairmark.validators.proofs.keys import Kind, PublicKey, SigningKey

ALGORITHMS = {
    "RS256": Kind.RSA,
    "ES256": Kind.P256,
    "ES384": Kind.P384,
    "EdDSA": Kind.ED25519,
    "Ed25519": Kind.ED25519,
}
"""`Ed25519` is the newer name of what `EdDSA` means with such a key (RFC 9864)."""
ALLOWED = ("RS256", "ES256", "EdDSA", "Ed25519")
LARGEST = 32 << 20
"""Characters of a token: a CLR with its evidence embedded stays far below."""


@dataclass(frozen=True, slots=True)
class Token:
    """The parts of a compact JWS. `signing_input` is the ASCII text that is signed."""

    header: Mapping[str, object]
    payload: bytes
    signature: bytes
    signing_input: bytes

    @property
    def claims(self) -> dict[str, object]:
        """The payload as a JSON object; MalformedToken if it is none."""
        try:
            return json_object(self.payload, LARGEST)
        except Malformed as error:
            raise MalformedToken(f"the token's payload is {error}") from error


@dataclass(frozen=True, slots=True)
class TokenVerification:
    token: Token
    algorithm: str
    key: PublicKey
    verified: bool


def decode(text: str) -> Token:
    """Take a compact JWS apart; MalformedToken if it is none."""
    if len(text) > LARGEST:
        raise MalformedToken(f"the token is longer than {LARGEST:,} characters")
    segments = text.split(".")
    if len(segments) != 3:
        raise MalformedToken("the token does not have three segments")
    try:
        header, payload, signature = (decode_base64url(segment) for segment in segments)
        return Token(json_object(header), payload, signature, f"{segments[0]}.{segments[1]}".encode("ascii"))
    except Malformed as error:
        raise MalformedToken(f"a segment of the token is {error}") from error


def algorithm_of(token: Token, allowed: tuple[str, ...] = ALLOWED) -> str:
    """The token's algorithm; AlgorithmRefused unless it is in `allowed`, Unsupported for critical extensions."""
    algorithm = token.header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS or algorithm not in allowed:
        raise AlgorithmRefused("the token's alg is missing or not allowed")
    if "crit" in token.header or token.header.get("b64", True) is not True:
        raise Unsupported("the token's header demands an extension that is not known here")
    return algorithm


def verify(token: Token, key: PublicKey, allowed: tuple[str, ...] = ALLOWED) -> TokenVerification:
    """Verify the signature; AlgorithmRefused if the algorithm is not allowed or not the key's."""
    algorithm = algorithm_of(token, allowed)
    if ALGORITHMS[algorithm] is not key.kind:
        raise AlgorithmRefused("the token's alg does not belong to the key")
    return TokenVerification(token, algorithm, key, key.verifies(token.signature, token.signing_input))


def sign(payload: bytes, key: SigningKey, header: Mapping[str, object]) -> str:
    """The compact JWS over `payload`; `header` holds `alg`, which must be the key's, and what else it shall say."""
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or ALGORITHMS.get(algorithm) is not key.kind:
        raise AlgorithmRefused("alg does not belong to the key")
    first = encode_base64url(json.dumps(header, separators=(",", ":")).encode())
    signing_input = f"{first}.{encode_base64url(payload)}"
    return f"{signing_input}.{encode_base64url(key.sign(signing_input.encode('ascii')))}"
