"""Refusals outside CASE: problem details, RFC 9457."""

from http import HTTPStatus

import orjson

from fairmark.server.http import Answer, Refusal

PROBLEM = "application/problem+json"
SCHEMA = "urn:fairmark:schema:problem:rfc9457#/$defs/Problem"


def refuse(refusal: Refusal) -> Answer:
    """The refusal as problem details. The type is about:blank: its status says what kind of problem it is."""
    problem = {"title": HTTPStatus(refusal.status).phrase, "status": refusal.status, "detail": refusal.detail}
    if refusal.field:
        problem["field"] = refusal.field
    return Answer(refusal.status, orjson.dumps(problem), media_type=PROBLEM)
