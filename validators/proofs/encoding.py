"""Base58btc, base64url and multibase, in their one canonical form each.

Decoders refuse every text that is not exactly what the encoder would write. Otherwise a signature could be altered
without its bytes changing.
"""

import base64
import binascii

from fairmark.validators.proofs.errors import Malformed

BASE58_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BASE58_VALUES = {character: value for value, character in enumerate(BASE58_ALPHABET)}
LONGEST_BASE58 = 2048
"""Characters. Decoding is quadratic, and the longest honest text is a P-384 signature of 132."""


def encode_base58(data: bytes) -> str:
    number = int.from_bytes(data, "big")
    digits = []
    while number:
        number, digit = divmod(number, 58)
        digits.append(BASE58_ALPHABET[digit])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(digits))


def decode_base58(text: str) -> bytes:
    """The bytes of base58btc; Malformed for a foreign character or a text beyond LONGEST_BASE58."""
    if len(text) > LONGEST_BASE58:
        raise Malformed(f"base58 text is longer than {LONGEST_BASE58} characters")
    number = 0
    for character in text:
        if character not in BASE58_VALUES:
            raise Malformed("base58 text holds a character outside its alphabet")
        number = number * 58 + BASE58_VALUES[character]
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64url(text: str) -> bytes:
    """The bytes of base64url without padding (RFC 7515 section 2); Malformed for any other spelling."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("not base64url without padding") from error
    if encode_base64url(data) != text:
        raise Malformed("not base64url without padding, in the form that an encoder writes")
    return data


def decode_multibase(text: object) -> bytes:
    """The bytes of a multibase text: `z` base58btc or `u` base64url, the two that Data Integrity uses."""
    if not isinstance(text, str) or not text:
        raise Malformed("a multibase text is missing")
    if text[0] == "z":
        return decode_base58(text[1:])
    if text[0] == "u":
        return decode_base64url(text[1:])
    raise Malformed("a multibase text begins with neither z (base58btc) nor u (base64url)")
