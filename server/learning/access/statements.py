"""Statements of disagreement, which travel with the record that was not corrected as asked. SCL-PRV-04."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from fairmark.server.learning.continuum import Json
from fairmark.server.learning.kind import AMENDMENT
from fairmark.server.learning.ledger import Ledger
from fairmark.server.learning.selection import Selection

Statements = Mapping[str, Sequence[Json]]
"""The root of a record to the statements that stand beside it."""


def statements(ledger: Ledger, known_at: datetime | None) -> Statements:
    """The statements that were known at a time, None for now."""
    found: dict[str, list[Json]] = {}
    for request in ledger.all(Selection(AMENDMENT, known_at=known_at)):
        if "statement" in request.data:
            data = request.data
            said = {"by": data["requestedBy"], "at": data["recordedAt"], "text": data["statement"]}
            for root in ledger.linked(request):
                found.setdefault(root, []).append(said)
    return found
