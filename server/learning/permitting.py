"""Whether what a learner has attained may be told with the work behind it: only if the learner permits. SCL-CRD-03.

Learners, and those who hold their rights, permit it by asking for it. For somebody else it is permitted by a grant of
theirs that stands, and covers the work.
"""

from collections.abc import Collection
from datetime import UTC, datetime

from fairmark.server.http import Refusal
from fairmark.server.learning import times
from fairmark.server.learning.kind import EVIDENCE, PORTFOLIO
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.selection import Selection
from fairmark.server.roster.people import People

GRANT = "ShareGrant"
ONLY_LEARNER = "learner"
"""Visibility of work that no grant opens."""


def permitted_works(ledger: Ledger, learner: str, works: Collection[Fact], asker: str, audience: str) -> list[Fact]:
    """Those of the works that may be shown to the `audience`, "" for whom the asker shows it to. A Refusal (403) where
    nobody who may has permitted any."""
    if not audience and may_permit(ledger, learner, asker):
        return list(works)
    covered = granted_works(ledger, learner, works, audience or asker)
    if works and not covered:
        raise Refusal(403, "forbidden", "The learner has not permitted to show the work.", "evidence")
    return covered


def granted_works(ledger: Ledger, learner: str, works: Collection[Fact], grantee: str) -> list[Fact]:
    """Those of the works that grants to somebody open now."""
    grants = _grants(ledger, learner, grantee)
    return [work for work in works if any(_covers(ledger, grant, work) for grant in grants)]


def may_permit(ledger: Ledger, learner: str, asker: str) -> bool:
    """Whether the asker decides about the learner's record today: the learner, or who holds their rights."""
    if not asker:
        return False
    return asker == learner or asker in People(ledger.connection).rights_holders(learner, datetime.now(UTC).date())


def _grants(ledger: Ledger, learner: str, grantee: str) -> list[Fact]:
    """The grants of the learner's record to somebody that hold now."""
    now = datetime.now(UTC)
    return [
        grant
        for grant in ledger.all(Selection(GRANT, learner=learner))
        if grantee and grant.data["grantee"] == grantee and _holds(grant, now)
    ]


def _holds(grant: Fact, now: datetime) -> bool:
    begins, ends = times.read(grant.data["validFrom"]), times.read(grant.data["validUntil"])
    revoked = times.read(grant.data["revokedAt"]) if "revokedAt" in grant.data else None
    return begins is not None and ends is not None and begins <= now < ends and (revoked is None or now < revoked)


def _covers(ledger: Ledger, grant: Fact, work: Fact) -> bool:
    """Whether the scope of the grant opens the work. What a scope does not narrow, it leaves open."""
    scope = grant.data["scope"]
    if EVIDENCE not in scope.get("classes", (EVIDENCE,)) or work.data["visibility"] == ONLY_LEARNER:
        return False
    aimed = {alignment["targetUrl"] for alignment in work.data["alignment"]}
    if "targets" in scope and aimed.isdisjoint(scope["targets"]):
        return False
    if "portfolio" in scope:
        portfolio = ledger.find(PORTFOLIO, scope["portfolio"])
        entries = ledger.latest(portfolio).data["entries"] if portfolio else ()
        return any(entry["evidence"] == work.id for entry in entries)
    return True
