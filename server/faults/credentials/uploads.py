"""Faults of sending: how a credential that is sent is answered, and which of two is kept."""

from collections.abc import Callable
from functools import wraps
import json
from typing import Any

from fairmark.server.faults.credentials.exchange import LIST, UPSERT, Asked, Json, Reply, Serve
from fairmark.server.faults.credentials.fault import Change, host_fault
from fairmark.server.faults.credentials.refusals import refusal
from fairmark.server.faults.credentials.relisting import relisted
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import ProofError

CREATED, KEPT = 201, (200, 201)


def receipt(change: Callable[[Asked, Reply], Reply]) -> Change:
    """The decorated function changes the answer to a credential that was kept."""

    @wraps(change)
    def changed(asked: Asked, serve: Serve) -> Reply:
        reply = serve(asked)
        return change(asked, reply) if asked.operation == UPSERT and reply.status in KEPT else reply

    return changed


def is_token(asked: Asked) -> bool:
    """Whether a compact JWS is sent."""
    return (asked.header("Content-Type") or "").startswith("text/plain")


def said(asked: Asked) -> Json:
    """What the credential that is sent says; an empty object where it is none."""
    try:
        data: Any = jws.decode(asked.body.decode()).claims if is_token(asked) else json.loads(asked.body)
    except (ValueError, ProofError):
        return {}
    return data if isinstance(data, dict) else {}


# -- statuses --------------------------------------------------------------------------------------------------------


@host_fault("new-credential-as-200", breaks="API-UPS-001")
@receipt
def new_credential_as_200(_asked: Asked, reply: Reply) -> Reply:
    """A new credential is answered with 200, as if it had replaced another one.

    A consumer reports that a credential was replaced which the learner never had.
    """
    return reply.being(200)


@host_fault("newer-credential-as-201", breaks="API-UPS-001")
def newer_credential_as_201(asked: Asked, serve: Serve) -> Reply:
    """A newer version of a credential is answered with 201, as if it were another one.

    A consumer counts a credit twice.
    """
    reply = serve(asked)
    is_newer = asked.operation == UPSERT and reply.status == 200 and not _is_encoded(asked)
    return reply.being(CREATED) if is_newer else reply


def _is_encoded(asked: Asked) -> bool:
    return "%" in str(said(asked).get("id"))


@host_fault("credential-as-202", breaks="API-UPS-001")
@receipt
def credential_as_202(_asked: Asked, reply: Reply) -> Reply:
    """A credential is answered with 202: it will be seen to.

    A consumer that handles the statuses of the standard does not know whether it is kept.
    """
    return reply.being(202)


@host_fault("older-credential-as-201", breaks="API-UPS-001")
def older_credential_as_201(asked: Asked, serve: Serve) -> Reply:
    """A version older than the one that is kept is answered with 201, though nothing is kept of it.

    A consumer believes that it has added what was thrown away.
    """
    reply = serve(asked)
    if asked.operation != UPSERT or reply.status != 304:
        return reply
    return Reply(CREATED, (("Content-Type", asked.header("Content-Type") or ""),), asked.body)


@host_fault("tokens-not-taken", breaks="API-UPS-008")
def tokens_not_taken(asked: Asked, serve: Serve) -> Reply:
    """A compact JWS is not taken at all.

    A learner cannot keep the credentials of half of all issuers.
    """
    return refusal(422) if asked.operation == UPSERT and is_token(asked) and said(asked) else serve(asked)


# -- receipts --------------------------------------------------------------------------------------------------------


@host_fault("receipt-of-another-type", breaks="API-UPS-002")
@receipt
def receipt_of_another_type(_asked: Asked, reply: Reply) -> Reply:
    """Whatever is sent comes back as application/octet-stream.

    A consumer that chooses its parser by the media type cannot read the receipt.
    """
    return reply.showing("Content-Type", "application/octet-stream")


@host_fault("receipt-of-a-token-as-json", breaks="API-UPS-002")
@receipt
def receipt_of_a_token_as_json(asked: Asked, reply: Reply) -> Reply:
    """What was sent as a compact JWS comes back as the JSON that is signed in it.

    A consumer that keeps the receipt keeps a credential without a signature.
    """
    return reply.showing("Content-Type", "application/json").saying(said(asked)) if is_token(asked) else reply


@host_fault("receipt-in-quotes", breaks="API-UPS-002")
@receipt
def receipt_in_quotes(asked: Asked, reply: Reply) -> Reply:
    """A compact JWS comes back as a JSON string, in quotation marks.

    A consumer that compares it with what it sent believes that it was changed.
    """
    return reply.saying(b'"%b"' % reply.body.strip()) if is_token(asked) else reply


@host_fault("receipt-with-more-members", breaks="API-UPS-002")
@receipt
def receipt_with_more_members(asked: Asked, reply: Reply) -> Reply:
    """A credential comes back with a member of the host's own in it.

    A consumer that keeps the receipt keeps a credential that does not verify.
    """
    return reply if is_token(asked) else reply.saying({**reply.object(), "hostedAt": "https://host.example/1"})


@host_fault("receipt-is-empty", breaks="API-UPS-002")
@receipt
def receipt_is_empty(_asked: Asked, reply: Reply) -> Reply:
    """A credential that is kept is answered without a body.

    A consumer cannot see whether what is kept is what it sent.
    """
    return reply.saying(b"")


@host_fault("receipt-is-a-status", breaks="API-UPS-002")
@receipt
def receipt_is_a_status(_asked: Asked, reply: Reply) -> Reply:
    """A credential that is kept is answered with an Imsx_StatusInfo that says success.

    A consumer that reads a credential finds none.
    """
    status = {"imsx_codeMajor": "success", "imsx_severity": "status"}
    return reply.showing("Content-Type", "application/json").saying(status)


# -- what is no credential -------------------------------------------------------------------------------------------


def _no_credential(asked: Asked, reply: Reply) -> bool:
    return asked.operation == UPSERT and reply.status in (400, 415, 422)


@host_fault("broken-json-fails", breaks="API-UPS-005")
def broken_json_fails(asked: Asked, serve: Serve) -> Reply:
    """JSON that breaks off makes the host fail with 500.

    A consumer that was cut off waits and tries again, for ever.
    """
    reply = serve(asked)
    return refusal(500) if _no_credential(asked, reply) and not said(asked) and not is_token(asked) else reply


@host_fault("anything-is-kept", breaks="API-UPS-005")
def anything_is_kept(asked: Asked, serve: Serve) -> Reply:
    """JSON that is no credential is answered with 201.

    A consumer believes that a learner has a credential, and nobody ever gets one.
    """
    reply = serve(asked)
    is_kept = _no_credential(asked, reply) and bool(said(asked)) and not is_token(asked)
    return Reply(CREATED, (("Content-Type", "application/json"),), asked.body) if is_kept else reply


# -- which is which --------------------------------------------------------------------------------------------------


@host_fault("another-issuer-replaces", breaks="API-UPS-006")
def another_issuer_replaces(asked: Asked, serve: Serve) -> Reply:
    """A credential takes the place of one by another issuer that has the same id.

    A learner loses a credential to whoever issues one with its id.
    """
    gone: list[Json] = asked.memory.setdefault("gone", [])
    held: dict[str, Json] = asked.memory.setdefault("held", {})
    reply = serve(asked)
    if asked.operation == LIST:
        return relisted(asked, serve, lambda whole: [one for one in whole if one not in gone])
    if asked.operation != UPSERT or reply.status != CREATED:
        return reply
    sent = said(asked)
    before = held.get(sent["id"], sent)
    held[sent["id"]] = sent
    if before["issuer"] == sent["issuer"]:
        return reply
    gone.append(before)
    return reply.being(200)


@host_fault("ids-compared-as-they-are", breaks="API-UPS-007")
def ids_compared_as_they_are(asked: Asked, serve: Serve) -> Reply:
    """Ids are compared as they are written: percent-encoded ones are other ones.

    A learner has two versions of one credential, the older of which is out of date.
    """
    reply = serve(asked)
    is_spelt = asked.operation == UPSERT and reply.status == 200 and _is_encoded(asked)
    return reply.being(CREATED) if is_spelt else reply


@host_fault("older-credential-wins", breaks="API-UPS-003")
def older_credential_wins(asked: Asked, serve: Serve) -> Reply:
    """What is sent last is kept, though it may be older.

    A learner's renewed credential is undone by an old copy.
    """
    older: dict[bytes, bytes] = asked.memory.setdefault("older", {})
    versions: dict[tuple[str, str], bytes] = asked.memory.setdefault("versions", {})
    reply = serve(asked)
    if asked.operation == UPSERT:
        called = (str(said(asked).get("issuer")), str(said(asked).get("id")))
        if reply.status == 304 and called in versions:
            older[versions[called]] = asked.body
        elif reply.status in KEPT:
            versions[called] = asked.body
    if asked.operation != LIST:
        return reply
    body = reply.body
    for newest, last in older.items():
        body = body.replace(newest, last)
    return reply.saying(body)


@host_fault("newer-credential-ignored", breaks="API-UPS-003")
def newer_credential_ignored(asked: Asked, serve: Serve) -> Reply:
    """A newer version is answered as if it were kept, and what was there before stays.

    A learner's renewal is lost, and everybody takes the credential for expired.
    """
    first: dict[bytes, bytes] = asked.memory.setdefault("first", {})
    versions: dict[tuple[str, str], bytes] = asked.memory.setdefault("versions", {})
    reply = serve(asked)
    if asked.operation == UPSERT and reply.status in KEPT and not _is_encoded(asked):
        called = (str(said(asked).get("issuer")), str(said(asked).get("id")))
        first[asked.body] = versions.setdefault(called, asked.body)
    if asked.operation != LIST:
        return reply
    body = reply.body
    for newer, kept in first.items():
        body = body.replace(newer, kept)
    return reply.saying(body)
