"""What was shared with somebody: grants that are open, and what they open. Profile, section 4.12; SCL-PRV-05."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairmark.server.learning import times
from fairmark.server.learning.continuum import Json, identifier_of
from fairmark.server.learning.kind import EVIDENCE, PORTFOLIO, SHARE_GRANT
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.selection import Selection


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant that is open: `pieces` are the versions of evidence in the portfolio that it opens, None where it opens
    none in particular."""

    id: str
    learner: str
    legal_basis: str
    classes: frozenset[str]
    targets: frozenset[str]
    portfolio: str
    pieces: frozenset[str]

    def covers(self, cls: str, record: Mapping[str, Any] | None, root: str = "") -> bool:
        """Whether it opens the record, whose first version has the id `root`; where none is named, any of the class."""
        if self.classes and cls not in self.classes:
            return False
        if record is None:
            return True
        if self.portfolio and not (root == self.portfolio or (cls == EVIDENCE and record.get("id") in self.pieces)):
            return False
        return not self.targets or not self.targets.isdisjoint(_targets(record))


def grants_to(ledger: Ledger, person: str, at: datetime) -> list[Grant]:
    """The grants to a person that are open at the moment."""
    named = ledger.naming(person, Selection(SHARE_GRANT))
    return [_grant(ledger, one) for one in named if one.data["grantee"] == person and is_open(one.data, at)]


def is_open(grant: Json, at: datetime) -> bool:
    """Whether the grant holds at the moment: from `validFrom` on, before `validUntil`, and not revoked."""
    begins, ends = times.read(grant["validFrom"]), times.read(grant["validUntil"])
    if begins is None or ends is None or "revokedAt" in grant:
        return False
    return begins <= at < ends


def _grant(ledger: Ledger, fact: Fact) -> Grant:
    scope = fact.data["scope"]
    portfolio = ledger.find(PORTFOLIO, scope["portfolio"]) if "portfolio" in scope else None
    entries = ledger.latest(portfolio).data["entries"] if portfolio else ()
    return Grant(
        id=fact.id,
        learner=fact.data["learner"],
        legal_basis=fact.data["legalBasis"],
        classes=frozenset(scope.get("classes", ())),
        targets=frozenset(identifier_of(uri) for uri in scope.get("targets", ())),
        portfolio=portfolio.root if portfolio else scope.get("portfolio", ""),
        pieces=frozenset(entry["evidence"] for entry in entries),
    )


def _targets(record: Mapping[str, Any]) -> set[str]:
    """The identifiers of what a record is about."""
    named = [record["target"]] if "target" in record else list(record.get("targets", ()))
    named += [one["targetUrl"] for one in record.get("alignment", ())]
    named += [one["target"] for one in record.get("steps", ()) if "target" in one]
    return {identifier_of(uri) for uri in named}
