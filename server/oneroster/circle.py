"""Whose work the asker may see in the gradebook: as the policy says of evidence and judgments of it."""

from fairmark.server.learning.access.gate import Gate
from fairmark.server.learning.access.policy import READ
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.kind import EVIDENCE, JUDGMENT
from fairmark.server.oneroster.works import Entry


class Circle:
    """What one asker may see. Each learner is decided once, unless grants open some of their work only."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._known: dict[tuple[str, str], bool] = {}

    def holds(self, entry: Entry, learner: str) -> bool:
        """Whether the asker may see the work as that of the learner."""
        if self._gate.asker.grants:
            return self._decided(entry, learner)
        key = learner, entry.place.visibility
        if key not in self._known:
            self._known[key] = self._decided(entry, learner)
        return self._known[key]

    def note(self, entry: Entry, learner: str) -> None:
        """Log that the learner's judgments of the work are shown."""
        self._gate.check(READ, JUDGMENT, learner, _about(entry))

    def _decided(self, entry: Entry, learner: str) -> bool:
        about = _about(entry)
        work = self._gate.decide(READ, EVIDENCE, learner, {**about, "visibility": entry.place.visibility})
        return work.allowed and self._gate.decide(READ, JUDGMENT, learner, about).allowed


def _about(entry: Entry) -> Json:
    """What the policy and grants ask of a record: what it is about."""
    return {"id": entry.latest, "alignment": [{"targetUrl": target} for target in entry.place.targets]}
