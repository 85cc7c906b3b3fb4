"""SCL-PRV of a running system: who reads a learner's record, by what right, and who has read it."""

from collections.abc import Iterator
from urllib.parse import quote

from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, Results, breach, either
from fairmark.validators.suites.scl.exchange import members
from fairmark.validators.suites.scl.graph import as_objects
from fairmark.validators.suites.scl.live.system import (
    LEARNER,
    OTHER_LEARNER,
    TEACHER,
    Json,
    Lacking,
    System,
)
from fairmark.validators.suites.scl.subject import check_of_system

GUARDIAN, OTHER_TEACHER, VERIFIER, OFFICER = "guardianA", "teacher2", "verifier", "privacy"
READERS = {LEARNER: True, GUARDIAN: True, TEACHER: True, OTHER_LEARNER: False, OTHER_TEACHER: False, VERIFIER: False}
"""Who of a run may read the record of learnerA, and who may not."""
REFUSED = (401, 403, 404)
DEMOGRAPHIC = frozenset(
    {
        "birthDate",
        "sex",
        "gender",
        "americanIndianOrAlaskaNative",
        "asian",
        "blackOrAfricanAmerican",
        "hispanicOrLatinoEthnicity",
        "white",
        "nativeHawaiianOrOtherPacificIslander",
        "demographicRaceTwoOrMoreRaces",
        "countryOfBirthCode",
        "englishLearner",
        "disability",
        "lowIncome",
        "economicallyDisadvantaged",
    }
)
"""Members of demographics and plans that records of learning have no place for."""


@check_of_system("SCL-PRV-012", "SCL-PRV-01", "{observed}")
def the_matrix_is_kept(system: System) -> Results:
    """Evidence, judgments, determinations and progress of learnerA are read by the learner, by their guardian and by
    their teacher; another learner, a teacher of another school and a verifier without a grant are refused.

    Why: A district has thousands of accounts; each of them would see every child.

    Example: 200 for the progress of a learner, asked for by a teacher of another school.

    Repair: Deny by default; allow by role, relationship and purpose.
    """
    target = system.target()
    work = system.work(target, 1)
    judged = system.judge(work, target, target.scores[-1])
    found = system.determine(target, system.rule(target, "highest", {"cut": target.scores[-1]}))
    paths = {
        "getEvidenceRecord": f"/evidence/{work['id']}",
        "getJudgment": f"/judgments/{judged['id']}",
        "getDetermination": f"/determinations/{found['id']}",
        "getLearnerProgress": f"/learners/{quote(work['learners'][0], safe=':')}/progress",
    }
    for who, may in READERS.items():
        for operation, path in paths.items():
            answer = system.ask("GET", path, who)
            yield either(f"{operation} {who}", _wrong_cell(answer, may=may), answer)


def _wrong_cell(answer: Answer, *, may: bool) -> str:
    if may:
        return "" if answer.status == 200 else f"who may read it is refused ({answer.told()})"
    return "" if answer.status in REFUSED else f"read by who has no right to ({answer.told()})"


@check_of_system("SCL-PRV-021", "SCL-PRV-02", "{observed}")
def guardians_read_all_of_it(system: System) -> Results:
    """A guardian reads the judgments of their child with the comments of those who scored.

    Why: What a family may not see it cannot contest.

    Example: A judgment without its comment, asked for by the guardian.

    Repair: Answer the whole record to those who hold the learner's rights.
    """
    target = system.target()
    comment = "Conformance test: the second part is missing."
    judged = system.judge(system.work(target, 1), target, target.scores[0], comment=comment)
    read = system.read("/judgments", judged["id"], GUARDIAN)
    yield either("getJudgment", "" if read.object().get("comment") == comment else "not with its comment", read)
    listed = {one.get("id") for one in system.listed("/judgments", GUARDIAN, learner=judged["learner"])}
    yield either("listJudgments", "" if judged["id"] in listed else "left out of the list")


@check_of_system("SCL-PRV-031", "SCL-PRV-03", "{observed}")
def accesses_are_logged(system: System) -> Results:
    """Reads, a read by a grant, and a refusal each are in the log that the guardian reads: by whom, when, for which
    purpose and on which legal basis. Nobody can change it.

    Why: Without the refusals nobody learns who has tried.

    Example: A teacher of another school who was refused, and of whom the log says nothing.

    Repair: Write an entry for each access before it is answered, and for each refusal.
    """
    target = system.target()
    work = system.work(target, 1)
    before = _events(system, work)
    reads = [system.read("/evidence", work["id"]).status for _ in range(3)]
    system.read("/evidence", work["id"], OTHER_TEACHER)
    events = [one for one in _events(system, work) if one not in before]
    read_by = [one for one in events if one.get("actor") == system.person(TEACHER).id and one.get("action") == "read"]
    yield either("read", "" if len(read_by) == len(reads) else "not one entry for each read")
    tried = [one for one in events if one.get("actor") == system.person(OTHER_TEACHER).id]
    yield either("deny", "" if any(one.get("action") == "deny" for one in tried) else "a refusal is not in the log")
    whole = all(one.get(name) for one in events for name in ("at", "purpose", "legalBasis", "resource"))
    yield either("entry", "" if whole else "an entry does not say when, what, what for and on which basis")
    for method in ("PUT", "DELETE"):
        path = f"/access-events/{events[0].get('id')}" if events else "/access-events"
        answer = system.ask(method, path, OFFICER, {} if method == "PUT" else None)
        yield either(method, "" if 400 <= answer.status < 500 else "the log can be changed", answer, expected="405")


def _events(system: System, work: Json) -> list[Json]:
    found = system.ask("GET", "/access-events", GUARDIAN, learner=str(work["learners"][0]), limit="1")
    if found.status != 200:
        raise Lacking(f"The guardian cannot read the log ({found.told()}).", found)
    return list(system.listed("/access-events", GUARDIAN, learner=str(work["learners"][0])))


@check_of_system("SCL-PRV-052", "SCL-PRV-05", "{observed}")
def grants_open_and_close(system: System) -> Results:
    """A grant opens what it names to whom it names; once it is revoked, or has expired, the next read is refused.

    Why: A permission that cannot be ended is none.

    Example: 200 for a verifier whose grant ended in May.

    Repair: Look at the grant at every read: receiver, scope, validFrom, validUntil, revokedAt.
    """
    target = system.target()
    work = system.work(target, 1)
    yield from _expired(system, work)
    grant = system.record("/share-grants", _grant(system, work, until=2000), GUARDIAN)
    read = system.read("/evidence", work["id"], VERIFIER)
    yield either("granted", "" if read.status == 200 else f"refused in spite of the grant ({read.told()})", read)
    other = system.read("/judgments", system.judge(work, target, target.scores[0])["id"], VERIFIER)
    yield either("scope", "" if other.status in REFUSED else "more is opened than the grant names", other)
    revoked = _grant(system, work, until=2000) | {
        "previousVersion": grant["id"],
        "revokedAt": str(system.read("/share-grants", grant["id"], GUARDIAN).object().get("recordedAt")),
    }
    system.record("/share-grants", revoked, GUARDIAN)
    after = system.read("/evidence", work["id"], VERIFIER)
    yield either("revoked", "" if after.status in REFUSED else "still read after the grant was revoked", after)


def _expired(system: System, work: Json) -> Iterator[Result]:
    system.record("/share-grants", _grant(system, work, until=200), GUARDIAN)
    read = system.read("/evidence", work["id"], VERIFIER)
    yield either("expired", "" if read.status in REFUSED else "read by a grant that has expired", read)


def _grant(system: System, work: Json, until: float) -> Json:
    return {
        "learner": work["learners"][0],
        "grantedBy": system.person(GUARDIAN).id,
        "grantee": system.person(VERIFIER).id,
        "scope": {"classes": ["EvidenceRecord"]},
        "purpose": "Conformance test",
        "legalBasis": "consent",
        "validFrom": system.moment(100),
        "validUntil": system.moment(until),
    }


@check_of_system("SCL-PRV-042", "SCL-PRV-04", "{observed}")
def disagreement_is_attached(system: System) -> Results:
    """A guardian asks to amend a judgment; where that is refused, their statement stands beside the judgment from then
    on.

    Why: Whoever reads the record has to learn that it is contested, and why.

    Example: A judgment without `statement`, after the refusal and the statement were recorded.

    Repair: Take requests, decide them, and add the statement to the record that was contested.
    """
    target = system.target()
    judged = system.judge(system.work(target, 1), target, target.scores[0])
    asked = {
        "learner": judged["learner"],
        "requestedBy": system.person(GUARDIAN).id,
        "record": judged["id"],
        "grounds": "Conformance test",
        "status": "open",
    }
    request = system.record("/amendment-requests", asked, GUARDIAN)
    decision = {"by": system.person(OFFICER).id, "at": system.moment(300), "reason": "Conformance test"}
    decided = {**asked, "status": "refused", "decision": decision, "previousVersion": request["id"]}
    refused = system.record("/amendment-requests", decided, OFFICER)
    said = "Conformance test: we disagree."
    stated = {**decided, "statement": said, "previousVersion": refused["id"]}
    system.record("/amendment-requests", stated, GUARDIAN)
    read = system.read("/judgments", judged["id"])
    texts = [one.get("text") for one in as_objects(read.object().get("statement"))]
    yield either("getJudgment", "" if said in texts else "the statement does not stand beside the judgment", read)


@check_of_system("SCL-PRV-071", "SCL-PRV-07", "{observed}")
def records_hold_no_demographics(system: System) -> Results:
    """Evidence, judgments and progress have no member that is demographic, or of a support plan.

    Why: Whoever judges work would know where the child comes from.

    Example: A judgment with `englishLearner`.

    Repair: Keep demographics apart, and join them only for who has the right to.
    """
    target = system.target()
    work = system.work(target, 1)
    judged = system.judge(work, target, target.scores[0])
    learner = str(work["learners"][0])
    answers = {
        "getEvidenceRecord": system.read("/evidence", work["id"]),
        "getJudgment": system.read("/judgments", judged["id"]),
        "getLearnerProgress": system.progress(learner),
    }
    for operation, answer in answers.items():
        found = sorted({name for name, _ in members(answer.object())} & DEMOGRAPHIC)
        if found:
            yield breach(operation, answer, observed=f"it tells {found[0]}")
        else:
            yield either(operation, "" if answer.status == 200 else "cannot be read", answer)
