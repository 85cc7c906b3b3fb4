"""What operations on facts have in common: looking, recording, answering one fact or a page of them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from marshmallow import Schema, ValidationError, validate
from marshmallow import fields as ma
import orjson

from fairmark.server.admin.writing import PRIVATE, refused_while_busy
from fairmark.server.case.paging import Window, link_header
from fairmark.server.case.query import LIMIT, Whole
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.learning import times
from fairmark.server.learning.bodies import SCHEMA, wrong
from fairmark.server.learning.continuum import Continuums, Item, Json
from fairmark.server.learning.ledger import Fact, Ledger, Recorder, looking, recording
from fairmark.validators.rules.shape import accepts

BASE = "/scl/v1"
MOST = 1_000
"""Facts on a page."""

COLLECTIONS = {
    "EvidenceRecord": ("evidence", "evidence"),
    "Judgment": ("judgments", "judgments"),
    "DeterminationRule": ("determination-rules", "determinationRules"),
    "Determination": ("determinations", "determinations"),
}
"""Class to its segment in the path, and to the member that holds a page of it."""


class Time(ma.String):
    """A moment, RFC 3339 with an offset."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> Any:
        text = super()._deserialize(value, attr, data, **rest)
        moment = times.read(text) if accepts(SCHEMA, "DateTime", text) else None
        if moment is None:
            raise ValidationError("Must be a date and time with an offset, such as 2026-01-31T12:00:00Z.")
        return moment


def _is_person(value: str) -> None:
    if not accepts(SCHEMA, "Person", value):
        raise ValidationError("Must be a URN or DID.")


class PageQuery(Schema):
    """Arguments of the lists."""

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


class LearnersPageQuery(PageQuery):
    """Arguments of the lists of facts about learners."""

    learner = ma.Str(
        validate=_is_person, metadata={"description": "Only what is recorded of this learner: a URN or DID."}
    )


def open_ledger(call: Call) -> AbstractContextManager[Ledger]:
    """The ledger as it is now."""
    return looking(call.context.store.engine)


@contextmanager
def recorder(call: Call) -> Iterator[Recorder]:
    """The ledger to add to; a Refusal (503) where other writers keep it for too long."""
    with refused_while_busy(), recording(call.context.store.engine) as ledger:
        yield ledger


def created(call: Call, fact: Fact) -> Answer:
    place = address(call, fact.cls, fact.id)
    return Answer(201, orjson.dumps(fact.data), {**PRIVATE, "Location": place})


def address(call: Call, cls: str, id: str) -> str:
    """Where the fact is on this server."""
    return f"{call.context.settings.base_url}{BASE}/{COLLECTIONS[cls][0]}/{id}"


def one(cls: str) -> Callable[[Call], Answer]:
    """The operation that answers one fact of the class, superseded or not."""

    def get(call: Call) -> Answer:
        with open_ledger(call) as ledger:
            return Answer(200, orjson.dumps(found(ledger, cls, call.path["id"]).data), PRIVATE)

    return get


def found(ledger: Ledger, cls: str, id: str) -> Fact:
    """The fact that the path names."""
    fact = ledger.find(cls, id) if accepts(SCHEMA, "Urn", id) else None
    if fact is None:
        raise Refusal(404, "unknown", "There is no such record here.")
    return fact


def page(cls: str) -> Callable[[Call], Answer]:
    """The operation that answers a page of the facts of the class, in the order of recording."""

    def get(call: Call) -> Answer:
        learner = call.query.get("learner")
        window = Window(call.query["offset"], call.query["limit"])
        with open_ledger(call) as ledger:
            total, facts = ledger.page(cls, learner, window.offset, window.limit)
        kept = {"learner": learner} if learner is not None else {}
        headers = {"X-Total-Count": str(total), "Link": link_header(call.url, window, total, kept)}
        return Answer(200, orjson.dumps({COLLECTIONS[cls][1]: [fact.data for fact in facts]}), {**PRIVATE, **headers})

    return get


# -- what records of several classes must fulfil ---------------------------------------------------------------------


def target_of(continuums: Continuums, body: Json) -> Item:
    """The item that the record is about."""
    item = continuums.item(body["target"])
    if item is None:
        raise wrong("/target", "This server holds no CFItem with this URI.")
    return item


def pin(ledger: Ledger, item: Item) -> Json:
    """The members that say which item of which version of its framework a record is about; a Refusal (409) where that
    version is no longer the current one, as it was when the item was looked up."""
    if ledger.framework_version(item.framework) != item.version:
        raise wrong("/target", "The framework has been replaced meanwhile; send the record again.", 409)
    return {"target": item.uri, "framework": item.framework_uri, "frameworkVersion": item.version}


def check_superseded(ledger: Ledger, cls: str, body: Json, target: str) -> None:
    """Refuse to supersede what is not of the same class, learner and target, or is superseded already. Profile, V-05:
    chains are linear."""
    if "supersedes" not in body:
        return
    old = ledger.find(cls, body["supersedes"])
    if old is None or old.data["learner"] != body["learner"] or old.target != target:
        raise wrong("/supersedes", f"This names no {cls} about the same learner and target.")
    if ledger.is_replaced(old.id):
        raise wrong("/supersedes", f"This {cls} has been superseded already; supersede the latest one.", 409)
