"""Scoring on the pages: one piece after the other, without its learner and without what others gave it; agreement once
the session is closed."""

import re

from learning_visits import PIECES, TODAY, Visitor, new_session, recorded, sessions, words_in

from fairmark.server.learning.kind import EVIDENCE
from fairmark.server.learning.ledger import looking
from fairmark.server.roster.people import People
from fairmark.server.storage.database import reading
from fairmark.server.storage.store import Store

GIVEN = "Seen by the first scorer only"


def rate(visitor: Visitor, address: str, choice: int, comment: str = "") -> None:
    """Choose one of the levels of the piece that is shown, and send the form."""
    page = visitor.get(address).text
    form = {name: re.search(f'name="{name}" value="([^"]+)"', page) for name in ("evidence", "target")}
    levels = re.findall(r'name="level" value="(http[^"]+)"', page)
    sent = {name: found[1] for name, found in form.items() if found}
    answer = visitor.post(address, **sent, level=levels[choice], comment=comment)
    assert (answer.status_code, answer.headers.get("Location")) == (303, address), words_in(answer)


def test_a_session_from_the_first_piece_to_agreement(store: Store) -> None:
    first, second, third = (one["scorer"] for one in sessions(store)[0].data["scorers"][:3])
    session = new_session(store, [first, second])
    address = f"/learning/sessions/{session.root}"
    mine, theirs = Visitor(store, first), Visitor(store, second)
    learners = whose(store, session.data["items"])

    for number in range(1, PIECES + 1):
        page = mine.get(address).text
        assert f"Rating {number} of {PIECES}" in words_in(mine.get(address))
        assert not [one for one in learners if one in page]
        rate(mine, address, 2 if number > 1 else 1, GIVEN)
    assert "All your ratings are in, and final" in mine.text(address)

    before = theirs.get(address).text
    assert GIVEN not in before
    assert not [one for one in learners if one in before]
    for _ in range(PIECES):
        rate(theirs, address, 2)
    assert mine.post(address, evidence="", target="", level="").status_code == 422

    assert Visitor(store, third).get(address).status_code == 404
    kept = {name: value for name, value in session.data.items() if name not in ("id", "type", "version", "recordedAt")}
    closing = {"previousVersion": session.id, "status": "closed", "closedAt": "2026-11-17T08:00:00Z"}
    recorded(store, {**kept, **closing})
    told = mine.text(address)
    assert "Krippendorff’s alpha" in told
    assert f"{PIECES}* 0.67 1.00" in told  # with too few pieces to rely on it
    assert not [one for one in learners if one in mine.get(address).text]


def whose(store: Store, items: list[dict[str, str]]) -> set[str]:
    """The ids and names of those whose work it is."""
    with looking(store.engine) as ledger:
        works = [ledger.find(EVIDENCE, one["evidence"]) for one in items]
    ids = {learner for work in works if work for learner in work.data["learners"]}
    with reading(store.engine) as connection:
        return ids | set(People(connection).names(ids).values())


def test_only_scorers_of_the_session_rate_in_it(store: Store) -> None:
    first, second, third = (one["scorer"] for one in sessions(store)[0].data["scorers"][:3])
    session = new_session(store, [first], title="For one")
    address = f"/learning/sessions/{session.root}"
    assert Visitor(store, second).post(address, evidence="x", target="x", level="x").status_code == 404
    assert "For one" not in Visitor(store, third).text("/learning/sessions")
    scorer = Visitor(store, first)
    piece = session.data["items"][0]["evidence"]
    strange = scorer.post(address, evidence=piece, target=session.data["targets"][0], level="https://strange.example/1")
    assert strange.status_code == 422
    assert scorer.post(address, evidence="urn:x:1", target="", level="").status_code == 422


def test_work_that_is_scored_blind_is_not_in_the_portfolio_that_its_scorer_sees(store: Store) -> None:
    """Even of a learner whom the scorer teaches: SCL-CAL-02."""
    items = sessions(store)[0].data["items"][:PIECES]
    with looking(store.engine) as ledger:
        work = ledger.find(EVIDENCE, items[0]["evidence"])
        assert work is not None
        learner = work.data["learners"][0]
    with reading(store.engine) as connection:
        teacher = People(connection).teachers_of(learner, TODAY.date())[0]
    address = f"/learning/learners/{learner}/work/{work.id}"
    assert Visitor(store, teacher).get(address).status_code == 200
    new_session(store, [teacher], title="With my own class")
    visitor = Visitor(store, teacher)
    assert visitor.get(address).status_code == 404
    assert work.id not in visitor.get(f"/learning/learners/{learner}/portfolio").text
