"""Faults of the profile: its form, and what becomes of one that is put."""

from fairmark.server.faults.credentials.exchange import PROFILE, PUT_PROFILE, Asked, Json, Reply, Serve
from fairmark.server.faults.credentials.fault import body_of, fault, host_fault, reply_of
from fairmark.server.faults.credentials.refusals import refusal


@fault("profile-without-an-id", breaks="API-PROF-001")
@body_of(PROFILE)
def profile_without_an_id(profile: Json) -> Json:
    """The profile has no id.

    A consumer cannot tell two people of the same name apart.
    """
    return {name: value for name, value in profile.items() if name != "id"}


@fault("profile-in-an-envelope", breaks="API-PROF-001")
@body_of(PROFILE)
def profile_in_an_envelope(profile: Json) -> Json:
    """The profile stands in an envelope, `{"profile": {…}}`.

    A consumer looks for a name, and finds none.
    """
    return {"profile": profile}


@fault("profile-as-a-page", breaks="API-PROF-001")
@reply_of(PROFILE)
def profile_as_a_page(reply: Reply) -> Reply:
    """The profile is a page for people.

    A consumer's parser stops at the first byte.
    """
    return reply.showing("Content-Type", "text/html").saying(b"<!doctype html><title>Ada</title>")


@fault("profile-fails", breaks="API-PROF-001")
def profile_fails(asked: Asked, serve: Serve) -> Reply:
    """getProfile makes the host fail with 500.

    A consumer waits and tries again, for ever.
    """
    reply = serve(asked)
    return refusal(500) if asked.operation == PROFILE and reply.status == 200 else reply


@host_fault("profile-put-as-201", breaks="API-PROF-002")
@reply_of(PUT_PROFILE)
def profile_put_as_201(reply: Reply) -> Reply:
    """A profile that is put is answered with 201.

    A consumer that handles the statuses of the standard takes it for a failure.
    """
    return reply.being(201)


@host_fault("profile-put-without-an-answer", breaks="API-PROF-002")
@reply_of(PUT_PROFILE)
def profile_put_without_an_answer(reply: Reply) -> Reply:
    """A profile that is put is answered with 200 and an empty body.

    A consumer that reads the profile in the answer stops.
    """
    return reply.saying(b"")


@host_fault("profile-put-answered-with-a-status", breaks="API-PROF-002")
@reply_of(PUT_PROFILE)
def profile_put_answered_with_a_status(reply: Reply) -> Reply:
    """A profile that is put is answered with 200 and an Imsx_StatusInfo, which belongs to 202.

    A consumer that reads the profile in the answer finds no name.
    """
    return reply.saying({"imsx_codeMajor": "success", "imsx_severity": "status"})


@host_fault("profile-not-kept", breaks="API-PROF-003")
def profile_not_kept(asked: Asked, serve: Serve) -> Reply:
    """A profile that is put is answered as if it were kept, and is not.

    A learner corrects a name, and the old one is shown for ever.
    """
    if asked.operation != PUT_PROFILE or not asked.token:
        return serve(asked)
    before = serve(asked.by("GET"))
    reply = serve(asked)
    if before.status == 200:
        serve(asked.sending(before.body))
    return reply


@host_fault("profile-of-somebody-else", breaks="API-PROF-003")
@body_of(PROFILE)
def profile_of_somebody_else(_profile: Json) -> Json:
    """Whoever asks gets the profile of one and the same person.

    A learner's name stands beside the record of another one.
    """
    return {"id": "urn:uuid:0d1c8f6a-5a3f-4c5e-9e64-1f0c2b0a7d11", "type": ["Profile"], "name": "Grace"}


@host_fault("profile-keeps-names-alone", breaks="API-PROF-003")
@body_of(PROFILE)
def profile_keeps_names_alone(profile: Json) -> Json:
    """Of a profile that is put the members alone are kept that the host has a column for.

    A learner's description is gone without a sign.
    """
    return {name: profile[name] for name in ("id", "type", "name") if name in profile}
