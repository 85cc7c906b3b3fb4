"""Where records are made facts: what all classes have in common when one is recorded. All in one transaction, while no
other writer can change what was looked up."""

from collections.abc import Iterator

from fairmark.server.learning.access.asker import Asker
from fairmark.server.learning.bodies import at, wrong
from fairmark.server.learning.continuum import Continuums, Item, Json
from fairmark.server.learning.kind import EVIDENCE, SUPERSEDES, Draft, Kind, Link
from fairmark.server.learning.ledger import Fact, New, Recorder
from fairmark.server.learning.times import ALWAYS

STRANGE = "This server holds no CFItem with this URI."


class Desk:
    """The ledger and the frameworks, as they are for one request. `asker` is the person who asks, "" for nobody, and
    `who` what is known of them."""

    def __init__(self, ledger: Recorder, continuums: Continuums, who: Asker) -> None:
        self.ledger = ledger
        self.continuums = continuums
        self.who = who
        self.asker = who.person

    def record(self, kind: Kind, body: Json) -> Fact:
        """Record it; a Refusal names what is wrong with it."""
        item = self._target(body)
        before = self._before(kind, body, item)
        for place in kind.items:
            for field, uri in at(body, place):
                if self.continuums.item(uri) is None:
                    raise wrong(field, STRANGE)
        linked = dict(self._linked(kind, body))
        rest = kind.complete(self, Draft(body, before, item, linked))
        data = {**body, **(pin(item) if item else {}), **rest.members}
        if kind.numbered:
            data["version"] = before.data.get("version", 1) + 1 if before else 1
        fact = self.ledger.add(
            New(
                cls=kind.cls,
                data=data,
                effective_at=rest.effective_at,
                learners=kind.learners_of(data),
                about=item,
                before=before,
                replaces_from=ALWAYS if kind.follows == SUPERSEDES and not rest.replaces_from else rest.replaces_from,
                links=[named.root for named in linked.values()],
            )
        )
        kind.after(self, fact)
        return fact

    def _target(self, body: Json) -> Item | None:
        """The CFItem that the record is about as a whole."""
        if "target" not in body:
            return None
        item = self.continuums.item(body["target"])
        if item is None:
            raise wrong("/target", STRANGE)
        return item

    def _before(self, kind: Kind, body: Json, item: Item | None) -> Fact | None:
        """The fact whose place the record takes: of the same class, learners and target, in whose place no other
        stands. Profile, V-05: chains are linear."""
        if kind.follows not in body:
            return None
        field = f"/{kind.follows}"
        before = self.ledger.find(kind.cls, body[kind.follows])
        # A judgment in a blind session does not say whose work it is: of that its evidence is checked.
        learners = set(kind.learners_of(body)) if not kind.learner or kind.learner in body else None
        if (
            before is None
            or (learners is not None and set(kind.learners_of(before.data)) != learners)
            or before.target != (item.identifier if item else "")
        ):
            whose = " about the same learner and target" if item else " of the same learners" if kind.learner else ""
            raise wrong(field, f"This names no {kind.cls}{whose}.")
        if self.ledger.is_replaced(before):
            said = "has been superseded" if kind.follows == SUPERSEDES else "has a later version"
            raise wrong(field, f"This {kind.cls} {said} already; begin from the latest one.", 409)
        return before

    def _linked(self, kind: Kind, body: Json) -> Iterator[tuple[str, Fact]]:
        """The facts that the record names, by the place where it does."""
        learners = set(kind.learners_of(body))
        for link in kind.links:
            for field, id in at(body, link.place):
                yield field, self._named(link, field, id, learners)

    def _named(self, link: Link, field: str, id: str, learners: set[str]) -> Fact:
        fact = self.ledger.find(link.cls, id) if link.cls else self.ledger.fact(id)
        words = link.cls or "record"
        if fact is None:
            raise wrong(field, f"There is no such {words} here.")
        if link.same_learner and learners.isdisjoint(learners_of(fact)):
            raise wrong(field, f"This {words} is not this learner's.")
        return fact


def learners_of(fact: Fact) -> list[str]:
    """Whom the fact is about."""
    one = fact.data.get("learner")
    return [one] if one else list(fact.data.get("learners", ()))


def pin(item: Item) -> Json:
    """The members that say which item of which version of its framework a record is about."""
    return {"target": item.uri, "framework": item.framework_uri, "frameworkVersion": item.version}


def evidence_version(draft: Draft, field: str, number: int) -> Fact:
    """The version of the evidence that a record names at `field`, whose number it says beside it as `number`."""
    evidence = draft.linked[field]
    if evidence.cls != EVIDENCE or evidence.data["version"] != number:
        raise wrong(f"{field}Version", "This is not the number of that version.")
    return evidence
