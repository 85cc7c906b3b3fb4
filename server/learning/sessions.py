"""Calibration sessions: chosen work, invited scorers, and how it ended. Profile, section 4.11; SCL-CAL-01."""

from datetime import datetime

from fairmark.server.learning.bodies import moment_of, past_moment_of, wrong
from fairmark.server.learning.continuum import Json, Rubric
from fairmark.server.learning.desk import Desk, evidence_version
from fairmark.server.learning.kind import EVIDENCE, SESSION, TRUST, Draft, Kind, Link, Rest
from fairmark.server.learning.ledger import Fact
from fairmark.server.learning.ratings import CLOSED, ratings_in
from fairmark.server.learning.sight import session_seen, without_anchors

SETTLED = ("rubric", "targets", "items", "blind", "tolerance", "sampling")
"""What stays as it is once there are ratings."""


def _complete(desk: Desk, draft: Draft) -> Rest:
    body = draft.body
    opened_at = _times(body)
    rubric = desk.continuums.rubric(body["rubric"])
    if rubric is None:
        raise wrong("/rubric", "This server holds no CFRubric with this URI.")
    _check_scorers(body)
    for index, item in enumerate(body["items"]):
        _check_item(draft, index, item, rubric)
    if draft.before is None:
        return Rest(effective_at=min(opened_at, desk.ledger.moment))
    before = draft.before.data
    # Who may not see the anchors leaves them as they are.
    items = before["items"] if body["items"] == without_anchors(before["items"]) else body["items"]
    _check_goes_on(desk, draft.before, {**body, "items": items})
    return Rest({"items": items})


def _times(body: Json) -> datetime:
    opened_at = moment_of(body, "openedAt")
    if (body["status"] == CLOSED) != ("closedAt" in body):
        raise wrong("/closedAt", "A session that is closed says since when, and no other does.")
    if "closedAt" in body and past_moment_of(body, "closedAt") < opened_at:
        raise wrong("/closedAt", "This is before openedAt.")
    return opened_at


def _check_scorers(body: Json) -> None:
    persons = [one["scorer"] for one in body["scorers"]]
    for index, one in enumerate(body["scorers"]):
        if one["scorer"] in persons[:index]:
            raise wrong(f"/scorers/{index}/scorer", "This person is there already.")
        if one["organisation"] not in body["organisations"]:
            raise wrong(f"/scorers/{index}/organisation", "This is no organisation of the session.")


def _check_item(draft: Draft, index: int, item: Json, rubric: Rubric) -> None:
    field = f"/items/{index}"
    evidence = evidence_version(draft, f"{field}/evidence", item["evidenceVersion"])
    if evidence.status != "submitted":
        raise wrong(f"{field}/evidence", "This evidence has not been submitted.")
    if item["evidence"] in [other["evidence"] for other in draft.body["items"][:index]]:
        raise wrong(f"{field}/evidence", "This piece is there already.")
    if item.get("isAnchor", False) != ("anchorLevel" in item):
        raise wrong(f"{field}/anchorLevel", "An anchor says what it is to be given, and no other piece does.")
    if "anchorLevel" in item and item["anchorLevel"] not in rubric.levels:
        raise wrong(f"{field}/anchorLevel", "This is no level of the session's rubric.")


def _check_goes_on(desk: Desk, before: Fact, body: Json) -> None:
    """Refuse to go back, and to change what was rated by."""
    if before.status == CLOSED:
        raise wrong("/previousVersion", "This session is closed.", 409)
    ratings = ratings_in(desk.ledger, before)
    for name in SETTLED if ratings else ():
        if body.get(name) != before.data.get(name):
            raise wrong(f"/{name}", "There are ratings already: this stays as it is.", 409)
    left = {one["scorer"] for one in body["scorers"]}
    if not left.issuperset(rating.data["scorer"] for rating in ratings):
        raise wrong("/scorers", "Somebody has rated who is no longer there.", 409)


SESSIONS = Kind(
    cls=SESSION,
    segment="calibration-sessions",
    member="calibrationSessions",
    words="a calibration session, or a version of one",
    schema=TRUST,
    items=("targets/*",),
    links=(Link("items/*/evidence", EVIDENCE),),
    complete=_complete,
    shown=session_seen,
)
