"""A credential that was looked up, such as a status list or a newer version: JSON or a compact JWS."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairmark.validators.credentials.document import Node, in_claims
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import Malformed, MalformedToken
from fairmark.validators.proofs.json_object import json_object


@dataclass(frozen=True, slots=True)
class Received:
    """The credential, and the payload of the token that it came as ({} for none)."""

    node: Node
    payload: Mapping[str, Any]


def received(data: bytes) -> Received:
    """Read what an address gave; Malformed if it is neither a JSON object nor a compact JWS over one."""
    text = data.strip()
    if text.startswith(b"{"):
        return Received(_node(json_object(text, jws.LARGEST), ""), {})
    try:
        token = text.decode("ascii")
        payload = jws.decode(token).claims
    except (UnicodeDecodeError, MalformedToken) as error:
        raise Malformed("neither a JSON object nor a compact JWS over one") from error
    return Received(_node(in_claims(payload), token), payload)


def _node(data: Mapping[str, Any], token: str) -> Node:
    return Node("VerifiableCredential", (), data, "", None, token)
