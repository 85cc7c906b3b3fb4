"""Ed25519 keys and signatures (RFC 8032), by the package `cryptography`, which is asked for only here."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
import binascii
from pathlib import Path
from typing import TYPE_CHECKING

from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.core.waivers import UnusableFile

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MISSING = "signatures need the package cryptography: pip install 'fairmark[receipts]'"


def new_key() -> tuple[bytes, bytes]:
    """A new private key (PKCS 8) and its public key (SubjectPublicKeyInfo), both as PEM."""
    _require()
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, public


def private_key(path: Path) -> "Ed25519PrivateKey":
    """The private key in a PEM file; UnusableFile where it is none, or is locked by a password."""
    _require()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UnusableFile(f"{path} holds no Ed25519 private key as PEM without a password")
    return key


def public_key(path: Path) -> str:
    """The public key in a PEM file, as receipts write it; UnusableFile where it is none."""
    _require()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise UnusableFile(f"{path} holds no Ed25519 public key as PEM")
    return written(key)


def written(key: "Ed25519PublicKey") -> str:
    """The 32 bytes of a public key in base64url without padding."""
    return encoded(key.public_bytes_raw())


def fits(signature: str, data: bytes, key: str) -> bool:
    """Whether `signature` is one of `data` by the public key, both as receipts write them."""
    _require()
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(_decoded(key)).verify(_decoded(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def encoded(data: bytes) -> str:
    """base64url without padding (RFC 4648 section 5)."""
    return urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _decoded(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("no base64url") from error


def _require() -> None:
    try:
        import cryptography  # noqa: F401  # only whether it is there
    except ModuleNotFoundError:
        raise WrongUsage(MISSING) from None
