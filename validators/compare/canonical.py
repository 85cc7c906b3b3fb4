"""The canonical form of JSON that digests and signatures are made of: RFC 8785, for the values that reports hold.

The RFC's form of fractions is that of ECMAScript, which is intricate and which no report needs, so a number that is no
integer, or one that a double cannot hold, is refused. That leaves little enough to be written here.
"""

import hashlib
import json
from typing import Any

LARGEST = 2**53 - 1
"""The largest integer that every JSON reader reads as it is (I-JSON, RFC 7493 section 2.2)."""


class NotCanonical(ValueError):
    """The value has no canonical form here; the message says why, without the value."""


def canonical(value: Any) -> bytes:
    """`value` (of JSON types) in the form of RFC 8785; NotCanonical for fractions, integers beyond 2^53, lone
    surrogates and hundreds of levels."""
    try:
        return _written(value).encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonical("a text holds half of a surrogate pair") from None
    except RecursionError:
        raise NotCanonical("it is nested too deeply") from None


def digest(value: Any) -> str:
    """The SHA-256 of the canonical form, as reports write digests."""
    return f"sha256-{hashlib.sha256(canonical(value)).hexdigest()}"


def _written(value: Any) -> str:
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case int():
            if abs(value) > LARGEST:
                raise NotCanonical("a number is too large")
            return str(value)
        case list():
            return f"[{','.join(_written(member) for member in value)}]"
        case dict():
            # By UTF-16 code units, as the RFC has it: their big-endian bytes sort alike.
            names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
            return f"{{{','.join(f'{_written(name)}:{_written(value[name])}' for name in names)}}}"
        case _:
            raise NotCanonical(f"a {type(value).__name__} stands where text, integers and truth values can")
