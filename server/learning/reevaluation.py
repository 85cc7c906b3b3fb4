"""What was concluded from work that is withdrawn since is concluded anew. SCL-EVD-11."""

from fairmark.server.learning.concluding import admitted, conclusion
from fairmark.server.learning.continuum import Item
from fairmark.server.learning.desk import Desk, learners_of
from fairmark.server.learning.kind import DETERMINATION, JUDGMENT, RULE
from fairmark.server.learning.known import Known
from fairmark.server.learning.ledger import Fact, New
from fairmark.server.learning.times import ALWAYS, read

KEPT = ("learner", "target", "purpose", "rule", "framework", "frameworkVersion")
"""What the next determination says like the one before."""


def re_evaluate(desk: Desk, withdrawn: Fact) -> None:
    """Determine anew whatever stands on that work, by the rule that it was determined by. What a person decided
    otherwise is not decided again: the override was made in view of that work."""
    versions = {version.id for version in desk.ledger.chain(withdrawn.root)}
    for learner in learners_of(withdrawn):
        facts = desk.ledger.of_learner(learner)
        judgments = {fact.id for fact in facts if fact.cls == JUDGMENT and fact.data["evidence"] in versions}
        known, now = Known(facts, withdrawn.recorded_at), desk.ledger.moment
        for determination in known.determinations(now):
            if not judgments.isdisjoint(determination.data["judgments"]):
                _determine(desk, known, determination, withdrawn)


def _determine(desk: Desk, known: Known, before: Fact, cause: Fact) -> None:
    rule = desk.ledger.find(RULE, before.data["rule"])
    if rule is None:
        raise TypeError("judgments are in a determination by a rule only")
    counting = admitted(desk.ledger, rule.data, known, before.target, desk.ledger.moment)
    found = conclusion(known, rule.data, counting.judgments, desk.ledger.moment)
    if before.data["purpose"] == "baseline" and found["status"] == "proficient":
        found["status"] = "placed"
    desk.ledger.add(
        New(
            cls=DETERMINATION,
            data={
                **{name: before.data[name] for name in KEPT},
                **found,
                "supersedes": before.id,
                "causedBy": cause.id,
            },
            effective_at=read(found["effectiveAt"]),
            learners=[before.data["learner"]],
            about=_item(before),
            before=before,
            replaces_from=ALWAYS,
            links=[rule.root],
        )
    )


def _item(fact: Fact) -> Item:
    """What the fact is about, pinned as it was."""
    data = fact.data
    return Item(fact.target, data["target"], fact.framework, data["framework"], data["frameworkVersion"])
