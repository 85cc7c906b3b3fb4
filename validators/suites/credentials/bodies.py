"""Bodies of these services: what an exchange may show of them, and the credentials in a list."""

from typing import Any

import orjson

from fairmark.validators.core.privacy import kind_of
from fairmark.validators.suites.recording import SHOWN, Answer

OPEN = frozenset({"openapi", "error", "imsx_codeMajor", "client_name"})
"""Members of bodies that hold nobody's data: the discovery document, errors, registrations."""
PLAIN = frozenset({"@context", "type", "proofPurpose", "cryptosuite", "achievementType", "resultType", "targetType"})
"""Members of a credential that tell nothing of a person."""
DEEPEST = 60


def shown(body: bytes) -> str:
    """The body as a report may show it: of personal data the shape alone, as in `{"id": "text(32)"}`."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        text = body[: SHOWN * 4].decode("utf-8", "replace")
        is_form = "=" in text and "\n" not in text.strip()
        return text[:SHOWN] if is_form else f"({len(body):,} bytes that are no JSON)"
    if not isinstance(parsed, dict) or not OPEN & parsed.keys():
        parsed = _shape(parsed, 0)
    text = orjson.dumps(parsed, option=orjson.OPT_INDENT_2).decode()
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}\n… ({len(body):,} bytes in all)"


def _shape(value: Any, depth: int) -> Any:
    if depth > DEEPEST or not isinstance(value, dict | list):
        return kind_of(value)
    if isinstance(value, list):
        return [_shape(one, depth + 1) for one in value]
    return {name: one if name in PLAIN else _shape(one, depth + 1) for name, one in value.items()}


def credentials_in(answer: Answer) -> list[dict[str, Any] | str]:
    """The credentials that a list holds, JSON objects first, then compact JWS, each in its order."""
    body = answer.object()
    found = [body.get(name) for name in ("credential", "compactJwsString")]
    objects, tokens = (one if isinstance(one, list) else [] for one in found)
    return [*(one for one in objects if isinstance(one, dict)), *(one for one in tokens if isinstance(one, str))]
