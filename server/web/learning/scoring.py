"""Pages of calibration sessions: work is scored blind, one piece after the other, and once a session is closed it shows
how far its scorers agree. Profile, section 4.11; SCL-CAL-01 to -04.

Nothing here says whose work it is, or what others gave it, before one's own ratings are final: the pieces come from the
view that the API has for scorers, and the ratings are recorded by the same rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fairmark.server.admin.writing import refused_while_busy
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.learning.answers import found
from fairmark.server.learning.bodies import checked
from fairmark.server.learning.calibration import results_of, work_for
from fairmark.server.learning.continuum import Continuums, Json, identifier_of
from fairmark.server.learning.desk import Desk, learners_of
from fairmark.server.learning.judgments import JUDGMENTS
from fairmark.server.learning.kind import EVIDENCE, JUDGMENT, SESSION
from fairmark.server.learning.known import CALIBRATION
from fairmark.server.learning.ledger import Fact, recording
from fairmark.server.learning.ratings import CLOSED, MODERATOR, is_final, is_for, ratings_in, seat
from fairmark.server.learning.scoring import SECOND
from fairmark.server.learning.selection import Selection
from fairmark.server.oauth.login import own_form
from fairmark.server.web.learning.look import Look, gate_of, looking
from fairmark.server.web.learning.rubrics import RubricWords, levels_in_rubric
from fairmark.server.web.learning.showing import page
from fairmark.server.web.learning.visiting import HOME, Visitor, going_to
from fairmark.server.web.learning.wording import Wording, Words

SESSIONS = f"{HOME}/sessions"
NOT_SCORED = {"notAssessable": "It cannot be assessed by this rubric", "notYet": "It shows nothing of it yet"}
"""Statuses of a rating without a level, and what a scorer means by them."""
LONGEST_COMMENT = 2_000
YOURS = "You have no part in such a session."


@dataclass(frozen=True, slots=True)
class Place:
    """A session in a list: how many ratings the visitor has given of those that are theirs."""

    session: Fact
    role: str
    given: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Piece:
    """The piece that is to be scored next, for one target."""

    view: Json
    target: str
    words: Words
    levels: Sequence[RubricWords]
    number: int
    of: int


def list_sessions(call: Call, visitor: Visitor) -> Answer:
    """The calibration sessions in which the visitor scores or moderates."""
    with looking(call, visitor) as look:
        sessions = [one for one in look.ledger.all(Selection(SESSION)) if seat(one.data, visitor.person)]
        places = [_place(look, one) for one in reversed(sessions)]
    return page("learning_sessions.html", places=places)


def show_session(call: Call, visitor: Visitor) -> Answer:
    """The next piece to score; how far the scorers agree, once the session is closed."""
    with looking(call, visitor) as look:
        session = _session(look, call)
        if session.status == CLOSED:
            return _results(look, session)
        return _scoring(look, session, call.context.settings.base_url)


def rate(call: Call, visitor: Visitor) -> Answer:
    """A rating that was sent: it is recorded as the API records one, and the next piece comes."""
    form = own_form(call)
    sent = {name: values[0] for name, values in form.items()}
    with looking(call, visitor) as look:
        session = _session(look, call)
        if not visitor.may_write or seat(session.data, visitor.person) != "scorer":
            raise Refusal(403, "forbidden", "Only scorers of the session rate in it, with a token that may write.")
        body = checked(_rating(look, session, sent), f"New{JUDGMENT}")
        learners = learners_of(found(look.ledger, EVIDENCE, body["evidence"]))
    _record(call, visitor, body, learners)
    return going_to(f"{SESSIONS}/{session.root}")


def _record(call: Call, visitor: Visitor, body: Json, learners: Sequence[str]) -> None:
    """Record the rating behind the same gate, and by the same rules, as the API does."""
    store = call.context.store
    with refused_while_busy(), recording(store.engine) as ledger:
        gate = gate_of(call, visitor, ledger)
        gate.check_written(JUDGMENT, learners, body)
        Desk(ledger, Continuums(store, call.context.settings.base_url), gate.asker).record(JUDGMENTS, body)
        gate.log(ledger.connection)


# -- scoring ---------------------------------------------------------------------------------------------------------


def _session(look: Look, call: Call) -> Fact:
    """The session that the path names, in its latest version, if the visitor has a part in it."""
    session = look.ledger.latest(found(look.ledger, SESSION, call.path["session"]))
    if not seat(session.data, look.visitor.person):
        raise Refusal(404, "unknown", YOURS)
    return session


def _scoring(look: Look, session: Fact, base_url: str) -> Answer:
    person = look.visitor.person
    place = _place(look, session)
    ratings = ratings_in(look.ledger, session)
    final = place.role != MODERATOR and is_final(session.data, ratings, person)
    piece = None if final or place.role == MODERATOR else _next_piece(look, session, place, base_url)
    return page(
        "learning_session.html",
        session=session,
        place=place,
        final=final,
        piece=piece,
        not_scored=NOT_SCORED,
        longest=LONGEST_COMMENT,
        may_write=look.visitor.may_write,
        progress=list(_progress(look, session, ratings)) if place.role == MODERATOR else [],
    )


def _place(look: Look, session: Fact) -> Place:
    person = look.visitor.person
    own = [one for one in ratings_in(look.ledger, session) if one.data["scorer"] == person]
    pieces = sum(is_for(session.data, item, person) for item in session.data["items"])
    return Place(session, seat(session.data, person), len(own), pieces * len(session.data["targets"]))


def _next_piece(look: Look, session: Fact, place: Place, base_url: str) -> Piece | None:
    """The first piece and target that the scorer has not rated. Which piece comes first is nobody's but the session's
    to say, so that all see them in the order of their numbers."""
    wording = Wording(look.context.store, {})
    for view in work_for(look.ledger, session, look.visitor.person)["pieces"]:
        for target in session.data["targets"]:
            if identifier_of(target) not in map(identifier_of, view["rated"]):
                levels = _levels(look, session, target, base_url)
                return Piece(view, target, wording.item(target), levels, place.given + 1, place.wanted)
    return None


def _levels(look: Look, session: Fact, target: str, base_url: str) -> list[RubricWords]:
    """The levels by which the target is judged: of the criterion about it, or about its competency."""
    judged = identifier_of(target)
    about = {judged, *Continuums(look.context.store, base_url).competencies(judged)}
    levels = levels_in_rubric(look.context.store, session.data["rubric"])
    return [level for level in levels if level.item in about and level.score is not None]


def _rating(look: Look, session: Fact, sent: Mapping[str, str]) -> Json:
    """The judgment that the form says. Whose work it is the server adds: scorers do not know."""
    evidence = sent.get("evidence", "")
    item = next((one for one in session.data["items"] if one["evidence"] == evidence), None)
    if item is None or not is_for(session.data, item, look.visitor.person):
        raise Refusal(422, "bad_query", "This is no piece that you score in this session.")
    level, comment = sent.get("level", ""), sent.get("comment", "").strip()[:LONGEST_COMMENT]
    scored = {"status": level} if level in NOT_SCORED else {"status": "scored", "rubricLevel": level}
    return {
        "evidence": evidence,
        "evidenceVersion": item["evidenceVersion"],
        "target": sent.get("target", ""),
        "scorer": look.visitor.person,
        "scorerRole": "educator",
        "purpose": SECOND if "sampling" in session.data else CALIBRATION,
        "session": session.id,
        **scored,
        **({"comment": comment} if comment else {}),
    }


def _progress(look: Look, session: Fact, ratings: Sequence[Fact]) -> Iterator[tuple[str, int, int]]:
    """For moderators: each scorer with how many ratings are in, of how many."""
    scorers = [one["scorer"] for one in session.data["scorers"] if one["role"] == "scorer"]
    names = look.names(scorers)
    for scorer in scorers:
        pieces = sum(is_for(session.data, item, scorer) for item in session.data["items"])
        given = sum(one.data["scorer"] == scorer for one in ratings)
        yield names[scorer], given, pieces * len(session.data["targets"])


# -- agreement -------------------------------------------------------------------------------------------------------


def _results(look: Look, session: Fact) -> Answer:
    view = results_of(look.ledger, session, look.ledger.newest() or session.recorded_at)
    scorers = [one["scorer"] for one in session.data["scorers"]]
    wording = Wording(look.context.store, {})
    return page(
        "learning_agreement.html",
        session=session,
        view=view,
        names=look.names(scorers),
        places=look.people.org_names(session.data["organisations"]),
        targets=[wording.item(target) for target in session.data["targets"]],
    )
