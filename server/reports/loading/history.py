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

    _void: dict[str, datetime] = field(default_factory=dict)
    _previous: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Iterable[Json]) -> "History":
        found = cls()
        for fact in facts:
            found._read(fact)
        return found

    def _read(self, fact: Json) -> None:
        previous = fact.get("previousVersion")
        if previous:
            self._previous[fact["id"]] = previous
        if fact["type"] != "EvidenceRecord":
            for replaced in (fact.get("supersedes"), previous):
                if replaced:
                    self._void[replaced] = read(fact["recordedAt"])
        elif fact["status"] == "withdrawn":
            version: str | None = fact["id"]
            while version:
                self._void.setdefault(version, read(fact["recordedAt"]))
                version = self._previous.get(version)

    def void_from(self, *ids: str) -> datetime | None:
        """From when on a fact with one of these ids, or that depends on all of them, counts no more."""
        return min((self._void[id] for id in ids if id in self._void), default=None)

    def first(self, id: str) -> str:
        """The first version of that fact, which all versions have in common."""
        while id in self._previous:
            id = self._previous[id]
        return id
