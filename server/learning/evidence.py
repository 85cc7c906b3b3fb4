"""Evidence: a learner's work, aligned to what it is meant to show."""

from fairmark.server.learning.bodies import past_moment_of, wrong
from fairmark.server.learning.desk import Desk
from fairmark.server.learning.kind import EVIDENCE, FACTS, Draft, Kind, Rest
from fairmark.server.learning.known import WITHDRAWN
from fairmark.server.learning.ledger import Fact
from fairmark.server.learning.reevaluation import re_evaluate
from fairmark.server.learning.times import ALWAYS


def _complete(desk: Desk, draft: Draft) -> Rest:
    effective_at = past_moment_of(draft.body, "effectiveAt")
    past_moment_of(draft.body, "submittedAt")
    _check_reflections(desk, draft)
    withdrawn = draft.body["status"] == WITHDRAWN
    return Rest(effective_at=effective_at, replaces_from=ALWAYS if withdrawn else effective_at)


def _check_reflections(desk: Desk, draft: Draft) -> None:
    """Refuse to leave out or rewrite what somebody else has said of the work. SCL-EVD-06. A token that acts for nobody
    in particular may: it brings what another system keeps."""
    before = draft.before.data.get("reflection", ()) if draft.before and desk.asker else ()
    said = draft.body.get("reflection", ())
    for reflection in before:
        if reflection["author"] != desk.asker and reflection not in said:
            raise wrong("/reflection", "What somebody else has said of the work stays as they said it.", 403)


def _after(desk: Desk, fact: Fact) -> None:
    """What was concluded from work that is withdrawn is concluded anew without it. SCL-EVD-11."""
    if fact.status == WITHDRAWN and fact.replaces:
        re_evaluate(desk, fact)


EVIDENCES = Kind(
    cls=EVIDENCE,
    segment="evidence",
    member="evidence",
    words="a piece of evidence, or a version of one",
    schema=FACTS,
    learner="learners",
    items=("alignment/*/targetUrl",),
    complete=_complete,
    after=_after,
)
