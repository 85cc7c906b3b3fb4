"""Supports, and flags that were dismissed with a reason. Profile, section 4.10; SCL-INT-03."""

from fairmark.server.learning.bodies import days_in_order, past_moment_at, wrong
from fairmark.server.learning.desk import Desk
from fairmark.server.learning.kind import SUPPORT, Draft, Kind, Rest
from fairmark.server.learning.plans import since

DISMISSED, ENDED = "dismissed", "ended"


def _complete(desk: Desk, draft: Draft) -> Rest:
    body = draft.body
    begins, _ = days_in_order(body, "startDate", "reviewDate")
    days_in_order(body, "startDate", "endDate")
    past_moment_at("/reason/at", body["reason"]["at"])
    if "dismissal" in body and body["status"] != DISMISSED:
        raise wrong("/dismissal", "Only a flag that needs no support is dismissed.")
    if body["status"] == ENDED and "endDate" not in body:
        raise wrong("/endDate", "This member is missing.")
    if "outcome" in body:
        past_moment_at("/outcome/at", body["outcome"]["at"])
        if body["status"] != ENDED:
            raise wrong("/outcome", "Only what has ended has an outcome.")
    return Rest(effective_at=since(desk, draft, begins))


SUPPORTS = Kind(
    cls=SUPPORT,
    segment="supports",
    member="supports",
    words="a support, the dismissal of a flag, or a version of either",
    learner="learners",
    items=("targets/*", "reason/target"),
    complete=_complete,
)
