"""Bodies of these services: what an exchange may show of them, and the credentials in a list."""

import json
from typing import Any

import orjson

from fairmark.validators.core.privacy import kind_of
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import ProofError
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


Credential = dict[str, Any] | str
"""A credential with a proof in it, or a compact JWS."""


def credentials_in(answer: Answer) -> list[Credential]:
    """The credentials that a list holds, JSON objects first, then compact JWS, each in its order."""
    body = answer.object()
    found = [body.get(name) for name in ("credential", "compactJwsString")]
    objects, tokens = (one if isinstance(one, list) else [] for one in found)
    return [*(one for one in objects if isinstance(one, dict)), *(one for one in tokens if isinstance(one, str))]


def text_of(credential: Credential) -> str:
    """A credential as a text that is the same for the same JSON value, or the same token."""
    return credential if isinstance(credential, str) else json.dumps(credential, sort_keys=True)


def data_of(credential: Credential) -> dict[str, Any]:
    """What a credential says; an empty object for a token that says nothing."""
    if isinstance(credential, dict):
        return credential
    try:
        return jws.decode(credential).claims
    except ProofError:
        return {}


def id_of(credential: Credential) -> str:
    """The identifier that a credential has, "" for none."""
    id = data_of(credential).get("id")
    return id if isinstance(id, str) else ""
