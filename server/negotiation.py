"""Which form of an answer to send, and whether to send it at all: content codings and conditional requests.

RFC 9110 sections 12.5.3 (Accept-Encoding), 13.1 (conditions) and 8.8 (validators). What cannot be parsed counts as
absent: these headers only ever make an answer smaller.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
import gzip
import re

import zstandard

CODINGS = ("zstd", "gzip")
"""What bodies are compressed with, the one that we would rather send first."""

SMALLEST = 1024
"""Bytes of a body from which on compressing it pays."""

QUALITY = re.compile(r"(?:^|;)\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*(?:;|$)", re.IGNORECASE)
ENTITY_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')

SETTLED = timedelta(seconds=1)
"""Age from which on a moment in whole seconds tells two versions of a body apart."""


def coding_for(accepted: str | None, offered: Sequence[str] = CODINGS) -> str:
    """The content coding to send, "" for none: the offered one that the client likes best, in our order where it likes
    several alike. A client that says nothing gets none."""
    if not accepted:
        return ""
    weights = _weights(accepted)
    rest = weights.get("*", 0.0)
    best, likes = "", weights.get("identity", 0.0)
    for coding in reversed(offered):
        weight = weights.get(coding, rest)
        if weight and weight >= likes:
            best, likes = coding, weight
    return best


def _weights(accepted: str) -> dict[str, float]:
    found = {}
    for part in accepted.lower().split(","):
        coding, _, parameters = part.strip().partition(";")
        weight = QUALITY.search(parameters) if parameters else None
        found[coding.strip()] = float(weight[1]) if weight else 1.0
    return found


def compressed(body: bytes, coding: str) -> bytes:
    """`body` in that coding. The same body always gives the same bytes, so that a strong entity tag holds."""
    if coding == "gzip":
        return gzip.compress(body, 6, mtime=0)
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=3).compress(body)
    return body


def tag_of(etag: str, coding: str) -> str:
    """The entity tag, with quotes, of a body in a coding: another one for each, as its bytes are others."""
    return f'"{etag}.{coding}"' if coding else f'"{etag}"'


def is_known(none_match: str, tag: str) -> bool:
    """Whether If-None-Match names the entity tag, compared weakly as RFC 9110 section 13.1.2 wants it."""
    if none_match == tag or none_match.strip() == "*":
        return True
    return any(f'"{known}"' == tag for known in ENTITY_TAG.findall(none_match))


def is_unmodified(modified_since: str, modified: datetime) -> bool:
    """Whether nothing has changed since the moment that If-Modified-Since names."""
    try:
        since = parsedate_to_datetime(modified_since)
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    if since.tzinfo is None:
        return False
    return modified.replace(microsecond=0) <= since


def last_modified(modified: datetime, now: datetime) -> str | None:
    """`modified` as an HTTP date; None while a second version could still come in the same second, since the date
    would then say that the two are one (RFC 9110 section 8.8.2.2)."""
    if now - modified < SETTLED:
        return None
    return format_datetime(modified.astimezone(UTC).replace(microsecond=0), usegmt=True)
