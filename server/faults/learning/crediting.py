"""Credentials: what a badge says, and what it keeps back."""

from typing import Any

from fairmark.server.faults.learning.exchange import Asked, Json, Reply, Serve, is_done
from fairmark.server.faults.learning.fault import fault, told_of


@fault("badge-without-its-item", breaks="SCL-CRD-012")
@told_of("getCredential")
def badge_without_its_item(badge: Json) -> Json:
    """A badge does not name the item of the framework that was attained.

    It cannot be compared with any other.
    """
    subject = badge["credentialSubject"]
    achievement = {name: value for name, value in subject["achievement"].items() if name != "alignment"}
    return {**badge, "credentialSubject": {**subject, "achievement": achievement}}


@fault("badge-without-a-proof", breaks="SCL-CRD-012")
@told_of("getCredential")
def badge_without_a_proof(badge: Json) -> Json:
    """A badge is not signed.

    Whoever likes can make one.
    """
    return {name: value for name, value in badge.items() if name != "proof"}


@fault("badge-tells-the-work", breaks="SCL-CRD-031")
def badge_tells_the_work(asked: Asked, serve: Serve) -> Reply:
    """A badge tells the work behind it, whether or not the learner permits that.

    Who shows what they can shows everything they have made.
    """
    return serve(asked.arguing(evidence="true") if asked.operation == "getCredential" else asked)


@fault("badge-never-tells-the-work", breaks="SCL-CRD-031")
def badge_never_tells_the_work(asked: Asked, serve: Serve) -> Reply:
    """A badge tells no work, although the learner permits it.

    A claim stands with nothing behind it.
    """
    return serve(asked.arguing(evidence=None) if asked.operation == "getCredential" else asked)


@fault("empty-record", breaks="SCL-CRD-022", also=("SCL-CRD-052",))
@told_of("getLearnerRecord")
def empty_record(record: Json) -> Json:
    """The record of a learner bundles none of their badges.

    A college gets a document in which there is nothing to check.
    """
    return {**record, "credentialSubject": {**record["credentialSubject"], "verifiableCredential": []}}


@fault("record-with-hours", breaks="SCL-CRD-052")
def record_with_hours(asked: Asked, serve: Serve) -> Reply:
    """The record of a learner tells credit hours, asked for or not.

    What a learner can is told in hours again.
    """
    reply = serve(asked)
    if asked.operation != "getLearnerRecord" or not is_done(reply):
        return reply
    told: Any = reply.object()
    for credential in told["credentialSubject"]["verifiableCredential"]:
        credential["credentialSubject"]["creditsEarned"] = 0.5
    return reply.saying(told)
