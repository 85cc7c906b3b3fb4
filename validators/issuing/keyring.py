"""The issuer's keys: private ones in files that only their owner can read, public ones as everybody may know them."""

from dataclasses import dataclass
from enum import Enum
import hashlib
import json
import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.proofs.encoding import encode_base64url
from fairmark.validators.proofs.keys import AnyPrivate, Kind, PublicKey, SigningKey, jwk_of

KINDS = {"ed25519": Kind.ED25519, "p256": Kind.P256, "rsa": Kind.RSA}
"""What a user calls the kinds of key that can be made."""


class State(Enum):
    """Where a key is in its life."""

    ACTIVE = "active"
    """It signs, and what it signed verifies."""
    RETIRED = "retired"
    """It signs no more, and what it signed still verifies."""
    COMPROMISED = "compromised"
    """Somebody else may have it: it is published no more, so nothing that it signed verifies."""


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A key as the issuer's register knows it. `made` is a time in ISO 8601."""

    name: str
    public: PublicKey
    state: State
    made: str

    @property
    def fragment(self) -> str:
        """What the key is called in its verification method. A Multikey stands for itself, so that a verifier who may
        not fetch can still check the signature; RSA has none and is called by its thumbprint."""
        return self.thumbprint if self.public.kind is Kind.RSA else self.public.multibase

    @property
    def thumbprint(self) -> str:
        """The JWK thumbprint (RFC 7638): the required members, sorted, without white space."""
        text = json.dumps(jwk_of(self.public), sort_keys=True, separators=(",", ":"))
        return encode_base64url(hashlib.sha256(text.encode()).digest())


def write_private(path: Path, key: SigningKey, passphrase: bytes | None) -> None:
    """Write a new private key (PKCS 8, PEM), readable for its owner alone where the system has such rights. A file that
    is there is never overwritten. With a passphrase it is encrypted."""
    protection: KeySerializationEncryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    text = key.handle.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CannotIssue(f"{path} is there already: a key is never overwritten") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read_private(path: Path, passphrase: bytes | None) -> SigningKey:
    """The private key in a file; CannotIssue says whether it is missing, locked or damaged."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        raise CannotIssue(f"the private key {path} is not there, so nothing can be signed with it") from None
    try:
        locked = b"ENCRYPTED" in text
        handle = load_pem_private_key(text, passphrase if locked else None)
    except TypeError:
        raise CannotIssue(
            f"the private key {path} is locked: --passphrase-file names the file with its passphrase"
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise CannotIssue(f"the private key {path} is damaged, or the passphrase is another one") from None
    if not isinstance(handle, AnyPrivate):
        raise CannotIssue(f"the private key {path} is of a kind that is not used here")
    return SigningKey(_kind_of(handle), handle)


def _kind_of(handle: AnyPrivate) -> Kind:
    if isinstance(handle, ed25519.Ed25519PrivateKey):
        return Kind.ED25519
    if isinstance(handle, rsa.RSAPrivateKey):
        return Kind.RSA
    assert isinstance(handle, ec.EllipticCurvePrivateKey)  # noqa: S101  # the last kind that there is
    return Kind.P384 if handle.key_size == 384 else Kind.P256


def read_passphrase(path: Path) -> bytes:
    """The passphrase in a file: its first line."""
    try:
        passphrase = path.read_bytes().split(b"\n", 1)[0].strip()
    except OSError as error:
        raise CannotIssue(f"cannot read {path}: {error.strerror}") from None
    if not passphrase:
        raise CannotIssue(f"{path} begins with an empty line, where the passphrase should be")
    return passphrase
