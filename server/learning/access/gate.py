"""The gate that every read and write of learners' records passes: it asks for the decision, and logs what came of it.

What was read is logged before it is answered; what is written, in the same transaction; what was refused, by itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine

from fairmark.server.admin.writing import refused_while_busy
from fairmark.server.http import Answer, Call, Function, Refusal
from fairmark.server.learning.access import log
from fairmark.server.learning.access.asker import Asker
from fairmark.server.learning.access.deciding import Decision, decide
from fairmark.server.learning.access.policy import READ, WRITE, policy
from fairmark.server.learning.access.reach import reach
from fairmark.server.learning.asking import token_of
from fairmark.server.learning.bodies import SCHEMA
from fairmark.server.learning.desk import learners_of
from fairmark.server.learning.ledger import Fact, Ledger, looking
from fairmark.server.storage.database import updating
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.rules.shape import accepts

PURPOSE = "Access-Purpose"
"""The header that says what for; without it, each role asks for the purpose that it has by default."""

NOTHING = ""
"""A class that there is not, which therefore nobody may see: what is decided then says who has asked."""

DENIED = "The policy does not allow this: /scl/v1/access-policy says what it allows."


class Denied(Refusal):
    """What may not be done, with the learners whose record it would have been."""

    def __init__(self, learners: Sequence[str], status: int = 403, detail: str = DENIED) -> None:
        super().__init__(status, "unknown" if status == 404 else "forbidden", detail)
        self.learners = learners


def asker_in(call: Call, ledger: Ledger) -> Asker:
    """Who asks: the person for whom the token acts, or the system that has it."""
    token = Tokens(call.context.store.engine).find(token_of(call))
    if token is None:
        raise Refusal(401, "unauthorised", "this token is not known, has expired or was revoked")
    return Asker(ledger, token.acts_as or "", token.scopes, at=call.context.now(), client=token.name)


class Gate:
    """What one asker may do within one transaction, for one purpose ("" for that of the role). `resource` is the
    address that was asked for."""

    def __init__(self, asker: Asker, resource: str, purpose: str = "") -> None:
        if purpose and purpose not in policy().purposes:
            raise Refusal(400, "bad_query", "The policy has no such purpose.", PURPOSE)
        self.asker = asker
        self.ledger = asker.ledger
        self.purpose = purpose
        self._resource = resource
        self._events: dict[str, log.Event] = {}
        self._denials: dict[str, log.Event] = {}

    # -- deciding ----------------------------------------------------------------------------------------------------

    def check(self, action: str, cls: str, learner: str, record: Mapping[str, Any] | None = None) -> None:
        """Refuse what the asker may not do with records of the class about a learner."""
        if not accepts(SCHEMA, "Person", learner):
            raise Refusal(404, "unknown", "Nobody can be called so.")
        decision = self.decide(action, cls, learner, record)
        if not decision.allowed:
            raise self.refusal(cls, [learner], 403)
        self._note([learner], action, decision)

    def check_fact(self, fact: Fact, cls: str = "") -> None:
        """Refuse to show a fact, or what is made of it as another class. Of a group's work, whoever may see it as that
        of one learner may see it."""
        learners = learners_of(fact)
        decision = self._seen(fact, cls or fact.cls)
        if not decision.allowed:
            raise self.refusal(cls or fact.cls, learners)
        self._note(learners, READ, decision)

    def check_view(self, cls: str, session: Fact, learners: Iterable[str]) -> None:
        """Refuse a view of a calibration session, made of the work of those learners."""
        decision = self.decide(READ, cls, "", session.data)
        if not decision.allowed:
            raise self.refusal(cls, [])
        self._note(learners, READ, decision)

    def check_written(self, cls: str, learners: Sequence[str], body: Mapping[str, Any]) -> None:
        """Refuse to record what is about these learners. Work of a group may be handed in by any of them who is in a
        class with the others."""
        decisions = {learner: self.decide(WRITE, cls, learner, body) for learner in learners or [""]}
        own = decisions.get(self.asker.person)
        if own and own.allowed:
            decisions = {learner: own if self._is_with(learner) else one for learner, one in decisions.items()}
        if not all(decision.allowed for decision in decisions.values()):
            raise self.refusal(cls, learners, 403)
        for learner, decision in decisions.items():
            self._note([learner] if learner else [], WRITE, decision)

    def _is_with(self, learner: str) -> bool:
        return any(standing.role == "classmate" for standing in self.asker.standings(learner))

    def decide(self, action: str, cls: str, learner: str, record: Mapping[str, Any] | None = None) -> Decision:
        return decide(self.asker, action, cls, learner, self.purpose, record)

    def refusal(self, cls: str, learners: Sequence[str], status: int = 0, detail: str = DENIED) -> Denied:
        """The refusal to raise; it is logged for each of the learners. Where it tells something that there is such a
        record, it is not told."""
        for learner in learners:
            self._denials[learner] = self._event(learner, log.DENY, self.decide(READ, NOTHING, learner))
        hides = cls in policy().hidden and not status
        return Denied(learners, 404, "There is no such record here.") if hides else Denied(learners, 403, detail)

    def reach(self, cls: str) -> ColumnElement[bool]:
        """The condition that facts of the class may be shown in a list."""
        return reach(self.asker, cls, self.purpose)

    def shows(self, facts: Iterable[Fact]) -> None:
        """Note that these facts are shown, all of which are within reach."""
        for fact in facts:
            learners = learners_of(fact)
            if any(learner not in self._events for learner in learners):
                self._note(learners, READ, self._seen(fact, fact.cls))

    def _seen(self, fact: Fact, cls: str) -> Decision:
        found = Decision(False, "none")
        for learner in learners_of(fact) or [""]:
            found = decide(self.asker, READ, cls, learner, self.purpose, fact.data, fact.root)
            if found.allowed:
                return found
        return found

    # -- logging -----------------------------------------------------------------------------------------------------

    def _note(self, learners: Iterable[str], action: str, decision: Decision) -> None:
        told = log.DISCLOSE if decision.grant and action == READ else action
        for learner in learners:
            self._events.setdefault(learner, self._event(learner, told, decision))

    def _event(self, learner: str, action: str, decision: Decision) -> log.Event:
        return log.Event(
            at=self.asker.at,
            learner=learner,
            actor=self.asker.name,
            role=decision.role,
            on_behalf_of=learner if decision.role == "guardian" else None,
            action=action,
            resource=self._resource,
            purpose=decision.purpose,
            legal_basis=decision.legal_basis,
            grant=decision.grant or None,
        )

    def log(self, connection: Connection) -> None:
        """Write what was done, and what was refused, into the log."""
        log.append(connection, [*self._events.values(), *self._denials.values()])

    def log_alone(self, engine: Engine, *, done: bool) -> None:
        """The same in a transaction of its own; without what was to be done, where nothing was."""
        events = [*(self._events.values() if done else ()), *self._denials.values()]
        if events:
            with refused_while_busy(), updating(engine) as connection:
                log.append(connection, events)


@contextmanager
def guarded(call: Call) -> Iterator[Gate]:
    """The gate to read through, and the ledger behind it: `gate.ledger`. What was read is logged when it is left."""
    engine, gate = call.context.store.engine, None
    try:
        with looking(engine) as ledger:
            gate = gate_to(call, ledger)
            yield gate
    except Denied:
        if gate is not None:
            gate.log_alone(engine, done=False)
        raise
    gate.log_alone(engine, done=True)


def gate_to(call: Call, ledger: Ledger) -> Gate:
    """The gate of a request to the API."""
    # A colon may stand in a path as it is, and does so in what the server says of its addresses.
    return Gate(asker_in(call, ledger), call.url.replace("%3A", ":"), call.headers.get(PURPOSE.lower(), ""))


def of_learner(cls: str, function: Function) -> Function:
    """The operation that answers a view of the learner whom its path names, behind the gate. It is of the whole record:
    what opens some of that does not open it."""

    def answered(call: Call) -> Answer:
        with guarded(call) as gate:
            gate.check(READ, cls, call.path["id"], {})
            return function(call)

    return answered


def of_fact(cls: str, known_as: str, function: Function) -> Function:
    """The operation that answers a view, of the class `known_as`, of the fact that its path names."""

    def answered(call: Call) -> Answer:
        with guarded(call) as gate:
            fact = gate.ledger.find(cls, call.path["id"])
            if fact is not None:
                gate.check_fact(fact, known_as)
            return function(call)

    return answered
