"""Requests to correct a record: who may, how they are decided, and the statement of disagreement that then travels with
the record. SCL-PRV-04; 34 CFR 99.20 to 99.22.

Whoever holds the learner's rights asks. A privacy officer grants it, and the record is then corrected by a later one as
any other; or refuses it, and the family may put a statement beside the record.
"""

from fairmark.server.learning.bodies import past_moment_at, wrong
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.desk import Desk
from fairmark.server.learning.kind import AMENDMENT, TRUST, Draft, Kind, Link, Rest

OPEN, REFUSED = "open", "refused"
SETTLED = ("record", "requestedBy", "grounds")


def _complete(desk: Desk, draft: Draft) -> Rest:
    body, before = draft.body, draft.before
    is_family = desk.who.person in desk.who.people.rights_holders(body["learner"], desk.who.today)
    if before is None:
        _check_asked(desk, body, is_family=is_family)
        return Rest()
    for name in SETTLED:
        if body[name] != before.data[name]:
            raise wrong(f"/{name}", "This stays as it was asked for.", 409)
    if before.status == OPEN:
        _check_decided(desk, body)
    elif any(body.get(name) != before.data.get(name) for name in ("status", "decision")):
        raise wrong("/status", "This is decided already.", 409)
    if body.get("statement") != before.data.get("statement"):
        if not is_family:
            raise wrong("/statement", "The statement is that of who holds the learner's rights.", 403)
        if before.status != REFUSED:
            raise wrong("/statement", "There is nothing yet to disagree with.", 409)
    return Rest()


def _check_asked(desk: Desk, body: Json, *, is_family: bool) -> None:
    """Refuse a request that is not made by the family, or that says more than one does."""
    if body["status"] != OPEN:
        raise wrong("/status", "What is asked for is open first.")
    for name in ("decision", "statement"):
        if name in body:
            raise wrong(f"/{name}", "There is no decision yet.")
    if not is_family or body["requestedBy"] != desk.who.person:
        raise wrong("/requestedBy", "Who holds the learner's rights asks, in their own name.", 403)


def _check_decided(desk: Desk, body: Json) -> None:
    """Refuse a decision that is not a privacy officer's, and what is none."""
    if "privacyOfficer" not in desk.who.roles:
        raise wrong("/status", "A privacy officer decides.", 403)
    if body["status"] == OPEN or "decision" not in body:
        raise wrong("/decision", "This member is missing.")
    past_moment_at("/decision/at", body["decision"]["at"])


AMENDMENTS = Kind(
    cls=AMENDMENT,
    segment="amendment-requests",
    member="amendmentRequests",
    words="a request to correct a record, or its next step",
    schema=TRUST,
    learner="learner",
    links=(Link("record", "", same_learner=True),),
    complete=_complete,
)
