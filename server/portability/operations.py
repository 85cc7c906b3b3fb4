"""Exports, imports and mappings over HTTP. What is exported passes the gate, and is logged before it is sent."""

from datetime import datetime
import io
import logging

from marshmallow import Schema
from marshmallow import fields as ma
import orjson
from sqlalchemy import func, select

from fairmark.schemas import load
from fairmark.server.admin.writing import LOG, PRIVATE, refused_while_busy
from fairmark.server.case.paging import Window, link_header
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.importing.importer import How
from fairmark.server.learning import times
from fairmark.server.learning.access.gate import Gate, guarded
from fairmark.server.learning.access.policy import EXPORT
from fairmark.server.learning.answers import Time, is_a
from fairmark.server.learning.bodies import moment_of, read_record
from fairmark.server.learning.continuum import Json
from fairmark.server.portability.exporting import Maker
from fairmark.server.portability.importing import import_package
from fairmark.server.portability.outcome import Outcome, Status
from fairmark.server.portability.scope import Scope
from fairmark.server.portability.tables import imports
from fairmark.server.problems import PROBLEM
from fairmark.server.serving.logs import note
from fairmark.server.storage.database import reading
from fairmark.validators.readers.source import open_stream

ZIP = "application/zip"
DEFINITIONS = "portability/portability-v1.schema.json"
MAPPINGS = "portability/mappings.json"

PERSON, ORGANISATION = "Person", "Organisation"
"""What the policy calls the packages that somebody may get."""

NOT_MADE = {
    Status.CONFLICT: (409, "The package does not fit to what is here"),
    Status.REFUSED: (422, "The package was refused"),
}


class ExportQuery(Schema):
    """Which package."""

    learner = ma.Str(
        validate=is_a("Person", "Must be a URN or DID."),
        metadata={"description": "Of this learner alone: a URN or DID. Without it, of the organisation."},
    )
    updated_since = Time(
        data_key="updatedSince",
        metadata={"description": "Only what came after this time, such as the period.until of an earlier package."},
    )


# -- exports ---------------------------------------------------------------------------------------------------------


def get_export(call: Call) -> Answer:
    return _exported(call, call.query.get("learner", ""), call.query.get("updated_since"))


def post_export(call: Call) -> Answer:
    body = read_record(call, "NewExport", DEFINITIONS)
    since = moment_of(body, "updatedSince") if "updatedSince" in body else None
    return _exported(call, body.get("learner", ""), since)


def _exported(call: Call, learner: str, since: datetime | None) -> Answer:
    maker = Maker(call.context.store.engine, call.context.settings.base_url, call.context.now())
    scope = Scope(learner, since)
    with guarded(call) as gate:
        if learner:
            gate.check(EXPORT, PERSON, learner, {})
        elif not gate.decide(EXPORT, ORGANISATION, "").allowed:
            raise gate.refusal(ORGANISATION, [])
    if learner and not maker.is_known(learner):
        raise Refusal(404, "unknown", "Nothing is recorded of this learner.")
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{scope.kind}.zip"'}
    return Answer(200, headers=headers, media_type=ZIP, stream=lambda: maker.package(scope))


# -- imports ---------------------------------------------------------------------------------------------------------


def post_import(call: Call) -> Answer:
    """Import the package in the body."""
    with guarded(call) as gate:
        _check_system(gate)
    if call.headers.get("content-type", "").partition(";")[0].strip().lower() != ZIP:
        raise Refusal(415, "bad_query", f"Send the package as {ZIP}.")
    how = How(own_base=call.context.settings.base_url)
    with refused_while_busy():
        outcome = import_package(
            call.context.store,
            "package.zip",
            lambda: open_stream("package.zip", io.BytesIO(call.body), how.limits),
            how,
        )
    note(LOG, logging.INFO, "import", outcome=outcome.status.value, records=sum(outcome.added.values()))
    if outcome.status in NOT_MADE:
        return _not_made(outcome)
    return Answer(201 if outcome.id else 200, orjson.dumps(outcome.as_json()), PRIVATE)


def _check_system(gate: Gate) -> None:
    """Refuse (403) whoever acts for a person: a package says what others have recorded, and when."""
    if not gate.asker.is_system:
        raise gate.refusal(ORGANISATION, [])


def _not_made(outcome: Outcome) -> Answer:
    """Problem details that say why nothing was stored; their member `import` holds all that is known."""
    status, title = NOT_MADE[outcome.status]
    said = {"title": title, "status": status, "detail": outcome.headline, "import": outcome.as_json()}
    return Answer(status, orjson.dumps(said), PRIVATE, PROBLEM)


def list_imports(call: Call) -> Answer:
    with guarded(call) as gate:
        _check_system(gate)
    window = Window(call.query["offset"], call.query["limit"])
    wanted = select(imports).order_by(imports.c.imported_at.desc()).offset(window.offset).limit(window.limit)
    with reading(call.context.store.engine) as connection:
        total = connection.scalar(select(func.count()).select_from(imports)) or 0
        found = [_past(row._mapping) for row in connection.execute(wanted)]
    headers = {**PRIVATE, "X-Total-Count": str(total), "Link": link_header(call.url, window, total, {})}
    return Answer(200, orjson.dumps({"imports": found}), headers)


def _past(row: object) -> Json:
    said: Json = dict(row)  # type: ignore[call-overload]  # a row as a mapping
    whose = {"learner": said["learner"]} if said["learner"] else {}
    return {
        "id": said["id"],
        "importedAt": times.written(said["imported_at"]),
        "tenant": said["tenant"],
        "kind": said["kind"],
        **whose,
        "createdAt": said["made_at"],
        "added": orjson.loads(said["added"]),
    }


# -- mappings --------------------------------------------------------------------------------------------------------


def get_mappings(_call: Call) -> Answer:
    return Answer(200, orjson.dumps(load(MAPPINGS)))
