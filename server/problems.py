"""Refusals outside CASE: problem details, RFC 9457."""

from http import HTTPStatus

import orjson

from fairmark.server.http import Answer, Refusal

PROBLEM = "application/problem+json"
SCHEMA = "urn:fairmark:schema:problem:rfc9457#/$defs/Problem"


def refuse(refusal: Refusal) -> Answer:
    """The refusal as problem details."""
    body = orjson.dumps(problem(refusal.status, refusal.detail, refusal.field))
    return Answer(refusal.status, body, media_type=PROBLEM)


def problem(status: int, detail: str, field: str = "") -> dict[str, str | int]:
    """The details of a problem. The type is about:blank: its status says what kind of problem it is."""
    said: dict[str, str | int] = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return {**said, "field": field} if field else said
