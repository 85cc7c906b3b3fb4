"""Judgments that are given in a calibration session: ratings for calibration, second scores, adjudications. Profile,
section 4.11; SCL-CAL-01 to -06."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fairmark.server.learning.bodies import wrong
from fairmark.server.learning.continuum import Json, identifier_of
from fairmark.server.learning.kind import JUDGMENT, Draft
from fairmark.server.learning.known import CALIBRATION
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.scoring import ADJUDICATION, SECOND, Scores, by_work

if TYPE_CHECKING:
    from fairmark.server.learning.desk import Desk

MODERATOR = "moderator"
CLOSED = "closed"


def seat(session: Json, person: str) -> str:
    """What the person is in the session: scorer or moderator, "" for nothing."""
    return next((str(one["role"]) for one in session["scorers"] if one["scorer"] == person), "")


def standing(judgments: Iterable[Fact]) -> list[Fact]:
    """Those of the judgments that none of them supersedes."""
    every = list(judgments)
    replaced = {judgment.replaces for judgment in every}
    return [judgment for judgment in every if judgment.id not in replaced]


def ratings_in(ledger: Ledger, session: Fact) -> list[Fact]:
    """What was rated in the session, in whatever version of it."""
    judgments = standing(ledger.referring(session.root, JUDGMENT))
    return [judgment for judgment in judgments if judgment.data["purpose"] in (CALIBRATION, SECOND)]


def is_for(session: Json, item: Json, scorer: str) -> bool:
    """Whether the scorer has to rate the piece."""
    return "sampling" not in session or item.get("assignedTo") == scorer


def is_final(session: Json, ratings: Iterable[Fact], scorer: str) -> bool:
    """Whether the scorer has rated all of the session that is theirs: every piece for every target."""
    targets = [identifier_of(uri) for uri in session["targets"]]
    pieces = [item["evidence"] for item in session["items"] if is_for(session, item, scorer)]
    wanted = {(piece, target) for piece in pieces for target in targets}
    given = {(one.data["evidence"], one.target) for one in ratings if one.data["scorer"] == scorer}
    return wanted <= given


def check_rating(desk: "Desk", draft: Draft, evidence: Fact) -> None:
    """Refuse what the session does not provide for, and purposes that need a session where there is none."""
    body, purpose = draft.body, draft.body["purpose"]
    named = draft.linked.get("/session")
    if named is None:
        if purpose in (CALIBRATION, SECOND, ADJUDICATION):
            raise wrong("/session", "This member is missing.")
        return
    if purpose not in (CALIBRATION, SECOND, ADJUDICATION):
        raise wrong("/purpose", "In a session, work is scored for calibration, for a second time, or to settle.")
    session = desk.ledger.latest(named)
    if session.status == CLOSED:
        raise wrong("/session", "This session is closed.", 409)
    if desk.asker and desk.asker != body["scorer"]:
        raise wrong("/scorer", "Scorers rate for themselves.")
    if draft.before and draft.before.data.get("session") != body["session"]:
        raise wrong("/supersedes", "This was not given in the session.")
    _check_place(desk, draft, session.data)
    if purpose == ADJUDICATION:
        _check_adjudication(desk.ledger, draft, session, evidence)
        return
    if purpose == SECOND:
        _check_second(desk.ledger, draft, evidence)
    _check_own(desk.ledger, draft, session, evidence)


def _check_place(desk: "Desk", draft: Draft, session: Json) -> None:
    """Refuse persons, targets and levels that are not of the session."""
    body = draft.body
    role = seat(session, body["scorer"])
    if role != (MODERATOR if body["purpose"] == ADJUDICATION else "scorer"):
        raise wrong("/scorer", "The session has no such scorer, or no moderator who could settle.")
    if draft.item is None or draft.item.identifier not in map(identifier_of, session["targets"]):
        raise wrong("/target", "This is no target of the session.")
    rubric = desk.continuums.rubric(session["rubric"])
    if body["status"] == "scored" and (rubric is None or body["rubricLevel"] not in rubric.levels):
        raise wrong("/rubricLevel", "This is no level of the session's rubric.")


def _check_own(ledger: Ledger, draft: Draft, session: Fact, evidence: Fact) -> None:
    """Refuse what is not the scorer's to rate, or is rated already."""
    body = draft.body
    items = [item for item in session.data["items"] if is_for(session.data, item, body["scorer"])]
    if evidence.id not in [item["evidence"] for item in items]:
        raise wrong("/evidence", "This is no piece that the scorer has to rate in the session.")
    ratings = ratings_in(ledger, session)
    if is_final(session.data, ratings, body["scorer"]):
        raise wrong("/supersedes" if draft.before else "/scorer", "All ratings of this scorer are in and final.", 409)
    same = [one for one in ratings if _is_same(one, draft, evidence) and one.data["scorer"] == body["scorer"]]
    if same and (draft.before is None or draft.before.id != same[0].id):
        raise wrong("/evidence", "This scorer has rated it already; supersede that rating.", 409)


def _is_same(judgment: Fact, draft: Draft, evidence: Fact) -> bool:
    target = draft.item.identifier if draft.item else ""
    return judgment.data["evidence"] == evidence.id and judgment.target == target


def _check_second(ledger: Ledger, draft: Draft, evidence: Fact) -> None:
    scores = _scores(ledger, draft, evidence)
    if not scores.originals:
        raise wrong("/evidence", "This has not been scored for a first time.")
    if draft.body["scorer"] in [one.data["scorer"] for one in scores.originals]:
        raise wrong("/scorer", "Whoever scored it first does not score it again.")


def _check_adjudication(ledger: Ledger, draft: Draft, session: Fact, evidence: Fact) -> None:
    scores = _scores(ledger, draft, evidence)
    if not scores.disputes(lambda _second: float(session.data["tolerance"])):
        raise wrong("/evidence", "There is no difference to settle.")


def _scores(ledger: Ledger, draft: Draft, evidence: Fact) -> Scores:
    """What the work has been given for the target, but for calibration."""
    judgments = standing(ledger.referring(evidence.root, JUDGMENT))
    found = by_work(one for one in judgments if _is_same(one, draft, evidence) and one.data["purpose"] != CALIBRATION)
    return next(iter(found.values()), Scores())
