"""Refusals as Imsx_StatusInfo, whose three codes belong together. Open Badges 3.0 section B.3, CLR 2.0 likewise."""

from typing import Any

import orjson

from fairmark.server.http import Answer, Refusal

SYSTEM = "TargetEndSystem"
"""imsx_codeMinorFieldName: the system that reports, as the standards call it."""

TOKENS = {
    400: "invalid_query_parameter",
    401: "unauthorizedrequest",
    403: "forbidden",
    404: "not_found",
    405: "not_allowed",
    421: "misdirected_request",
    422: "invalid_data",
    429: "server_busy",
    500: "internal_server_error",
}
"""Status to its code; every other status has `unknown`."""


def refuse(refusal: Refusal) -> Answer:
    """The refusal with the codes that belong to its status. What is not found has the severity of a mere status."""
    place = refusal.field
    field = {
        "imsx_codeMinorFieldName": SYSTEM,
        "imsx_codeMinorFieldValue": TOKENS.get(refusal.status, "unknown"),
    }
    status: dict[str, Any] = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "status" if refusal.status == 404 else "error",
        "imsx_description": f"{place}: {refusal.detail}" if place.startswith("/") else refusal.detail,
        "imsx_codeMinor": {"imsx_codeMinorField": [field]},
    }
    return Answer(refusal.status, orjson.dumps(status))


def invalid(detail: str, field: str = "") -> Refusal:
    """The refusal of a body for what is in it; `field` is a JSON Pointer."""
    return Refusal(422, "bad_query", detail, field)
