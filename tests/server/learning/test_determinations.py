"""Determinations: placements, reviews, overrides, new rules, withdrawn work. SCL-LRN-02, SCL-PRF, SCL-EVD-11."""

from datetime import UTC, datetime, timedelta

import pytest

from learning_api import (
    APRIL,
    DEVELOPING,
    LEARNER,
    MARCH,
    MAY,
    SECURE,
    TEACHER,
    UNKNOWN,
    Json,
    Learning,
    determination,
    on_both,
    rule,
)

BY_TALKING = {"by": TEACHER, "method": "Interview"}


def placement(**members: object) -> Json:
    body = determination({"id": UNKNOWN}, purpose="baseline", placement=BY_TALKING, **members)
    del body["rule"]
    return body


def overriding(**members: object) -> Json:
    return {"status": "proficient", "override": {"by": TEACHER, "reason": "Read it to me at length."}, **members}


@on_both
def test_a_placement_is_found_by_a_person_or_by_a_rule(learning: Learning) -> None:
    placed = learning.post("determinations", placement(effectiveAt=MARCH))
    assert (placed["status"], placed["value"], placed["reason"], placed["judgments"]) == (
        "placed",
        None,
        "placement",
        [],
    )
    assert learning.progress()["continuums"][0]["competencies"][0]["status"] == "placed"
    by_test = learning.rule(admits={"roles": ["educator"], "purposes": ["baseline"]})
    asked = {"purpose": "baseline"}
    assert learning.determination(by_test, **asked)["status"] == "insufficientEvidence"
    work = learning.evidence()
    learning.judgment(work, SECURE, purpose="baseline")
    found = learning.determination(by_test, **asked)
    assert (found["status"], found["value"]) == ("placed", 3)
    learning.judgment(learning.evidence(MAY), DEVELOPING, purpose="baseline")
    assert learning.determination(by_test, **asked)["status"] == "notYet"


def test_what_a_placement_has_no_use_for_is_refused_by_its_place(learning: Learning) -> None:
    latest = learning.rule()
    bad = {
        "/placement": determination(latest, placement=BY_TALKING),
        "/rule": {name: value for name, value in determination(latest).items() if name != "rule"},
        "/effectiveAt": determination(latest, effectiveAt=MARCH),
        "/override": placement(**overriding()),
        "/status": determination(latest, status="proficient"),
        "/value": determination(latest, value=3),
    }
    for field, body in bad.items():
        assert learning.refused("determinations", body, field) == 422
    assert learning.refused("determinations", placement(effectiveAt="2999-01-01T00:00:00Z"), "/effectiveAt") == 422
    without = determination(latest, **overriding())
    del without["status"]
    assert learning.refused("determinations", without, "/status") == 422


@on_both
def test_an_override_stands_beside_what_the_rule_says(learning: Learning) -> None:
    latest = learning.rule()
    learning.judgment(learning.evidence(), DEVELOPING)
    decided = learning.ask("POST", "determinations", determination(latest, **overriding(value=3))).get_json()
    assert (decided["status"], decided["value"], decided["display"]) == ("proficient", 3, "3.00")
    assert decided["override"] == {
        "by": TEACHER,
        "reason": "Read it to me at length.",
        "computedStatus": "notYet",
        "computedValue": 2,
    }
    unvalued = learning.ask("POST", "determinations", determination(latest, **overriding())).get_json()
    assert (unvalued["value"], unvalued["reason"]) == (None, "overridden")
    listed = learning.get("determinations", "DeterminationSet", learner=LEARNER)["determinations"]
    assert sum("override" in one for one in listed) == 2
    assert learning.progress()["continuums"][0]["competencies"][0]["status"] == "proficient"
    learning.badge(decided)


def test_there_is_no_badge_without_a_judgment_behind_it(learning: Learning) -> None:
    decided = learning.ask("POST", "determinations", determination(learning.rule(), **overriding())).get_json()
    assert decided["judgments"] == []
    assert learning.ask("GET", f"determinations/{decided['id']}/credential").status_code == 409


def test_a_review_asks_whether_what_was_attained_still_holds(learning: Learning) -> None:
    latest = learning.rule()
    again = {"purpose": "review"}
    assert learning.refused("determinations", determination(latest, **again), "/purpose") == 422
    learning.judgment(learning.evidence(), SECURE)
    learning.determination(latest)
    assert learning.determination(latest, **again)["status"] == "proficient"
    strict = learning.rule(parameters={"cut": 3, "minCount": 5})
    assert learning.determination(strict, **again)["status"] == "insufficientEvidence"
    learning.judgment(learning.evidence(MAY), DEVELOPING)
    lapsed = learning.determination(latest, **again)
    assert (lapsed["status"], lapsed["value"]) == ("lapsed", 2)
    assert learning.refused("determinations", determination(latest, **again), "/purpose") == 422


@on_both
def test_what_stands_on_withdrawn_work_is_determined_anew(learning: Learning) -> None:
    latest = learning.rule()
    march, may = learning.evidence(), learning.evidence(MAY)
    first = learning.judgment(march, DEVELOPING)
    learning.judgment(may, SECURE)
    before = learning.determination(latest)
    withdrawn = learning.evidence(MAY, previousVersion=may["id"], status="withdrawn", withdrawnReason="Not mine.")
    (anew,) = learning.get("determinations", "DeterminationSet")["determinations"]
    assert (anew["supersedes"], anew["causedBy"], anew["rule"]) == (before["id"], withdrawn["id"], latest["id"])
    assert (anew["status"], anew["judgments"]) == ("notYet", [first["id"]])
    assert anew["recordedAt"] > withdrawn["recordedAt"]
    known = {"knownAt": before["recordedAt"]}
    assert learning.get("determinations", "DeterminationSet", **known) == {"determinations": [before]}
    assert learning.get(f"determinations/{before['id']}", "Determination") == before
    assert learning.get("evidence", "EvidenceRecordSet") == {"evidence": [march]}
    assert learning.get(f"evidence/{withdrawn['id']}", "EvidenceRecord") == withdrawn
    assert learning.get("judgments", "JudgmentSet") == {"judgments": [first]}
    assert learning.ask("GET", "judgments", history="true").headers["X-Total-Count"] == "2"


def test_group_work_that_is_withdrawn_concerns_each_learner(learning: Learning) -> None:
    other, latest = "urn:uuid:other", learning.rule()
    work = learning.evidence(learners=[LEARNER, other])
    for learner in (LEARNER, other):
        learning.judgment(work, SECURE, learner=learner)
        learning.determination(latest, learner=learner)
    learning.evidence(learners=[LEARNER, other], previousVersion=work["id"], status="withdrawn")
    found = learning.get("determinations", "DeterminationSet")["determinations"]
    assert [(one["learner"], one["status"]) for one in found] == [
        (LEARNER, "insufficientEvidence"),
        (other, "insufficientEvidence"),
    ]


def test_a_new_rule_counts_from_its_date_on(learning: Learning) -> None:
    """SCL-PRF-09: asked for a time before that, the answer is the former one."""
    former = learning.rule()
    learning.judgment(learning.evidence(), DEVELOPING)
    learning.judgment(learning.evidence(APRIL), SECURE)
    before = learning.determination(former)
    changed = datetime(2024, 6, 1, tzinfo=UTC).isoformat()
    latter = learning.rule(method="mean", version="2", validFrom=changed, previousVersion=former["id"])
    assert learning.refused("determinations", determination(former), "/rule") == 422
    anew = learning.determination(latter, supersedes=before["id"], causedBy=latter["id"])
    assert (anew["status"], anew["effectiveAt"]) == ("notYet", "2024-06-01T00:00:00.000000Z")
    for as_of, status in (("2024-05-31T00:00:00Z", "proficient"), ("2024-06-01T00:00:00Z", "notYet")):
        found = learning.progress(asOf=as_of)["continuums"][0]["competencies"][0]
        assert found["status"] == status
    standing = learning.get("determinations", "DeterminationSet", asOf="2024-05-31T00:00:00Z")
    assert standing == {"determinations": [before]}
    late = rule(validFrom="2023-01-01T00:00:00Z", previousVersion=latter["id"])
    assert learning.refused("determination-rules", late, "/validFrom") == 422


def test_a_rule_that_is_to_come_takes_no_place_yet(learning: Learning) -> None:
    former = learning.rule()
    soon = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    learning.rule(version="2", validFrom=soon, previousVersion=former["id"])
    assert learning.determination(former)["status"] == "insufficientEvidence"
    listed = learning.get("determination-rules", "DeterminationRuleSet", asOf=former["recordedAt"])
    assert listed == {"determinationRules": [former]}


@pytest.mark.parametrize("entered", [[MARCH, MAY, APRIL], [MAY, APRIL, MARCH]])
def test_late_entry_does_not_pass_for_recent_work(learning: Learning, entered: list[str]) -> None:
    """SCL-PRF-04: scores are in the order of the work, not of its entry."""
    levels = {MARCH: DEVELOPING, APRIL: DEVELOPING, MAY: SECURE}
    given = {at: learning.judgment(learning.evidence(at), levels[at]) for at in entered}
    found = learning.determination(learning.rule())
    assert found["value"] == 3
    assert found["judgments"] == [given[at]["id"] for at in (MARCH, APRIL, MAY)]
