"""SCL-EVD of a running system: work of any form, by whom and from wherever it comes, is kept as it was handed in."""

from collections.abc import Iterator
import hashlib
from typing import Any

from fairmark.validators.core.levels import WARNING
from fairmark.validators.suites.result import Results, breach, either
from fairmark.validators.suites.scl.live.system import (
    LEARNER,
    OTHER_LEARNER,
    SCORER,
    TEACHER,
    Json,
    Lacking,
    System,
)
from fairmark.validators.suites.scl.live.targets import Target
from fairmark.validators.suites.scl.subject import check_of_system

DIGEST = f"sha256-{hashlib.sha256(b'').hexdigest()}"
"""The digest of a file without content."""
RECORDING = {"url": "https://files.example.org/recording", "mediaType": "video/mp4", "size": 0, "digest": DIGEST}
FORMS: dict[str, Json] = {
    "file": {"files": [{**RECORDING, "url": "https://files.example.org/essay", "mediaType": "application/pdf"}]},
    "link": {"evidence": {"type": ["Evidence"], "name": "Conformance test", "id": "https://example.org/my-site"}},
    "recorded performance": {
        "evidence": {"type": ["Evidence"], "name": "Conformance test", "genre": "Recording"},
        "files": [RECORDING],
    },
    "observation note": {
        "evidence": {
            "type": ["Evidence"],
            "name": "Conformance test",
            "genre": "Observation",
            "narrative": "Explains it to two others, without being asked.",
        }
    },
    "test result": {
        "evidence": {
            "type": ["Evidence"],
            "name": "Conformance test",
            "genre": "Test result",
            "description": "512 on a scale from 200 to 800, with a standard error of 28.",
        }
    },
}
"""The forms of SCL-EVD-01, each with the members that are particular to it."""
PIECES = 3


def changed(given: Json, answered: Json) -> str:
    """The first member that was given and is answered otherwise; "" for none."""
    return next((name for name, value in given.items() if answered.get(name) != value), "")


@check_of_system("SCL-EVD-011", "SCL-EVD-01", "{observed}")
def any_form_is_taken(system: System) -> Results:
    """A file, a link, a recorded performance, a note of an observation and the result of a test are each recorded, and
    told again as they were given.

    Why: What cannot be handed in does not count, and learning that is not written down is lost first.

    Example: 422 for evidence that is a link without a file; or a description that is cut off.

    Repair: Take each member of the evidence as it comes, and give it back unchanged.
    """
    target = system.target()
    for form, members in FORMS.items():
        given = system.work_of(target, 1, **members)
        posted = system.ask("POST", "/evidence", body=given)
        if posted.status not in (200, 201):
            yield breach(form, posted, observed=f"refused with {posted.told()}", expected="201")
            continue
        read = system.read("/evidence", str(posted.object().get("id")))
        lost = changed(given, read.object())
        yield either(form, f"{lost} is not as it was given" if lost else "", posted, read)


@check_of_system("SCL-EVD-012", "SCL-EVD-01", "{observed}")
def lists_hold_everything_once(system: System) -> Results:
    """A list that is read page by page holds each record once.

    Why: Whoever takes the record along, or counts it, would lose a piece of work or count it twice.

    Example: The last record of a page stands again at the top of the next one.

    Repair: Order lists by something that does not change, and begin a page where the last one ended.
    """
    learner = system.person(OTHER_LEARNER).id
    works = [system.work(system.target(), day, OTHER_LEARNER)["id"] for day in range(PIECES)]
    whole = [str(one.get("id")) for one in system.listed("/evidence", learner=learner)]
    in_pages = [
        str(one.get("id")) for one in system.listed("/evidence", learner=learner, page=max(1, len(whole) // PIECES))
    ]
    if not set(works) <= set(whole):
        yield breach("listEvidenceRecords", observed="work that was recorded is not in the list")
    elif len(in_pages) != len(set(in_pages)):
        yield breach("listEvidenceRecords", observed="a record stands on two pages")
    else:
        lost = set(works) - set(in_pages)
        yield either("listEvidenceRecords", "a record is on no page" if lost else "")


@check_of_system("SCL-EVD-022", "SCL-EVD-02", "{observed}")
def one_piece_shows_several_things(system: System) -> Results:
    """Work that is aligned to three items keeps all three, and a judgment of one of them is none of the others.

    Why: A project shows more than one thing; who had to hand it in three times would hand it in once.

    Example: Work aligned to three levels, of which the first alone is told afterwards.

    Repair: Keep all alignments, and judge each by itself.
    """
    targets = [system.target() for _ in range(PIECES)]
    work = system.work(targets[0], 1, alignment=[system.alignment(target) for target in targets])
    system.judge(work, targets[0], targets[0].scores[-1])
    read = system.read("/evidence", work["id"])
    told = {each.get("targetUrl") for each in read.object().get("alignment", ()) if isinstance(each, dict)}
    lost = {target.uri for target in targets} - told
    yield either("alignment", "an alignment is lost" if lost else "", read)
    judged = any(_judged(system, work, target) for target in targets[1:])
    yield either("judgments", "what was not judged has a judgment" if judged else "")


def _judged(system: System, work: Json, target: Target) -> list[str]:
    """The ids of the judgments of that work for that target."""
    learner = str(work["learners"][0])
    found = system.listed("/judgments", learner=learner, target=target.uri)
    return [str(one.get("id")) for one in found if one.get("evidence") == work["id"]]


@check_of_system("SCL-EVD-031", "SCL-EVD-03", "{observed}")
def learners_hand_in_their_own(system: System) -> Results:
    """A learner hands in what nobody has assigned, and whoever scores finds it.

    Why: Who may only do what was set shows only what was asked.

    Example: 403 for evidence that a learner posts, or work that no list of a teacher holds.

    Repair: Take evidence from its learner, `assigned` or not, and list it for those who judge.
    """
    given = system.work_of(system.target(), 1, assigned=False)
    posted = system.ask("POST", "/evidence", LEARNER, given)
    if posted.status not in (200, 201):
        yield breach("postEvidenceRecord", posted, observed=f"refused with {posted.told()}", expected="201")
        return
    id = str(posted.object().get("id"))
    listed = {one.get("id") for one in system.listed("/evidence", learner=given["learners"][0])}
    yield either("listEvidenceRecords", "" if id in listed else "the teacher does not find it", posted)


@check_of_system("SCL-EVD-053", "SCL-EVD-05", "{observed}")
def group_work_is_everybodys_once(system: System) -> Results:
    """Work of two learners names the part of each, stands once in the record of each, and is judged for each.

    Why: Who did what is all that tells the members of a group apart.

    Example: A list of the second learner without the work, or with it twice.

    Repair: Record the work once, with all its learners and `provenance.creators`.
    """
    target = system.target()
    both = [system.person(name).id for name in (LEARNER, OTHER_LEARNER)]
    creators = [{"learner": id, "part": part} for id, part in zip(both, ("measured", "drew"), strict=True)]
    work = system.work(target, 1, learners=both, provenance={"creators": creators})
    for id, score in zip(both, target.scores, strict=False):
        system.judge(work, target, score, learner=id)
    parts = system.read("/evidence", work["id"]).object().get("provenance", {}).get("creators")
    yield either("provenance", "" if parts == creators else "who did what is not told as it was given")
    for name, id in zip((LEARNER, OTHER_LEARNER), both, strict=True):
        times = [one.get("id") for one in system.listed("/evidence", learner=id)].count(work["id"])
        own = [one for one in system.listed("/judgments", learner=id, target=target.uri) if one.get("learner") == id]
        judged = sum(one.get("evidence") == work["id"] for one in own)
        wrong = "not once in the record" if times != 1 else "not one judgment of their own" if judged != 1 else ""
        yield either(name, wrong)


@check_of_system("SCL-EVD-071", "SCL-EVD-07", "{observed}")
def work_from_elsewhere_counts(system: System) -> Results:
    """Work that was done on a Saturday outside of school, attested by somebody there, is taken, and its judgment counts
    like any other.

    Why: What is learned in a workshop or at home is learned.

    Example: A determination that leaves out the judgment of such work.

    Repair: Look at what the rule admits, not at the class or the day.
    """
    target = system.target()
    attested: Json = {
        "attestation": [
            {
                "name": "Conformance test",
                "organisation": "Bicycle workshop",
                "relationship": "mentor",
                "statement": "Built the wheel alone.",
            }
        ],
        "provenance": {"context": "community", "place": "Workshop"},
    }
    given = system.work_of(target, system.saturday, **attested)
    posted = system.ask("POST", "/evidence", body=given)
    if posted.status not in (200, 201):
        yield breach("postEvidenceRecord", posted, observed=f"refused with {posted.told()}", expected="201")
        return
    judged = system.judge(posted.object(), target, target.scores[-1])
    determination = system.determine(target, system.rule(target, "highest", {"cut": target.scores[-1]}))
    used = determination.get("judgments")
    counts = isinstance(used, list) and judged["id"] in used
    yield either("postDetermination", "" if counts else "the judgment of such work does not count", posted)


@check_of_system("SCL-EVD-101", "SCL-EVD-10", "{observed}", severity=WARNING)
def a_defence_has_several_judges(system: System) -> Results:
    """A defence of a portfolio is judged by each of several judges, and one determination joins them by its rule.

    Why: Three who listened may have heard three things; the mean alone does not show that.

    Example: 409 for the judgment of the second judge.

    Repair: Take a judgment from each scorer of the same work, and let the rule say how they are joined.
    """
    target = system.target()
    work = system.work(target, 1, evidence={"type": ["Evidence"], "name": "Conformance test", "genre": "defence"})
    judges = [name for name in (TEACHER, SCORER, "scorer2") if name in system.people]
    if len(judges) < PIECES:
        raise Lacking("It takes teacher1, scorer1 and scorer2: name an id and a token of each in --identities.")
    given = []
    for judge, score in zip(judges, target.scores, strict=False):
        posted = system.ask("POST", "/judgments", judge, system.judgment_of(work, target, score, judge))
        if posted.status not in (200, 201):
            yield breach("postJudgment", posted, observed=f"the judgment of {judge} is refused ({posted.told()})")
            return
        given.append(posted.object().get("id"))
    found = system.determine(target, system.rule(target, "mean", {"cut": target.scores[1]}))
    joined = set(given) <= set(map(str, found.get("judgments") or ()))
    yield either("postDetermination", "" if joined else "a judge is left out")


@check_of_system("SCL-EVD-112", "SCL-EVD-11", "{observed}")
def withdrawn_work_leaves_a_stub(system: System) -> Results:
    """Work that is withdrawn is in no ordinary list and can still be read by its id; what was determined from it is
    determined anew, with the withdrawal as its cause, and the earlier determination can still be read.

    Why: A learner would keep, or lose without a word, what rested on work that is gone.

    Example: A determination that stands on work which was withdrawn last week.

    Repair: Determine anew when work is withdrawn: `supersedes` the earlier one, `causedBy` the withdrawal.
    """
    target = system.target()
    work = system.work(target, 1)
    system.judge(work, target, target.scores[-1])
    before = system.determine(target, system.rule(target, "highest", {"cut": target.scores[-1]}))
    gone = system.work(target, 1, status="withdrawn", withdrawnReason="Conformance test", previousVersion=work["id"])
    learner = work["learners"][0]
    listed = {one.get("id") for one in system.listed("/evidence", learner=learner)}
    yield either("listEvidenceRecords", "withdrawn work is listed" if listed & {work["id"], gone["id"]} else "")
    yield from _still_read(system, {"/evidence": work["id"], "/determinations": before["id"]})
    anew = [
        one
        for one in system.listed("/determinations", learner=learner, target=target.uri)
        if one.get("supersedes") == before["id"] and one.get("causedBy") in (gone["id"], work["id"])
    ]
    yield either("listDeterminations", "" if anew else "what rested on it was not determined anew")


def _still_read(system: System, places: dict[str, str]) -> Iterator[Any]:
    for path, id in places.items():
        read = system.read(path, id)
        yield either(path, "" if read.status == 200 else f"what was recorded is gone ({read.told()})", read)
