"""Ed25519 keys and signatures (RFC 8032) of receipts, and the PEM files that keys are kept in."""

from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from fairmark.validators.core.waivers import UnusableFile
from fairmark.validators.proofs.encoding import decode_base64url, encode_base64url
from fairmark.validators.proofs.errors import Malformed


def new_key() -> tuple[bytes, bytes]:
    """A new private key (PKCS 8) and its public key (SubjectPublicKeyInfo), both as PEM."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private, public


def private_key(path: Path) -> Ed25519PrivateKey:
    """The private key in a PEM file; UnusableFile where it is none, or is locked by a password."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UnusableFile(f"{path} holds no Ed25519 private key as PEM without a password")
    return key


def public_key(path: Path) -> str:
    """The public key in a PEM file, as receipts write it; UnusableFile where it is none."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise UnusableFile(f"{path} holds no Ed25519 public key as PEM")
    return written(key)


def written(key: Ed25519PublicKey) -> str:
    """The 32 bytes of a public key in base64url without padding."""
    return encode_base64url(key.public_bytes_raw())


def fits(signature: str, data: bytes, key: str) -> bool:
    """Whether `signature` is one of `data` by the public key, both as receipts write them."""
    try:
        Ed25519PublicKey.from_public_bytes(decode_base64url(key)).verify(decode_base64url(signature), data)
    except (InvalidSignature, Malformed, ValueError):
        return False
    return True
