"""Recording over HTTP: one record or a batch of them, each request once, and only if nobody was faster."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
import re
from typing import Any

from marshmallow import Schema
import orjson

from fairmark.server.admin.writing import PRIVATE, refused_while_busy
from fairmark.server.http import Answer, Call, Function, Refusal
from fairmark.server.learning.access.gate import Denied, Gate, gate_to
from fairmark.server.learning.answers import Flag, address, tag_of
from fairmark.server.learning.bodies import checked, read_batch, read_record
from fairmark.server.learning.continuum import Continuums, Json
from fairmark.server.learning.desk import Desk, learners_of
from fairmark.server.learning.kind import EVIDENCE, Kind
from fairmark.server.learning.ledger import Recorder, recording
from fairmark.server.learning.repeats import Repeats
from fairmark.server.learning.sight import sight_of
from fairmark.server.negotiation import CODINGS
from fairmark.server.problems import PROBLEM, problem

IF_MATCH = "If-Match"
STRONG_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')

TOLD = 100
"""Refused records of a batch that are told one by one, where it is all or nothing."""


class BatchQuery(Schema):
    """Arguments of batches."""

    in_part = Flag(
        data_key="partial", description="Record what is right even if something is not. Default: all or nothing."
    )


@contextmanager
def recorder(call: Call) -> Iterator[Recorder]:
    """The ledger to add to; a Refusal (503) where other writers keep it for too long."""
    with refused_while_busy(), recording(call.context.store.engine) as ledger:
        yield ledger


def post(kind: Kind) -> Function:
    """The operation that records one fact of the class."""

    def recorded(call: Call) -> Answer:
        body = read_record(call, f"New{kind.cls}")
        return _once(call, lambda desk, gate: _one(call, desk, gate, kind, body))

    return recorded


def post_batch(kind: Kind) -> Function:
    """The operation that records many facts of the class: all or nothing, or what is right of them."""

    def recorded(call: Call) -> Answer:
        if IF_MATCH.lower() in call.headers:
            raise Refusal(400, "bad_query", "A batch has no one thing that could match.", IF_MATCH)
        bodies = [_checked(record, f"New{kind.cls}") for record in read_batch(call)]
        try:
            return _once(call, lambda desk, gate: _many(desk, gate, kind, bodies, partial=call.query["in_part"]))
        except _Undone as undone:
            return undone.answer

    return recorded


Act = Callable[[Desk, Gate], Answer]


def _once(call: Call, act: Act) -> Answer:
    """What `act` answers, or what was answered to the same request before."""
    repeats, gate = Repeats(call), None
    try:
        with recorder(call) as ledger:
            answer = repeats.answer(ledger.connection)
            if answer is None:
                gate = gate_to(call, ledger)
                answer = act(
                    Desk(ledger, Continuums(call.context.store, call.context.settings.base_url), gate.asker), gate
                )
                repeats.keep(ledger.connection, answer)
                gate.log(ledger.connection)
    except (Denied, _Undone):
        if gate is not None:
            gate.log_alone(call.context.store.engine, done=False)
        raise
    return answer


def _one(call: Call, desk: Desk, gate: Gate, kind: Kind, body: Json) -> Answer:
    _check_permitted(desk, gate, kind, body)
    _check_match(call, desk, kind, body)
    fact = desk.record(kind, body)
    data = orjson.dumps(kind.shown(desk.ledger, fact, sight_of(desk.ledger, kind.cls, desk.asker)))
    headers = {**PRIVATE, "Location": address(call, kind, fact.id), "ETag": f'"{tag_of(data)}"'}
    return Answer(201, data, headers)


def _check_permitted(desk: Desk, gate: Gate, kind: Kind, body: Json) -> None:
    """Refuse to record what the asker may not. Who scores blind does not say whose work it is: its evidence does."""
    learners = kind.learners_of(body)
    if kind.learner and not learners and "evidence" in body:
        work = desk.ledger.find(EVIDENCE, body["evidence"])
        learners = learners_of(work) if work else []
    gate.check_written(kind.cls, learners, body)


def _check_match(call: Call, desk: Desk, kind: Kind, body: Json) -> None:
    """Refuse (412) to take the place of a version that the client has not seen. RFC 9110 section 13.1.1."""
    given = call.headers.get(IF_MATCH.lower())
    if given is None:
        return
    before = desk.ledger.find(kind.cls, body[kind.follows]) if kind.follows in body else None
    if before is None:
        raise Refusal(412, "bad_query", "There is nothing whose place this would take.", IF_MATCH)
    if given.strip() == "*":
        return
    latest = desk.ledger.latest(before)
    tag = tag_of(orjson.dumps(kind.shown(desk.ledger, latest, sight_of(desk.ledger, kind.cls, desk.asker))))
    tags = {named for weak, named in STRONG_TAG.findall(given) if not weak}
    if tags.isdisjoint({tag, *(f"{tag}.{coding}" for coding in CODINGS)}):
        raise Refusal(412, "bad_query", "There is another version than the one that you have seen.", IF_MATCH)


# -- batches ---------------------------------------------------------------------------------------------------------


class _Undone(Exception):
    """Nothing of a batch is recorded; `answer` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def _checked(record: Any, definition: str) -> Json | Refusal:
    try:
        return checked(record, definition)
    except Refusal as refusal:
        return refusal


def _many(desk: Desk, gate: Gate, kind: Kind, bodies: Sequence[Json | Refusal], *, partial: bool) -> Answer:
    told = [{"index": index, **_recorded(desk, gate, kind, body)} for index, body in enumerate(bodies)]
    refused = [one for one in told if one["status"] != 201]
    if len(refused) == len(told) or (refused and not partial):
        raise _Undone(_none_of(told, refused if partial else refused[:TOLD], len(refused)))
    result = {"recorded": len(told) - len(refused), "refused": len(refused), "records": told}
    return Answer(201 if not refused else 200, orjson.dumps(result), PRIVATE)


def _recorded(desk: Desk, gate: Gate, kind: Kind, body: Json | Refusal) -> Json:
    """What becomes of a record of a batch."""
    try:
        if isinstance(body, Refusal):
            raise body
        _check_permitted(desk, gate, kind, body)
        fact = desk.record(kind, body)
    except Refusal as refusal:
        field = {"field": refusal.field} if refusal.field else {}
        return {"status": refusal.status, **field, "detail": refusal.detail}
    return {"status": 201, "id": fact.id, "recordedAt": fact.data["recordedAt"]}


def _none_of(told: Sequence[Json], refused: Sequence[Json], number: int) -> Answer:
    """The problem of a batch of which nothing is recorded, by the first record that is refused."""
    first = refused[0]
    detail = f"{number} of {len(told)} records are refused, and nothing was recorded. The first: {first['detail']}"
    said = problem(first["status"], detail, f"/{first['index']}{first.get('field', '')}")
    body = orjson.dumps({**said, "recorded": 0, "refused": number, "records": refused})
    return Answer(first["status"], body, PRIVATE, media_type=PROBLEM)
