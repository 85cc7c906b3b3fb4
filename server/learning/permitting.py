"""Whether what a learner has attained may be told with the work behind it: only if the learner permits. SCL-CRD-03.

Learners, and those who hold their rights, permit it by asking for it. For somebody else it is permitted by a grant that
is open, and covers the work.
"""

from collections.abc import Collection
from datetime import datetime

from fairmark.server.http import Refusal
from fairmark.server.learning.access.policy import policy
from fairmark.server.learning.access.sharing import grants_to
from fairmark.server.learning.kind import EVIDENCE
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.roster.people import People

GRANTEE = "grantee"


def permitted_works(
    ledger: Ledger, learner: str, works: Collection[Fact], asker: str, audience: str, at: datetime
) -> list[Fact]:
    """Those of the works that may be shown to the `audience`, "" for whom the asker shows it to. A Refusal (403) where
    nobody who may has permitted any."""
    if not audience and may_permit(ledger, learner, asker, at):
        return list(works)
    covered = granted_works(ledger, learner, works, audience or asker, at)
    if works and not covered:
        raise Refusal(403, "forbidden", "The learner has not permitted to show the work.", "evidence")
    return covered


def granted_works(ledger: Ledger, learner: str, works: Collection[Fact], grantee: str, at: datetime) -> list[Fact]:
    """Those of the works that grants to somebody open at the moment."""
    grants = [grant for grant in grants_to(ledger, grantee, at) if grant.learner == learner] if grantee else []
    shown = policy().shown_to(GRANTEE)
    return [
        work
        for work in works
        if work.data["visibility"] in shown and any(grant.covers(EVIDENCE, work.data, work.root) for grant in grants)
    ]


def may_permit(ledger: Ledger, learner: str, asker: str, at: datetime) -> bool:
    """Whether the asker decides about the learner's record on the day: the learner, or who holds their rights."""
    if not asker:
        return False
    return asker == learner or asker in People(ledger.connection).rights_holders(learner, at.date())
