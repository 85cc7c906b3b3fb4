"""Public keys in PEM, as Open Badges 2.0 publishes them."""

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from fairmark.validators.proofs.errors import MalformedKey, PrivateMaterial, Unsupported
from fairmark.validators.proofs.keys import RSA_BITS, Kind, PublicKey

LARGEST = 16_384
"""Characters of the PEM of a key; one of RSA with 8192 bits has about 1,500."""
CURVES = {"secp256r1": Kind.P256, "secp384r1": Kind.P384}


def public_key_from_pem(text: str) -> PublicKey:
    """The key; MalformedKey if it is none, PrivateMaterial if it is a private one, Unsupported for other kinds."""
    if "PRIVATE KEY" in text:
        raise PrivateMaterial("a private key stands where a public one belongs")
    if len(text) > LARGEST:
        raise MalformedKey("the PEM is too long for a key")
    try:
        handle = load_pem_public_key(text.strip().encode())
    except ValueError as error:
        raise MalformedKey("the text is no public key in PEM") from error
    except Exception as error:  # UnsupportedAlgorithm, and what the library says of unknown curves
        raise Unsupported("the key is of a kind that is not verified here") from error
    if isinstance(handle, rsa.RSAPublicKey):
        if handle.key_size not in RSA_BITS:
            raise MalformedKey(f"an RSA key is outside {RSA_BITS.start} to {RSA_BITS.stop - 1} bits")
        return PublicKey(Kind.RSA, handle)
    if isinstance(handle, ed25519.Ed25519PublicKey):
        return PublicKey(Kind.ED25519, handle)
    if isinstance(handle, ec.EllipticCurvePublicKey) and handle.curve.name in CURVES:
        return PublicKey(CURVES[handle.curve.name], handle)
    raise Unsupported("the key is of a kind that is not verified here (Ed25519, P-256, P-384, RSA are)")
