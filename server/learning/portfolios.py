"""Portfolios: a learner's selection of evidence, frozen when it is submitted. Profile, section 4.9; SCL-EVD-08, -09."""

from datetime import datetime

from fairmark.server.learning import times
from fairmark.server.learning.bodies import past_moment_at, wrong
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.desk import Desk, evidence_version
from fairmark.server.learning.kind import DETERMINATION, EVIDENCE, PORTFOLIO, Draft, Kind, Link, Rest
from fairmark.server.learning.known import WITHDRAWN
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.sight import Sight

DRAFT, SUBMITTED, REVIEWED = "draft", "submitted", "reviewed"
FROZEN = ("title", "purpose", "entries")
"""What stays as it was submitted."""


def _complete(desk: Desk, draft: Draft) -> Rest:
    body, before = draft.body, draft.before
    submitted = before is not None and before.status in (SUBMITTED, REVIEWED)
    if submitted and before is not None:
        _check_frozen(body, before.data)
    elif body["status"] == REVIEWED:
        raise wrong("/status", "Only what has been submitted can be reviewed.")
    else:
        _check_entries(desk, draft)
    for index, reflection in enumerate(body.get("reflection", ())):
        past_moment_at(f"/reflection/{index}/at", reflection["at"])
    if submitted and before is not None:
        return Rest({"snapshotAt": before.data["snapshotAt"]})
    return Rest({"snapshotAt": times.written(desk.ledger.moment)} if body["status"] == SUBMITTED else {})


def _check_frozen(body: Json, before: Json) -> None:
    if body["status"] == DRAFT:
        raise wrong("/status", "This has been submitted; begin another portfolio.", 409)
    for name in FROZEN:
        if body[name] != before[name]:
            raise wrong(f"/{name}", "What was submitted stays as it is; begin another portfolio.", 409)


def _check_entries(desk: Desk, draft: Draft) -> None:
    orders = [entry["order"] for entry in draft.body["entries"]]
    for index, entry in enumerate(draft.body["entries"]):
        field = f"/entries/{index}/evidence"
        evidence = evidence_version(draft, field, entry["evidenceVersion"])
        if desk.ledger.latest(evidence).status == WITHDRAWN:
            raise wrong(field, "This work has been withdrawn.")
        if entry["order"] in orders[:index]:
            raise wrong(f"/entries/{index}/order", "Another entry stands there.")


def _seen(ledger: Ledger, fact: Fact, sight: Sight) -> Json:
    """The portfolio with a word on what has become of the work since."""
    entries = [{**entry, **_since(ledger, entry["evidence"], sight.known_at)} for entry in fact.data["entries"]]
    return {**fact.data, "entries": entries}


def _since(ledger: Ledger, id: str, known_at: datetime | None) -> Json:
    evidence = ledger.find(EVIDENCE, id)
    if evidence is None:
        return {}
    versions = [one for one in ledger.chain(evidence.root) if known_at is None or one.recorded_at <= known_at]
    if versions[-1].status == WITHDRAWN:
        return {"withdrawn": True}
    return {"newerVersion": versions[-1].data["version"]} if versions[-1].id != id else {}


PORTFOLIOS = Kind(
    cls=PORTFOLIO,
    segment="portfolios",
    member="portfolios",
    words="a portfolio, or a version of one",
    learner="learner",
    items=("entries/*/targets/*",),
    links=(
        Link("entries/*/evidence", EVIDENCE, same_learner=True),
        Link("determinations/*", DETERMINATION, same_learner=True),
    ),
    complete=_complete,
    shown=_seen,
)
