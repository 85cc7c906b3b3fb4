"""SCL-CRD of a running system: what was attained as a badge, and as a record that stands without an average."""

from typing import Any
from urllib.parse import quote

from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Results, either
from fairmark.validators.suites.scl.exchange import members
from fairmark.validators.suites.scl.live.system import LEARNER, Json, Lacking, System
from fairmark.validators.suites.scl.live.targets import Target
from fairmark.validators.suites.scl.subject import check_of_system


@check_of_system(
    "SCL-CRD-012",
    "SCL-CRD-01",
    "{observed}",
    notes="Whether the badge validates and its proof verifies is told by `fairmark validate`.",
)
def what_is_attained_is_a_badge(system: System) -> Results:
    """What is determined to be proficient is answered as an Open Badges 3.0 credential, signed, of the achievement type
    Competency, aligned to the CFItem.

    Why: A badge that does not name the item cannot be compared with any other.

    Example: A credential whose achievement has no alignment.

    Repair: Name the item in `alignment`, with targetType CFItem.
    """
    target, answer = _badge(system)
    body = answer.object()
    subject = body.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    achievement = achievement if isinstance(achievement, dict) else {}
    aligned = [one for one in achievement.get("alignment", ()) if isinstance(one, dict)]
    problems = {
        "type": "AchievementCredential" not in body.get("type", ()) and "it is no AchievementCredential",
        "proof": not body.get("proof") and "it is not signed",
        "achievementType": achievement.get("achievementType") != "Competency" and "it is no Competency",
        "alignment": (target.uri, "CFItem") not in [(one.get("targetUrl"), one.get("targetType")) for one in aligned]
        and "it is not aligned to the item",
    }
    for operation, problem in problems.items():
        yield either(operation, problem or "", answer)


@check_of_system("SCL-CRD-031", "SCL-CRD-03", "{observed}")
def evidence_is_told_as_permitted(system: System) -> Results:
    """A badge tells the level that was reached, and of the work behind it nothing, unless the learner permits it; with
    their permission it names the work.

    Why: Who shows a badge shows what they can, and not at once everything they have made.

    Example: `evidence` in a badge that nobody has permitted to tell it.

    Repair: Leave evidence out by default, and tell it where the learner asks for that.
    """
    _, answer = _badge(system)
    told = {name for name, _ in members(answer.object())}
    yield either("result", "" if "achievedLevel" in told else "it does not tell the level that was reached", answer)
    yield either(
        "off", "it tells the work, which nobody has permitted" if "evidence" in answer.object() else "", answer
    )
    _, permitted = _badge(system, evidence="true")
    yield either("on", "" if permitted.object().get("evidence") else "it tells no work although it is permitted")


@check_of_system("SCL-CRD-022", "SCL-CRD-02", "{observed}")
def records_bundle_what_was_attained(system: System) -> Results:
    """The record of a learner is a CLR 2.0 credential that bundles the badges, each with a proof of its own.

    Why: A college wants one document, and has to be able to check each part of it.

    Example: A record whose `verifiableCredential` is empty for a learner who has attained two levels.

    Repair: Bundle the credentials of what was attained, and lead associations to what is in the record.
    """
    _, answer = _record(system)
    subject = answer.object().get("credentialSubject")
    subject = subject if isinstance(subject, dict) else {}
    bundled = [one for one in subject.get("verifiableCredential", ()) if isinstance(one, dict)]
    yield either("type", "" if "ClrCredential" in answer.object().get("type", ()) else "no ClrCredential", answer)
    whole = bool(bundled) and all(one.get("proof") for one in bundled)
    yield either("verifiableCredential", "" if whole else "no credentials in it, or one without a proof", answer)
    ids = {value for name, value in members(subject) if name == "id"}
    ends = [one.get(end) for one in subject.get("association", ()) for end in ("sourceId", "targetId")]
    yield either("association", "" if set(ends) <= ids else "it leads out of the record", answer)


@check_of_system("SCL-CRD-052", "SCL-CRD-05", "{observed}")
def records_stand_without_hours(system: System) -> Results:
    """The record has results by rubric levels, and neither grade average nor credit hours, unless they are asked for.

    Why: An average says nothing of what a learner can.

    Example: A result of the type GradePointAverage; or `creditsEarned` in each achievement.

    Repair: Tell levels, depth and growth; leave averages to receivers that ask for them.
    """
    _, answer = _record(system)
    found = [(name, value) for name, value in members(answer.object())]
    average = ("resultType", "GradePointAverage") in found
    hours = any(name == "creditsEarned" and value is not None for name, value in found)
    yield either("average", "a grade average" if average else "", answer)
    yield either("credits", "credit hours" if hours else "", answer)
    levels = any(name == "achievedLevel" for name, _ in found)
    yield either("levels", "" if levels else "no level that was reached", answer)


def _attained(system: System) -> tuple[Target, Json]:
    target = system.target()
    system.judge(system.work(target, system.latest), target, target.scores[-1])
    return target, system.determine(target, system.rule(target, "mostRecent", {"cut": target.scores[-1]}))


def _badge(system: System, **query: str) -> tuple[Target, Answer]:
    target, found = _attained(system)
    return target, _told(system, f"/determinations/{found['id']}/credential", query)


def _record(system: System) -> tuple[Target, Answer]:
    target, _ = _attained(system)
    return target, _told(system, f"/learners/{quote(system.person(LEARNER).id, safe=':')}/record", {})


def _told(system: System, path: str, query: dict[str, Any]) -> Answer:
    answer = system.ask("GET", path, LEARNER, **query)
    if answer.status != 200:
        raise Lacking(f"What was attained is not answered as a credential ({answer.told()}).", answer)
    return answer
