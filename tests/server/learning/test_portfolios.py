"""Portfolios: they refer and do not copy, and are frozen when they are submitted. SCL-EVD-08, -09, -11."""

from learning_api import LEARNER, MAY, SECURE, UNKNOWN, Learning, on_both, portfolio


@on_both
def test_a_submitted_portfolio_stays_and_says_what_is_newer(learning: Learning) -> None:
    march, may = learning.evidence(), learning.evidence(MAY)
    draft = learning.portfolio(march)
    assert "snapshotAt" not in draft
    submitted = learning.portfolio(march, may, previousVersion=draft["id"], status="submitted")
    assert submitted["snapshotAt"] == submitted["recordedAt"]
    again = learning.evidence(previousVersion=march["id"])
    kept, other = learning.get(f"portfolios/{submitted['id']}", "Portfolio")["entries"]
    assert (kept["evidence"], kept["evidenceVersion"], kept["newerVersion"]) == (march["id"], 1, 2)
    assert "newerVersion" not in other
    at_that_time = {"knownAt": submitted["recordedAt"]}
    assert learning.get(f"portfolios/{submitted['id']}", "Portfolio", **at_that_time) == submitted
    reviewed = learning.ask(
        "POST", "portfolios", portfolio(march, may, previousVersion=submitted["id"], status="reviewed")
    ).get_json()
    assert (reviewed["snapshotAt"], reviewed["version"]) == (submitted["snapshotAt"], 3)
    changes = {
        "/entries": portfolio(again, may, status="reviewed"),
        "/title": portfolio(march, may, status="reviewed", title="Otherwise"),
        "/status": portfolio(march, may, status="draft"),
    }
    for field, body in changes.items():
        assert learning.refused("portfolios", {**body, "previousVersion": reviewed["id"]}, field) == 409


def test_what_is_judged_shows_in_every_portfolio(learning: Learning) -> None:
    work = learning.evidence()
    one, other = learning.portfolio(work), learning.portfolio(work, purpose="showcase")
    assert learning.get("portfolios", "PortfolioSet", refersTo=work["id"]) == {"portfolios": [one, other]}
    judged = learning.judgment(work, SECURE)
    assert learning.get("judgments", "JudgmentSet", refersTo=work["id"]) == {"judgments": [judged]}


def test_what_is_withdrawn_is_no_longer_chosen_and_said_where_it_was(learning: Learning) -> None:
    work = learning.evidence()
    made = learning.portfolio(work, status="submitted")
    learning.evidence(previousVersion=work["id"], status="withdrawn", withdrawnReason="Not mine.")
    (entry,) = learning.get("portfolios", "PortfolioSet")["portfolios"][0]["entries"]
    assert (entry["evidence"], entry["withdrawn"]) == (work["id"], True)
    assert learning.get(f"portfolios/{made['id']}", "Portfolio", knownAt=made["recordedAt"]) == made
    assert learning.refused("portfolios", portfolio(work), "/entries/0/evidence") == 422


def test_a_bad_portfolio_is_refused_by_its_place(learning: Learning) -> None:
    work = learning.evidence()
    others = learning.evidence(learners=["urn:uuid:other"], submittedBy="urn:uuid:other")
    twice = portfolio(work, work)
    twice["entries"][1]["order"] = 1
    bad = {
        "/entries/0/evidence": portfolio({"id": UNKNOWN, "version": 1}),
        "/entries/1/evidence": portfolio(work, others),
        "/entries/0/evidenceVersion": portfolio({"id": work["id"], "version": 2}),
        "/entries/1/order": twice,
        "/status": portfolio(work, status="reviewed"),
        "/determinations/0": portfolio(work, determinations=[UNKNOWN]),
        "/entries/0/newerVersion": portfolio(work),
    }
    bad["/entries/0/newerVersion"]["entries"][0]["newerVersion"] = 2
    for field, body in bad.items():
        assert learning.refused("portfolios", body, field) == 422
    assert learning.get("portfolios", "PortfolioSet", learner=LEARNER) == {"portfolios": []}
