"""A compact JWS as a text of its own (RFC 7515 section 7.1): recognised, and taken apart as far as its payload.

Nothing is verified here. Who reads the payload as a credential verifies the token that it came from.
"""

import base64
import binascii
import re

SPACE = b" \t\r\n"
MARK = b"\xef\xbb\xbf"

BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?[ \t\r\n]*+"?(?:ey[A-L]|ew[ok0]|e30)')
"""A header is a JSON object: what a brace, and a quote or white space behind it, are in base64url."""

TOKEN = re.compile(rb"[A-Za-z0-9_=-]++(?:[.~][A-Za-z0-9_=-]*+)++")
"""Segments of base64url. Their number is not yet looked at, nor what has no place in them: a token that was cut or
padded should be told of as one."""

BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


class BrokenToken(ValueError):
    """What should be a compact JWS is none; the message says why, without a word of it."""


def token_in(data: bytes, *, promised: bool) -> str | None:
    """The compact JWS that `data` is, alone or as a JSON string, whole or broken; None where it is something else.

    `promised`: the name of the file says that it is one, so that it is whatever does not begin as JSON.
    """
    if not promised and not BEGINS.match(data):
        return None
    text = data.removeprefix(MARK).strip(SPACE)
    if text.startswith(b'"') and text.endswith(b'"'):
        text = text[1:-1]
    if TOKEN.fullmatch(text) or (promised and text and text[:1] not in (b"{", b"[", b'"')):
        return text.decode("utf-8", "replace")
    return None


def payload_of(token: str) -> bytes:
    """The payload of the compact JWS; BrokenToken unless it has three segments of base64url and the payload begins as a
    JSON object does."""
    if token.count(".") != 2:
        raise BrokenToken("it does not have three segments")
    segments = token.split(".")
    if not all(map(BASE64URL.fullmatch, segments)):
        raise BrokenToken("a segment is not base64url")
    try:
        payload = base64.urlsafe_b64decode(segments[1] + "=" * (-len(segments[1]) % 4))
    except binascii.Error:
        raise BrokenToken("its payload is cut") from None
    if not payload.lstrip(SPACE).startswith(b"{"):
        raise BrokenToken("its payload is no JSON object")
    return payload
