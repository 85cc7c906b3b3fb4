"""What was known of a learner at one time (`known_at`, record time) of the learning up to another (`as_of`, effective
time). The two are never merged: profile, section 0.4."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from fairmark.server.learning.ledger import Fact


class Known:
    """The facts about one learner that were recorded up to `known_at`.

    A judgment or determination that had been superseded by then is none any more, whenever the correction is effective:
    it was a mistake. Work that had been withdrawn by then takes its earlier versions and their judgments with it.
    """

    def __init__(self, facts: Iterable[Fact], known_at: datetime) -> None:
        self._facts = [fact for fact in facts if fact.recorded_at <= known_at]
        self._replaced = {fact.replaces for fact in self._facts}
        self._withdrawn = self._find_withdrawn()

    def _find_withdrawn(self) -> set[str]:
        earlier = {fact.id: fact.replaces for fact in self._facts if fact.cls == "EvidenceRecord"}
        gone: set[str] = set()
        for fact in self._facts:
            if fact.data.get("status") == "withdrawn" and fact.id not in self._replaced:
                version: str | None = fact.id
                while version:
                    gone.add(version)
                    version = earlier[version]
        return gone

    def evidence(self, as_of: datetime) -> list[Fact]:
        """Work that was handed in, in all its versions."""
        found = self._effective("EvidenceRecord", as_of)
        return [fact for fact in found if fact.data["status"] == "submitted" and fact.id not in self._withdrawn]

    def judgments(self, as_of: datetime) -> list[Fact]:
        """Judgments that stand, oldest first: by effective time, then by record time. Profile, section 3.1."""
        found = (
            fact
            for fact in self._effective("Judgment", as_of)
            if fact.id not in self._replaced and fact.data["evidence"] not in self._withdrawn
        )
        return sorted(found, key=lambda fact: (fact.effective_at, fact.recorded_at))

    def determinations(self, as_of: datetime) -> list[Fact]:
        """Determinations that stand, in the order in which they were made: each saw all that was known then."""
        return [fact for fact in self._effective("Determination", as_of) if fact.id not in self._replaced]

    def _effective(self, cls: str, as_of: datetime) -> Iterator[Fact]:
        return (fact for fact in self._facts if fact.cls == cls and fact.effective_at <= as_of)
