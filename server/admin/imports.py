"""Import a framework that is sent as the body of a request."""

import logging

from marshmallow import Schema, validate
from marshmallow import fields as ma
import orjson

from fairmark.server import problems
from fairmark.server.admin.writing import LOG, PRIVATE, refused_while_busy
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.importing.importer import How, import_source
from fairmark.server.importing.outcome import Outcome, Status
from fairmark.server.serving.logs import note
from fairmark.validators.readers.source import of_bytes

JSON_TYPES = ("application/json", "application/octet-stream", "")
TEXT = validate.Regexp(r"^[^\x00-\x1f\x7f]{1,200}$(?!\n)", error="Must be a text of 1 to 200 characters.")


class ImportQuery(Schema):
    """How to import."""

    dry_run = ma.Bool(
        data_key="dry-run",
        truthy={"", "true", "1"},
        falsy={"false", "0"},
        metadata={"description": "Only say what would happen and what would change; nothing is stored."},
    )
    mode = ma.Str(
        validate=validate.OneOf(["strict", "lenient"]),
        load_default="lenient",
        metadata={"description": "strict takes what has no error; lenient mends what needs no invention."},
    )
    source = ma.Str(
        validate=TEXT,
        load_default="upload",
        metadata={"description": "Where the package comes from, such as a file's name: kept with the version."},
    )


def import_framework(call: Call) -> Answer:
    """Import the package in the body as the query says."""
    _check_form(call)
    how = How(
        lenient=call.query["mode"] == "lenient",
        dry_run=call.query.get("dry_run", False),
        own_base=call.context.settings.base_url,
    )
    with refused_while_busy():
        outcome = import_source(call.context.store, of_bytes(call.query["source"], call.body), how)
    note(
        LOG, logging.INFO, "import", outcome=outcome.status.value, framework=outcome.identifier, version=outcome.version
    )
    if outcome.status is Status.REFUSED:
        return _refused(outcome)
    if outcome.status is Status.STORED:
        place = f"{call.context.settings.base_url}/admin/v1/frameworks/{outcome.identifier}"
        return Answer(201, orjson.dumps(outcome.as_json()), {**PRIVATE, "Location": place})
    return Answer(200, orjson.dumps(outcome.as_json()), PRIVATE)


def _check_form(call: Call) -> None:
    """Refuse a body that is none, or that says it is no JSON."""
    media_type = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in JSON_TYPES and not media_type.endswith("+json"):
        raise Refusal(415, "bad_query", "Send the package as application/json.")
    if call.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refusal(415, "bad_query", "Send the package uncompressed.", headers={"Accept-Encoding": "identity"})
    if not call.body.strip():
        raise Refusal(400, "bad_query", "Send the package as the body.")


def _refused(outcome: Outcome) -> Answer:
    """Problem details that say why nothing was stored; their member `import` holds all that is known."""
    problem = {
        "title": "The package was not stored",
        "status": 422,
        "detail": outcome.headline,
        "import": outcome.as_json(),
    }
    return Answer(422, orjson.dumps(problem), PRIVATE, problems.PROBLEM)
