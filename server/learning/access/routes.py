"""The operations about access: the policy, and the log of who has seen what."""

from marshmallow import fields as ma
import orjson

from fairmark.server import problems
from fairmark.server.admin.writing import PRIVATE
from fairmark.server.case.paging import Window, link_header
from fairmark.server.http import Answer, Call, Route
from fairmark.server.learning.access.gate import PURPOSE, guarded
from fairmark.server.learning.access.log import events_of
from fairmark.server.learning.access.policy import READ, policy
from fairmark.server.learning.answers import WindowQuery, is_a
from fairmark.server.learning.kind import TRUST

PURPOSES = {PURPOSE: "What for: a purpose of the policy. Default: that of the role in which somebody asks."}


class EventsQuery(WindowQuery):
    """Whose log."""

    learner = ma.Str(
        required=True,
        validate=is_a("Person", "Must be a URN or DID."),
        metadata={"description": "The learner whose record was looked at: a URN or DID."},
    )


def get_policy(_call: Call) -> Answer:
    return Answer(200, policy().document)


def list_events(call: Call) -> Answer:
    """The log of a learner's record, for who holds their rights and for privacy officers."""
    learner, window = call.query["learner"], Window(call.query["offset"], call.query["limit"])
    with guarded(call) as gate:
        if not gate.decide(READ, "AccessEvent", learner).allowed:
            raise gate.refusal("AccessEvent", [learner])
        total, events = events_of(gate.ledger.connection, learner, window.offset, window.limit)
    link = link_header(call.url, window, total, {"learner": learner})
    headers = {**PRIVATE, "X-Total-Count": str(total), "Link": link}
    return Answer(200, orjson.dumps({"accessEvents": events}), headers)


ACCESS = (
    Route(
        "getAccessPolicy",
        "GET",
        "/access-policy",
        get_policy,
        "Who may do what with which records, for which purpose and on which legal basis; all else is refused.",
        {200: TRUST + "AccessPolicy"},
        scope="scl.read",
        tags=("Learning",),
    ),
    Route(
        "listAccessEvents",
        "GET",
        "/access-events",
        list_events,
        "Who has read, changed or been refused a learner's record, in the order of time. Only the server writes it.",
        {200: TRUST + "AccessEventSet", **dict.fromkeys((400, 403, 503), problems.SCHEMA)},
        query=EventsQuery,
        scope="scl.read",
        headers=PURPOSES,
        tags=("Learning",),
    ),
)
