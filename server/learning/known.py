"""What was known of a learner at one time (`known_at`, record time) of the learning up to another (`as_of`, effective
time). The two are never merged: profile, section 0.4."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from fairmark.server.learning.kind import DETERMINATION, EVIDENCE, JUDGMENT
from fairmark.server.learning.ledger import Fact

CALIBRATION, REVIEW = "calibration", "review"
ATTAINED = ("proficient", "placed")
"""Statuses of a determination by which its target is attained."""

WITHDRAWN, SUBMITTED = "withdrawn", "submitted"


class Known:
    """The facts about one learner that were recorded up to `known_at`.

    A judgment or determination that had been superseded by then is none any more, whenever the correction is effective:
    it was a mistake. A next version takes its place from when on it is effective. Work that had been withdrawn by then
    takes its earlier versions and their judgments with it.
    """

    def __init__(self, facts: Iterable[Fact], known_at: datetime) -> None:
        self.known_at = known_at
        self._facts = [fact for fact in facts if fact.recorded_at <= known_at]
        self._followers = {fact.replaces: fact for fact in self._facts if fact.replaces}
        self._works = {fact.id: fact for fact in self._facts if fact.cls == EVIDENCE}

    def evidence(self, as_of: datetime) -> list[Fact]:
        """Work that was handed in, in all its versions."""
        withdrawn = self._withdrawn(as_of)
        found = self._effective(EVIDENCE, as_of)
        return [fact for fact in found if fact.status == SUBMITTED and fact.root not in withdrawn]

    def judgments(self, as_of: datetime) -> list[Fact]:
        """Judgments that stand, oldest first: by effective time, by record time, by identifier. Profile, section 3.1.
        Calibration is none of the learner's own."""
        withdrawn = self._withdrawn(as_of)
        found = (
            fact
            for fact in self.standing(JUDGMENT, as_of)
            if fact.data["purpose"] != CALIBRATION and self._root_of_work(fact) not in withdrawn
        )
        return sorted(found, key=lambda fact: (fact.effective_at, fact.recorded_at, fact.id))

    def _root_of_work(self, judgment: Fact) -> str:
        work = self._works.get(judgment.data["evidence"])
        return work.root if work else ""

    def task(self, judgment: Fact) -> str:
        """What the judged work was done for, as far as rules tell tasks apart: the task that it names, or the first
        version of the work where it names none."""
        work = self._works.get(judgment.data["evidence"])
        while work is not None:
            if task := work.data.get("task"):
                return str(task)
            if work.replaces is None:
                return work.id
            work = self._works.get(work.replaces)
        return str(judgment.data["evidence"])

    def determinations(self, as_of: datetime) -> list[Fact]:
        """Determinations that stand, in the order in which they were made: each saw all that was known then."""
        return self.standing(DETERMINATION, as_of)

    def conclusions(self, as_of: datetime) -> list[Fact]:
        """Determinations that say something: a review that finds too little evidence changes nothing."""
        return [
            fact
            for fact in self.determinations(as_of)
            if fact.data["purpose"] != REVIEW or fact.status != "insufficientEvidence"
        ]

    def standing(self, cls: str, as_of: datetime) -> list[Fact]:
        """Facts of the class in whose place no other stands, in the order of recording."""
        return [fact for fact in self._effective(cls, as_of) if not self._is_replaced(fact, as_of)]

    def turns(self, cls: str) -> list[datetime]:
        """The effective times at which facts of the class began to stand or to be replaced, each once, in order."""
        own = [fact for fact in self._facts if fact.cls == cls]
        return sorted({moment for fact in own for moment in (fact.effective_at, fact.replaces_from) if moment})

    def _is_replaced(self, fact: Fact, as_of: datetime) -> bool:
        follower = self._followers.get(fact.id)
        return follower is not None and follower.replaces_from is not None and follower.replaces_from <= as_of

    def _withdrawn(self, as_of: datetime) -> set[str]:
        """The roots of what was withdrawn."""
        return {
            fact.root
            for fact in self._facts
            if fact.cls == EVIDENCE and fact.status == WITHDRAWN and not self._is_replaced(fact, as_of)
        }

    def _effective(self, cls: str, as_of: datetime) -> Iterator[Fact]:
        return (fact for fact in self._facts if fact.cls == cls and fact.effective_at <= as_of)
