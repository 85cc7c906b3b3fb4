"""Record evidence: a learner's work, aligned to what it is meant to show."""

from fairmark.server.http import Answer, Call
from fairmark.server.learning.answers import created, recorder
from fairmark.server.learning.bodies import past_moment_of, read_body, wrong
from fairmark.server.learning.continuum import Continuums, Json
from fairmark.server.learning.ledger import Ledger

EVIDENCE = "EvidenceRecord"


def post_evidence(call: Call) -> Answer:
    """A new piece of evidence, or with `previousVersion` the next version of one."""
    body = read_body(call, "NewEvidenceRecord")
    effective_at = past_moment_of(body, "effectiveAt")
    past_moment_of(body, "submittedAt")
    continuums = Continuums(call.context.store, call.context.settings.base_url)
    for number, alignment in enumerate(body["alignment"]):
        if continuums.item(alignment["targetUrl"]) is None:
            raise wrong(f"/alignment/{number}/targetUrl", "This server holds no CFItem with this URI.")
    with recorder(call) as ledger:
        fact = ledger.add(
            EVIDENCE,
            {**body, "version": _version(ledger, body)},
            effective_at=effective_at,
            learners=body["learners"],
            replaces=body.get("previousVersion"),
        )
    return created(call, fact)


def _version(ledger: Ledger, body: Json) -> int:
    """The number of the version: one more than that of the version before."""
    if "previousVersion" not in body:
        return 1
    before = ledger.find(EVIDENCE, body["previousVersion"])
    if before is None or set(before.data["learners"]) != set(body["learners"]):
        raise wrong("/previousVersion", "This names no evidence of the same learners.")
    if ledger.is_replaced(before.id):
        raise wrong("/previousVersion", "There is a later version already; revise that one.", 409)
    version: int = before.data["version"] + 1
    return version
