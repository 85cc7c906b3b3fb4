"""Open files that carry credentials, and name what is said of them: what the tests of baking share."""

from collections.abc import Callable
import json
from typing import Any

from credential_twins.baking import png, svg
from credential_twins.signing import Json, as_jwt, embedded
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.source import Source, of_bytes
from fairmark.validators.readers.unwrapping import unwrapped

Judged = Callable[..., dict[str, Any]]

IMAGES = {"png": png(), "svg": svg(namespace="")}


def compact(document: Json) -> bytes:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def as_json(document: Json) -> bytes:
    return compact(embedded(document))


def as_token(document: Json) -> bytes:
    return as_jwt(document).encode()


def opened(data: bytes, name: str = "badge", limits: Limits | None = None) -> Source:
    return unwrapped(of_bytes(name, data), limits or Limits())


def rules(source: Source) -> list[str]:
    """The rules that the source and its members name."""
    return [problem.rule for each in (source, *source.members) for problem in each.problems]


def spoken(report: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in report["findings"] if finding["severity"] != "info"}
