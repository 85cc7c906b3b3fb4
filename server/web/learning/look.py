"""One look at the ledger and the roster by whoever has signed in: what they may see, and what people are called."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from fairmark.server.context import Context
from fairmark.server.http import Call, Refusal
from fairmark.server.learning.access.asker import Asker
from fairmark.server.learning.access.gate import Denied, Gate
from fairmark.server.learning.access.log import events_of
from fairmark.server.learning.access.policy import READ
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.ledger import looking as at_the_ledger
from fairmark.server.learning.selection import NOTHING
from fairmark.server.learning.sight import Sight, check_seen, sight_of
from fairmark.server.roster.people import People
from fairmark.server.web.learning.visiting import Visitor
from fairmark.server.web.learning.wording import ACTIONS, PURPOSES, worded

PROGRESS = "LearnerProgress"
"""What stands for all that progress is made from, when it is decided who may see it."""

LOG = "AccessEvent"
LATEST = 500
"""Entries of the log that a page looks at; those of one person, day and purpose are one line."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody has looked at a record on a day, or was refused to, and how often."""

    day: date
    who: str
    role: str
    action: str
    purpose: str
    times: int


@dataclass(frozen=True)
class Look:
    """`gate` is that of the learning API, with the visitor before it: what they see is decided and logged there."""

    context: Context
    visitor: Visitor
    gate: Gate
    _sights: dict[str, Sight] = field(default_factory=dict)

    @property
    def ledger(self) -> Ledger:
        """All that is recorded, at this moment."""
        return self.gate.ledger

    @property
    def asker(self) -> Asker:
        """The visitor, as the policy knows them."""
        return self.gate.asker

    @property
    def people(self) -> People:
        """The roster, at the same moment."""
        return self.asker.people

    @property
    def today(self) -> date:
        """The day for which relationships are asked, in UTC."""
        return self.asker.today

    # -- what may be seen --------------------------------------------------------------------------------------------

    def check(self, learner: str, cls: str = PROGRESS) -> None:
        """Refuse to show what is recorded of the learner to whom it is none of the business of; log who looked."""
        self.gate.check(READ, cls, learner, {})

    def may_see(self, learner: str, cls: str = PROGRESS) -> bool:
        """Whether the visitor may read facts of the class about the learner."""
        return self.gate.decide(READ, cls, learner, {}).allowed

    def shown(self, facts: Iterable[Fact], learner: str) -> list[Fact]:
        """Those of the facts about the learner that the policy, their own visibility and blind scoring let be seen."""
        return [
            fact
            for fact in facts
            if self.gate.decide(READ, fact.cls, learner, fact.data).allowed and not self._is_veiled(fact)
        ]

    def _is_veiled(self, fact: Fact) -> bool:
        sight = self.sight(fact.cls)
        if sight.veiled == NOTHING:
            return False
        try:
            check_seen(self.ledger, fact, sight)
        except Refusal:
            return True
        return False

    def sight(self, cls: str) -> Sight:
        """What the visitor sees of facts of the class while work is scored blind."""
        if cls not in self._sights:
            self._sights[cls] = sight_of(self.ledger, cls, self.visitor.person)
        return self._sights[cls]

    # -- who is who --------------------------------------------------------------------------------------------------

    def classes(self) -> dict[str, str]:
        """The classes that the visitor teaches now, with their titles."""
        return self.people.classes_taught(self.visitor.person, self.today)

    def children(self) -> list[str]:
        """The learners whose rights the visitor holds."""
        return sorted(self.asker.wards)

    def name(self, person: str) -> str:
        """What somebody is called; the end of their id, where the roster does not know them."""
        return self.names([person])[person]

    def names(self, persons: Iterable[str]) -> dict[str, str]:
        """What people are called. Callers ask for those only whose name the visitor may know: of learners whom they
        may see, and of who works with these."""
        every = list(dict.fromkeys(persons))
        known = self.people.names(every)
        return {one: known.get(one) or f"Person {one[-6:]}" for one in every}

    def accesses(self, learner: str) -> list[Seen] | None:
        """Who has looked at the learner's record, the latest first; None where that is none of the visitor's
        business."""
        if not self.gate.decide(READ, LOG, learner).allowed:
            return None
        total, _ = events_of(self.ledger.connection, learner, 0, 1)
        _, events = events_of(self.ledger.connection, learner, max(0, total - LATEST), LATEST)
        names = self.names(event["actor"] for event in events)
        counted = Counter(_on_a_day(event, names) for event in reversed(events))
        return [Seen(*what, number) for what, number in counted.items()]


def _on_a_day(event: Json, names: Mapping[str, str]) -> tuple[date, str, str, str, str]:
    """What is the same for all that somebody does for one purpose on a day."""
    action, purpose = worded(event["action"], ACTIONS), worded(event["purpose"], PURPOSES)
    return date.fromisoformat(event["at"][:10]), names[event["actor"]], event["actorRole"], action, purpose


@contextmanager
def looking(call: Call, visitor: Visitor) -> Iterator[Look]:
    """What is there at this moment, whatever is recorded meanwhile. Who has seen what is logged when it is left."""
    engine, gate = call.context.store.engine, None
    try:
        with at_the_ledger(engine) as ledger:
            gate = gate_of(call, visitor, ledger)
            yield Look(call.context, visitor, gate)
    except Denied:
        if gate is not None:
            gate.log_alone(engine, done=False)
        raise
    gate.log_alone(engine, done=True)


def gate_of(call: Call, visitor: Visitor, ledger: Ledger) -> Gate:
    """The gate with the visitor before it."""
    return Gate(Asker(ledger, visitor.person, visitor.scopes, at=call.context.now()), call.url)
