"""Public keys of Data Integrity and JOSE, and the private ones that sign: Multikey and JWK."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from fairmark.validators.proofs.encoding import decode_base58, decode_base64url, encode_base58, encode_base64url
from fairmark.validators.proofs.errors import Malformed, MalformedKey, PrivateMaterial, Unsupported

PRIVATE_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
"""Members of a JWK that hold private or symmetric key material (RFC 7518 section 6)."""
RSA_BITS = range(2048, 8193)
"""Below, RFC 7518 section 3.3 forbids; above, one verification takes a noticeable time."""


class Kind(Enum):
    """A kind of key: its JOSE name, its multicodec prefixes (public, private), and the octets of one coordinate."""

    ED25519 = ("Ed25519", b"\xed\x01", b"\x80\x26", 32)
    P256 = ("P-256", b"\x80\x24", b"\x86\x26", 32)
    P384 = ("P-384", b"\x81\x24", b"\x87\x26", 48)
    RSA = ("RSA", b"", b"", 0)

    def __init__(self, jose: str, public_prefix: bytes, private_prefix: bytes, size: int) -> None:
        self.jose = jose
        self.public_prefix = public_prefix
        self.private_prefix = private_prefix
        self.size = size

    @property
    def curve(self) -> ec.EllipticCurve:
        return ec.SECP384R1() if self is Kind.P384 else ec.SECP256R1()

    @property
    def digest(self) -> str:
        """The hashlib name of the digest that goes with the key (VC Data Integrity ECDSA 1.0 section 3)."""
        return "sha384" if self is Kind.P384 else "sha256"

    @property
    def hash(self) -> hashes.HashAlgorithm:
        return hashes.SHA384() if self is Kind.P384 else hashes.SHA256()


MULTIKEY_KINDS = (Kind.ED25519, Kind.P256, Kind.P384)
AnyPublic = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
AnyPrivate = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class PublicKey:
    kind: Kind
    handle: AnyPublic

    @property
    def multibase(self) -> str:
        """As `publicKeyMultibase` writes it; Unsupported for RSA, which has none here."""
        if self.kind is Kind.RSA:
            raise Unsupported("RSA keys have no Multikey form here")
        form = PublicFormat.Raw if self.kind is Kind.ED25519 else PublicFormat.CompressedPoint
        encoding = Encoding.Raw if self.kind is Kind.ED25519 else Encoding.X962
        return "z" + encode_base58(self.kind.public_prefix + self.handle.public_bytes(encoding, form))

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether `signature` is this key's over `message`: raw Ed25519, r and s side by side, or PKCS #1 v1.5."""
        try:
            if isinstance(self.handle, ed25519.Ed25519PublicKey):
                self.handle.verify(signature, message)
            elif isinstance(self.handle, rsa.RSAPublicKey):
                self.handle.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
            else:
                self.handle.verify(_der(signature, self.kind.size), message, ec.ECDSA(self.kind.hash))
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    kind: Kind
    handle: AnyPrivate

    @staticmethod
    def generate(kind: Kind) -> "SigningKey":
        if kind is Kind.ED25519:
            return SigningKey(kind, ed25519.Ed25519PrivateKey.generate())
        if kind is Kind.RSA:
            return SigningKey(kind, rsa.generate_private_key(65537, RSA_BITS.start))
        return SigningKey(kind, ec.generate_private_key(kind.curve))

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.kind, self.handle.public_key())

    @property
    def multibase(self) -> str:
        """As `secretKeyMultibase` writes it; Unsupported for RSA."""
        if isinstance(self.handle, rsa.RSAPrivateKey):
            raise Unsupported("RSA keys have no Multikey form here")
        if isinstance(self.handle, ed25519.Ed25519PrivateKey):
            secret = self.handle.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        else:
            secret = self.handle.private_numbers().private_value.to_bytes(self.kind.size, "big")
        return "z" + encode_base58(self.kind.private_prefix + secret)

    def sign(self, message: bytes) -> bytes:
        """The signature in the form that `PublicKey.verifies` takes. ECDSA is deterministic (RFC 6979), so that no
        weak random number can give the key away."""
        if isinstance(self.handle, ed25519.Ed25519PrivateKey):
            return self.handle.sign(message)
        if isinstance(self.handle, rsa.RSAPrivateKey):
            return self.handle.sign(message, padding.PKCS1v15(), hashes.SHA256())
        r, s = decode_dss_signature(self.handle.sign(message, ec.ECDSA(self.kind.hash, deterministic_signing=True)))
        return r.to_bytes(self.kind.size, "big") + s.to_bytes(self.kind.size, "big")


def _der(signature: bytes, size: int) -> bytes:
    if len(signature) != 2 * size:
        raise InvalidSignature
    return encode_dss_signature(int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big"))


def public_key_from_multibase(text: object) -> PublicKey:
    """The key of a Multikey's `publicKeyMultibase` (Controlled Identifiers 1.0 section 2.2.2), base58btc only."""
    kind, body = _multikey(text, private=False)
    try:
        if kind is Kind.ED25519:
            return PublicKey(kind, ed25519.Ed25519PublicKey.from_public_bytes(body))
        if len(body) != kind.size + 1:
            raise MalformedKey("an elliptic-curve Multikey does not hold one compressed point")
        return PublicKey(kind, ec.EllipticCurvePublicKey.from_encoded_point(kind.curve, body))
    except ValueError as error:
        raise MalformedKey("the key is no point on its curve, or has another length") from error


def signing_key_from_multibase(text: object) -> SigningKey:
    """The key of a Multikey's `secretKeyMultibase`."""
    kind, body = _multikey(text, private=True)
    if len(body) != kind.size:
        raise MalformedKey("a secret key has another length than its kind demands")
    try:
        if kind is Kind.ED25519:
            return SigningKey(kind, ed25519.Ed25519PrivateKey.from_private_bytes(body))
        return SigningKey(kind, ec.derive_private_key(int.from_bytes(body, "big"), kind.curve))
    except ValueError as error:
        raise MalformedKey("a secret key is outside the range of its curve") from error


def _multikey(text: object, *, private: bool) -> tuple[Kind, bytes]:
    if not isinstance(text, str) or not text.startswith("z"):
        raise MalformedKey("a Multikey is no multibase text in base58btc")
    try:
        data = decode_base58(text[1:])
    except Malformed as error:
        raise MalformedKey(str(error)) from error
    for kind in MULTIKEY_KINDS:
        if data.startswith(kind.private_prefix) and not private:
            raise PrivateMaterial("a private key stands where a public one belongs")
        prefix = kind.private_prefix if private else kind.public_prefix
        if data.startswith(prefix):
            return kind, data[len(prefix) :]
    raise Unsupported("the Multikey is of a kind that is not verified here (Ed25519, P-256, P-384 are)")


def public_key_from_jwk(jwk: object) -> PublicKey:
    """The public key of a JWK (RFC 7517) for verifying; PrivateMaterial if it holds more than the public part."""
    if not isinstance(jwk, Mapping):
        raise MalformedKey("a JWK is no JSON object")
    if any(member in jwk for member in PRIVATE_MEMBERS):
        raise PrivateMaterial("a JWK holds private or symmetric key material")
    if jwk.get("use", "sig") != "sig":
        raise MalformedKey("a JWK is marked for another use than signatures")
    operations = jwk.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        raise MalformedKey("a JWK's key_ops do not allow verifying")
    try:
        return _from_parameters(jwk)
    except ValueError as error:
        raise MalformedKey("a JWK's numbers make no key") from error


def _from_parameters(jwk: Mapping[object, object]) -> PublicKey:
    kty, crv = jwk.get("kty"), jwk.get("crv")
    if kty == "OKP" and crv == Kind.ED25519.jose:
        return PublicKey(Kind.ED25519, ed25519.Ed25519PublicKey.from_public_bytes(_member(jwk, "x", 32)))
    if kty == "EC":
        for kind in (Kind.P256, Kind.P384):
            if crv == kind.jose:
                x, y = (int.from_bytes(_member(jwk, name, kind.size), "big") for name in ("x", "y"))
                return PublicKey(kind, ec.EllipticCurvePublicNumbers(x, y, kind.curve).public_key())
    if kty == "RSA":
        modulus, exponent = (int.from_bytes(_member(jwk, name), "big") for name in ("n", "e"))
        if modulus.bit_length() not in RSA_BITS or exponent.bit_length() > 32:
            raise MalformedKey(
                f"an RSA key is outside {RSA_BITS.start} to {RSA_BITS.stop - 1} bits, or its e too large"
            )
        return PublicKey(Kind.RSA, rsa.RSAPublicNumbers(exponent, modulus).public_key())
    raise Unsupported("the JWK is of a kind that is not verified here (Ed25519, P-256, P-384, RSA are)")


def _member(jwk: Mapping[object, object], name: str, size: int = 0) -> bytes:
    """The octets of a member, exactly `size` of them unless 0 (RFC 7518 section 6.2.1.2)."""
    text = jwk.get(name)
    if not isinstance(text, str) or len(text) > 4096:
        raise MalformedKey(f"the member {name} of a JWK is missing, no text or too long")
    try:
        data = decode_base64url(text)
    except Malformed as error:
        raise MalformedKey(f"the member {name} of a JWK is {error}") from error
    if size and len(data) != size:
        raise MalformedKey(f"the member {name} of a JWK does not have {size} octets")
    return data


def jwk_of(key: PublicKey) -> dict[str, str]:
    """The public JWK of a key."""
    handle = key.handle
    if isinstance(handle, ed25519.Ed25519PublicKey):
        return {"kty": "OKP", "crv": key.kind.jose, "x": encode_base64url(handle.public_bytes_raw())}
    if isinstance(handle, rsa.RSAPublicKey):
        numbers = handle.public_numbers()
        return {"kty": "RSA", "n": _unsigned(numbers.n), "e": _unsigned(numbers.e)}
    point, size = handle.public_numbers(), key.kind.size
    return {"kty": "EC", "crv": key.kind.jose, "x": _unsigned(point.x, size), "y": _unsigned(point.y, size)}


def _unsigned(number: int, size: int = 0) -> str:
    return encode_base64url(number.to_bytes(size or (number.bit_length() + 7) // 8, "big"))
