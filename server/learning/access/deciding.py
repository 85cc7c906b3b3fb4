"""The one decision about learners' records: who may do what, for which purpose. What the policy does not allow is
refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fairmark.server.learning.access.asker import Asker, Standing
from fairmark.server.learning.access.policy import Policy, policy
from fairmark.server.learning.kind import JUDGMENT, SESSION

OF_SESSIONS = (SESSION, "CalibrationWork", "CalibrationResults")
"""Classes of which a record is a session, or made of one."""

NAMING = ("session", "id", "previousVersion")
"""Members that name the session: of what was given in it, of the session itself, and of its next version."""

SHARED = "grant"
"""The legal basis of a row that takes that of the grant."""
NO_BASIS = "none"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed, and as what: `role`, `relationship`, `purpose`, `legal_basis` and `grant` (its id)
    are what the log says of it. Of what is refused, role and purpose are the first that were looked at."""

    allowed: bool
    role: str
    relationship: str = ""
    purpose: str = ""
    legal_basis: str = NO_BASIS
    grant: str = ""


def decide(
    asker: Asker,
    action: str,
    cls: str,
    learner: str = "",
    purpose: str = "",
    record: Mapping[str, Any] | None = None,
    root: str = "",
) -> Decision:
    """Whether the asker may read, write or export records of the class about the learner ("" for what is about none).

    `purpose` is "" for the one that each role has by default. `record` is the one that is meant, None for any of them:
    then `visibility` and the scope of a grant are looked at where each is shown. `root` is the id of its first version.
    """
    rules = policy()
    standings = [*_seated(asker, cls, record), *(asker.standings(learner) if learner else asker.general)]
    may = cls not in rules.scopes or rules.scopes[cls] in asker.scopes
    for standing in standings if may else ():
        for row in rules.rows_for(standing.role, standing.relationship, purpose):
            if row.allows(action, cls, record) and _opens(rules, standing, cls, record, root):
                basis, grant = row.legal_basis, standing.grant
                return Decision(
                    True,
                    standing.role,
                    standing.relationship,
                    row.purpose,
                    grant.legal_basis if grant and basis == SHARED else basis,
                    grant.id if grant else "",
                )
    role = next((one.role for one in standings), "") or next(iter(sorted(asker.roles)), "none")
    return Decision(False, role, purpose=purpose or rules.defaults.get(role, "none"))


def _seated(asker: Asker, cls: str, record: Mapping[str, Any] | None) -> Iterator[Standing]:
    """The standing of who has a seat in the session that the record is, or was given in; in any, where none is named
    and the class is that of sessions."""
    if cls not in (JUDGMENT, *OF_SESSIONS) or not asker.person:
        return
    if record is None:
        is_seated = cls in OF_SESSIONS and bool(asker.seats)
    else:
        is_seated = not asker.sessions.isdisjoint({str(record.get(member)) for member in NAMING})
    if is_seated:
        yield Standing("scorer", "session")


def _opens(rules: Policy, standing: Standing, cls: str, record: Mapping[str, Any] | None, root: str) -> bool:
    """Whether the record's own visibility, and the scope of a grant, let it be seen."""
    if standing.grant and not standing.grant.covers(cls, record, root):
        return False
    return record is None or record.get("visibility", "") in rules.shown_to(standing.role)
