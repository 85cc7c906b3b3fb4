"""Grants: what is shared of a learner's record, with whom and for how long. Profile, section 4.12; SCL-PRV-05.

By consent, only who holds the learner's rights on the day makes a grant or takes it back, whoever has made it. On
another legal basis a privacy officer does, as where a learner who is of age stays a tax dependent of their parents.
"""

from fairmark.server.learning.bodies import moment_of, past_moment_of, wrong
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.desk import Desk
from fairmark.server.learning.kind import PORTFOLIO, SHARE_GRANT, TRUST, Draft, Kind, Link, Rest
from fairmark.server.learning.ledger import Fact

FAMILYS = ("consent", "other")
"""The legal bases on which a family decides."""

SETTLED = ("grantee", "scope", "purpose", "legalBasis", "validFrom")
"""What a later version does not change: that would be another grant."""


def _complete(desk: Desk, draft: Draft) -> Rest:
    body, before = draft.body, draft.before
    if moment_of(body, "validUntil") <= moment_of(body, "validFrom"):
        raise wrong("/validUntil", "This is not after validFrom.")
    _check_who(desk, body, before)
    if before is None and "revokedAt" in body:
        raise wrong("/revokedAt", "There is nothing to revoke.")
    if before is not None:
        _check_goes_on(body, before)
    return Rest()


def _check_who(desk: Desk, body: Json, before: Fact | None) -> None:
    """Refuse what is not said by who may say so today, in their own name."""
    who = desk.who
    if body["legalBasis"] not in FAMILYS:
        if "privacyOfficer" not in who.roles:
            raise wrong("/legalBasis", "On this basis only a privacy officer shares a record.", 403)
        return
    if who.person not in who.people.rights_holders(body["learner"], who.today):
        raise wrong("/grantedBy", "Only who holds the learner's rights today shares the record by consent.", 403)
    if body["grantedBy"] != (who.person if before is None else before.data["grantedBy"]):
        raise wrong("/grantedBy", "This is not who grants it.")


def _check_goes_on(body: Json, before: Fact) -> None:
    """Refuse to change what was granted, or to open again what was revoked."""
    if "revokedAt" in before.data:
        raise wrong("/previousVersion", "This grant is revoked; make another one.", 409)
    for name in SETTLED:
        if body.get(name) != before.data.get(name):
            raise wrong(f"/{name}", "A grant is revoked or ends otherwise; it does not become another one.", 409)
    if "revokedAt" in body:
        past_moment_of(body, "revokedAt")


GRANTS = Kind(
    cls=SHARE_GRANT,
    segment="share-grants",
    member="shareGrants",
    words="a share grant, or its revocation",
    schema=TRUST,
    numbered=False,
    learner="learner",
    items=("scope/targets/*",),
    links=(Link("scope/portfolio", PORTFOLIO, same_learner=True),),
    complete=_complete,
)
