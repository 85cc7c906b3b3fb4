"""JSON objects out of fetched documents and token segments, strictly."""

import json

from fairmark.validators.proofs.errors import Malformed


def json_object(data: bytes, largest: int = 1 << 20) -> dict[str, object]:
    """The JSON object that `data` is; Malformed if it is none, repeats a name, or is beyond `largest` bytes."""
    if len(data) > largest:
        raise Malformed(f"larger than {largest:,} bytes")
    try:
        value = json.loads(data.decode(), object_pairs_hook=_distinct, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed("no JSON, or JSON that repeats a name") from error
    if not isinstance(value, dict):
        raise Malformed("no JSON object")
    return value


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a name is repeated")
    return members


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
