"""Bodies of requests: read, held against the schema, and refused with the place that is wrong."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from fairmark.schemas.scl import FACTS, schema_of
from fairmark.server.http import Call, Refusal
from fairmark.server.learning import times
from fairmark.server.learning.continuum import Json
from fairmark.validators.core.location import pointer
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.rules.shape import CLOSED, REQUIRED, Breach, first_breach

SCHEMA = FACTS

LARGEST = 1 << 20
"""Bytes of a record."""

MOST, LARGEST_BATCH = 10_000, 64 << 20
"""Records in a batch, and its bytes."""

DEEPEST = 32
"""Levels of nesting, which only members of others (`ext:`) have any use for."""

LINES = "application/x-ndjson"
"""A record a line."""

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


def read_record(call: Call, definition: str, schema: str = "") -> Json:
    """The body, which is an instance of that definition; a Refusal names the first place that is not."""
    media_type = _media_type(call)
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise Refusal(415, "bad_query", "Send the record as application/json.")
    if len(call.body) > LARGEST:
        raise Refusal(413, "bad_query", f"A record has at most {LARGEST} bytes.")
    return checked(_one_value(call.body), definition, schema)


def read_batch(call: Call) -> list[Any]:
    """The records in the body, an array or one a line, whatever they may be."""
    media_type = _media_type(call)
    if media_type not in ("application/json", LINES):
        raise Refusal(415, "bad_query", f"Send a batch as application/json (an array) or {LINES} (a record a line).")
    if len(call.body) > LARGEST_BATCH:
        raise Refusal(413, "bad_query", f"A batch has at most {LARGEST_BATCH} bytes.")
    if media_type == LINES:
        text = read_json(call.body, DEEPEST, by_line=True)
        if text.problems:
            raise Refusal(400, "bad_query", f"The body cannot be read as one JSON object a line ({_first(text)}).")
        records = [document.data for document in text.documents]
    else:
        records = _one_value(call.body)
        if not isinstance(records, list):
            raise wrong("", WORDS["type"])
    if not 0 < len(records) <= MOST:
        raise wrong("", f"A batch has from 1 to {MOST} records.")
    return records


def checked(data: Any, definition: str, schema: str = "") -> Json:
    """The value, which is an instance of that definition of the profile, or of another schema; a Refusal names the
    first place that is not."""
    first = first_breach(schema or schema_of(definition), definition, data)
    if first is not None:
        raise wrong(pointer(first.path), _said(first))
    record: Json = data
    return record


def _media_type(call: Call) -> str:
    return call.headers.get("content-type", "").partition(";")[0].strip().lower()


def _one_value(body: bytes) -> Any:
    text = read_json(body, DEEPEST)
    if text.problems or len(text.documents) != 1:
        raise Refusal(400, "bad_query", f"The body cannot be read as one JSON value{_first(text)}.")
    return text.documents[0].data


def _first(text: Any) -> str:
    return f" ({text.problems[0].rule})" if text.problems else ""


def _said(breach: Breach) -> str:
    return WORDS.get(breach.keyword, "This cannot stand here so.")


# -- what stands in them ---------------------------------------------------------------------------------------------


def at(body: Any, place: str) -> Iterator[tuple[str, Any]]:
    """The values at a path such as entries/*/evidence, where there are any, each with its JSON Pointer."""
    found: list[tuple[str, Any]] = [("", body)]
    for step in place.split("/"):
        if step == "*":
            found = [(f"{where}/{index}", each) for where, value in found for index, each in enumerate(value)]
        else:
            found = [(f"{where}/{step}", value[step]) for where, value in found if step in value]
    yield from found


def moment_at(field: str, text: str) -> datetime:
    """The moment that stands at that JSON Pointer; a Refusal for a day that the calendar has not."""
    moment = times.read(text)
    if moment is None:
        raise wrong(field, "There is no such day.")
    return moment


def past_moment_at(field: str, text: str) -> datetime:
    """The moment, which is not to come; a Refusal otherwise."""
    moment = moment_at(field, text)
    if moment > datetime.now(UTC):
        raise wrong(field, "This lies in the future.")
    return moment


def moment_of(body: Json, field: str) -> datetime:
    """The moment in that member."""
    return moment_at(f"/{field}", body[field])


def past_moment_of(body: Json, field: str) -> datetime:
    """The moment in that member, which is not to come."""
    return past_moment_at(f"/{field}", body[field])


def day_at(field: str, text: str) -> date:
    """The day that stands at that JSON Pointer; a Refusal for one that the calendar has not."""
    found = times.day(text)
    if found is None:
        raise wrong(field, "There is no such day.")
    return found


def day_of(body: Json, field: str) -> date | None:
    """The day in that member, None where there is none."""
    return day_at(f"/{field}", body[field]) if field in body else None


def days_in_order(body: Json, first: str, then: str) -> tuple[date | None, date | None]:
    """The days in those two members; a Refusal where the second comes before the first."""
    begins, ends = day_of(body, first), day_of(body, then)
    if begins and ends and ends < begins:
        raise wrong(f"/{then}", f"This is before {first}.")
    return begins, ends
