"""Refusals in CASE: imsx_StatusInfo, with the tokens of the version that was asked. CASE 1.1 IM 7.1.39, appendix B."""

from collections.abc import Callable
from typing import Any

import orjson

from fairmark.server.case.edition import Edition
from fairmark.server.http import Answer, Refusal

SYSTEM = "fairmark"
"""imsx_codeMinorFieldName: the system that reports."""

TOKENS = {
    "bad_query": "invalid_selection_field",
    "forbidden": "forbidden",
    "misdirected": "forbidden",
    "unknown": "unknownobject",
    "busy": "server_busy",
    "failed": "internal_server_error",
}
"""Reason of a refusal to its token in both versions. `method` has none: the vocabulary lacks a token for an operation
that is not supported, and the member is optional."""

SORTING = ("sort", "orderBy")
"""Arguments about which invalid_sort_field speaks."""

WORDS = {"unknown": "Unknown Object", "malformed": "Invalid UUID", "method": "Unsupported operation"}
"""What the description begins with, where the standard says so."""


def refuse_in(edition: Edition) -> Callable[[Refusal], Answer]:
    """The function that answers refusals in that version."""

    def refuse(refusal: Refusal) -> Answer:
        words = WORDS.get(refusal.reason)
        said = f"{words}. {refusal.detail}" if words else refusal.detail
        return failure(refusal.status, said, token_for(refusal, edition))

    return refuse


def failure(status: int, description: str, token: str, *, minor: str = "imsx_codeMinor") -> Answer:
    """An imsx_StatusInfo with that codeMinor token, "" for none, in the member `minor`: OneRoster writes it with a
    capital."""
    said: dict[str, Any] = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": description,
    }
    if token:
        field = {"imsx_codeMinorFieldName": SYSTEM, "imsx_codeMinorFieldValue": token}
        said[minor] = {"imsx_codeMinorField": [field]}
    return Answer(status, orjson.dumps(said))


def token_for(refusal: Refusal, edition: Edition) -> str:
    """The codeMinor token of the refusal, "" where the vocabulary has none."""
    if refusal.reason == "malformed":
        return edition.malformed
    if refusal.reason == "unauthorised":
        return edition.unauthorised
    if refusal.reason == "bad_query" and refusal.field in SORTING:
        return "invalid_sort_field"
    return TOKENS.get(refusal.reason, "")
