"""Refusals in OneRoster: imsx_StatusInfo, with the tokens of its binding."""

from fairmark.server.case.status import failure
from fairmark.server.http import Answer, Refusal

TOKENS = {
    "bad_query": "invalid_selection_field",
    "unauthorised": "unauthorisedrequest",
    "forbidden": "forbidden",
    "misdirected": "forbidden",
    "unknown": "unknownobject",
    "malformed": "unknownobject",
    "busy": "server_busy",
    "failed": "internal_server_error",
}
"""Reason of a refusal to its token. An operation that there is not has none: the vocabulary lacks it."""


def refuse(refusal: Refusal) -> Answer:
    """The refusal with its token. What is wrong with a filter has a token of its own."""
    is_filter = refusal.reason == "bad_query" and refusal.field == "filter"
    token = "invalid_filter_field" if is_filter else TOKENS.get(refusal.reason, "")
    return failure(refusal.status, refusal.detail, token, minor="imsx_CodeMinor")
