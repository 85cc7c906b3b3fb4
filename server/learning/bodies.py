"""Bodies of requests: read, held against the schema, and refused with the place that is wrong."""

from datetime import UTC, datetime

from fairmark.server.http import Call, Refusal
from fairmark.server.learning import times
from fairmark.server.learning.continuum import Json
from fairmark.validators.core.location import pointer
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.rules.shape import CLOSED, REQUIRED, Breach, first_breach

SCHEMA = "scl/scl-v1.schema.json"
REFERENCE = "urn:fairmark:schema:scl:v1#/$defs/"

LARGEST = 1 << 20
"""Bytes of a body."""

DEEPEST = 32
"""Levels of nesting, which only members of others (`ext:`) have any use for."""

WORDS = {
    REQUIRED: "This member is missing.",
    CLOSED: "There is no such member.",
    "type": "This has the wrong type.",
    "enum": "This is none of the values that there are.",
    "const": "This is not the value that it must have.",
    "pattern": "This is not written as it must be.",
}
"""Keyword of the schema to what is said of a place that it refuses."""


def wrong(field: str, detail: str, status: int = 422) -> Refusal:
    """A refusal for what stands at the JSON Pointer `field` of the body."""
    return Refusal(status, "bad_query", detail, field)


def read_body(call: Call, definition: str) -> Json:
    """The body, which is an instance of that definition; a Refusal names the first place that is not."""
    media_type = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise Refusal(415, "bad_query", "Send the record as application/json.")
    if len(call.body) > LARGEST:
        raise Refusal(413, "bad_query", f"A record has at most {LARGEST} bytes.")
    text = read_json(call.body, DEEPEST)
    if text.problems or len(text.documents) != 1:
        rule = f" ({text.problems[0].rule})" if text.problems else ""
        raise Refusal(400, "bad_query", f"The body cannot be read as one JSON object{rule}.")
    data = text.documents[0].data
    first = first_breach(SCHEMA, definition, data)
    if first is not None:
        raise wrong(pointer(first.path), _said(first))
    body: Json = data
    return body


def _said(breach: Breach) -> str:
    return WORDS.get(breach.keyword, "This cannot stand here so.")


def moment_of(body: Json, field: str) -> datetime:
    """The moment in that member; a Refusal for a day that the calendar has not."""
    moment = times.read(body[field])
    if moment is None:
        raise wrong(f"/{field}", "There is no such day.")
    return moment


def past_moment_of(body: Json, field: str) -> datetime:
    """The moment in that member, which is not to come; a Refusal otherwise."""
    moment = moment_of(body, field)
    if moment > datetime.now(UTC):
        raise wrong(f"/{field}", "This lies in the future.")
    return moment
