"""The keys that twins are signed with. They are public knowledge and sign nothing but twins."""

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from fairmark.validators.proofs.keys import Kind, SigningKey


def ed25519_key(number: int) -> SigningKey:
    """The Ed25519 test key of that number."""
    return SigningKey(Kind.ED25519, ed25519.Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


def p256_key(number: int) -> SigningKey:
    """The P-256 test key of that number."""
    return SigningKey(Kind.P256, ec.derive_private_key(number + 1, ec.SECP256R1()))


def did_key(key: SigningKey) -> str:
    """The did:key that is this key."""
    return f"did:key:{key.public.multibase}"


ISSUER_KEY = ed25519_key(1)
ISSUER = did_key(ISSUER_KEY)
ENDORSER_KEY = ed25519_key(2)
ENDORSER = did_key(ENDORSER_KEY)
LEARNER = did_key(ed25519_key(3))
P256_KEY = p256_key(1)


def https_method(key: SigningKey, issuer: str) -> str:
    """The name of the key under the https address of an issuer."""
    return f"{issuer}#{key.public.multibase}"
