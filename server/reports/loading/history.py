"""What a stream of facts says of other facts: which count no more, and which are versions of one thing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fairmark.server.reports.loading.times import read

Json = Mapping[str, Any]


@dataclass(slots=True)
class History:
    """Read before the facts themselves. It keeps what is said of others only, which are few.

    A fact that another one supersedes, or of which there is a later version, counts no more from the moment at which
    that was recorded. Versions of evidence stay, as judgments are about one of them, until the work is withdrawn: then
    all of them go, and with them their judgments.
    """

    void: dict[str, datetime] = field(default_factory=dict)
    previous: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Iterable[Json]) -> "History":
        found = cls()
        found.go_on(facts)
        return found

    def go_on(self, facts: Iterable[Json]) -> None:
        """Read facts that were recorded later."""
        for fact in facts:
            self._read(fact)

    def _read(self, fact: Json) -> None:
        previous = fact.get("previousVersion")
        if previous:
            self.previous[fact["id"]] = previous
        if fact["type"] != "EvidenceRecord":
            for replaced in (fact.get("supersedes"), previous):
                if replaced:
                    self.void[replaced] = read(fact["recordedAt"])
        elif fact["status"] == "withdrawn":
            version: str | None = fact["id"]
            while version:
                self.void.setdefault(version, read(fact["recordedAt"]))
                version = self.previous.get(version)

    def void_from(self, *ids: str) -> datetime | None:
        """From when on a fact with one of these ids, or that depends on all of them, counts no more."""
        return min((self.void[id] for id in ids if id in self.void), default=None)

    def first(self, id: str) -> str:
        """The first version of that fact, which all versions have in common."""
        while id in self.previous:
            id = self.previous[id]
        return id
