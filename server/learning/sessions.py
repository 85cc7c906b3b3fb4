"""Calibration sessions: chosen work, invited scorers, and how it ended. Profile, section 4.11; SCL-CAL-01."""

from collections.abc import Sequence
from datetime import datetime

from fairmark.server.http import Refusal
from fairmark.server.learning.bodies import moment_of, past_moment_of, wrong
from fairmark.server.learning.continuum import Json, Rubric, identifier_of
from fairmark.server.learning.desk import Desk, evidence_version
from fairmark.server.learning.kind import EVIDENCE, JUDGMENT, SESSION, TRUST, Draft, Kind, Link, Rest
from fairmark.server.learning.known import CALIBRATION
from fairmark.server.learning.ledger import Fact
from fairmark.server.learning.ratings import CLOSED, ratings_in, seat, standing
from fairmark.server.learning.sight import session_seen
from fairmark.validators.learning.sampling import assign, draw

SETTLED = ("rubric", "targets", "items", "blind", "tolerance", "sampling")
"""What stays as it is once there are ratings."""


def _complete(desk: Desk, draft: Draft) -> Rest:
    body = draft.body
    opened_at = _times(body)
    rubric = desk.continuums.rubric(body["rubric"])
    if rubric is None:
        raise wrong("/rubric", "This server holds no CFRubric with this URI.")
    _check_scorers(body)
    items = [_item(desk, draft, index, item, rubric) for index, item in enumerate(body["items"])]
    before = draft.before
    if before is None or not ratings_in(desk.ledger, before):
        items = _drawn(desk, draft, items) if "sampling" in body else items
    if before is None:
        return Rest({"items": items}, min(opened_at, desk.ledger.moment))
    # Who may not see the anchors, or leaves out what the server says, leaves them as they are.
    kept = before.data["items"]
    if len(items) == len(kept) and all(now.items() <= was.items() for now, was in zip(items, kept, strict=True)):
        items = kept
    _check_goes_on(desk, before, {**body, "items": items})
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


def _item(desk: Desk, draft: Draft, index: int, item: Json, rubric: Rubric) -> Json:
    """The piece, and of an anchor the score and the target of its level."""
    field = f"/items/{index}"
    evidence = evidence_version(draft, f"{field}/evidence", item["evidenceVersion"])
    if evidence.status != "submitted":
        raise wrong(f"{field}/evidence", "This evidence has not been submitted.")
    if item["evidence"] in [other["evidence"] for other in draft.body["items"][:index]]:
        raise wrong(f"{field}/evidence", "This piece is there already.")
    if item.get("isAnchor", False) != ("anchorLevel" in item):
        raise wrong(f"{field}/anchorLevel", "An anchor says what it is to be given, and no other piece does.")
    if "anchorLevel" not in item:
        return item
    level = rubric.levels.get(item["anchorLevel"])
    target = next((uri for uri in draft.body["targets"] if level and _is_about(desk, uri, level.item)), None)
    if level is None or level.score is None or target is None:
        raise wrong(f"{field}/anchorLevel", "This is no level with a score for a target of the session.")
    return {**item, "anchorScore": level.score, "anchorTarget": target}


def _is_about(desk: Desk, target: str, judged: str) -> bool:
    identifier = identifier_of(target)
    return judged == identifier or judged in desk.continuums.competencies(identifier)


def _drawn(desk: Desk, draft: Draft, items: Sequence[Json]) -> list[Json]:
    """The pieces, of which a share is drawn and given to somebody who has not scored it yet. SCL-CAL-05."""
    body = draft.body
    scorers = [one["scorer"] for one in body["scorers"] if one["role"] == "scorer"]
    drawn = draw([item["evidence"] for item in items], body["sampling"]["rate"], body["sampling"]["seed"])
    first = {}
    for index, item in enumerate(items):
        judgments = standing(desk.ledger.referring(draft.linked[f"/items/{index}/evidence"].root, JUDGMENT))
        first[item["evidence"]] = {one.data["scorer"] for one in judgments if one.data["purpose"] != CALIBRATION}
    given = assign(drawn, scorers, first) if scorers else dict.fromkeys(drawn)
    if None in given.values():
        raise wrong("/scorers", "A piece that was drawn has been scored by all of them.")
    rest = [{name: value for name, value in item.items() if name != "assignedTo"} for item in items]
    return [{**item, "assignedTo": given[item["evidence"]]} if item["evidence"] in given else item for item in rest]


def _check_goes_on(desk: Desk, before: Fact, body: Json) -> None:
    """Refuse to go back, and to change what was rated by; and whoever scores in it to open or close it."""
    if seat(before.data, desk.asker) == "scorer":
        raise Refusal(403, "forbidden", "Scorers of a session leave it to its moderators.", "/previousVersion")
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
