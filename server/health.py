"""GET /healthz: the process answers. GET /readyz: so does its database."""

import logging

import orjson

from fairmark.server import problems
from fairmark.server.http import Answer, Api, Call, Refusal, Route
from fairmark.server.serving.logs import note

LOG = logging.getLogger("fairmark.server")

OK = orjson.dumps({"status": "ok"})
FRESH = {"Cache-Control": "no-store"}


def alive(_call: Call) -> Answer:
    return Answer(200, OK, FRESH)


def ready(call: Call) -> Answer:
    try:
        call.context.store.framework("")
    except Exception as error:  # whatever keeps the database from answering, the answer is: not ready
        note(LOG, logging.ERROR, "not ready", error=type(error).__name__)
        raise Refusal(503, "busy", "The database does not answer.") from error
    return Answer(200, OK, FRESH)


HEALTH = Api(
    "health",
    "",
    (
        Route("alive", "GET", "/healthz", alive, "Whether the process answers.", {200: ""}, tags=("Health",)),
        Route(
            "ready",
            "GET",
            "/readyz",
            ready,
            "Whether the database answers too.",
            {200: "", 503: problems.SCHEMA},
            tags=("Health",),
        ),
    ),
    problems.refuse,
    problems.SCHEMA,
    problems.PROBLEM,
)
