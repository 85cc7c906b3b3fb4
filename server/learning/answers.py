"""What operations that read facts have in common: looking, answering one fact or a page of them."""

from contextlib import AbstractContextManager
from hashlib import blake2b
from typing import Any

from marshmallow import Schema, ValidationError, validate
from marshmallow import fields as ma
import orjson

from fairmark.server.admin.writing import PRIVATE
from fairmark.server.case.operations import NAME
from fairmark.server.case.paging import Window, link_header
from fairmark.server.case.query import LIMIT, LONGEST, Whole
from fairmark.server.http import Answer, Call, Function, Refusal
from fairmark.server.learning import times
from fairmark.server.learning.access.gate import Gate, guarded
from fairmark.server.learning.access.policy import READ
from fairmark.server.learning.bodies import SCHEMA
from fairmark.server.learning.continuum import identifier_of
from fairmark.server.learning.desk import learners_of
from fairmark.server.learning.kind import Kind
from fairmark.server.learning.ledger import DELETED, Fact, Ledger, looking
from fairmark.server.learning.selection import Selection
from fairmark.server.learning.sight import Sight, check_seen, sight_of
from fairmark.validators.rules.shape import accepts

BASE = "/scl/v1"
MOST = 1_000
"""Facts on a page."""


class Time(ma.String):
    """A moment, RFC 3339 with an offset."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> Any:
        text = super()._deserialize(value, attr, data, **rest)
        moment = times.read(text) if accepts(SCHEMA, "DateTime", text) else None
        if moment is None:
            raise ValidationError("Must be a date and time with an offset, such as 2026-01-31T12:00:00Z.")
        return moment


def is_a(definition: str, words: str) -> Any:
    def check(value: str) -> None:
        if not accepts(SCHEMA, definition, value):
            raise ValidationError(words)

    return check


class Flag(ma.Boolean):
    """true or false, and no other words for them."""

    def __init__(self, *, description: str, data_key: str | None = None) -> None:
        said = {"description": description}
        super().__init__(truthy={"true"}, falsy={"false"}, load_default=False, data_key=data_key, metadata=said)


class KnownQuery(Schema):
    """When."""

    known_at = Time(
        data_key="knownAt", metadata={"description": "Only what was recorded up to this time. Default: now."}
    )


class WindowQuery(Schema):
    """Which part of a list."""

    limit = Whole(
        load_default=LIMIT,
        validate=validate.Range(1, MOST),
        metadata={"description": "How many records at most.", "format": "int32"},
    )
    offset = Whole(
        load_default=0,
        validate=validate.Range(0, 2**31 - 1),
        metadata={"description": "Number of the first record, counted from 0.", "format": "int32"},
    )


class PageQuery(KnownQuery, WindowQuery):
    """Arguments of the lists."""

    as_of = Time(
        data_key="asOf", metadata={"description": "Only what was effective up to this time. Default: whenever."}
    )
    history = Flag(description="Also what others took the place of, and what was withdrawn. Default: only what stood.")
    status = ma.Str(
        validate=validate.Regexp("[A-Za-z]{1,32}$"), metadata={"description": "Only records of this status."}
    )
    refers_to = ma.Str(
        data_key="refersTo",
        validate=is_a("Urn", "Must be the id of a record."),
        metadata={"description": "Only what names this record, in whatever version: its id."},
    )


class LearnersPageQuery(PageQuery):
    """Arguments of the lists of facts about learners."""

    learner = ma.Str(
        validate=is_a("Person", "Must be a URN or DID."),
        metadata={"description": "Only what is recorded of this learner: a URN or DID."},
    )


class TargetsPageQuery(LearnersPageQuery):
    """Arguments of the lists of facts about a learner and a CFItem."""

    target = ma.Str(
        validate=validate.Length(max=LONGEST), metadata={"description": "Only what is about this CFItem: its URI."}
    )


def open_ledger(call: Call) -> AbstractContextManager[Ledger]:
    """The ledger as it is now."""
    return looking(call.context.store.engine)


def address(call: Call, kind: Kind, id: str) -> str:
    """Where the fact is on this server."""
    return f"{call.context.settings.base_url}{BASE}/{kind.segment}/{id}"


def tag_of(body: bytes) -> str:
    """The entity tag of a record, without quotes."""
    return blake2b(body, digest_size=16).hexdigest()


def one(kind: Kind) -> Function:
    """The operation that answers one fact of the class, whether or not it stands."""

    def get(call: Call) -> Answer:
        known_at = call.query.get("known_at")
        with guarded(call) as gate:
            ledger = gate.ledger
            fact = found(ledger, kind.cls, call.path["id"])
            if known_at is not None and fact.recorded_at > known_at:
                raise Refusal(404, "unknown", "There was no such record yet.")
            sight = sight_of(ledger, kind.cls, gate.asker.person, known_at)
            gate.check_fact(fact)
            _check_blind(gate, fact, sight)
            body = orjson.dumps(kind.shown(ledger, fact, sight))
            headers = {**PRIVATE, **_relations(call, kind, ledger, fact)}
        return Answer(200, body, headers, etag=tag_of(body))

    return get


def _check_blind(gate: Gate, fact: Fact, sight: Sight) -> None:
    """Refuse to show what is scored blind, and log it as refused."""
    try:
        check_seen(gate.ledger, fact, sight)
    except Refusal as veiled:
        raise gate.refusal(fact.cls, learners_of(fact), veiled.status, veiled.detail) from None


def _relations(call: Call, kind: Kind, ledger: Ledger, fact: Fact) -> dict[str, str]:
    """The header Link to the record before and to the one that took its place (RFC 5829)."""
    follower = ledger.follower(fact)
    named = {"predecessor-version": fact.replaces, "successor-version": follower.id if follower else None}
    links = [f'<{address(call, kind, id)}>; rel="{rel}"' for rel, id in named.items() if id]
    return {"Link": ", ".join(links)} if links else {}


def found(ledger: Ledger, cls: str, id: str) -> Fact:
    """The fact that the path names."""
    known = ledger.fact(id) if accepts(SCHEMA, "Urn", id) else None
    if known is not None and known.cls == DELETED and known.data["type"] == cls:
        raise Refusal(410, "unknown", "This record was deleted, as the retention policy says.")
    fact = known if known is not None and known.cls == cls else None
    if fact is None:
        raise Refusal(404, "unknown", "There is no such record here.")
    return fact


def page(kind: Kind) -> Function:
    """The operation that answers a page of the facts of the class, in the order of recording."""

    def get(call: Call) -> Answer:
        query = call.query
        window = Window(query["offset"], query["limit"])
        with guarded(call) as gate:
            ledger = gate.ledger
            if "learner" in query:
                gate.check(READ, kind.cls, query["learner"])
            sight = sight_of(ledger, kind.cls, gate.asker.person, query.get("known_at"))
            selection = Selection(
                kind.cls,
                query.get("learner"),
                _identifier(query.get("target")),
                _root(ledger, query.get("refers_to")),
                query.get("status"),
                query.get("as_of"),
                query.get("known_at"),
                query["history"],
                sight.veiled,
                gate.reach(kind.cls),
            )
            total, facts = ledger.page(selection, window.offset, window.limit)
            gate.shows(facts)
            records = [kind.shown(ledger, fact, sight) for fact in facts]
        headers = {"X-Total-Count": str(total), "Link": link_header(call.url, window, total, _kept(query))}
        return Answer(200, orjson.dumps({kind.member: records}), {**PRIVATE, **headers})

    return get


def _identifier(uri: str | None) -> str | None:
    """The identifier of the CFItem with that URI; one that no item has where it cannot be one."""
    if uri is None:
        return None
    identifier = identifier_of(uri)
    return identifier if NAME.fullmatch(identifier) else "-"


def _root(ledger: Ledger, id: str | None) -> str | None:
    """The root of the fact with that id, whatever its class."""
    return (ledger.root_of(id) or id) if id else None


ARGUMENTS = {"target": "target", "learner": "learner", "status": "status", "refersTo": "refers_to"}


def _kept(query: Any) -> dict[str, str]:
    """The arguments that lead from one page to the next, as they are written."""
    kept = {name: query[attribute] for name, attribute in ARGUMENTS.items() if attribute in query}
    for name, attribute in (("asOf", "as_of"), ("knownAt", "known_at")):
        if attribute in query:
            kept[name] = times.written(query[attribute])
    return {**kept, **({"history": "true"} if query["history"] else {})}
