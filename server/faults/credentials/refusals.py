"""Faults of refusals: an Imsx_StatusInfo is missing, or its codes do not go together."""

from collections.abc import Callable
from functools import wraps

import orjson

from fairmark.server.credentials.refusals import SYSTEM, TOKENS
from fairmark.server.faults.credentials.exchange import Asked, Json, Reply, Serve
from fairmark.server.faults.credentials.fault import Change, fault


def refusal(status: int) -> Reply:
    """What an honest host would answer, had it a reason to."""
    field = {"imsx_codeMinorFieldName": SYSTEM, "imsx_codeMinorFieldValue": TOKENS[status]}
    body = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "status" if status == 404 else "error",
        "imsx_codeMinor": {"imsx_codeMinorField": [field]},
    }
    challenge = (("WWW-Authenticate", "Bearer"),) if status == 401 else ()
    return Reply(status, (("Content-Type", "application/json"), *challenge), orjson.dumps(body))


def refused(change: Callable[[Reply], Reply]) -> Change:
    """The decorated function changes every refusal of the host."""

    @wraps(change)
    def changed(asked: Asked, serve: Serve) -> Reply:
        reply = serve(asked)
        return change(reply) if asked.standard and reply.status >= 400 else reply

    return changed


def coded(change: Callable[[Json], Json]) -> Change:
    """The decorated function changes the Imsx_StatusInfo of every refusal of the host."""

    @refused
    @wraps(change)
    def changed(reply: Reply) -> Reply:
        return reply.saying(change(reply.object()))

    return changed


def minor_of(status: Json) -> Json:
    """The field with the code of a refusal."""
    field: Json = status["imsx_codeMinor"]["imsx_codeMinorField"][0]
    return field


@fault("host-refuses-with-a-page", breaks="API-ERR-001")
@refused
def host_refuses_with_a_page(reply: Reply) -> Reply:
    """Refusals are pages for people.

    A consumer's parser stops at the first byte, and the reason is lost.
    """
    page = reply.showing("Content-Type", "text/html")
    return page.saying(b"<!doctype html><title>Sorry</title><p>That did not work.</p>")


@fault("host-refuses-without-a-body", breaks="API-ERR-001")
@refused
def host_refuses_without_a_body(reply: Reply) -> Reply:
    """Refusals have no body.

    A consumer cannot tell why it got nothing.
    """
    return reply.saying(b"")


@fault("host-refuses-with-a-problem", breaks="API-ERR-001")
@coded
def host_refuses_with_a_problem(_status: Json) -> Json:
    """Refusals have the members of RFC 9457 instead of Imsx_StatusInfo.

    A consumer that looks for imsx_codeMinor finds no reason.
    """
    return {"title": "This was refused.", "type": "about:blank"}


@fault("host-refuses-as-success", breaks="API-ERR-001")
@coded
def host_refuses_as_success(status: Json) -> Json:
    """The imsx_codeMajor of refusals is `success`.

    A consumer that goes by the body believes that all went well.
    """
    return {**status, "imsx_codeMajor": "success"}


@fault("host-refuses-with-one-code", breaks="API-ERR-001")
@coded
def host_refuses_with_one_code(status: Json) -> Json:
    """Every refusal has the code invalid_data, whatever its status.

    A consumer that goes by the code drops what it sent instead of asking for a new token.
    """
    minor_of(status)["imsx_codeMinorFieldValue"] = "invalid_data"
    return status


@fault("host-refuses-as-mere-status", breaks="API-ERR-001")
@coded
def host_refuses_as_mere_status(status: Json) -> Json:
    """The severity of every refusal is `status`, as it should be for not_found alone.

    A consumer that goes by the severity takes errors for mere information.
    """
    return {**status, "imsx_severity": "status"}


@fault("host-finds-nothing-as-error", breaks="API-ERR-001")
@coded
def host_finds_nothing_as_error(status: Json) -> Json:
    """The severity of every refusal is `error`, that of not_found too, where it should be `status`.

    A consumer reports an error where there is just nothing.
    """
    return {**status, "imsx_severity": "error"}


@fault("host-refuses-with-more-members", breaks="API-ERR-001")
@coded
def host_refuses_with_more_members(status: Json) -> Json:
    """Refusals have a member that Imsx_StatusInfo does not have.

    A consumer generated from the schema, which is closed, cannot read them.
    """
    return {**status, "trace": "8f14e45f"}


@fault("host-refuses-with-a-bare-code", breaks="API-ERR-001")
@coded
def host_refuses_with_a_bare_code(status: Json) -> Json:
    """imsx_codeMinor is the code itself, without its fields.

    A consumer does not find the code.
    """
    return {**status, "imsx_codeMinor": minor_of(status)["imsx_codeMinorFieldValue"]}
