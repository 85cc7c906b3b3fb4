"""The canonical form of JSON that digests and signatures are made of: RFC 8785, for the values that reports hold.

Reports hold no fractions, and of integers only those that every reader reads as they are. Others are refused, so that
a receipt never depends on how somebody writes a double.
"""

import hashlib
from typing import Any

import rfc8785


class NotCanonical(ValueError):
    """The value has no canonical form here; the message says why, without the value."""


def canonical(value: Any) -> bytes:
    """`value` (of JSON types) in the form of RFC 8785; NotCanonical for fractions, integers beyond 2^53, lone
    surrogates and hundreds of levels."""
    if _has_fraction(value):
        raise NotCanonical("a number is no integer")
    try:
        return rfc8785.dumps(value)
    except RecursionError:
        raise NotCanonical("it is nested too deeply") from None
    except (rfc8785.CanonicalizationError, ValueError) as error:
        raise NotCanonical("it holds what JSON has no one form for") from error


def digest(value: Any) -> str:
    """The SHA-256 of the canonical form, as reports write digests."""
    return f"sha256-{hashlib.sha256(canonical(value)).hexdigest()}"


def _has_fraction(value: Any) -> bool:
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, float):
            return True
        if isinstance(one, dict | list):
            pending += one.values() if isinstance(one, dict) else one
    return False
