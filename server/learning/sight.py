"""What somebody may not see for now: work that is scored blind. SCL-CAL-02.

While a blind session is not closed, its ratings are seen by its moderators and by scorers whose own ratings are final.
A scorer whose ratings are not sees only them, without the learner; and neither the evidence of the session, which has a
view of its own that says nothing about its origin, nor what others judged of it. A token that acts for nobody sees no
ratings of the session.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fairmark.server.http import Refusal
from fairmark.server.learning.access.statements import Statements, statements
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.kind import EVIDENCE, JUDGMENT, PORTFOLIO, SESSION
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.ratings import CLOSED, MODERATOR, is_final, ratings_in, seat
from fairmark.server.learning.selection import NOTHING, Selection, Veiled

ANCHOR = ("isAnchor", "anchorLevel", "anchorScore", "anchorTarget")
"""What says of a piece what it is to be given."""

PIECE = "urn:fairmark:piece:"
"""What a learner is called whose work is scored blind, before the number of the piece."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What `asker` ("" for nobody in particular) sees of what was known at a time (None for now): nothing of what is
    `veiled`, and of judgments in the sessions `blind` (ids of their versions, with the session) not whose they are.
    `statements` stand beside what a family disagrees with."""

    asker: str = ""
    known_at: datetime | None = None
    veiled: Veiled = NOTHING
    blind: dict[str, Fact] = field(default_factory=dict)
    statements: Statements = field(default_factory=dict)


def sight_of(ledger: Ledger, cls: str, asker: str, known_at: datetime | None = None) -> Sight:
    """What the asker sees of facts of the class."""
    if cls not in (JUDGMENT, EVIDENCE, PORTFOLIO):
        return Sight(asker, known_at)
    about, own, themselves = set[str](), set[str](), set[str]()
    blind: dict[str, Fact] = {}
    for session in ledger.all(Selection(SESSION)):
        if not _is_blind(session) or seat(session.data, asker) == MODERATOR:
            continue
        scores = bool(seat(session.data, asker))
        ratings = ratings_in(ledger, session)
        if scores and is_final(session.data, ratings, asker):
            continue
        about.add(session.root)
        blind |= dict.fromkeys((version.id for version in ledger.chain(session.root)), session)
        if scores:
            own |= {rating.id for rating in ratings if rating.data["scorer"] == asker}
            works = {work.root for item in session.data["items"] if (work := ledger.find(EVIDENCE, item["evidence"]))}
            about |= works
            themselves |= works
    if cls == EVIDENCE:
        return Sight(asker, known_at, Veiled(themselves=themselves))
    said = statements(ledger, known_at) if cls == JUDGMENT else {}
    return Sight(asker, known_at, Veiled(about, own), blind, said)


def check_seen(ledger: Ledger, fact: Fact, sight: Sight) -> None:
    """Refuse to show what is veiled."""
    veiled = sight.veiled
    hidden = fact.root in veiled.themselves
    if fact.id not in veiled.own:
        hidden = hidden or any(root in veiled.about for root in ledger.linked(fact))
    if hidden:
        raise Refusal(403, "forbidden", "This is scored blind: it is not shown before the ratings are final.")


def judgment_seen(_ledger: Ledger, fact: Fact, sight: Sight) -> Json:
    """The judgment with what the family says to it; without its learner, where the work is scored blind."""
    session = sight.blind.get(fact.data.get("session", ""))
    if session is None:
        said = sight.statements.get(fact.root, ())
        return {**fact.data, "statement": [*fact.data.get("statement", ()), *said]} if said else fact.data
    numbers = {item["evidence"]: number for number, item in enumerate(session.data["items"], 1)}
    return {**fact.data, "learner": f"{PIECE}{numbers.get(fact.data['evidence'], 0)}"}


def session_seen(ledger: Ledger, fact: Fact, sight: Sight) -> Json:
    """The session; while it is blind, without what the anchors are to be given."""
    session = ledger.latest(fact)
    if not _is_blind(session) or seat(session.data, sight.asker) == MODERATOR:
        return fact.data
    return {**fact.data, "items": without_anchors(fact.data["items"])}


def without_anchors(items: Sequence[Json]) -> list[Json]:
    """The pieces of a session, without what some are to be given."""
    return [{name: value for name, value in item.items() if name not in ANCHOR} for item in items]


def _is_blind(session: Fact) -> bool:
    return bool(session.data["blind"]) and session.status != CLOSED
